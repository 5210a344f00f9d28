"""The inventory of personal data, written from what the models declare of themselves."""

from collections.abc import Iterable, Iterator

from hamkor.core.models import Personal
from hamkor.privacy.erasing import IN_PRINT, OF_ORGANISATIONS, declared_models
from hamkor.privacy.libraries import LIBRARIES
from hamkor.privacy.retention import OTHERWISE, PERIODS

_WHAT_BECOMES: dict[Personal, str] = {
    Personal.ERASABLE: "emptied",
    Personal.WITH_ROW: "the row goes",
    Personal.KEPT: "kept",
}

# What a browser keeps, for whom, and why. Checked against what pages really set.
COOKIES: dict[str, str] = {
    "hamkor_session": "cookie; members, from signing in to signing out or 12 hours: who is signed in",
    "hamkor_csrf": "cookie; members, on pages with a form: that the form was sent from our own page",
    "messages": "cookie; members, until the next page: “Saved.” and the like",
    "hamkor_analytics": "cookie; readers who answered the question about analytics, six months: the answer",
    "hamkor_day": "storage; readers who said yes: today's date, so that a visitor is counted once a day",
}


def inventory() -> str:
    """The page `docs/personal-data.md`, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Personal data"
    yield ""
    yield "Written by `./hamkor privacy inventory` from what the program declares of itself; a test holds this page to"
    yield "it. Nothing else about a person is stored: no address, no device, no page that she read. `./hamkor privacy"
    yield "erase` erases a person by these same declarations, and prints what it keeps and why."
    yield ""
    yield "## In our own tables"
    yield ""
    yield from _table(("table", "field", "when she is erased", "by what it is found"), _own())
    yield "Every other field that can hold words is declared to be about nobody, and a new one that is not declared"
    yield "fails the tests."
    yield ""
    yield "## In the libraries' tables"
    yield ""
    yield from _table(("what", "where", "when she is erased"), _of_libraries())
    yield "The other fields of these tables that can hold words are named as being about nobody. A table or a field"
    yield "that a new version of a library brings along fails the tests until it is told of."
    yield ""
    yield "## In browsers"
    yield ""
    yield from _table(("name", "what it is"), ((f"`{name}`", what) for name, what in COOKIES.items()))
    yield "## How long things are kept that nobody needs any more"
    yield ""
    yield "The running server lets go of them by itself, once an hour."
    yield ""
    periods = [(period.what, _days(period.kept.days)) for period in PERIODS.values()]
    yield from _table(("what", "how long"), sorted([*periods, *OTHERWISE.items()]))
    yield "Copies (backups) are the operator's: `docs/operate.md` says which to throw away after an erasure."


def _of_libraries() -> Iterator[tuple[str, str, str]]:
    for held in LIBRARIES:
        places = (f"`{label}`: {', '.join(f'`{name}`' for name in names)}" for label, names in held.fields.items())
        yield held.what, "; ".join(places), held.becomes


def _own() -> Iterator[tuple[str, str, str, str]]:
    for model, declared in declared_models():
        label = model._meta.label
        for name, personal in declared.personal.items():
            becomes, found_by = _WHAT_BECOMES[personal], declared.about.replace("__", ".")
            if personal is Personal.KEPT:
                found_by = ""
            elif label in OF_ORGANISATIONS:
                becomes = "kept; emptied when the organisation hides its word"
            elif label in IN_PRINT:
                found_by = "her name in letters"
            yield f"`{label}`", f"`{name}`", becomes, found_by


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
