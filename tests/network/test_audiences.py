"""Who sees what: a plain-Python oracle says it over random worlds, and the one subquery must agree."""

import random
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from hamkor.audit.kernel import standing_in
from hamkor.core.models import INTERNAL, PUBLIC
from hamkor.network.access import viewer_for
from hamkor.network.models import Audience, Grant, Label, Mandate, Organisation, Person, Role
from tests.factories.network import MandateFactory, OrganisationFactory, PersonFactory, audience, coordinator, delegate

pytestmark = pytest.mark.django_db

PAST, FUTURE = datetime(2014, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
NARROW = (Label.AMBER, Label.AMBER_STRICT, Label.RED)


class World:
    """Organisations, people and things with audiences, made at random; `sees` is the oracle.

    The oracle knows people by what was decided when they were made. It asks neither the database nor Hamkor.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        made = [OrganisationFactory(), OrganisationFactory(), OrganisationFactory(), OrganisationFactory(left=True)]
        self.organisations = {organisation.pk: organisation for organisation in made}
        self.left = {organisation.pk: organisation is made[-1] for organisation in made}
        self.mandates: dict[UUID, list[tuple[UUID, str, bool]]] = {}
        self.people = [self._person() for _ in range(8)]
        self.things = [self._thing() for _ in range(24)]

    def _person(self) -> Person:
        person = PersonFactory()
        held = self.mandates[person.pk] = []
        for organisation in self.chance.sample(sorted(self.left), self.chance.randint(0, 2)):
            state = self.chance.choice(["in force"] * 3 + ["not_accepted", "revoked", "ended", "not begun"])
            role = self.chance.choice(list(Role))
            traits = {state: True} if state in ("not_accepted", "revoked", "ended") else {}
            begins = {"since": FUTURE} if state == "not begun" else {}
            MandateFactory(
                person=person, organisation_id=organisation, organisation=None, role=role, **traits, **begins
            )
            held.append((organisation, role, state == "in force" and not self.left[organisation]))
        return person

    def _thing(self) -> tuple[Person, str, set[tuple[str, object]]]:
        label = self.chance.choice(list(Label))
        granted: set[tuple[str, object]] = set()
        if label in NARROW:
            kinds = ["person"] if label is Label.RED else ["organisation", "delegates", "secretariat", "person"]
            for kind in self.chance.choices(kinds, k=self.chance.randint(1, 3)):
                whom = {"person": [p.pk for p in self.people], "secretariat": [None]}.get(kind, sorted(self.left))
                granted.add((kind, self.chance.choice(whom)))
        keys = ["group:secretariat" if kind == "secretariat" else f"{kind}:{whom}" for kind, whom in granted]
        return PersonFactory(audience=audience(label, *keys)), label, granted

    def sees(self, viewer: Person | None, label: str, granted: set[tuple[str, object]]) -> bool:
        """As TLP 2.0 and the design say it."""
        if label == "CLEAR":
            return True
        mandates = [(o, role) for o, role, good in self.mandates[viewer.pk] if good] if viewer else []
        if not mandates or viewer is None:
            return False
        if label == "GREEN":
            return True
        for kind, whom in granted:
            if kind == "person" and whom == viewer.pk:
                return True
            if kind == "organisation" and whom in [o for o, _ in mandates]:
                return True
            if kind == "delegates" and (whom, "delegate") in mandates:
                return True
            if kind == "secretariat" and {"coordinator", "deputy"} & {role for _, role in mandates}:
                return True
        return False


@pytest.mark.parametrize("seed", range(8))
def test_everybody_sees_what_the_oracle_says_and_nothing_else(seed: int) -> None:
    world = World(seed)
    things = [thing.pk for thing, _, _ in world.things]
    for viewer in (None, *world.people):
        expected = {thing.pk for thing, label, granted in world.things if world.sees(viewer, label, granted)}
        seen = Person.objects.filter(pk__in=things).visible_to(viewer_for(viewer).keys)
        assert {thing.pk for thing in seen} == expected
        assert seen.count() == len(expected)


def test_the_worlds_hold_enough_of_everything() -> None:
    """The oracle proves nothing where nobody is ever refused, or nobody ever sees."""
    told = []
    for seed in range(4):
        world = World(seed)
        told += [
            (label, world.sees(viewer, label, granted)) for viewer in world.people for _, label, granted in world.things
        ]
    for label in (Label.GREEN, *NARROW):
        assert {seen for each, seen in told if each == label} == {True, False}, label


@given(label=st.sampled_from(NARROW), key=st.sampled_from(["public", "network"]), more=st.uuids())
def test_nothing_narrow_is_ever_granted_to_all(label: str, key: str, more: UUID) -> None:
    with pytest.raises(ValueError, match="allows no grant"):
        Audience.objects.of(label, f"person:{more}", key)
    assert not Audience.objects.filter(label=label).exists()


@given(st.text(max_size=20))
def test_no_other_key_slips_through(key: str) -> None:
    for label in NARROW:
        if key.startswith(("organisation:", "delegates:", "group:", "person:")):
            continue
        with pytest.raises(ValueError, match="allows no grant"):
            Audience.objects.of(label, key)


def test_red_names_people_only() -> None:
    for key in (f"organisation:{uuid4()}", f"delegates:{uuid4()}", "group:secretariat"):
        with pytest.raises(ValueError, match="allows no grant"):
            Audience.objects.of(Label.RED, key)


@pytest.mark.parametrize("label", NARROW)
def test_an_audience_without_anybody_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="at least one grant"):
        Audience.objects.of(label)


@pytest.mark.parametrize(("label", "key"), [*((label, "public") for label in (*NARROW, Label.GREEN)),
                                            *((label, "network") for label in (*NARROW, Label.CLEAR))])  # fmt: skip
def test_the_database_itself_refuses_a_wide_grant_of_a_narrow_label(label: str, key: str) -> None:
    with standing_in("test"):
        bare = Audience.objects.create(label=label)
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(audience=bare, key=key)


class TestTheTrapOfNone:
    """A filter on NULL once showed everything RED to a stranger."""

    @pytest.fixture(autouse=True)
    def _secrets(self) -> None:
        for label, key in ((Label.RED, f"person:{uuid4()}"), (Label.AMBER, "group:secretariat")):
            PersonFactory(audience=audience(label, key))

    @pytest.mark.parametrize("keys", [[], [None], [""], {None, "public"}, (), frozenset(), "public", ["%"], ["*"]])
    def test_keys_that_are_none_or_nothing_open_nothing(self, keys) -> None:
        assert list(Person.objects.visible_to(keys)) == []

    def test_no_keys_at_all_are_a_mistake_and_not_everything(self) -> None:
        with pytest.raises(TypeError):
            list(Person.objects.visible_to(None))

    def test_a_person_who_is_not_there_sees_what_the_public_sees(self) -> None:
        assert viewer_for(None).keys == {"public"}
        assert list(Person.objects.visible_to(viewer_for(None).keys)) == []

    def test_a_person_without_a_mandate_does_not_even_see_what_names_her(self) -> None:
        person = PersonFactory()
        hers = PersonFactory(audience=audience(Label.RED, f"person:{person.pk}"))
        assert hers not in Person.objects.visible_to(viewer_for(person).keys)


def _with_audience() -> list:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("hamkor.") and model.declared.visible not in (PUBLIC, INTERNAL)
    ]


@pytest.mark.parametrize("model", _with_audience(), ids=lambda model: model._meta.label)
def test_visibility_is_one_subquery_on_every_model(model) -> None:
    """However many keys the viewer holds, and whatever the model: one query, with one look into the grants."""
    keys = {"public", "network", *(f"organisation:{uuid4()}" for _ in range(30))}
    with CaptureQueriesContext(connection) as captured:
        list(model.objects.visible_to(keys))
    assert len(captured) == 1
    sql = captured[0]["sql"]
    assert sql.count("SELECT") == 2
    assert sql.count("network_grant") >= 1
    assert " OR " not in sql


def test_a_row_granted_twice_over_is_there_once() -> None:
    organisation = OrganisationFactory()
    person = delegate(organisation)
    both = (f"organisation:{organisation.pk}", f"delegates:{organisation.pk}", f"person:{person.pk}")
    thing = PersonFactory(audience=audience(Label.AMBER, *both))
    seen = Person.objects.filter(pk=thing.pk).visible_to(viewer_for(person).keys)
    assert (seen.count(), len(seen)) == (1, 1)


def test_a_mandate_revoked_this_moment_shows_nothing_from_the_next_on() -> None:
    person = coordinator()
    secret = OrganisationFactory(withheld=True)
    assert secret in Organisation.objects.visible_to(viewer_for(person).keys)
    with standing_in("test"):
        Mandate.objects.filter(person=person).update(revoked_at=PAST)
    assert secret not in Organisation.objects.visible_to(viewer_for(person).keys)


def test_who_was_of_an_organisation_that_left_is_a_stranger() -> None:
    organisation = OrganisationFactory(withheld=True)
    person = delegate(organisation)
    assert organisation in Organisation.objects.visible_to(viewer_for(person).keys)
    with standing_in("test"):
        Organisation.objects.filter(pk=organisation.pk).update(until=date(2020, 1, 1))
    assert viewer_for(person).keys == {"public"}
