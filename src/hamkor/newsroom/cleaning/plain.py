"""Text files: words in UTF-8 and nothing else."""

from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError


def clean_plain(data: bytes) -> bytes:
    """The same bytes. Raises `DomainError` for what is not text in UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise DomainError(_("This is not a text file in UTF-8."))
    return data
