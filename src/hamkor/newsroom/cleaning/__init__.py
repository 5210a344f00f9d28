"""Uploads without what travels in them unseen: places, devices, names, earlier versions.

Nothing that was uploaded is kept as it came. A file that cannot be cleaned is refused with a sentence, and nothing of
it stays.
"""

from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError
from hamkor.newsroom.cleaning.office import clean_office
from hamkor.newsroom.cleaning.pdf import clean_pdf
from hamkor.newsroom.cleaning.pictures import clean_picture
from hamkor.newsroom.cleaning.plain import clean_plain

_BY_SUFFIX = {
    "jpg": clean_picture,
    "jpeg": clean_picture,
    "png": clean_picture,
    "webp": clean_picture,
    "pdf": clean_pdf,
    "docx": clean_office,
    "xlsx": clean_office,
    "odt": clean_office,
    "ods": clean_office,
    "txt": clean_plain,
    "md": clean_plain,
    "csv": clean_plain,
}


class CleanFile(ContentFile):  # type: ignore[type-arg]  # generic for the type checker only
    """A file that has been cleaned already."""


def clean(data: bytes, name: str) -> bytes:
    """The file without its metadata. Raises `DomainError` with a sentence for one that cannot be cleaned, or whose
    content is not what the ending of its name says."""
    cleaner = _BY_SUFFIX.get(PurePath(name).suffix.lower().removeprefix("."))
    if cleaner is None:
        raise DomainError(_("Files of this kind cannot be freed of what they tell about their makers."))
    return cleaner(data)


def cleaned(file: "File[bytes]") -> CleanFile:
    """As `clean`, for an uploaded file; one that is clean already is handed back as it is."""
    if isinstance(file, CleanFile):
        return file
    file.seek(0)
    name = file.name or ""
    return CleanFile(clean(file.read(), name), name=name)
