"""What needs a member, gathered from the rooms: each entry leads to the page where she does it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from django.utils.translation import gettext_lazy as _

from hamkor.instruments.access import Awaited, awaiting_word
from hamkor.instruments.models import EditorsDraft, Text
from hamkor.instruments.standing import Flag, drafts_of, texts_to_write
from hamkor.network.access import Viewer
from hamkor.network.access_keys import ShownKey, keys_to_look_at
from hamkor.network.access_people import invitations_named, mandates_to_accept, recoveries_beside
from hamkor.network.models import Invitation, Mandate, Recovery

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_TO_WRITE: Final[dict[Flag, "StrOrPromise"]] = {
    Flag.MISSING: _("Nothing is written in this language yet."),
    Flag.OUTDATED: _("The text that this translation follows was changed: renew the translation."),
}


class TextToWrite(NamedTuple):
    text: Text
    sentence: "StrOrPromise"


@dataclass(frozen=True)
class Needs:
    """In the order of urgency: a key that may be somebody else's before all, then what asks for an organisation's word,
    the soonest to close first."""

    keys: Sequence[ShownKey]
    awaited: Sequence[Awaited]
    recoveries: Sequence[Recovery]
    mandates: Sequence[Mandate]
    drafts: Sequence[EditorsDraft]
    texts: Sequence[TextToWrite]
    invitations: Sequence[Invitation]

    @classmethod
    def of(cls, viewer: Viewer, languages: Sequence[str]) -> Self:
        """What needs this viewer now: the same number of queries however much it is."""
        return cls(
            keys=keys_to_look_at(viewer),
            awaited=awaiting_word(viewer),
            recoveries=list(recoveries_beside(viewer)),
            mandates=list(mandates_to_accept(viewer, languages)),
            drafts=drafts_of(viewer),
            texts=[TextToWrite(text, _TO_WRITE[flag]) for text, flag in texts_to_write(viewer)],
            invitations=list(invitations_named(viewer, languages)),
        )

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))
