"""Organisations: bringing one in, describing and naming it, withholding its name, merging, leaving, coming back."""

from collections.abc import Mapping
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.core.ids import new_id
from hamkor.network.access import check_secretariat
from hamkor.network.access_organisations import (
    check_may_bear,
    check_may_bring_in,
    check_may_describe,
    secretariat_beyond,
)
from hamkor.network.actions.people import revoke_mandate
from hamkor.network.entries import clean_category, clean_country, clean_website
from hamkor.network.logos import clean_logo
from hamkor.network.models import (
    Audience,
    FormerName,
    Label,
    Mandate,
    Organisation,
    OrganisationChange,
    OrganisationName,
    Person,
)
from hamkor.network.names import Name, clean_language


@action
def add_organisation(
    *,
    by: Actor,
    names: Mapping[str, Name],
    country_of_work: str,
    country_of_seat: str = "",
    website: str = "",
    category: str = "member",
    since: date | None = None,
    name_withheld: bool = False,
) -> Organisation:
    """Brings an organisation into the network, under its names by language; without a seat it sits where it works.

    Raises `Refused` for all but the secretariat and the operator, `DomainError` for a name, language, country,
    website, category or day that cannot be kept.
    """
    check_may_bring_in(by)
    since = since or clock.now().date()
    cleaned = {clean_language(language): name.cleaned() for language, name in names.items()}
    if not cleaned:
        raise DomainError(_("An organisation needs a name in one language at least."))
    organisation = Organisation(
        country_of_work=clean_country(country_of_work),
        country_of_seat=clean_country(country_of_seat or country_of_work),
        website=clean_website(website),
        category=clean_category(category),
        since=_not_in_future(since),
        name_withheld=name_withheld,
    )
    organisation.audience = _audience_of(organisation)
    organisation.save(force_insert=True)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, language=language, text=name.text, short=name.short)
        for language, name in cleaned.items()
    )
    _turn(organisation, OrganisationChange.Kind.JOINED, since)
    record("network.organisation_added", by=by, on=organisation, category=organisation.category, withheld=name_withheld)
    return organisation


@action
def describe_organisation(
    *, by: Person, organisation: Organisation, country_of_work: str, country_of_seat: str, website: str, category: str
) -> None:
    """Sets where it works and sits, its website and its category, which only the secretariat may change.

    Raises `Refused` for others than the secretariat and its delegates, `DomainError` for what cannot be kept,
    `NothingToDo` where nothing differs.
    """
    check_may_describe(by, organisation)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    wanted = {
        "country_of_work": clean_country(country_of_work),
        "country_of_seat": clean_country(country_of_seat),
        "website": clean_website(website),
        "category": clean_category(category),
    }
    changed = [field for field, value in wanted.items() if getattr(organisation, field) != value]
    if not changed:
        raise NothingToDo(_("Nothing was changed."))
    if "category" in changed:
        check_secretariat(by)
    for field in changed:
        setattr(organisation, field, wanted[field])
    organisation.save(update_fields=changed)
    record("network.organisation_described", by=by, on=organisation, fields=[*changed])


