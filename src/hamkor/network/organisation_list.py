"""A list of organisations in a CSV file: read, and told fault by fault, by line and column. Nothing is written here."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.core.languages import INTERFACE_LANGUAGES, country_codes, country_name
from hamkor.network.doubles import Known, Register, comparable
from hamkor.network.entries import clean_category, clean_country, clean_website
from hamkor.network.names import LONGEST_NAME, LONGEST_SHORT_NAME, Name, clean_language, clean_line

if TYPE_CHECKING:
    from _csv import Reader

LARGEST_FILE: Final = 512 * 1024
MOST_ROWS: Final = 2000
COLUMNS: Final = ("name", "short_name", "country_of_work", "country_of_seat", "website", "category", "since")
_BYTE_ORDER_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Defaults:
    """What holds where the list says nothing: the language of `name`, country of work, category, day of joining."""

    language: str = "ru"
    country: str = ""
    category: str = "member"
    since: date | None = None


@dataclass(frozen=True)
class Row:
    """One organisation, as the file has it on `line`; values are those that `add_organisation` takes."""

    line: int
    names: dict[str, Name]
    country_of_work: str
    country_of_seat: str
    website: str
    category: str
    since: date | None

    def all_names(self) -> list[str]:
        return [text for name in self.names.values() for text in (name.text, name.short) if text]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and what to do about it. Lines and columns count from one; column 0 is the whole line, line 0 the
    whole file."""

    line: int
    column: int
    sentence: str | Promise


