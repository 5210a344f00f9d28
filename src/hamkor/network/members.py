"""The members' page as everybody may see it: names that are public, and how many more there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hamkor.core.alphabets import alphabetically
from hamkor.core.languages import chain, country_name
from hamkor.network.access import PUBLIC
from hamkor.network.access_organisations import in_alphabet, projects
from hamkor.network.models import Organisation, Project
from hamkor.network.models.organisations import categories

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Nothing else of an organisation is read here.
_READ: Final = ("category", "country_of_work", "country_of_seat", "website")


@dataclass(frozen=True)
class Country:
    """Organisations by country of work, in the order of the reader's alphabet."""

    code: str
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True)
class Category:
    code: str
    label: "StrOrPromise"
    countries: tuple[Country, ...]

    @property
    def count(self) -> int:
        return sum(len(country.organisations) for country in self.countries)


@dataclass(frozen=True)
class Members:
    """`unnamed` more belong to the network; neither their country nor their category is told."""

    categories: tuple[Category, ...]
    unnamed: int
    projects: tuple[Project, ...]


def public_members(language: str) -> Members:
    """Who belongs to the network today, for a reader of `language`: those who left or were merged are not there.

    The same number of queries for any number of organisations and projects.
    """
    languages = chain(language)
    current = Organisation.objects.current()
    named = list(current.publicly_named().visible_to(PUBLIC.keys).named(languages).only(*_READ))
    return Members(
        categories=tuple(
            Category(code, label, _by_country((each for each in named if each.category == code), language))
            for code, label in categories().items()
            if any(each.category == code for each in named)
        ),
        unnamed=current.filter(name_withheld=True).count(),
        projects=tuple(projects(PUBLIC, languages)),
    )


def public_members_of(country: str, language: str) -> list[Organisation]:
    """The members that work on this country and whose names are public, in the order of the reader's alphabet."""
    named = Organisation.objects.current().publicly_named().visible_to(PUBLIC.keys).named(chain(language))
    return in_alphabet(named.filter(category="member", country_of_work=country).only(*_READ), language)


def countries_of_members() -> set[str]:
    """The countries that publicly named members work on."""
    named = Organisation.objects.current().publicly_named().visible_to(PUBLIC.keys).filter(category="member")
    return set(named.values_list("country_of_work", flat=True))


def _by_country(organisations: Iterable[Organisation], language: str) -> tuple[Country, ...]:
    by_code: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in organisations:
        by_code[organisation.country_of_work].append(organisation)
    codes = sorted(by_code, key=lambda code: alphabetically(country_name(code, in_language=language), language))
    return tuple(Country(code, tuple(in_alphabet(by_code[code], language))) for code in codes)
