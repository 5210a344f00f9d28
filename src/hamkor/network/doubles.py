"""Likely doubles among names: the same organisation, written a little otherwise, or another that passes for it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from unicodedata import combining, normalize
from uuid import UUID

from rapidfuzz import fuzz, process

from hamkor.network.look_alikes import shape

# Of 100: how alike two names are, their words sorted, before a person must look at them.
LIKELY: Final = 86

_MARKS: Final = re.compile(r"[^\w\s]+|_")
# What only says which kind of body it is, in the region's languages and its partners'.
_LEGAL_FORMS: Final = (
    *("оо", "оф", "опо", "нпо", "нко", "ано", "оюл", "мод", "моо", "роо", "ооо", "чу", "пф", "по", "qb", "qo"),
    *(
        "ngo",
        "npo",
        "inc",
        "ltd",
        "llc",
        "gmbh",
        "ev",
        "asbl",
        "aisbl",
        "vzw",
        "foundation",
        "association",
        "the",
        "of",
    ),
    *("общественное", "общественныи", "общественная", "объединение", "фонд", "ассоциация"),
    *("международная", "международныи", "международное"),  # й without its breve, as it is compared
)
_LEGAL_SHAPES: Final = frozenset(map(shape, _LEGAL_FORMS))


@dataclass(frozen=True)
class Known:
    """A name that an organisation bears or bore."""

    organisation: UUID
    text: str


def comparable(name: str) -> str:
    """The name as it is compared: no case, accents, quotes, marks or legal form, ё as е, one letter for all that look
    alike, words apart by one space.

    A name that is nothing but a legal form stays whole.
    """
    plain = normalize("NFKD", normalize("NFKC", name).casefold())
    plain = "".join(character for character in plain if not combining(character))
    words = _MARKS.sub(" ", shape(plain)).split()
    telling = [word for word in words if word not in _LEGAL_SHAPES]
    return " ".join(telling or words)


class Register:
    """All known names, folded once, to look many new ones up in."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known: dict[str, list[Known]] = defaultdict(list)
        for each in known:
            self._known[comparable(each.text)].append(each)

    def likely(self, names: Iterable[str], *, most: int = 3) -> list[Known]:
        """The organisations that may bear one of `names` already, the likeliest first, each once and by its closest
        name."""
        found: list[tuple[float, Known]] = []
        for name in names:
            folded = comparable(name)
            close = process.extract(
                folded, self._known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKELY, limit=most
            )
            # One name that holds all words of the other, if these are enough to tell anything.
            close += [
                (text, score, place)
                for text, score, place in process.extract(
                    folded, self._known.keys(), scorer=fuzz.token_set_ratio, score_cutoff=100, limit=None
                )
                if min(len(text.split()), len(folded.split())) > 1
            ]
            found += [(score, known) for text, score, _place in close for known in self._known[text]]
        found.sort(key=lambda pair: (-pair[0], pair[1].text))
        by_organisation: dict[UUID, Known] = {}
        for _score, known in found:
            by_organisation.setdefault(known.organisation, known)
        return list(by_organisation.values())[:most]
