"""Pictures: decoded and written anew, in the colours of the web, upright."""

import io
import warnings
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from hamkor.core.errors import DomainError

MOST_PIXELS: Final = 50_000_000
_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_HOW: Final[dict[str, dict[str, object]]] = {
    "JPEG": {"quality": 90, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90},
}


def clean_picture(data: bytes) -> bytes:
    """The picture in the same format, without metadata, thumbnails or colour profile (its colours turned into sRGB
    first), and turned upright.

    Raises `DomainError` for what is no JPEG, PNG or WebP, for a damaged or moving one, and for one that would unpack to
    more than 50 million pixels (which is known before anything is unpacked).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise DomainError(_("The picture has more than 50 million pixels: make it smaller."))
            if getattr(picture, "n_frames", 1) > 1 and picture.format != "JPEG":
                raise DomainError(_("Moving pictures cannot be shown: send one that stands still."))
            form = str(picture.format)
            upright = ImageOps.exif_transpose(_in_srgb(picture))
    except Image.DecompressionBombError:
        raise DomainError(_("The picture has more than 50 million pixels: make it smaller.")) from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        raise DomainError(_("This is not a picture that can be read: send a JPEG, PNG or WebP file.")) from None
    # A new image takes the pixels over and nothing that hung on the old one.
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "JPEG" if form == "MPO" else form, **_HOW.get(form, _HOW["JPEG"]))
    return written.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """In grey, RGB or RGBA, by the picture's own profile where it has one that can be read."""
    profile = picture.info.get("icc_profile")
    see_through = picture.has_transparency_data
    turned = picture.getexif()
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            web = ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, source, web, outputMode="RGB") or picture
        except ImageCms.PyCMSError:
            pass  # a damaged profile: the pixels are shown as most programs would show them
    wanted = "RGBA" if see_through else "L" if picture.mode in {"1", "L"} else "RGB"
    plain = picture.convert(wanted) if picture.mode != wanted else picture.copy()
    if orientation := turned.get(0x0112):
        plain.getexif()[0x0112] = orientation
    return plain
