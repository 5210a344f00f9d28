"""What an export of WordPress holds, as far as it can come along."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Site:
    """The site that the export is of: its address (its title where none is given) and its language as it says it."""

    address: str
    language: str


@dataclass(frozen=True)
class Author:
    """Who wrote: nothing but the name that readers saw. The login is kept only until the export is read."""

    login: str
    name: str


@dataclass(frozen=True)
class Term:
    """A category, a tag, or a row of another list (`taxonomy`), as Polylang's languages."""

    taxonomy: str
    number: str
    slug: str
    name: str
    description: str


@dataclass
class Item:
    """A post, a page, a file or whatever else; `line` is where it begins, `number` which item of the file it is."""

    line: int
    number: int
    fields: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)  # domain, slug, name
    meta: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """A field without the white space around it; empty where the item has none."""
        return self.fields.get(name, "").strip()

    @property
    def post_id(self) -> int:
        """WordPress's number of it, from its guid where it is not said; 0 where there is none that could be."""
        given = self.get("wp:post_id")
        return natural(given) if given else number_in(self.get("guid")) or number_in(self.get("link"))

    @property
    def guid(self) -> str:
        """What WordPress calls it for good."""
        return self.get("guid")[:255]

    def term(self, domain: str) -> str:
        """The slug of its (first) term in this list."""
        return next((slug for named, slug, _name in self.terms if named == domain), "")


def number_in(address: str) -> int:
    """The post that `?p=5` or `?page_id=5` is about; 0 where it is about none."""
    try:
        asked = parse_qs(urlsplit(address).query, max_num_fields=20)
    except ValueError:
        return 0
    return next((natural(asked[name][0]) for name in ("p", "page_id") if name in asked), 0)


def natural(digits: str) -> int:
    """The number that these digits write, if it fits into a database; else 0."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
