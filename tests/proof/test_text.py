"""Texts become the bytes that are signed: nothing unseen survives, nothing seen changes."""

import re
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hamkor_proof.characters import UNICODE_VERSION, is_held
from hamkor_proof.faults import TextFault
from hamkor_proof.text import check_line, normalise, text_digest

LETTERS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "tk": "abçdeäfghijžklmnňoöprsştuüwyýz",
    "uz": "abdefghijklmnopqrstuvxyzoʻgʻshchʼ",
    "uz-Cyrl": "абвгдеёжзийклмнопрстуфхцчшъэюяўқғҳ",
}


@pytest.mark.parametrize("language", LETTERS)
def test_the_letters_of_every_language_pass_unchanged(language):
    text = f"{LETTERS[language]} {LETTERS[language].upper()}\n"

    assert normalise(text) == text.encode()


@pytest.mark.parametrize("character", "\u02bb\u02bc\u2010\u2011\u00a0\u2014\u00ab\u00bb\u201e\u2019\u2116")
def test_the_signs_of_our_languages_pass_unchanged(character):
    assert normalise(f"a{character}b\n") == f"a{character}b\n".encode()


@pytest.mark.parametrize(
    ("given_text", "bytes_"),
    [
        ("one\r\ntwo\rthree", b"one\ntwo\nthree\n"),
        ("text\n\n\n", b"text\n"),
        ("text \n\nmore\t\n", b"text\n\nmore\n"),
        ("\ufefftext", b"text\n"),
        ("и\u0306", "й\n".encode()),
        ("1.\tone", b"1.  one\n"),
        ("first  \nsecond", b"first\\\nsecond\n"),
        ("first     \n  second", b"first\\\n  second\n"),
        ("first\\\nsecond", b"first\\\nsecond\n"),
        ("first \nsecond", b"first\nsecond\n"),
        ("first\t\t\nsecond", b"first\nsecond\n"),
        ("last  \n\nnext  \n", b"last\n\nnext\n"),
        ("# heading  \ntext", b"# heading\ntext\n"),
        ("heading  \n===\ntext", b"heading\n===\ntext\n"),
        ("- one  \n- two  \n  more", b"- one\n- two\\\n  more\n"),
        ("> one  \n> two", b"> one\\\n> two\n"),
        ("1. one  \n2. two", b"1. one\n2. two\n"),
        ("in February  \n2013. More", b"in February\\\n2013. More\n"),
        ("```\ncode  \ncode\n```", b"```\ncode\ncode\n```\n"),
    ],
)
def test_the_stated_normalisation(given_text, bytes_):
    assert normalise(given_text) == bytes_


@pytest.mark.parametrize(
    ("character", "code"),
    [
        *((character, "text-bidi") for character in "\u061c\u200e\u200f\u202a\u202e\u2066\u2069"),
        *((character, "text-invisible") for character in "\u200b\u200c\u200d\u2060\ufeff\u00ad"),
        *((character, "text-invisible") for character in "\u034f\u180e\u3164\ufe0f\ufff9\U000e0041\U000e0100"),
        *((character, "text-control") for character in "\0\x08\x0b\x0c\x1b\x7f\x85\x9b"),
        *((character, "text-separator") for character in "\u2028\u2029"),
        *((character, "text-unassigned") for character in "\u0378\uffff\U0010ffff"),
        *((character, "text-private-use") for character in "\ue000\U000f0000"),
        ("\ud800", "text-surrogate"),
    ],
)
def test_what_cannot_be_seen_is_refused_with_its_place(character, code):
    with pytest.raises(TextFault) as caught:
        normalise(f"first\r\nse{character}cond")

    assert (caught.value.code, caught.value.line, caught.value.column) == (code, 2, 3)
    assert f"U+{ord(character):04X}" in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n", "  \r\n\t", "\ufeff"])
def test_an_empty_text_is_refused(text):
    with pytest.raises(TextFault) as caught:
        normalise(text)

    assert caught.value.code == "text-empty"


def test_a_backslash_before_trailing_spaces_is_refused_rather_than_guessed():
    with pytest.raises(TextFault) as caught:
        normalise("one\ntwo\\  \nthree")

    assert (caught.value.code, caught.value.line, caught.value.column) == ("text-backslash-space", 2, 4)


characters = st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \t\r\n\\>-#1.`=\u0306")


@given(st.text(characters, min_size=1))
def test_normalising_twice_changes_nothing(text):
    try:
        once = normalise(text)
    except TextFault:
        return

    assert normalise(once.decode()) == once
    assert unicodedata.is_normalized("NFC", once.decode())
    assert re.search(rb"[ \t\r]\n|\t|\n\n\Z", once) is None
    assert once.endswith(b"\n")