@action
def name_organisation(
    *, by: Person, organisation: Organisation, language: str, name: Name, correction: bool = False
) -> None:
    """Gives it a name in a language, or another one there: a renaming, and the former name stays in its history.

    A `correction` mends how the name was written; the earlier writing was never its name and is not kept. Raises
    `Refused` for others than the secretariat and its delegates and for a delegate's name that is another's (see
    `check_may_bear`), `DomainError` for a name or language that cannot be kept, `NothingToDo` where it is called so
    already.
    """
    check_may_describe(by, organisation)
    language, name = clean_language(language), name.cleaned()
    check_may_bear(by, organisation, name.text)
    # Two who name it at once wait for each other here.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    present = organisation.names.filter(language=language).first()
    if present and (present.text, present.short) == (name.text, name.short):
        raise NothingToDo(_("It is called so already."))
    if present is None:
        OrganisationName.objects.create(organisation=organisation, language=language, text=name.text, short=name.short)
        record("network.organisation_named", by=by, on=organisation, language=language)
        return
    renamed = present.text != name.text and not correction
    if renamed:
        today = clock.now().date()
        FormerName.objects.create(organisation=organisation, language=language, text=present.text, until=today)
        if not organisation.changes.filter(kind=OrganisationChange.Kind.RENAMED, on=today).exists():
            _turn(organisation, OrganisationChange.Kind.RENAMED, today)
    present.text, present.short = name.text, name.short
    present.save(update_fields=["text", "short"])
    kind = "network.organisation_renamed" if renamed else "network.organisation_name_corrected"
    record(kind, by=by, on=organisation, language=language)


@action
def remove_name(*, by: Person, organisation: Organisation, language: str) -> None:
    """Takes away its name in one language, as one that was entered under the wrong language.

    Raises `Refused` as `name_organisation` does, `NothingToDo` where there is none, `DomainError` for its only name.
    """
    check_may_describe(by, organisation)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.names.filter(language=language).exists():
        raise NothingToDo(_("It has no name in this language."))
    if not organisation.names.exclude(language=language).exists():
        raise DomainError(_("This is its only name: give it another one first."))
    organisation.names.filter(language=language).delete()
    record("network.organisation_name_removed", by=by, on=organisation, language=language)


@action
def withhold_name(*, by: Person, organisation: Organisation) -> None:
    """From now on only its own people and the secretariat learn that it belongs to the network.

    People who speak for no other organisation now are withdrawn from the network's sight with it. Raises `Refused` for
    others than the secretariat and its delegates, `NothingToDo` where it is withheld already.
    """
    check_may_describe(by, organisation)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.name_withheld:
        raise NothingToDo(_("The name is withheld already."))
    organisation.name_withheld = True
    organisation.audience = _audience_of(organisation)
    organisation.save(update_fields=["name_withheld", "audience"])
    elsewhere = Mandate.objects.standing(clock.now()).exclude(organisation=organisation).values("person")
    own = Mandate.objects.filter(organisation=organisation, person__audience__label=Label.GREEN)
    Person.objects.filter(pk__in=own.values("person")).exclude(pk__in=elsewhere).update(audience=organisation.audience)
    record("network.name_withheld", by=by, on=organisation)


@action
def publish_name(*, by: Person, organisation: Organisation) -> None:
    """From now on everybody may learn that it belongs to the network; who its people are stays as it is.

    Raises `Refused` for others than the secretariat and its delegates, `NothingToDo` where it is public already.
    """
    check_may_describe(by, organisation)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.name_withheld:
        raise NothingToDo(_("The name is public already."))
    organisation.name_withheld = False
    organisation.audience = _audience_of(organisation)
    organisation.save(update_fields=["name_withheld", "audience"])
    record("network.name_published", by=by, on=organisation)


@action
def set_logo(*, by: Person, organisation: Organisation, picture: bytes | None) -> None:
    """Keeps a picture, written anew without its metadata, as the organisation's logo; None takes the logo away.

    Raises `Refused` for others than the secretariat and its delegates, `DomainError` for what is no picture that can
    be read or is too large, `NothingToDo` where there is no logo to take away.
    """
    check_may_describe(by, organisation)
    cleaned = None if picture is None else clean_logo(picture)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    storage, earlier = organisation.logo.storage, organisation.logo.name
    if cleaned is None and not earlier:
        raise NothingToDo(_("It has no logo."))
    record("network.logo_set" if cleaned else "network.logo_removed", by=by, on=organisation)
    # The file comes last, when nothing of ours can fail any more; its name tells nothing about whose it is.
    organisation.logo = storage.save(f"logos/{new_id().hex}.png", ContentFile(cleaned)) if cleaned else ""
    organisation.save(update_fields=["logo"])
    if earlier:
        transaction.on_commit(lambda: storage.delete(earlier))


