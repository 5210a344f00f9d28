"""Moments as the page on the record tells them: no finer than an hour."""

import re
from datetime import date, datetime
from typing import Final

from babel.dates import format_date
from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hamkor.core.languages import locale
from hamkor.core.templatetags.hamkor import written_date

register = template.Library()

# CLDR closes a Russian month with "г.", for the middle of an official sentence.
_YEAR_MARK: Final = re.compile(r"\s*г\.$")


@register.filter
def within_the_hour(hour: datetime) -> str:
    """The hour that begins then, in words: 20 февраля 2013, между 14 и 15 часами UTC."""
    return _("%(day)s, between %(from)s:00 and %(until)s:00 UTC") % {
        "day": written_date(hour),
        "from": f"{hour.hour:02}",
        "until": f"{hour.hour + 1:02}",
    }


@register.filter
def month_and_year(first: date) -> str:
    """A month in words, as it stands in a table: февраль 2013."""
    return _YEAR_MARK.sub("", format_date(first, "LLLL y", locale=locale(get_language() or "ru")))
