"""The list of published documents, page by page."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404

from hamkor.core import numbered
from hamkor.instruments.models import Instrument, State
from hamkor.instruments.published import listed, published, with_state

PAGE: Final = 50


@dataclass(frozen=True)
class ListPage:
    """One page of the list. `earlier` and `later` are numbers of pages; None where there is none, 0 for the list's own
    address."""

    documents: list[tuple[Instrument, State]]
    earlier: int | None
    later: int | None


def numbered_pages() -> range:
    """The numbers of the pages beside the list's own address."""
    return numbered.numbers(published().count(), PAGE)


def list_page_or_404(language: str, number: int = 0) -> ListPage:
    """The page of this number, 0 for the list's own address; raises `Http404` for one that there is not."""
    try:
        cut = numbered.cut(published().count(), PAGE, number)
    except LookupError:
        raise Http404 from None
    return ListPage(with_state(listed(language)[cut.start : cut.end]), cut.earlier, cut.later)
