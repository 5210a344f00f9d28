"""Words are found however they are typed, and nothing that is typed means anything to a database."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hamkor.publishing.search.finding import find
from hamkor.publishing.search.words import asked, asked_keys, fold, keys_of, words_in

OPERATORS = "\"'()*:^-+&|!<>\\%_{}[];,.~#@/NEAR AND OR NOT"
TEXTS = st.text() | st.text(alphabet="абвйёўқғҳ" + "oʻ’'g`ş" + OPERATORS)


def finds(query: str, text: str, language: str) -> bool:
    """Whether each word of the query is among the words of a text in this language."""
    known = {key for word in words_in(text) for key in keys_of(word, language)}
    return bool(asked(query)) and all(keys & known for keys in asked(query))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("uz", ["boʻlib", "bo‘lib", "bo'lib", "boʼlib", "bolib", "BOʻLIB", "бўлиб", "bölib"]),
        ("uz", ["Oʻzbekiston", "Ўзбекистон", "ozbekiston", "özbekiston"]),
        ("uz", ["gʻoya", "ғоя", "goya", "ğoya"]),
        ("uz", ["shahar", "шаҳар", "şahar"]),
        ("uz", ["yer", "ер", "YER"]),
        ("uz", ["maʼno", "маъно", "mano"]),
        ("ru", ["ёлка", "елка", "ЁЛКА", "е\u0308лка"]),
        ("ru", ["замок", "за\u0301мок"]),
        ("ru", ["права", "прав", "правами"]),
        ("en", ["rights", "right", "RIGHTS", "ri\u00adghts"]),
        ("kk", ["құқық", "кукык", "ҚҰҚЫҚ"]),
        ("kk", ["адамдар", "адамдарының"]),
        ("ky", ["өзгөчө", "озгочо"]),
        ("tg", ["ҳуқуқҳои", "хукукхои", "ҳуқуқ"]),
        ("tk", ["ýaşaýyş", "yasayys", "ÝAŞAÝYŞ"]),
    ],
)
def test_each_form_finds_the_others(language: str, forms: list[str]) -> None:
    for text in forms:
        for query in forms:
            assert finds(query, text, language), (query, text)


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [("ru", "иод", "йод"), ("ru", "права", "правосудие"), ("en", "law", "lawyer"), ("kk", "адам", "адал")],
)
def test_other_words_stay_other_words(language: str, query: str, text: str) -> None:
    assert not finds(query, text, language)


@given(TEXTS)
@example("İstanbul ı ß ﬁ ªº ² Ⅷ ㎏ ﷺ 가\u1161 \u0345 ͺ")
def test_folding_twice_is_folding_once(text: str) -> None:
    for word in words_in(text):
        assert fold(fold(word)) == fold(word)


@given(TEXTS, st.sampled_from(["ru", "en", "kk", "ky", "tg", "tk", "uz", "uz-Cyrl", "de", ""]))
def test_keys_are_letters_and_digits_and_nothing_else(text: str, language: str) -> None:
    for word in words_in(text):
        for key in keys_of(word, language) | asked_keys(word):
            assert key.isalnum()


@given(TEXTS, st.sampled_from(["ru", "en", "kk", "ky", "tg", "tk", "uz"]))
def test_a_text_is_found_by_its_own_words(text: str, language: str) -> None:
    for word in words_in(text):
        assert asked_keys(word) >= keys_of(word, language)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [OPERATORS, '"', "'", "a\\", "* OR", 'a" OR title_keys:b', "a' | 'b", "%s", "NOT a", "\0"]
)
def test_an_operator_is_no_operator(query: str) -> None:
    assert find(query, reader="ru").pages == []


@pytest.mark.django_db
@given(TEXTS)
def test_no_query_fails(query: str) -> None:
    assert find(query, reader="en", written_in="uz").pages == []


@pytest.mark.django_db
def test_as_many_words_as_fit_do_not_fail() -> None:
    assert find(" ".join(chr(0x4E00 + n) for n in range(100)), reader="ru").pages == []
