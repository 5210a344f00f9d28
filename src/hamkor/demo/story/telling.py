"""Telling it: the network is founded, people arrive, documents are drafted, adopted, signed."""

from datetime import timedelta

from hamkor.core import clock
from hamkor.core.actors import OPERATOR
from hamkor.demo.story import documents, news, newsroom, organisations, people
from hamkor.demo.story.organisations import COORDINATING, ExampleOrganisation
from hamkor.demo.story.people import ExamplePerson
from hamkor.demo.story.words import Delegate, compared, recorded
from hamkor.instruments.actions.adoption import close_for_signature, open_for_signature, publish
from hamkor.instruments.models import Channel, Instrument, Kind, Word
from hamkor.instruments.statements import Choices
from hamkor.ledger.access import this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.founding import found_network
from hamkor.network.actions.invitations import Invited, found_secretariat, invite
from hamkor.network.actions.organisations import add_organisation, describe_organisation, name_organisation
from hamkor.network.actions.projects import add_project
from hamkor.network.models import Organisation, Person
from hamkor.network.names import Name

_READ_RUSSIAN = Choices(read=("ru",))
_READ_ENGLISH = Choices(read=("en",))
_READ_BOTH = Choices(read=("en", "ru"))
_UNNAMED = Choices(read=("ru",), publish_name=False, publish_country=False)
_TIME_TO_SIGN = timedelta(days=60)


def tell() -> None:
    """Fills a migrated database that holds no organisation yet with the demonstration network. Not to be told twice."""
    if this_network() is None:
        found_network(by=OPERATOR)
    network = _Network()
    network.gather()
    memorandum = _memorandum(network)
    declaration = _declaration(network)
    documents.in_consultation(leader=network.contributor, writers=[network.contributor, network.deputy])
    network.leave_something_to_do()
    make_checkpoint(by=OPERATOR)
    newsroom.fill({news.MEMORANDUM: memorandum, news.DECLARATION: declaration})


class _Network:
    """Who is there, by the organisations' codes."""

    organisations: dict[str, Organisation]
    delegates: dict[str, Delegate]
    coordinator: Person
    deputy: Person
    contributor: Person

    def gather(self) -> None:
        """Organisations, the project, people with their mandates."""
        self.coordinator, coordinating = _founded()
        self.organisations = {COORDINATING: coordinating}
        for category, examples in (("member", organisations.MEMBERS), ("partner", organisations.PARTNERS)):
            for example in examples:
                if example.code != COORDINATING:
                    self.organisations[example.code] = _brought_in(example, category, by=self.coordinator)
        add_project(
            by=self.coordinator,
            names=organisations.PROJECT_NAMES,
            implementers=[self.organisations[code] for code in organisations.IMPLEMENTERS],
            funder=organisations.FUNDER,
            social_page=organisations.SOCIAL_PAGE,
            since=organisations.PROJECT_SINCE,
            until=organisations.PROJECT_UNTIL,
        )
        self.deputy = self._welcome(people.DEPUTY)
        self.contributor = self._welcome(people.CONTRIBUTOR)
        self._welcome(people.OBSERVER)
        self.delegates = {
            example.organisation: Delegate(self._welcome(example), self.organisations[example.organisation])
            for example in people.DELEGATES
        }

    def leave_something_to_do(self) -> None:
        """An invitation that is not taken up, and a mandate for the coordinator to accept."""
        self._invite(people.AWAITED, by=self.coordinator)
        second = people.TO_BE_ACCEPTED
        people.arrive(second, self._invite(second, by=self.delegates[second.organisation].person))

    def record(self, instrument: Instrument, code: str, channel: str) -> Word:
        """What the coordinator was told by the organisation."""
        return recorded(self.coordinator, instrument, self.organisations[code], channel)

    def _welcome(self, example: ExamplePerson) -> Person:
        return people.arrive(example, self._invite(example, by=self.coordinator))

    def _invite(self, example: ExamplePerson, *, by: Person) -> Invited:
        return invite(
            by=by,
            organisation=self.organisations[example.organisation],
            role=example.role,
            name=example.marked_name,
        )


