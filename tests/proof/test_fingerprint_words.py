"""A fingerprint in words leads back to itself, however it is written; and a slip is noticed."""

from hashlib import sha256

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hamkor_proof.faults import Fault
from hamkor_proof.fingerprint_words import LISTS, WORD_COUNT, parse_fingerprint, words

fingerprints = st.binary(min_size=32, max_size=32).map(bytes.hex)
languages = st.sampled_from(["ru", "en"])

# Printed letterheads bear these words: another list, or another order, would make them false.
PRINTED = "0123456789abcdef" * 4


def refused(written: str) -> Fault:
    with pytest.raises(Fault) as caught:
        parse_fingerprint(written)
    return caught.value


def read(said: list[str]) -> str:
    """What these words are read as, or the code of the fault."""
    try:
        return parse_fingerprint(" ".join(said))
    except Fault as fault:
        return fault.code if str(fault) else ""


@pytest.mark.parametrize(
    ("language", "digest"),
    [
        ("ru", "0ccc2e1f14a1ce3a73d221e2eba929a9493ff88e36eca0b374d0b6a69a09ff22"),
        ("en", "2512514eb5690a2ab3fc5be17b5ae01636fd240ff14bf07ff30e7cb58372019a"),
    ],
)
def test_the_lists_never_change(language, digest):
    assert sha256(" ".join(LISTS[language]).encode()).hexdigest() == digest


@pytest.mark.parametrize("language", LISTS)
def test_no_two_words_are_taken_for_one_another(language):
    listed = LISTS[language]
    assert len(set(listed)) == 1024
    assert len({word[:4] for word in listed}) == 1024
    assert list(listed) == sorted(listed)
    assert not any("ё" in word or not 3 <= len(word) <= 9 for word in listed)
    # One letter missing, or one letter another: what is left after taking out any one letter is nobody else's.
    left: dict[tuple[str, int], str] = {}
    for word in listed:
        for place in range(len(word)):
            shape = (word[:place] + word[place + 1 :], place)
            assert left.setdefault(shape, word) == word
        assert not any(word[:place] + word[place + 1 :] in listed for place in range(len(word)))


@given(fingerprints, languages)
@example(PRINTED, "ru")
def test_words_lead_back_to_the_fingerprint(fingerprint, language):
    said = words(fingerprint, language)
    assert len(said) == WORD_COUNT
    assert parse_fingerprint(" ".join(said)) == fingerprint[:32]


@given(
    fingerprints, languages, st.sampled_from(["-", "  ", "\n", ", ", " – "]), st.sampled_from([str.upper, str.title])
)
def test_it_does_not_matter_how_they_are_set(fingerprint, language, between, cased):
    said = cased(between.join(words(fingerprint, language))).replace("Е", "Ё")
    assert parse_fingerprint(f" {said} ") == fingerprint[:32]


@given(fingerprints)
def test_hexadecimal_may_be_grouped(fingerprint):
    grouped = "-".join(fingerprint[place : place + 4] for place in range(0, 64, 4)).upper()
    for written in (fingerprint, grouped, f"hamkor-key:{fingerprint}", fingerprint.replace("a", "а")):
        assert parse_fingerprint(written) == fingerprint


@given(fingerprints, languages, st.data())
def test_two_words_exchanged_are_noticed(fingerprint, language, data):
    said = list(words(fingerprint, language))
    place = data.draw(st.integers(0, WORD_COUNT - 2))
    assume(said[place] != said[place + 1])
    said[place], said[place + 1] = said[place + 1], said[place]
    heard = read(said)
    # One exchange in 4,096 passes by chance, and then stands for another fingerprint.
    assert heard == "fingerprint-misheard" or (len(heard) == 32 and heard != fingerprint[:32])


def test_another_word_is_noticed():
    said = list(words(PRINTED, "ru"))
    heard = [read([*said[:5], other, *said[6:]]) for other in LISTS["ru"]]
    # Of 1,023 others: one in 4,096 passes by chance.
    assert heard.count("fingerprint-misheard") >= 1021


def test_a_slip_is_named():
    said = words(PRINTED, "en")
    assert "'appel'" in str(refused(" ".join([*said[:3], "appel", *said[4:]])))
    assert "13" in str(refused(" ".join(said[:13])))
    assert "63" in str(refused(PRINTED[:-1]))
    assert "'g'" in str(refused(f"g{PRINTED[1:]}"))
    assert refused(" - ").code == "fingerprint-empty"
    with pytest.raises(Fault):
        words("short", "ru")


@given(st.text())
def test_whatever_is_typed_gets_a_sentence_or_a_fingerprint(written):
    heard = read([written])
    assert len(heard) in (32, 64) or heard.startswith("fingerprint-")
