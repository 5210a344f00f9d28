"""WordPress's shortcodes, before the HTML is parsed: captions, galleries and embeds become elements; others stay."""

import re
from html import escape, unescape
from typing import Final

# One pass, and nothing that could look far ahead: a hostile text must not take longer than its length.
_KNOWN: Final = re.compile(r"\[(/?)(caption|wp_caption|gallery|embed)((?:\s[^\[\]]*)?)\]")
_ANY: Final = re.compile(r"\[/?([a-z][a-z0-9_-]{1,40})(?:\s[^\[\]]{0,1000})?\]")
_ATTRIBUTE: Final = re.compile(r"""([a-z_]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

CAPTION: Final = "x-caption"
GALLERY: Final = "x-gallery"


def as_elements(source: str) -> str:
    """The HTML with `[caption]` as <x-caption words>, `[gallery]` as <x-gallery ids>, and `[embed]` left out around its
    address."""
    opened = 0

    def element(found: re.Match[str]) -> str:
        nonlocal opened
        end, name, rest = found.groups()
        attributes = {key: one or other for key, one, other in _ATTRIBUTE.findall(rest)}
        match name, bool(end):
            case "caption" | "wp_caption", False:
                opened += 1
                return f'<{CAPTION} words="{escape(unescape(attributes.get("caption", "")))}">'
            case "caption" | "wp_caption", True:
                if not opened:
                    return found[0]
                opened -= 1
                return f"</{CAPTION}>"
            case "gallery", False:
                return (
                    f'<{GALLERY} ids="{escape(attributes.get("ids") or attributes.get("include") or "")}"></{GALLERY}>'
                )
        return "\n"

    return _KNOWN.sub(element, source)


def names_in(words: str) -> set[str]:
    """The names of what looks like a shortcode among these words."""
    return {found[1] for found in _ANY.finditer(words)}
