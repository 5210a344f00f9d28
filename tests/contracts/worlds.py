"""A world for the walks over all addresses: things of every kind, and people who look for them.

A new argument of an address needs a thing here; a new argument that nobody gave one fails the walk.
"""

from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client

from hamkor.accounts.tokens import ResetTokens
from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.ids import new_id
from hamkor.instruments.models import EditorsDraft, Instrument, Text, Word
from hamkor.network.models import Invitation, Label, Mandate, Project, Role
from tests.contracts.examples.network_keys import signing_key
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import (
    MandateFactory,
    OrganisationFactory,
    PersonFactory,
    ProjectFactory,
    audience,
    coordinator,
)
from tests.factories.safety import FreezeCodeFactory, FreezeFactory, InvitationFactory, RecoveryFactory
from tests.support import writes
from tests.support.addresses import Address
from tests.support.codes import without_token
from tests.support.people import SignIn
from tests.support.pictures import picture


class Side:
    """One organisation and a thing of every kind that is its own, all of them seen by whom `label` says: GREEN by the
    network, AMBER by the organisation and the secretariat, RED by its delegate alone."""

    project: Project  # always public, so the world gives it one

    def __init__(self, label: str) -> None:
        organisation, delegate = new_id(), new_id()
        keys = {
            Label.GREEN: (),
            Label.AMBER: (f"organisation:{organisation}", "group:secretariat"),
            Label.RED: (f"person:{delegate}",),
        }[Label(label)]
        self._audience = audience(label, *keys)
        self.organisation = OrganisationFactory(pk=organisation, audience=self._audience)
        self.neighbour = OrganisationFactory(audience=self._audience)
        self.left = OrganisationFactory(audience=self._audience, left=True)

        self.delegate = self.member(person__pk=delegate)
        self.colleague = self.member()
        self.contributor = self.member(role=Role.CONTRIBUTOR)
        self.waiting = self.member(role=Role.CONTRIBUTOR, not_accepted=True)
        self.with_a_code = FreezeCodeFactory(person=self.member().person)
        self.freeze = FreezeFactory(person=self.member().person)
        self.lost = RecoveryFactory(person=self.member().person, co_delegate=self.colleague.person)
        self.returning = RecoveryFactory(
            person=self.member().person,
            co_delegate=self.colleague.person,
            agreed=True,
            coordinator=self.delegate.person,
        )
        self.invitation = self._invitation("open")
        self._invitation("closed", revoked=True)

        self.draft = self._instrument()
        self.consulted = self._instrument(in_consultation=True)
        self.adopted = self._instrument(adopted=True)
        self.corrected = self._instrument(adopted=True, correcting=True)
        self.opened = self._instrument(open_for_signature=True)
        self.given = self._instrument(open_for_signature=True)
        self.signed = self._instrument(open_for_signature=True)
        with standing_in("world"):
            self.organisation.logo.save("logo.png", ContentFile(picture()))
            self.key = signing_key(self.delegate)
            self.later_key = signing_key(self.colleague, position=1)
            self.passkey = self._second_factors()
            self.word = self._word(self.given, name_withheld=True)
            self.word.scan.save("letter.pdf", ContentFile(b"%PDF-1"))
            self._word(self.signed, signed=True, key=self.key)
            EditorsDraft.objects.create(
                text=self.text, person=self.delegate.person, body="Мы", based_on=1, kept_at=clock.now()
            )

    def member(self, **mandate: object) -> Mandate:
        """A mandate of somebody with an account, the delegate's unless it says otherwise."""
        called = {"person__name": "Somebody", "person__audience": self._audience} if "person" not in mandate else {}
        return MandateFactory(organisation=self.organisation, **called, **mandate)

    @property
    def text(self) -> Text:
        """The Russian one of its draft."""
        return self.draft.editions.get().texts.get(language="ru")

    def link(self, what: str) -> str:
        """The token of its invitation that is `open` or `closed`."""
        return f"{what:_<10}{self.organisation.pk.hex}"

    def _invitation(self, what: str, **traits: object) -> Invitation:
        invited = PersonFactory(audience=self._audience)
        return InvitationFactory(
            token=self.link(what), mandate=self.member(person=invited), invited_by=self.delegate.person, **traits
        )

    def _instrument(self, **traits: object) -> Instrument:
        return InstrumentFactory(audience=self._audience, drafted_by=self.delegate.person, **traits)

    def _second_factors(self) -> Authenticator:
        account = self.delegate.person.account
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
        # A number that stands nowhere else on a page.
        number = 700_000_000 + Authenticator.objects.count()
        return Authenticator.objects.create(
            pk=number, user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "one"}
        )

    def _word(self, instrument: Instrument, **traits: object) -> Word:
        return WordFactory(
            instrument=instrument, organisation=self.organisation, given_by=self.delegate.person, **traits
        )


type Thing = Callable[[Side], object]

