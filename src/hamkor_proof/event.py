"""Whatever an entry of the ledger can open to (`docs/ledger.md`, section 3)."""

from collections.abc import Callable
from typing import Final

from hamkor_proof import adoption, descriptor, hidden, key_events, register, statement
from hamkor_proof.acts import Act
from hamkor_proof.adoption import Adoption
from hamkor_proof.canonical import parse_strict
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.faults import Fault
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.kinds import Kind
from hamkor_proof.register import Heads, Register
from hamkor_proof.statement import Statement

type Event = (
    Statement | Adoption | Hidden | KeyConfirmation | KeyRevocation | KeyContest | Register | Heads | Descriptor
)

_READERS: Final[dict[str, Callable[[bytes], Event]]] = {
    statement.TYPE: Statement.parse,
    adoption.TYPE: Adoption.parse,
    hidden.TYPE: Hidden.parse,
    key_events.CONFIRMATION: KeyConfirmation.parse,
    key_events.REVOCATION: KeyRevocation.parse,
    key_events.CONTEST: KeyContest.parse,
    register.REGISTER: Register.parse,
    register.HEADS: Heads.parse,
    descriptor.TYPE: Descriptor.parse,
}
_END_OF_REGISTERS: Final = f',"type":"{register.REGISTER}","version":{register.VERSION}}}'.encode()
_ACTS: Final = {
    Act.SIGN: Kind.WORD,
    Act.ACCEDE: Kind.WORD,
    Act.ENDORSE: Kind.WORD,
    Act.WITHDRAW: Kind.WITHDRAWAL,
    Act.DISCLOSE: Kind.DISCLOSURE,
    Act.CORRECT: Kind.CORRECTION,
    Act.KEY_REGISTER: Kind.KEY_REGISTER,
}
_KINDS: Final[dict[type, Kind]] = {
    Adoption: Kind.ADOPTION,
    Hidden: Kind.HIDDEN,
    KeyConfirmation: Kind.KEY_CONFIRM,
    KeyRevocation: Kind.KEY_REVOKE,
    KeyContest: Kind.KEY_CONTEST,
}


def parse_event(data: bytes) -> Event:
    """Read an event of any type; a `Fault` for anything that the ledger holds no entry of."""
    # The two that are by far the most frequent. Their readers look at the type themselves.
    if data.startswith(b'{"act":'):
        return Statement.parse(data)
    if data.endswith(_END_OF_REGISTERS):
        return Register.parse(data)
    value = parse_strict(data)
    name = value.get("type") if isinstance(value, dict) else None
    reader = _READERS.get(name) if isinstance(name, str) else None
    if reader is None:
        raise Fault("event-type")
    return reader(data)


def kind_of(event: Event) -> Kind | None:
    """The kind by which registers list it; None for what no register lists: registers, heads, descriptors.

    Raises a `Fault` for a statement of an act that is no event of its own.
    """
    if isinstance(event, Statement):
        if event.act not in _ACTS:
            raise Fault("event-act", act=event.act.value)
        return _ACTS[event.act]
    return _KINDS.get(type(event))


def statement_of(event: Event) -> Statement | None:
    """The statement that the event is, or holds."""
    match event:
        case Statement():
            return event
        case Adoption() | KeyConfirmation() | KeyRevocation():
            return event.statement
    return None
