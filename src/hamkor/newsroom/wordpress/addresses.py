"""Addresses of the old site: which of them can go on leading to a page, and where a link leads now."""

import re
from functools import cache
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.newsroom.models.pages import RESERVED

LONGEST_SLUG: Final = 120
LONGEST_PATH: Final = 600
LONGEST_ADDRESS: Final = 2000
# Where the application itself answers: a page of an old site never takes one of these.
OURS: Final = frozenset(
    {
        *("account", "demo", "editor", "files", "ledger", "mirror", "privacy", "sign", "static", "workspace"),
        *("robots.txt", "sitemap.xml", "favicon.ico", ".well-known"),
    }
)
_YEAR: Final = re.compile(r"\d{4}")
_SAFE: Final = frozenset({"http", "https", "mailto", "tel"})
_UNSEEN: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def slug_of(name: str, title: str, number: int) -> str:
    """An address in Latin letters for what WordPress called `name` (percent-encoded where it is not ASCII)."""
    for words in (unquote(name), title):
        slug = slugify(string_to_ascii(words))[:LONGEST_SLUG].strip("-_")
        if slug:
            break
    else:
        slug = f"item-{number}"
    # A year is a list of news; other rooms have their own addresses under a language.
    return f"item-{slug}" if _YEAR.fullmatch(slug) or slug in RESERVED or slug in INTERFACE_LANGUAGES else slug


def path_of(address: str) -> str:
    """The path of an address, decoded, with one slash at its end; empty where it has none of its own (`/?p=5`)."""
    try:
        parts = urlsplit(address.strip())
        path = unquote(parts.path, errors="strict")
    except ValueError:
        return ""
    if parts.query and not path.strip("/"):
        return ""
    return f"/{path.strip('/')}/" if path.strip("/") else ""


def can_be_a_file(path: str) -> bool:
    """Whether a former address may lead on: one that is a file's name everywhere, and no part of this application."""
    parts = path.strip("/").split("/")
    if not path.startswith("/") or len(path) > LONGEST_PATH or parts[0].lower() in OURS or len(parts) > 20:
        return False
    if (len(parts) == 1 and parts[0] in INTERFACE_LANGUAGES) or parts[0].startswith("sitemap-"):
        return False
    return all(
        part
        and not part.startswith(".")
        and not _UNSEEN.search(part)
        and not set(part) & set('\\:*?"<>|#%')
        and not part.endswith((".br", ".gz"))
        and len(part.encode()) <= 250
        for part in parts
    )


@cache
def _pattern(kind: str, language: str) -> str:
    with translation.override(language):
        return reverse("news:item" if kind == "post" else "pages:page", args=["SLUG"])


def new_path(kind: str, language: str, slug: str) -> str:
    """The address of a page here."""
    return _pattern(kind, language).replace("SLUG", slug)


class OldSite:
    """The addresses of the site that is moving: with and without www, by http and https."""

    def __init__(self, address: str) -> None:
        self.address = address if "://" in address else ""
        try:
            self._host = _bare(urlsplit(self.address).hostname or "")
        except ValueError:
            self._host = ""

    def absolute(self, link: str) -> str:
        """The link as a whole address; empty for one that may not be followed (`javascript:`) or cannot be read."""
        link = _UNSEEN.sub("", link)[:LONGEST_ADDRESS]
        try:
            whole = urljoin(f"{self.address}/" if self.address else "", link)
            scheme = urlsplit(whole).scheme.lower()
        except ValueError:
            return ""
        return whole if scheme in _SAFE and len(whole) <= LONGEST_ADDRESS else ""

    def is_own(self, address: str) -> bool:
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return False
        return bool(self._host) and _bare(host) == self._host


def fragment_of(address: str) -> str:
    try:
        return urlsplit(address).fragment
    except ValueError:
        return ""


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
