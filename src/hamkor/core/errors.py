"""What an action answers when it does not do what was asked."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class DomainError(Exception):
    """What was asked is not possible now; `sentence` says why, in the reader's language."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NothingToDo(DomainError):
    """The state asked for is the state there is."""


class Conflict(DomainError):
    """Somebody else was first; nothing of either's work is lost."""


class Refused(PermissionDenied, DomainError):
    """The actor may see the thing but not do this with it."""

    def __init__(self, sentence: str | Promise) -> None:
        DomainError.__init__(self, sentence)
