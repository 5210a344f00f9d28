"""Words and numbers as the reader's language writes them."""

import re
from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.units import format_unit
from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hamkor.core import languages
from hamkor.core.first_style import FIRST_STYLE

register = template.Library()

_YEAR_MARK = re.compile(r"\s*г\.$")


def _language() -> str:
    return translation.get_language() or "ru"


@register.simple_tag
def first_style() -> SafeString:
    """The style that a page bears in itself."""
    return format_html("<style>{}</style>", mark_safe(FIRST_STYLE))  # noqa: S308 - a file of ours


@register.filter
def written_date(value: date | None) -> str:
    """A date in words: 20 февраля 2013."""
    # CLDR closes a Russian date with "г.", for the middle of an official sentence; elsewhere it is one word too many.
    return _YEAR_MARK.sub("", format_date(value, "long", locale=languages.locale(_language()))) if value else ""


@register.filter
def marked_date(value: date | None) -> SafeString | str:
    """The same for a page: machines read the day in it, and no line breaks within it."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), written_date(value)) if value else ""


@register.filter
def written_moment(value: datetime | None) -> str:
    """A moment in words, in UTC and saying so: 20 февраля 2013, 14:05 UTC."""
    if not value:
        return ""
    return f"{written_date(value)}, {format_datetime(value, 'HH:mm', locale=languages.locale(_language()))} UTC"


@register.filter
def country(code: str) -> str:
    """The country's name in the reader's language."""
    return languages.country_name(code, in_language=_language())


@register.filter
def language_called(tag: str) -> str:
    """The language's name in the reader's language."""
    return languages.language_name(tag, in_language=_language())


@register.filter
def file_size(size: int) -> str:
    """The size of a file as the reader's language writes it: 1,2 кБ. Smaller ones than a hundred bytes are said to be
    as large."""
    # Django has no words for it in some of our languages, and would give a Russian plural.
    unit, factor = ("megabyte", 1_000_000) if size >= 1_000_000 else ("kilobyte", 1_000)
    number = round(max(size, 100) / factor, 1)
    return str(format_unit(number, f"digital-{unit}", "short", locale=languages.locale(_language())))


@register.filter
def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, to compare by eye."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, len(fingerprint), 4))