def _founded() -> tuple[Person, Organisation]:
    """The operator invites the first coordinator; she completes what is said of her organisation."""
    example = next(member for member in organisations.MEMBERS if member.code == COORDINATING)
    names = example.marked_names()
    founder = people.COORDINATOR
    invited = found_secretariat(
        by=OPERATOR,
        name=founder.marked_name,
        organisation=names["ru"],
        language="ru",
        country=example.country,
        since=example.since,
    )
    organisation = invited.invitation.mandate.organisation
    coordinator = people.arrive(founder, invited)
    for language, name in names.items():
        if language != "ru":
            name_organisation(by=coordinator, organisation=organisation, language=language, name=Name(name))
    describe_organisation(
        by=coordinator,
        organisation=organisation,
        country_of_work=example.country,
        country_of_seat=example.country_of_seat,
        website=example.website,
        category="member",
    )
    return coordinator, organisation


def _brought_in(example: ExampleOrganisation, category: str, *, by: Person) -> Organisation:
    return add_organisation(
        by=by,
        names={language: Name(name) for language, name in example.marked_names().items()},
        country_of_work=example.country,
        country_of_seat=example.country_of_seat,
        website=example.website,
        category=category,
        since=example.since,
        name_withheld=example.code == organisations.WITHHELD,
    )


def _memorandum(network: _Network) -> Instrument:
    instrument = documents.drafted(
        "memorandum",
        Kind.MEMORANDUM,
        documents.MEMORANDUM,
        leader=network.coordinator,
        writers=[network.coordinator, network.contributor, network.delegates["apricot-garden"].person],
    )
    documents.translated(instrument, "memorandum", "uz", by=network.delegates["open-gate"].person, follows="ru")
    documents.adopted(
        instrument,
        on=documents.ADOPTED_IN_KYIV,
        titles=documents.MEMORANDUM,
        places=documents.KYIV,
        by=network.coordinator,
    )
    instrument = open_for_signature(by=network.coordinator, instrument=instrument)
    for code in ("path-over-the-pass", "steppe-well", "walnut-grove", "caravan-lantern", "mulberry-shade"):
        network.delegates[code].sign(instrument, _READ_BOTH)
    for code in ("apple-yard", "apricot-garden", "open-gate"):
        network.delegates[code].confirm(instrument, _READ_RUSSIAN)
    network.delegates[organisations.WITHHELD].confirm(instrument, _UNNAMED)
    network.record(instrument, "north-wind", Channel.EMAIL)
    network.record(instrument, "blue-door", Channel.TELEPHONE)
    network.record(instrument, "garden-in-the-sands", Channel.MESSENGER)
    regretted = network.record(instrument, organisations.LEAVING, Channel.MEETING)
    for code in ("walnut-grove", "caravan-lantern"):
        compared(network.coordinator, network.delegates[code])
    network.delegates["canal-house"].sign(instrument, _READ_BOTH)
    network.delegates["quiet-dyke"].confirm(instrument, _READ_ENGLISH)
    network.record(instrument, "amber-window", Channel.LETTER)
    instrument = close_for_signature(by=network.coordinator, instrument=instrument)
    instrument = publish(by=network.coordinator, instrument=instrument, published_on=documents.PUBLISHED)
    network.delegates[organisations.LATE].confirm(instrument, _READ_RUSSIAN)
    network.delegates[organisations.LEAVING].withdraw(regretted)
    return instrument


def _declaration(network: _Network) -> Instrument:
    instrument = documents.drafted(
        "declaration",
        Kind.DECLARATION,
        documents.DECLARATION,
        leader=network.deputy,
        writers=[network.deputy, network.contributor],
    )
    now = clock.now()
    documents.adopted(
        instrument,
        on=now.date(),
        titles=documents.DECLARATION,
        places=documents.TBILISI,
        by=network.coordinator,
    )
    instrument = open_for_signature(by=network.coordinator, instrument=instrument, closes_at=now + _TIME_TO_SIGN)
    instrument = publish(by=network.coordinator, instrument=instrument)
    network.delegates[COORDINATING].sign(instrument, _READ_BOTH)
    network.delegates["apple-yard"].confirm(instrument, _READ_RUSSIAN)
    network.record(instrument, "north-wind", Channel.EMAIL)
    network.delegates["quiet-dyke"].confirm(instrument, _READ_ENGLISH)
    return instrument
