"""Names of organisations, projects and people as they are kept: one line, in one normal form, nothing unseen in it."""

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError
from hamkor.core.languages import standard_tag
from hamkor.network.look_alikes import disguised_word
from hamkor_proof.faults import Fault
from hamkor_proof.text import check_line

LONGEST_NAME: Final = 300
LONGEST_SHORT_NAME: Final = 60
LONGEST_PERSONAL_NAME: Final = 200

# White space that people type and paste; other separators are controls in disguise, and are refused.
_BLANKS: Final = re.compile(r"[^\S\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Name:
    """What an organisation is called in one language; `short` may be empty."""

    text: str
    short: str = ""

    def cleaned(self) -> "Name":
        """Raises `DomainError` where either cannot be kept; see `clean_line`."""
        short = clean_line(self.short, longest=LONGEST_SHORT_NAME) if self.short.strip() else ""
        return Name(clean_line(self.text, longest=LONGEST_NAME), short)


def clean_line(text: str, *, longest: int = LONGEST_NAME) -> str:
    """The text as one line in Unicode NFC with single spaces, as signing statements take it.

    Raises `DomainError` with a sentence for a text without a letter or number, one longer than `longest` characters,
    and one with control characters, characters that cannot be seen or ones that turn the direction of writing, and with
    a word in which letters of one alphabet hide among those of another (see `disguised_word`).
    """
    line = _BLANKS.sub(" ", normalize("NFC", text)).strip(" ")
    if len(line) > longest:
        raise DomainError(_("This is longer than %(longest)d characters: shorten it.") % {"longest": longest})
    if not any(character.isalnum() for character in line):
        raise DomainError(_("Write a name, with at least one letter or number."))
    try:
        check_line(line)
    except Fault as fault:
        raise DomainError(
            _("This holds a character that is not seen or does not belong in a name (%(character)s): write it anew.")
            % {"character": fault.details.get("character", "?")}
        ) from None
    if word := disguised_word(line):
        raise DomainError(
            _("“%(word)s” mixes letters of two alphabets that look the same: write the word anew, in one alphabet.")
            % {"word": word}
        )
    return line


def clean_language(tag: str) -> str:
    """The tag in its standard form; raises `DomainError` for what is no language tag (BCP 47)."""
    try:
        return standard_tag(tag)
    except ValueError:
        raise DomainError(_("“%(tag)s” is no language tag. Examples: ru, en, uz-Cyrl.") % {"tag": tag[:40]}) from None