@action
def merge_organisation(*, by: Person, organisation: Organisation, into: Organisation, on: date) -> None:
    """Ends it on a day, today or earlier, and says which organisation carries it on; its mandates and keys end now.

    Its words stand, under its own name. Raises `Refused` for all but the secretariat, `DomainError` for itself, one
    that is no longer in the network, a day outside its time, and the secretariat's own.
    """
    check_secretariat(by)
    if into.pk == organisation.pk:
        raise DomainError(_("An organisation cannot be merged into itself."))
    # In one order, so that two who merge the same pair both ways wait for each other and neither for ever.
    both = Organisation.objects.select_for_update().filter(pk__in=[organisation.pk, into.pk]).order_by("pk").in_bulk()
    into = both[into.pk]
    if into.until:
        raise DomainError(_("The organisation that carries it on has left the network itself."))
    organisation = _end(by, organisation, on)
    organisation.merged_into = into
    organisation.save(update_fields=["until", "merged_into"])
    _turn(organisation, OrganisationChange.Kind.MERGED, on)
    record("network.organisation_merged", by=by, on=organisation, into=into.pk)


@action
def end_membership(*, by: Person, organisation: Organisation, on: date) -> None:
    """It has left the network on a day, today or earlier; its mandates and keys end now, its words stand.

    Raises `Refused` for all but the secretariat, `NothingToDo` where it has left, `DomainError` for a day outside its
    time and for the secretariat's own.
    """
    check_secretariat(by)
    organisation = _end(by, organisation, on)
    organisation.save(update_fields=["until"])
    _turn(organisation, OrganisationChange.Kind.LEFT, on)
    record("network.organisation_left", by=by, on=organisation, until=on.isoformat())


@action
def readmit_organisation(*, by: Person, organisation: Organisation) -> None:
    """It is in the network again from today; its people need new mandates.

    Raises `Refused` for all but the secretariat, `NothingToDo` where it never left, `DomainError` where another
    organisation carries it on.
    """
    check_secretariat(by)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.until is None:
        raise NothingToDo(_("It is in the network."))
    if organisation.merged_into_id:
        raise DomainError(_("Another organisation carries it on; it cannot come back."))
    organisation.until = None
    organisation.save(update_fields=["until"])
    _turn(organisation, OrganisationChange.Kind.JOINED, clock.now().date())
    record("network.organisation_readmitted", by=by, on=organisation)


def _not_in_future(day: date) -> date:
    if day > clock.now().date():
        raise DomainError(_("This day has not come yet."))
    return day


def _audience_of(organisation: Organisation) -> Audience:
    if organisation.name_withheld:
        return Audience.objects.of(Label.AMBER_STRICT, "group:secretariat", f"organisation:{organisation.pk}")
    return Audience.objects.of(Label.CLEAR)


def _turn(organisation: Organisation, kind: OrganisationChange.Kind, on: date) -> None:
    OrganisationChange.objects.create(organisation=organisation, kind=kind, on=on)


def _end(by: Person, organisation: Organisation, on: date) -> Organisation:
    """The organisation, not saved yet, with `until` set and nobody left to act for it."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.until:
        raise NothingToDo(_("It is not in the network any more."))
    if _not_in_future(on) < organisation.since:
        raise DomainError(_("It had not joined the network by that day."))
    if not secretariat_beyond(organisation):
        raise DomainError(_("The coordinator acts for this organisation: let another one take her place first."))
    mandates = Mandate.objects.filter(organisation=organisation, revoked_at=None).select_related(
        "person", "organisation"
    )
    # Her own last: by one of them she may end the others.
    for mandate in sorted(mandates, key=lambda each: each.person_id == by.pk):
        revoke_mandate(by=by, mandate=mandate)
    organisation.until = on
    return organisation
