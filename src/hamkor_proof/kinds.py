"""The kinds of entries that registers list (`docs/ledger.md`, section 3)."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What an entry records."""

    ADOPTION = "adoption"
    CORRECTION = "correction"
    WORD = "word"
    WITHDRAWAL = "withdrawal"
    DISCLOSURE = "disclosure"
    HIDDEN = "hidden"
    KEY_REGISTER = "key-register"
    KEY_CONFIRM = "key-confirm"
    KEY_REVOKE = "key-revoke"
    KEY_CONTEST = "key-contest"


KINDS_OF_KEYS: Final = frozenset({Kind.KEY_REGISTER, Kind.KEY_CONFIRM, Kind.KEY_REVOKE, Kind.KEY_CONTEST})
KINDS_OF_INSTRUMENTS: Final = frozenset(Kind) - KINDS_OF_KEYS
