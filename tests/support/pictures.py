"""Pictures for upload, made on the spot."""

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = "taken at 41.3111 N 69.2797 E"


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
