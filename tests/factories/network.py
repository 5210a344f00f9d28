"""Organisations, people and mandates in the states that tests need."""

from datetime import UTC, date, datetime

import factory

from hamkor.accounts.models import User
from hamkor.audit.kernel import standing_in
from hamkor.network.models import (
    Audience,
    Label,
    Mandate,
    Organisation,
    OrganisationName,
    Person,
    Project,
    ProjectImplementer,
    ProjectName,
    Role,
)
from tests.factories.base import Factory

LONG_AGO = datetime(2013, 1, 1, tzinfo=UTC)


def audience(label: str, *keys: str) -> Audience:
    """An audience for a factory's `audience=`."""
    with standing_in("factory"):
        return Audience.objects.of(label, *keys)


class UserFactory(Factory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@members.example")
    language = "en"

    @factory.post_generation
    def password(user, create, extracted, **_):
        user.set_password(extracted or "a long enough password")
        user.save()


class OrganisationFactory(Factory):
    """`name` gives its Russian and English name; the traits say what it is otherwise."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    class Params:
        partner = factory.Trait(category="partner", country_of_work="BE", country_of_seat="BE")
        left = factory.Trait(until=date(2015, 1, 1))
        withheld = factory.Trait(name_withheld=True)
        from_exile = factory.Trait(country_of_work="TM", country_of_seat="AT")

    audience = factory.LazyAttribute(
        lambda o: Audience.objects.of(
            *((Label.AMBER_STRICT, "group:secretariat", "group:none") if o.name_withheld else (Label.CLEAR,))
        )
    )
    country_of_work = "KG"
    country_of_seat = factory.SelfAttribute("country_of_work")
    since = date(2013, 2, 20)

    @factory.post_generation
    def name(organisation, create, extracted, **_):
        text = extracted or f"Example {organisation.pk.hex[:6]}"
        for language in ("ru", "en"):
            OrganisationName.objects.create(organisation=organisation, language=language, text=text)
        if organisation.name_withheld:
            # Its own people see it too; the keys need its id, which is known only now.
            organisation.audience = Audience.objects.of(
                Label.AMBER_STRICT, "group:secretariat", f"organisation:{organisation.pk}"
            )
            organisation.save()


class ProjectFactory(Factory):
    """`name` gives its Russian and English name, paid for by an example fund; `implementers=[…]` says who carries it
    out."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    social_page = "https://social.example/table"
    since = date(2012, 10, 1)

    @factory.post_generation
    def name(project, create, extracted, **_):
        for language, funder in (("ru", "Фонд «Дальний берег» (пример)"), ("en", "Far Shore Fund (example)")):
            text = extracted or "A Common Table"
            ProjectName.objects.create(project=project, language=language, text=text, funder=funder)

    @factory.post_generation
    def implementers(project, create, extracted, **_):
        for organisation in extracted or ():
            ProjectImplementer.objects.create(project=project, organisation=organisation)


class PersonFactory(Factory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    class Params:
        with_account = factory.Trait(account=factory.SubFactory(UserFactory))

    audience = factory.LazyFunction(lambda: Audience.objects.of(Label.GREEN))
    name = factory.Sequence(lambda n: f"Person {n}")


class MandateFactory(Factory):
    """Accepted and in force unless a trait says otherwise."""

    class Meta:
        model = Mandate
        skip_postgeneration_save = True

    class Params:
        not_accepted = factory.Trait(accepted_at=None)
        revoked = factory.Trait(revoked_at=datetime(2014, 1, 1, tzinfo=UTC))
        ended = factory.Trait(until=datetime(2014, 1, 1, tzinfo=UTC))

    person = factory.SubFactory(PersonFactory, with_account=True)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.DELEGATE
    since = LONG_AGO
    accepted_at = LONG_AGO


def delegate(organisation: Organisation | None = None, **mandate: object) -> Person:
    """A person with an account who may give this (or some new) organisation's word."""
    given = {"organisation": organisation} if organisation else {}
    return MandateFactory.create(**given, **mandate).person


def coordinator() -> Person:
    """The coordinator, of some organisation."""
    return MandateFactory.create(role=Role.COORDINATOR).person
