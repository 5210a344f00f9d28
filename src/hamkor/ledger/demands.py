"""What an event demands of the registers: which of them list it, and as what (`docs/ledger.md`, section 3)."""

from typing import Final
from uuid import UUID

from hamkor_proof.acts import Act
from hamkor_proof.adoption import Adoption
from hamkor_proof.event import Event, kind_of
from hamkor_proof.faults import Fault
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.kinds import KINDS_OF_KEYS, Kind
from hamkor_proof.register import About
from hamkor_proof.statement import Statement

type Demand = tuple[str, About | None]
"""A kind, and what it is about; None for the second where only another entry could tell, which is not kept."""

_ACTS: Final = {
    Kind.WORD: (Act.SIGN, Act.ACCEDE, Act.ENDORSE),
    Kind.WITHDRAWAL: (Act.WITHDRAW,),
    Kind.DISCLOSURE: (Act.DISCLOSE,),
    Kind.CORRECTION: (Act.CORRECT,),
}
STARTS: Final[dict[str, tuple[bytes, ...]]] = {
    kind: tuple(f'{{"act":"{act}",'.encode() for act in acts) for kind, acts in _ACTS.items()
}
"""How the events of a kind start where they are bare statements about an instrument, which is most of a ledger."""


def naming(instrument: UUID) -> bytes:
    """What such an event holds of its instrument. No string in it can: each quotation mark follows a backslash."""
    return f'"instrument":"{instrument}"'.encode()


class Demands:
    """What events demand, read in the ledger's order: who confirms another's key names its registration only."""

    def __init__(self) -> None:
        self._registered: dict[str, str] = {}

    def of(self, event: Event) -> Demand | None:
        """None for an event that no register lists."""
        try:
            kind = kind_of(event)
        except Fault:
            kind = None
        if kind is None:
            return None
        whose = self._whose(event)
        return kind, About("keys" if kind in KINDS_OF_KEYS else "instrument", whose) if whose else None

    def _whose(self, event: Event) -> str | None:
        match event:
            case Statement(act=Act.KEY_REGISTER):
                self._registered[event.digest.hex()] = event.organisation.id
                return event.organisation.id
            case KeyConfirmation(way="member"):
                return self._registered.get(event.statement.supersedes or "")
            case KeyConfirmation() | KeyRevocation():
                return event.statement.organisation.id
            case KeyContest():
                return event.organisation
            case Adoption():
                return event.statement.instrument
            case Statement() | Hidden():
                return event.instrument
        return None
