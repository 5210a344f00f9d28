"""Logos: decoded and written anew, so that nothing travels in the file but what is seen."""

import io
import warnings
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from hamkor.core.errors import DomainError

LARGEST_FILE: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 16_000_000
SIDE: Final = 512
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")


def clean_logo(data: bytes) -> bytes:
    """The picture as a PNG of at most 512 by 512 pixels, without metadata, colour profile or further frames.

    Raises `DomainError` for a file over 2 MB, for what is no PNG, JPEG, WebP or GIF, for a damaged one, and for one
    that would unpack to more than 16 million pixels (which is known before anything is unpacked).
    """
    if len(data) > LARGEST_FILE:
        raise DomainError(_("The file is larger than 2 MB: make the picture smaller."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise DomainError(_("The picture has more than 16 million pixels: make it smaller."))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DomainError(_("The picture has more than 16 million pixels: make it smaller.")) from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        raise DomainError(_("This is not a picture that can be read: send a PNG, JPEG, WebP or GIF file.")) from None
    upright.thumbnail((SIDE, SIDE))
    # A new image takes the pixels over and nothing that hung on the old one.
    bare = Image.new("RGBA", upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "PNG", optimize=True)
    return written.getvalue()
