"""Scans of letters and messages that the depositary keeps with a recorded word."""

from io import BytesIO
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from hamkor.core.ids import new_id

LARGEST: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000


def cleaned(upload: "UploadedFile[bytes]") -> "ContentFile[bytes]":
    """The scan to keep, under a name that tells nothing: a PDF as it is (only the secretariat is given it), a picture
    drawn anew, so that place, device and time of the photograph are gone.

    Raises `ValidationError` for other kinds of files, larger than 10 MB, or with too many pixels.
    """
    if upload.size is None or upload.size > LARGEST:
        raise ValidationError(_("The scan is larger than 10 MB."))
    body = upload.read()
    if body.startswith(b"%PDF-"):
        return ContentFile(body, name=f"{new_id()}.pdf")
    try:
        with Image.open(BytesIO(body), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The picture has too many pixels: make it smaller."))
            drawn = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(_("Give the scan as PDF, PNG or JPEG.")) from None
    bare = Image.new("RGB", drawn.size)
    bare.paste(drawn)
    written = BytesIO()
    bare.save(written, "JPEG", quality=85)
    return ContentFile(written.getvalue(), name=f"{new_id()}.jpg")