# What an argument of an address stands for, by its name.
ARGUMENTS: Final[dict[str, Thing]] = {
    "freeze_id": lambda side: side.freeze.pk,
    "invitation_id": lambda side: side.invitation.pk,
    "key_id": lambda side: side.key.pk,
    "mandate": lambda side: side.delegate.pk,
    "mandate_id": lambda side: side.contributor.pk,
    "organisation": lambda side: side.organisation.pk,
    "organisation_id": lambda side: side.organisation.pk,
    "person_id": lambda side: side.contributor.person_id,
    "pk": lambda side: side.passkey.pk,
    "project_id": lambda side: side.project.pk,
    "slug": lambda side: side.draft.slug,
    "text": lambda side: side.text.pk,
    "token": lambda side: side.link("closed"),
    "uidb36": lambda side: user_pk_to_url_str(side.freeze.person.account),
    "word": lambda side: side.word.pk,
    # These name no thing, but a part of one or something about it (`PARTS`).
    "key": lambda side: ResetTokens().make_token(side.freeze.person.account),
    "asked": lambda _side: "ru",
    "edition": lambda _side: 1,
    "language": lambda _side: "ru",
    "file": lambda _side: "0/000",
    "name": lambda _side: "instruments.documents",
    "number": lambda _side: 1,
}
# Where an address means another of the side's things than usual, by the address's name.
THINGS: Final[dict[str, dict[str, Thing]]] = {
    "instruments:scan": {"slug": lambda side: side.given.slug},
    "signing:receipt": {"slug": lambda side: side.signed.slug},
    "signing:vouch": {"key_id": lambda side: side.later_key.pk},
    "signing:receipt_file": {"slug": lambda side: side.signed.slug},
}
PARTS: Final = {"asked", "edition", "file", "key", "language", "name", "number"}
PUBLIC: Final = {"project_id"}

# What differs between two answers that say the same: random cookies, the moment.
CHANCE: Final = {"hamkor_csrf", "hamkor_session", "Expires"}


def absent(there: object) -> object:
    """What names nothing, written just like `there`."""
    if isinstance(there, UUID):
        return uuid4()
    if isinstance(there, int):
        return there + 100_000_000
    assert isinstance(there, str)
    return uuid4().hex[: len(there)].ljust(len(there), "x")


class World:
    """Things that the network sees (`green`), that one organisation sees (`amber`), that one person sees (`red`), and
    people of an organisation of their own, `here`; all of them with a session already."""

    def __init__(self) -> None:
        self.green, self.amber, self.red, self.here = map(Side, (Label.GREEN, Label.AMBER, Label.RED, Label.GREEN))
        for side in (self.green, self.amber, self.red, self.here):
            side.project = ProjectFactory(implementers=[side.organisation])
        amber, here = self.amber, self.here
        formerly = {"organisation": amber.organisation, "revoked": True}
        people = {
            # Of the organisation itself, but not let in.
            "frozen": amber.member().person,
            "without a second factor": amber.colleague.person,
            "without a mandate": PersonFactory(with_account=True),
            "not accepted": amber.member(not_accepted=True).person,
            "ended": amber.member(ended=True).person,
            "revoked": amber.member(revoked=True).person,
            # Let in, and of another organisation; the delegate went over to it.
            "observer": here.member(role=Role.OBSERVER).person,
            "contributor": here.contributor.person,
            "delegate": MandateFactory(person=here.delegate.person, **formerly).person,
            "coordinator": coordinator(),
            # Whose the things are.
            "its delegate": amber.delegate.person,
        }
        sign_in, hosts = SignIn(), ("localhost", "sign.localhost")
        self._clients = {host: Client(headers={"host": host}) for host in hosts}
        self._sessions = {
            (who, host): sign_in(person, host=host, second_factor=who != "without a second factor").cookies
            for who, person in people.items()
            for host in hosts
        }
        FreezeFactory(person=people["frozen"])

    def ask(
        self,
        who: str,
        method: str,
        address: Address,
        arguments: Mapping[str, object],
        sent: object = None,
        *,
        host: str = "",
    ) -> "Answer":
        """What one of them (or `nobody`) is answered, in the session that she has on this host."""
        client = self._client(who, host or address.host)
        with writes.watched() as written:
            response = getattr(client, method)(address.filled(arguments), sent)
        return Answer.of(response, arguments, written)

    def look(self, who: str, address: str, *, host: str) -> HttpResponse:
        """What she sees at an address that is written out."""
        return self._client(who, host).get(address)

    def _client(self, who: str, host: str) -> Client:
        client, kept = self._clients[host], self._sessions.get((who, host), {})
        client.cookies = SimpleCookie({name: cookie.value for name, cookie in kept.items()})
        return client


class Answer(NamedTuple):
    """All that a visitor can see of an answer, without what differs by chance; and what it wrote, tables of sessions
    apart. Where the answer repeats what the address named, stands the argument's name."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: str
    written: frozenset[str]

    @classmethod
    def of(cls, response: HttpResponse, arguments: Mapping[str, object], written: set[str]) -> "Answer":
        def told(words: str) -> str:
            for name, value in arguments.items():
                if name not in PARTS:
                    words = words.replace(str(value), f"<{name}>")
            return words

        return cls(
            response.status_code,
            {name: told(value) for name, value in response.headers.items() if name not in CHANCE},
            sorted(told(cookie.OutputString()) for name, cookie in response.cookies.items() if name not in CHANCE),
            told(without_token(response.content).decode(errors="surrogateescape")),
            frozenset(written - {"django_session"}),
        )
