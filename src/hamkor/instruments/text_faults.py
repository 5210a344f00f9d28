"""What is wrong with a text, and where, in the reader's language."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError
from hamkor_proof.faults import Fault
from hamkor_proof.text import normalise

_SENTENCES: Final[dict[str, Promise]] = {
    "text-empty": _("The text is empty."),
    "text-bidi": _("Line %(line)s, column %(column)s: %(character)s changes the direction of writing unseen."),
    "text-invisible": _("Line %(line)s, column %(column)s: the character %(character)s cannot be seen."),
    "text-control": _("Line %(line)s, column %(column)s: the control character %(character)s has no place in a text."),
    "text-separator": _("Line %(line)s, column %(column)s: %(character)s is no line end; begin a new line instead."),
    "text-unassigned": _("Line %(line)s, column %(column)s: no character is assigned to %(character)s."),
    "text-private-use": _(
        "Line %(line)s, column %(column)s: %(character)s has no agreed meaning, others may see something else."
    ),
    "text-surrogate": _("Line %(line)s, column %(column)s: %(character)s is half of a pair, not a character."),
    "text-backslash-space": _(
        "Line %(line)s, column %(column)s: a backslash followed by spaces at the end of a line can be read in two "
        "ways. Remove the spaces for a line break, or write two backslashes."
    ),
    "text-not-a-line": _("Write it on one line, without characters that cannot be seen."),
}


def sentence(fault: Fault) -> str:
    """The sentence for a text that `normalise` refused, or a line that `check_line` did."""
    return str(_SENTENCES[fault.code]) % fault.details


def normalised(written: str) -> str:
    """Prose as it is kept in statements: normalised like a text, without its final newline.

    Raises `DomainError` with the place of what a text may not hold, and for nothing but white space.
    """
    try:
        return normalise(written).decode().strip("\n")
    except Fault as fault:
        raise DomainError(sentence(fault)) from None