words = st.sampled_from(["word", "слово", "in 2013.", "*so*", "a-b", "oʻz", "1998", "[x](y)"])
ends = st.sampled_from(["", " ", "  ", "    "])
text_lines = st.tuples(st.lists(words, min_size=1, max_size=3), ends).map(lambda line: " ".join(line[0]) + line[1])
paragraphs = st.lists(text_lines, min_size=1, max_size=3)


def _prefixed(first: str, others: str):
    return paragraphs.map(lambda lines: [first + lines[0], *(others + line for line in lines[1:])])


blocks = st.one_of(
    paragraphs,
    _prefixed("- ", "  "),
    _prefixed("1. ", "   "),
    _prefixed("2) ", "   "),
    _prefixed("> ", "> "),
    _prefixed("> - ", ">   "),
    text_lines.map(lambda line: [f"## {line}"]),
    text_lines.map(lambda line: [line, "---"]),
    text_lines.map(lambda line: ["~~~", line, line, "~~~"]),
    st.just(["* * *  "]),
    st.just(["[x]: /y  "]),
)
documents = st.lists(st.tuples(blocks, st.sampled_from([[], [""], ["", "  "]])), min_size=1, max_size=5).map(
    lambda parts: "\n".join(line for block, blank in parts for line in [*block, *blank])
)


def _reading(text: str) -> str:
    """What a reader sees: the HTML, without the spaces at line ends that nobody sees."""
    return re.sub(r"[ \t]+$", "", MarkdownIt("commonmark", {"html": False}).render(text), flags=re.MULTILINE)


@given(documents)
def test_a_document_reads_the_same_before_and_after(text):
    try:
        normalised = normalise(text).decode()
    except TextFault:
        return

    assert _reading(normalised) == _reading(text)


def test_a_line_and_a_text_refuse_the_same_characters():
    planes = [*range(0x3400), *range(0xA000, 0xAC00), *range(0xD700, 0xE100), *range(0xF900, 0x20000)]
    for character in map(chr, [*planes, *range(0xE0000, 0xE0200), 0x2A6DF, 0x2A6E0, 0xFFFFF, 0x100000, 0x10FFFF]):
        line = f"a{character}b"
        if character in "\t\n\r" or not unicodedata.is_normalized("NFC", line):
            continue
        assert _refusal(check_line, line) == _refusal(normalise, f"{line}\nc"), f"U+{ord(character):04X}"


def _refusal(reader, text: str) -> str | None:
    try:
        reader(text)
    except TextFault as fault:
        return fault.code
    return None


def test_the_digest_is_what_sha256sum_prints():
    printed = "b9e68e1bea3e5b19ca6b2f98b73a54b73daafaa250484902e09982e07a12e733"  # printf 'text\n' | sha256sum
    assert text_digest(normalise("text")) == printed


def test_the_version_of_unicode_is_on_record():
    assert unicodedata.unidata_version == UNICODE_VERSION


def test_the_table_of_characters_is_that_of_this_version():
    """So that a Python with another Unicode refuses and takes the same."""
    drawn = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    unseen = {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
    unseen |= {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}
    for point in range(0x110000):
        refused = point in unseen or unicodedata.category(chr(point)) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
        assert is_held(chr(point)) == (point in drawn or not refused), f"U+{point:04X}"


def test_a_python_with_another_unicode_refuses_and_takes_the_same(monkeypatch):
    """It cannot trust what it calls printable, and looks at each character."""
    monkeypatch.setattr("hamkor_proof.text._SAME_UNICODE", False)
    test_a_line_and_a_text_refuse_the_same_characters()
    assert normalise("Қазақша — English; “O‘zbekcha”.") == "Қазақша — English; “O‘zbekcha”.\n".encode()


@pytest.mark.real
def test_the_declaration_passes_letter_for_letter_in_every_language(real):
    editions = sorted((real / "udhr" / "eric-muller" / "data" / "udhr").glob("*.xml"))
    assert editions
    for edition in editions:
        root = ElementTree.parse(edition).getroot()  # noqa: S314 - our own copy
        paragraphs_found = [" ".join(element.itertext()).split() for element in root]
        text = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs_found if paragraph)
        assert normalise(text).decode() == unicodedata.normalize("NFC", text) + "\n", edition.name


@pytest.mark.real
def test_the_news_of_2013_passes_but_for_the_stated_normalisation(real):
    text = (real / "article-2013" / "news.ru.txt").read_bytes().decode()

    kept = re.sub(r"[ \t]+$", "", text.replace("\r\n", "\n"), flags=re.MULTILINE).rstrip("\n") + "\n"
    assert normalise(text).decode().replace("\\\n", "\n") == kept
