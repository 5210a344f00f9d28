"""Examples of the actions on organisations and projects."""

from datetime import date

from hamkor.core.actors import CLOCK
from hamkor.network.names import Name
from hamkor.network.organisation_list import Row
from tests.contracts.examples import Example, example
from tests.factories.network import OrganisationFactory, ProjectFactory, coordinator, delegate
from tests.support.pictures import picture

NAMES = {"ru": Name("Центр «Пример»"), "en": Name("Example Centre", "EC")}


@example("network.add_organisation")
def _() -> Example:
    return Example(
        allowed={"by": coordinator(), "names": NAMES, "country_of_work": "KG", "website": "https://centre.example/"},
        stranger=delegate(),
        event="network.organisation_added",
    )


@example("network.describe_organisation")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={
            "by": delegate(organisation),
            "organisation": organisation,
            "country_of_work": "TJ",
            "country_of_seat": "PL",
            "website": "https://centre.example/",
            "category": "member",
        },
        stranger=delegate(),
        event="network.organisation_described",
    )


@example("network.name_organisation")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={
            "by": delegate(organisation),
            "organisation": organisation,
            "language": "ru",
            "name": Name("Новое имя"),
        },
        stranger=delegate(),
        event="network.organisation_renamed",
    )


@example("network.remove_name")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={"by": delegate(organisation), "organisation": organisation, "language": "en"},
        stranger=delegate(),
        event="network.organisation_name_removed",
    )


@example("network.withhold_name")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={"by": delegate(organisation), "organisation": organisation},
        stranger=delegate(),
        event="network.name_withheld",
    )


@example("network.publish_name")
def _() -> Example:
    organisation = OrganisationFactory(withheld=True)
    return Example(
        allowed={"by": delegate(organisation), "organisation": organisation},
        stranger=delegate(),
        event="network.name_published",
    )


@example("network.set_logo")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={"by": delegate(organisation), "organisation": organisation, "picture": picture()},
        stranger=delegate(),
        event="network.logo_set",
    )


@example("network.merge_organisation")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={
            "by": coordinator(),
            "organisation": organisation,
            "into": OrganisationFactory(),
            "on": date(2015, 1, 1),
        },
        stranger=delegate(organisation),
        event="network.organisation_merged",
    )


@example("network.end_membership")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={"by": coordinator(), "organisation": organisation, "on": date(2015, 1, 1)},
        stranger=delegate(organisation),
        event="network.organisation_left",
    )


@example("network.readmit_organisation")
def _() -> Example:
    return Example(
        allowed={"by": coordinator(), "organisation": OrganisationFactory(left=True)},
        stranger=delegate(),
        event="network.organisation_readmitted",
    )


@example("network.bring_in_organisations")
def _() -> Example:
    rows = [
        Row(2, NAMES, "KG", "KG", "", "member", None),
        Row(3, {"en": Name("Other")}, "TJ", "TJ", "", "partner", None),
    ]
    return Example(
        allowed={"by": coordinator(), "rows": rows}, stranger=CLOCK, event="network.organisations_brought_in"
    )


_PROJECT = {
    "names": {"en": "A Common Table"},
    "funder": {"en": "Far Shore Fund"},
    "social_page": "https://social.example/table",
    "since": date(2012, 10, 1),
}


@example("network.add_project")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={"by": coordinator(), "implementers": [organisation], **_PROJECT},
        stranger=delegate(organisation),
        event="network.project_added",
    )


@example("network.change_project")
def _() -> Example:
    project = ProjectFactory()
    return Example(
        allowed={"by": coordinator(), "project": project, "implementers": [], **_PROJECT},
        stranger=delegate(),
        event="network.project_changed",
    )
