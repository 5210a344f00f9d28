"""What the ledger commits to when the depositary adopts a text or a correction of it.

The leaf of this event is what every word given on the text names as its `adoption`: whoever signed it signed under this
date, these places and these titles. `docs/signing-statement.md`, section 7, is its specification.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hamkor_proof import form
from hamkor_proof.acts import Act
from hamkor_proof.canonical import JSON, canonical_json, parse_canonical
from hamkor_proof.faults import Fault
from hamkor_proof.statement import LONGEST_NAME, Statement, check_prose
from hamkor_proof.text import check_line

TYPE = "hamkor/adoption"
VERSION = 1

_KEYS = ("type", "version", "statement", "adopted_on", "named", "correction")
_DATE = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")


class Named(NamedTuple):
    """The document's title and the place of its adoption in one authentic language."""

    language: str
    title: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """The depositary's statement (`adopt`, or `correct` for a later edition) with the date that the document bears, its
    title and place of adoption in each authentic language, and of a correction what it corrects.

    An object of this class is always well formed, or making it raised a `Fault`.
    """

    statement: Statement
    adopted_on: date
    named: tuple[Named, ...]
    correction: str | None = None

    def __post_init__(self) -> None:
        if self.statement.act not in (Act.ADOPT, Act.CORRECT):
            raise Fault("form-value", field="statement.act")
        if self.adopted_on.year < 1000:
            raise Fault("form-value", field="adopted_on")
        if [entry.language for entry in self.named] != [text.language for text in self.statement.texts]:
            raise Fault("form-value", field="named")
        for entry in self.named:
            for line in (entry.title, entry.place):
                check_line(line)
                if len(line) > LONGEST_NAME:
                    raise Fault("form-value", field="named")
        if (self.correction is None) != (self.statement.act is Act.ADOPT):
            raise Fault("form-value", field="correction")
        check_prose(self.correction, "correction")

    def to_json(self) -> JSON:
        """The event as a value."""
        return {
            "type": TYPE,
            "version": VERSION,
            "statement": parse_canonical(self.statement.to_bytes()),
            "adopted_on": self.adopted_on.isoformat(),
            "named": [list(entry) for entry in self.named],
            "correction": self.correction,
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.to_json())

    @classmethod
    def parse(cls, data: bytes) -> "Adoption":
        """Read an event's bytes.

        Refuses, with a `Fault`: JSON that is not strict and canonical, another type or version, an unknown or missing
        member anywhere, a value of the wrong form, a statement of another act.
        """
        value = parse_canonical(data)
        if isinstance(value, dict) and (value.get("type"), value.get("version")) != (TYPE, VERSION):
            raise Fault("form-version", type=TYPE)
        given = form.members(value, _KEYS, "adoption")
        form.integer(given, "version")
        return cls(
            statement=Statement.parse(canonical_json(given["statement"])),
            adopted_on=_read_date(form.string(given, "adopted_on")),
            named=tuple(_read_named(entry) for entry in form.array(given, "named")),
            correction=form.optional_string(given, "correction"),
        )


def _read_named(entry: JSON) -> Named:
    match entry:
        case [str(language), str(title), str(place)]:
            return Named(language, title, place)
    raise Fault("form-type", field="named")


def _read_date(value: str) -> date:
    form.match(_DATE, value, "adopted_on")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Fault("form-value", field="adopted_on") from None
