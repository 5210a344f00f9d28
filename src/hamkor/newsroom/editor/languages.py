"""For the editor: which pages there are in which language, and what has to be done about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, WorkflowState
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from hamkor.newsroom.models import CountryPage, InformationPage, LibraryItem, NewsItem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

SHOWN: Final = 30
_KINDS: Final = (NewsItem, LibraryItem, CountryPage, InformationPage)


class State(StrEnum):
    MISSING = "missing"
    UNFINISHED = "unfinished"
    OUTDATED = "outdated"
    IN_REVIEW = "in-review"
    SCHEDULED = "scheduled"
    DRAFT = "draft"
    PUBLISHED = "published"
    CHANGED = "changed"

    @property
    def in_words(self) -> "StrOrPromise":
        return _IN_WORDS[self]


_IN_WORDS: "Final[dict[State, StrOrPromise]]" = {
    State.MISSING: _("not translated"),
    State.UNFINISHED: _("translation unfinished"),
    State.OUTDATED: _("outdated"),
    State.IN_REVIEW: _("in review"),
    State.SCHEDULED: _("waits for its hour"),
    State.DRAFT: _("written, not on the site"),
    State.PUBLISHED: _("on the site"),
    State.CHANGED: _("on the site, with later changes"),
}


@dataclass(frozen=True)
class Cell:
    language: str
    state: State
    page_id: int | None


@dataclass(frozen=True)
class Row:
    title: str
    page_id: int
    cells: list[Cell]


def rows(limit: int = SHOWN) -> list[Row]:
    """The pages changed last, each with its state in every language; as many queries for many as for few."""
    return rows_of(keys_changed_last()[:limit])


def keys_changed_last() -> "QuerySet[Page, UUID]":
    """What the translations of each page share, those changed last before the others."""
    changed = {"last": Max("latest_revision_created_at"), "newest": Max("pk")}
    together = Page.objects.type(*_KINDS).order_by().values("translation_key").annotate(**changed)
    keys: QuerySet[Page, UUID] = together.order_by(F("last").desc(nulls_last=True), "-newest").values_list(
        "translation_key", flat=True
    )
    return keys


def rows_of(keys: Iterable[UUID], languages: Sequence[str] = INTERFACE_LANGUAGES) -> list[Row]:
    """These pages in this order, with their states in these languages."""
    wanted = list(keys)
    return _rows(Page.objects.filter(translation_key__in=wanted), wanted, languages)


def keys_in(state: State, languages: Sequence[str] = INTERFACE_LANGUAGES) -> list[UUID]:
    """As `keys_changed_last`, of the pages that stand so in one of these languages."""
    keys = list(keys_changed_last())
    found = zip(keys, _rows(Page.objects.type(*_KINDS), keys, languages), strict=True)
    return [key for key, row in found if state in {cell.state for cell in row.cells}]


def _rows(pages: "QuerySet[Page]", keys: Sequence[UUID], languages: Sequence[str]) -> list[Row]:
    """`pages` are all those of `keys`."""
    written: dict[UUID, dict[str, Page]] = defaultdict(dict)
    for page in pages.order_by("pk").select_related("locale"):
        written[page.translation_key][page.locale.language_code] = page
    states = _States(pages)
    found = []
    for key in keys:
        # Its source where one is known: the page that was there first.
        first = next(iter(written[key].values()))
        cells = [_cell(code, written[key].get(code), states) for code in languages]
        found.append(Row(title=first.draft_title, page_id=first.pk, cells=cells))
    return found


def _cell(code: str, page: Page | None, states: "_States") -> Cell:
    return Cell(code, states.of(page), page.pk if page else None)


class _States:
    """What is known of these pages, asked once."""

    def __init__(self, pages: "QuerySet[Page]") -> None:
        under_review = WorkflowState.objects.active().filter(base_content_type__model="page")
        self._in_review = set(under_review.values_list("object_id", flat=True))
        waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
        self._scheduled = set(waiting.values_list("object_id", flat=True))
        self._unfinished, self._outdated = _translations(pages)

    def of(self, page: Page | None) -> State:
        if page is None:
            return State.MISSING
        place = (page.translation_key, page.locale_id)
        if str(page.pk) in self._in_review:
            return State.IN_REVIEW
        if place in self._outdated and page.live:
            return State.OUTDATED
        if place in self._unfinished:
            return State.UNFINISHED
        if str(page.pk) in self._scheduled:
            return State.SCHEDULED
        if not page.live:
            return State.DRAFT
        return State.CHANGED if page.has_unpublished_changes else State.PUBLISHED


def _translations(pages: "QuerySet[Page]") -> tuple[set[tuple[UUID, int]], set[tuple[UUID, int]]]:
    """Where passages are still untranslated, and where the source was changed after it was last taken over."""
    keys = pages.order_by().values("translation_key")
    translated = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef("source__translations__target_locale"),
        has_error=False,
    )
    missing = (
        StringSegment.objects.filter(source__object_id__in=keys, source__translations__enabled=True)
        .filter(~Exists(translated))
        .values_list("source__object_id", "source__translations__target_locale")
        .distinct()
    )
    published = Page.objects.filter(
        translation_key=OuterRef("source__object_id"), locale=OuterRef("source__locale"), live=True
    )
    changed_since = (
        Translation.objects.filter(source__object_id__in=keys, enabled=True)
        .annotate(source_published=Subquery(published.values("last_published_at")[:1]))
        .filter(source_published__gt=F("source__last_updated_at"))
        .values_list("source__object_id", "target_locale")
    )
    unfinished = set(missing)
    return unfinished, unfinished | set(changed_since)


class LanguagesPanel(Component):
    """On the first page of the editors' site: pages by language."""

    name = "languages"
    template_name = "newsroom/editor/languages.html"
    order = 50

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"rows": rows(), "languages": [(code, ENDONYMS[code]) for code in INTERFACE_LANGUAGES]}
