"""The acts that a signing statement can state, and which of its members each of them is about."""

from enum import StrEnum
from functools import cache


class Act(StrEnum):
    """What an organisation does by signing."""

    SIGN = "sign"
    ACCEDE = "accede"
    ENDORSE = "endorse"
    WITHDRAW = "withdraw"
    HIDE = "hide"
    DISCLOSE = "disclose"
    ADOPT = "adopt"
    CORRECT = "correct"
    DEPOSIT = "deposit"
    KEY_REGISTER = "key-register"
    KEY_CONFIRM = "key-confirm"
    KEY_REVOKE = "key-revoke"


WORDS = frozenset({Act.SIGN, Act.ACCEDE, Act.ENDORSE})
KEY_ACTS = frozenset({Act.KEY_REGISTER, Act.KEY_CONFIRM, Act.KEY_REVOKE})


@cache
def rules(act: Act, has_key: bool, has_mandate: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The members that a statement of this act needs, and those that it must leave empty; each in order."""
    needed = {"instrument", "edition"} if act not in KEY_ACTS else {"mandate", "key"}
    if has_key:
        needed |= {"mandate"}
    if act in WORDS:
        needed |= {"texts", "read"} if has_mandate else {"texts"}
    elif act in (Act.ADOPT, Act.CORRECT):
        needed |= {"texts"}
    elif act in (Act.KEY_CONFIRM, Act.KEY_REVOKE):
        needed |= {"supersedes"}
    forbidden: set[str] = set()
    if act not in WORDS:
        forbidden |= {"corrections", "reservation"}
    if act in KEY_ACTS:
        forbidden |= {"instrument", "edition", "adoption", "texts", "read"}
    if act == Act.ADOPT:
        forbidden |= {"adoption"}
    if not has_mandate:
        forbidden |= {"read"}
    return tuple(sorted(needed)), tuple(sorted(forbidden))
