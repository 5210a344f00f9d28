"""Languages: the seven of the interface, the tags a text may bear, and which text a reader is given."""

from functools import cache
from typing import Final

import langcodes
from babel import Locale, UnknownLocaleError, parse_locale
from django.utils.translation import get_language

from hamkor.core.alphabets import alphabetically

INTERFACE_LANGUAGES: Final = ("ru", "en", "kk", "ky", "tg", "tk", "uz")

# What each language calls itself; CLDR writes some of them in lower case.
ENDONYMS: Final = {
    "ru": "Русский",
    "en": "English",
    "kk": "Қазақша",
    "ky": "Кыргызча",
    "tg": "Тоҷикӣ",
    "tk": "Türkmençe",
    "uz": "Oʻzbekcha",
}

# Where a country's own people use another name than CLDR does, theirs stands.
_OWN_COUNTRY_NAMES: Final = {("ru", "KG"): "Кыргызстан"}

_FALLBACKS: Final = {
    "ru": ("ru", "en"),
    "en": ("en", "ru"),
    "kk": ("kk", "ru", "en"),
    "ky": ("ky", "ru", "en"),
    "tg": ("tg", "ru", "en"),
    "tk": ("tk", "tk-Cyrl", "ru", "en"),
    "uz": ("uz", "uz-Cyrl", "ru", "en"),
}


def chain(language: str) -> tuple[str, ...]:
    """The languages in which a reader of `language` is given a text, best first; others follow by tag."""
    return _FALLBACKS.get(language) or (language, *_FALLBACKS["ru"])


def standard_tag(tag: str) -> str:
    """The tag in the form BCP 47 recommends (`UZ_cyrl` is `uz-Cyrl`); raises `ValueError` for others."""
    cleaned = tag.strip().replace("_", "-")
    if not cleaned or len(cleaned) > 35 or not langcodes.tag_is_valid(cleaned):
        raise ValueError(tag)
    return langcodes.standardize_tag(cleaned)


@cache
def locale(language: str) -> Locale:
    """CLDR's data for an interface language, Russian's where it has none."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("ru")


@cache
def language_name(tag: str, *, in_language: str) -> str:
    """What `in_language` calls the language `tag`, its script and country behind it; the tag where CLDR does not know
    it."""
    reader = locale(in_language)
    try:
        # `Locale.parse` takes the nearest locale that has data and forgets the script of, say, tk-Cyrl.
        language, territory, script = parse_locale(tag, sep="-")[:3]
    except ValueError:
        return tag
    name = reader.languages.get(language)
    if not name:
        return tag
    details = [reader.scripts.get(script, script), reader.territories.get(territory, territory)]
    detail = ", ".join(each for each in details if each)
    return f"{name} ({detail})" if detail else str(name)


@cache
def language_codes() -> tuple[str, ...]:
    """The two-letter tags of all languages that CLDR names."""
    return tuple(sorted(tag for tag in map(str, locale("en").languages) if len(tag) == 2 and tag not in {"mo", "sh"}))


@cache
def country_name(code: str, *, in_language: str) -> str:
    """What `in_language` calls the country with this ISO 3166-1 code."""
    return _OWN_COUNTRY_NAMES.get((in_language, code)) or str(locale(in_language).territories.get(code, code))


@cache
def country_codes() -> tuple[str, ...]:
    """Every ISO 3166-1 alpha-2 code that CLDR names."""
    beyond_countries = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "XK"}
    return tuple(
        sorted(
            code
            for code in map(str, locale("en").territories)
            if len(code) == 2 and code.isalpha() and code not in beyond_countries
        )
    )


def country_choices() -> list[tuple[str, str]]:
    """Every country with its name in the active language, in alphabetical order; for forms."""
    language = get_language() or "ru"
    named = [(code, country_name(code, in_language=language)) for code in country_codes()]
    return sorted(named, key=lambda pair: alphabetically(pair[1], language))