@dataclass(frozen=True)
class Listing:
    """What a file says. With a fault in it, none of it is brought in."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Doubtful:
    """A row that may be an organisation that is in the network already."""

    row: Row
    likely: tuple[Known, ...]


def doubtful(rows: Sequence[Row], known: Sequence[Known]) -> list[Doubtful]:
    """The rows whose names are, or nearly are, names that are known."""
    register = Register(known)
    found = ((row, tuple(register.likely(row.all_names()))) for row in rows)
    return [Doubtful(row, likely) for row, likely in found if likely]


def read(data: bytes, defaults: Defaults) -> Listing:
    """The organisations of a CSV file in UTF-8, with commas or semicolons, under a line of column names.

    Columns: `name` (in the default language) or `name_ru`, `name_en` and so on, and those of `COLUMNS`, in any order;
    `short_name` may bear a language too. Countries are two-letter codes or names; days 2013-02-20 or 20.02.2013. Never
    raises: whatever is wrong is told as a `Fault`.
    """
    try:
        text = _decode(data)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        return _read(reader, defaults)
    except _Unreadable as unreadable:
        return Listing(faults=(unreadable.fault,))


class _Unreadable(Exception):
    def __init__(self, line: int, sentence: str | Promise) -> None:
        super().__init__(line)
        self.fault = Fault(line, 0, sentence)


def _decode(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise _Unreadable(0, _("The file is larger than 512 KB: bring it in in parts."))
    if data.startswith(_BYTE_ORDER_MARKS):
        raise _Unreadable(0, _("The file is in UTF-16: save it as “CSV UTF-8” and send it again."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(
            line, _("From this line on the file is not in UTF-8: save it as “CSV UTF-8” and send it again.")
        ) from None


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if head.count(";") > head.count(",") else ","


def _records(reader: "Reader") -> "list[tuple[int, list[str]]]":
    """Each record that is not blank, with the line that it begins on."""
    records: list[tuple[int, list[str]]] = []
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return records
        except csv.Error:
            raise _Unreadable(
                begins, _("The quotation marks here do not match: double those inside a cell, and close each cell.")
            ) from None
        if any(cell.strip() for cell in cells):
            records.append((begins, cells))
        if len(records) > MOST_ROWS + 1:
            raise _Unreadable(begins, _("The list has more than 2000 lines: bring it in in parts."))


def _read(reader: "Reader", defaults: Defaults) -> Listing:
    records = _records(reader)
    if not records:
        raise _Unreadable(0, _("The file is empty."))
    (head_line, head), *rest = records
    columns, faults = _columns(head_line, head, defaults)
    if faults:
        return Listing(faults=tuple(faults))
    if not rest:
        raise _Unreadable(0, _("The file holds the names of its columns and nothing else."))
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for line, cells in rest:
        reading = _Reading(line, cells, columns, defaults, seen)
        if row := reading.row():
            rows.append(row)
        faults += reading.faults
    return Listing(tuple(rows), tuple(faults))


@dataclass(frozen=True)
class _Column:
    kind: str
    language: str = ""


def _columns(line: int, head: Sequence[str], defaults: Defaults) -> tuple[list[_Column], list[Fault]]:
    columns: list[_Column] = []
    faults: list[Fault] = []
    for number, written in enumerate(head, start=1):
        try:
            column = _column(written, defaults)
        except DomainError as error:
            faults.append(Fault(line, number, error.sentence))
            continue
        if column in columns:
            faults.append(Fault(line, number, _("This column is there twice: leave one of the two.")))
        columns.append(column)
    if not faults and not any(column.kind == "name" for column in columns):
        faults.append(Fault(line, 0, _("There is no column “name”: write the columns' names in the first line.")))
    return columns, faults


def _column(written: str, defaults: Defaults) -> _Column:
    name = "_".join(written.strip().casefold().replace("-", "_").split())
    for kind in ("name", "short_name"):
        if name == kind:
            return _Column(kind, clean_language(defaults.language))
        if name.startswith(f"{kind}_"):
            return _Column(kind, clean_language(name.removeprefix(f"{kind}_")))
    if name in COLUMNS:
        return _Column(name)
    raise DomainError(
        _("There is no column “%(column)s”: there are name, name_ru, name_en and so on, %(others)s.")
        % {"column": written.strip()[:40], "others": ", ".join(COLUMNS[1:])}
    )


@dataclass
class _Reading:
    """One record on its way to a `Row`; `seen` are the names of earlier lines."""

    line: int
    cells: Sequence[str]
    columns: Sequence[_Column]
    defaults: Defaults
    seen: dict[str, int]
    faults: list[Fault] = field(default_factory=list)

    def row(self) -> Row | None:
        """None where there is a fault in it."""
        if any(cell.strip() for cell in self.cells[len(self.columns) :]):
            self._fault(
                len(self.columns) + 1,
                _("This line has more cells than there are columns: put cells that hold commas in quotation marks."),
            )
            return None
        names = self._names()
        country = self._value("country_of_work", _country) or self.defaults.country
        if not country:
            self._fault(
                self._number_of("country_of_work"),
                _("There is no country of work: write it, or choose one for the whole list."),
            )
        row = Row(
            line=self.line,
            names=names,
            country_of_work=country,
            country_of_seat=self._value("country_of_seat", _country) or country,
            website=self._value("website", clean_website) or "",
            category=self._value("category", _category) or self.defaults.category,
            since=self._value("since", _day) or self.defaults.since,
        )
        return None if self.faults else row

    def _names(self) -> dict[str, Name]:
        texts = self._by_language("name", LONGEST_NAME)
        shorts = self._by_language("short_name", LONGEST_SHORT_NAME)
        if not texts:
            self._fault(self._number_of("name"), _("Write a name here."))
        for number, text in texts.values():
            earlier = self.seen.setdefault(comparable(text), self.line)
            if earlier != self.line:
                sentence = _("The same organisation stands in line %(line)d: leave one of the two.")
                self._fault(number, sentence % {"line": earlier})
        for language in shorts.keys() - texts.keys():
            number, _text = shorts[language]
            self._fault(number, _("Here is a short name in a language in which there is no name: write that too."))
        return {language: Name(text, shorts.get(language, (0, ""))[1]) for language, (_n, text) in texts.items()}

    def _by_language(self, kind: str, longest: int) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        for number, column, cell in self._cells(kind):
            cleaned = self._clean(number, cell, lambda text: clean_line(text, longest=longest))
            # A cell at fault counts as there, so that it is told once what is wrong with it.
            found[column.language] = (number, cleaned or "?")
        return found

    def _value[T](self, kind: str, clean: Callable[[str], T]) -> T | None:
        for number, _column, cell in self._cells(kind):
            return self._clean(number, cell, clean)
        return None

    def _cells(self, kind: str) -> Iterator[tuple[int, _Column, str]]:
        """The cells of the columns of a kind that hold something."""
        for number, (column, cell) in enumerate(zip(self.columns, self.cells, strict=False), start=1):
            if column.kind == kind and cell.strip():
                yield number, column, cell

    def _clean[T](self, number: int, cell: str, clean: Callable[[str], T]) -> T | None:
        try:
            return clean(cell)
        except DomainError as error:
            self._fault(number, error.sentence)
            return None

    def _number_of(self, kind: str) -> int:
        return next((number for number, column in enumerate(self.columns, start=1) if column.kind == kind), 0)

    def _fault(self, column: int, sentence: str | Promise) -> None:
        self.faults.append(Fault(self.line, column, sentence))


def _country(written: str) -> str:
    named = _countries_by_name().get(comparable(written))
    return named or clean_country(written)


@cache
def _countries_by_name() -> dict[str, str]:
    return {
        comparable(country_name(code, in_language=language)): code
        for language in INTERFACE_LANGUAGES
        for code in country_codes()
    }


def _category(written: str) -> str:
    return clean_category(written.strip().casefold())


def _day(written: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(written.strip(), form).date()  # noqa: DTZ007  a day, of no zone
        except ValueError:
            continue
        if day > clock.now().date():
            raise DomainError(_("This day has not come yet."))
        return day
    raise DomainError(_("“%(day)s” is no day: write it like 2013-02-20 or 20.02.2013.") % {"day": written.strip()[:40]})
