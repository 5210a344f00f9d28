"""What every page that an editor wrote says of itself."""

from django.utils import translation

from hamkor.newsroom import access
from hamkor.newsroom.models import PublicPage


def said_of(page: PublicPage) -> dict[str, object]:
    """The page, the language that it is in, those that it may be read in, and its own address in its own language."""
    with translation.override(page.locale.language_code):
        canonical = page.public_path()
    return {
        "item": page,
        "written_in": page.locale.language_code,
        "languages": access.languages_of(page),
        "canonical": canonical,
    }
