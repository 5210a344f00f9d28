"""What a request accepts: which packing of a file, and which language."""

from functools import lru_cache

from django.utils.translation.trans_real import parse_accept_lang_header

from hamkor.core.languages import INTERFACE_LANGUAGES


@lru_cache(maxsize=1024)
def packing(header: str) -> str:
    """`br` or `gzip`, whichever of them an Accept-Encoding header takes, brotli before gzip; else nothing.

    A weight of nought refuses, a star stands for what is not named (RFC 9110, section 12.5.3).
    """
    weights = {}
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").partition("q=")[2] or "1"
        weights[name.strip()] = weight == "1" or bool(weight.strip("0."))
    for name in ("br", "gzip"):
        if weights.get(name, weights.get("*", False)):
            return name
    return ""


@lru_cache(maxsize=1024)
def language(header: str) -> str:
    """The language of the interface that an Accept-Language header likes best, as the first page chooses it: Russian
    where it names none of them."""
    for tag, _weight in parse_accept_lang_header(header):
        if tag == "*":
            break
        if (spoken := tag.partition("-")[0]) in INTERFACE_LANGUAGES:
            return spoken
    return INTERFACE_LANGUAGES[0]
