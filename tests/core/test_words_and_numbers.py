"""Dates, countries and fingerprints as the reader's language writes them."""

from datetime import date

import pytest
from django.utils import translation

from hamkor.core.languages import chain, country_name, language_name, standard_tag
from hamkor.core.templatetags.hamkor import file_size, grouped, written_date


@pytest.mark.parametrize(
    ("language", "written"),
    [("ru", "20 февраля 2013"), ("en", "February 20, 2013"), ("uz", "20-fevral, 2013")],
)
def test_a_date_is_written_out(language: str, written: str) -> None:
    with translation.override(language):
        assert written_date(date(2013, 2, 20)) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("ru", "1,2 кБ"), ("en", "1.2 kB"), ("kk", "1,2 кБ"), ("tg", "1,2 kB"), ("tk", "1,2 kB"), ("uz", "1,2 kB")],
)
def test_a_size_is_written_as_the_language_writes_it(language: str, written: str) -> None:
    with translation.override(language):
        assert file_size(1_234).replace("\xa0", " ") == written
        assert file_size(3).replace("\xa0", " ")[:3] in {"0,1", "0.1"}
        assert file_size(2_345_678).replace("\xa0", " ")[:3] in {"2,3", "2.3"}


def test_countries_bear_the_names_that_their_people_use() -> None:
    assert country_name("KG", in_language="ru") == "Кыргызстан"
    assert country_name("KG", in_language="en") == "Kyrgyzstan"
    assert country_name("TJ", in_language="ru") == "Таджикистан"


def test_a_language_tag_takes_its_standard_form_or_is_refused() -> None:
    assert standard_tag("UZ_cyrl") == "uz-Cyrl"
    assert language_name("uz-Cyrl", in_language="ru") == "узбекский (кириллица)"
    assert language_name("tk-Cyrl", in_language="ru") == "туркменский (кириллица)"
    for nonsense in ("", "x" * 40, "русский", "../etc"):
        with pytest.raises(ValueError):  # noqa: PT011 - the tag itself is all it says
            standard_tag(nonsense)


def test_a_reader_is_given_the_next_best_language() -> None:
    assert chain("kk") == ("kk", "ru", "en")
    assert chain("en")[:2] == ("en", "ru")


def test_a_fingerprint_is_grouped_for_the_eye() -> None:
    assert grouped("9f2c11ab7e") == "9f2c 11ab 7e"
