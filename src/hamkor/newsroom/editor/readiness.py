"""What keeps a page from readers until it is mended."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wagtail_localize.models import Translation

from hamkor.core.errors import DomainError

if TYPE_CHECKING:
    from hamkor.newsroom.models import PublicPage


class NotReady(DomainError):
    """The page cannot go out; `sentence` says all that is to be mended, `page` which it is."""

    def __init__(self, page: "PublicPage", faults: Sequence[str]) -> None:
        super().__init__(" ".join([f"{page.title}:", *faults]))
        self.page = page


def is_translated_from_another(page: "PublicPage") -> bool:
    """Whether its passages come from another page's, one by one."""
    return _translation(page) is not None


def untranslated_passages(page: "PublicPage") -> int:
    """How many passages of a page that is translated from another still stand in the other's language. One whose
    translation was taken over by hand has none."""
    translation = _translation(page)
    if translation is None:
        return 0
    all_of_them, translated = translation.get_progress()
    return int(all_of_them - translated)


def _translation(page: "PublicPage") -> Translation | None:
    found: Translation | None = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    return found
