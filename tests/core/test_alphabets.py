"""Names stand in the order of the reader's alphabet, the same on every database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.core.alphabets import alphabetically

IN_ORDER = {
    "ru": ["1 мая", "адил", "Алма", "Ёлка", "Ель", "Жук", "Казань", "крым", "Қазақ", "Өмір", "Ямал", "Éclat", "Zebra"],
    "kk": ["Алма", "Әділ", "Ерік", "Жол", "Крым", "Қазақ", "Омар", "Өмір", "Шам", "Ыстық", "Іле", "Ямал", "Zebra"],
    "tg": ["Гул", "Ғазал", "Иван", "Ӣҷод", "Карим", "Қалам", "Халк", "Ҳамкор", "Чой", "Ҷаҳон", "Яшм", "Zebra"],
    "tk": ["Çäre", "Dag", "Ene", "Ähli", "Jan", "Žan", "Nar", "Ňas", "Synag", "Şam", "Ylym", "Ýol", "Алма"],
    "en": ["2 May", "apple", "Éclat", "eden", "Lund", "Łódź", "Zebra", "Алма", "Ямал"],
}


@pytest.mark.parametrize("language", IN_ORDER)
def test_each_alphabet_has_its_order_and_others_follow(language: str) -> None:
    upside_down = IN_ORDER[language][::-1]
    assert sorted(upside_down, key=lambda name: alphabetically(name, language)) == IN_ORDER[language]


@given(st.text(), st.sampled_from(["ru", "kk", "tg", "tk", "uz", "en", "fr"]))
def test_case_does_not_matter_and_no_text_makes_it_fail(text: str, language: str) -> None:
    key = alphabetically(text, language)
    if text.upper().casefold() == text.casefold():
        assert alphabetically(text.upper(), language) == key
