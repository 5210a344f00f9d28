"""What a page says, and in which language it says that it says it."""

from collections.abc import Iterator

from django.test import Client
from lxml import html


def parsed(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page.decode())


def passages(page: bytes, within: str = "//body") -> Iterator[tuple[str, str]]:
    """Each run of text with the language that its nearest `lang` gives it; pages' scripts and styles have none."""
    for root in parsed(page).xpath(within):
        for text in root.xpath(".//text()[normalize-space() and not(parent::script) and not(parent::style)]"):
            yield text.getparent().xpath("string(ancestor-or-self::*[@lang][1]/@lang)"), " ".join(text.split())


def unseen(page: bytes, within: str = "//body") -> Iterator[tuple[str, str]]:
    """What is read aloud and not written: descriptions of pictures and names of parts, with the language of each."""
    for root in parsed(page).xpath(within):
        for element in root.xpath(".//*[@alt or @aria-label or @title]"):
            language = element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
            yield from ((language, element.get(name)) for name in ("alt", "aria-label", "title") if element.get(name))


def marks(page: bytes) -> dict[str, str]:
    """What a page says of itself to machines: `meta`, by name or property."""
    return {
        each.get("property") or each.get("name"): each.get("content")
        for each in parsed(page).xpath("//meta[@property or @name]")
    }


def said(page: bytes, within: str = "//main") -> str:
    """The text of a page as it is read."""
    return " ".join(text for _language, text in passages(page, within))


def links(page: bytes, within: str = "//main") -> dict[str, str]:
    """The words of each link, and where it leads."""
    return {
        " ".join(link.text_content().split()): link.get("href", "")
        for root in parsed(page).xpath(within)
        for link in root.xpath(".//a")
    }


def page_of(reader: Client, address: str) -> bytes:
    """What this reader gets at an address, which there must be."""
    response = reader.get(address)
    assert response.status_code == 200, address
    return response.content
