"""Pictures as a telephone makes them: with a place, a device and a name in them."""

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = "taken at 41.3111 N 69.2797 E"
SECRETS = ("Nokia of Zarina", "Zarina herself", "in the yard")


def jpeg(size: tuple[int, int] = (64, 48), colour: str = "darkred", *, orientation: int = 1) -> bytes:
    """A JPEG with device, artist, position and orientation (EXIF) and a comment."""
    picture = Image.new("RGB", size, colour)
    exif = picture.getexif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x013B] = SECRETS[0], SECRETS[1]
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 33.0, 0.0)})
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=SECRETS[2].encode(), xmp=b"<x:xmpmeta>Zarina herself</x:xmpmeta>")
    return written.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (640, 320)) -> bytes:
    """A red rectangle whose file says, as its metadata, where it was taken."""
    image = Image.new("RGB", size, (140, 47, 27))
    written = io.BytesIO()
    options: dict[str, object] = {}
    if form == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Comment", SECRET)
    elif form == "JPEG":
        exif = image.getexif()
        exif[0x010E] = SECRET  # ImageDescription
        options["exif"] = exif
        options["comment"] = SECRET
    image.save(written, form, **options)
    return written.getvalue()
