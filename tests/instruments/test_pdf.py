"""A document in print: every letter that was signed can be read back, and no word of anybody's can run."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from hamkor.instruments.commonmark import faults, numbering_differs, paragraphs
from hamkor.instruments.pdf import (
    PrintedDocument,
    PrintedGroup,
    PrintedList,
    PrintedName,
    PrintedText,
    document_pdf,
)
from hamkor_proof.faults import TextFault
from hamkor_proof.text import normalise
from tests.factories.instruments import InstrumentFactory
from tests.support import udhr
from tests.support.installations import Installation
from tests.support.printing import between, column, letters, read_back, without_item_numbers

ALPHABETS = {
    "ru": "абвгдеёжзийкл мнопрстуфхц чшщъыьэюя № «так» — и",
    "en": "the quick brown fox jumps over the lazy dog, “so” ‘it’ – is",
    "kk": "аәбвгғдеёжзийкқлмнң оөпрстуұүфх һцчшщъыіьэюя",
    "ky": "ңөү ҢӨҮ жаңы өлкө үчүн",
    "tg": "ғӣқӯҳҷ ҒӢҚӮҲҶ ҷумҳурӣ",
    "tk": "çäžňöşüý ÇÄŽŇÖŞÜÝ Türkmençe",
    "tk-Cyrl": "әҗңөү ӘҖҢӨҮ жәмгыет",
    "uz": "oʻzbek maʼno gʻalaba oʼ o’ O‘zbekiston",
    "uz-Cyrl": "ўқғҳ ЎҚҒҲ қадр‐қиммат",
}
HOSTILE = [
    '#import "@preview/x:1.0.0"; #read("/etc/passwd")',
    "\\ $ x^2 $ `raw` *b* _e_ @label <label> // /* ~ -- --- ...",
    '"; panic("gone") //',
    "= heading #{while true {}}",
    "]]] }}} ))) [[[ {{{ (((",
    '\\u{41} #sys.inputs #eval("1+1") #link("javascript:1")',
]


def text(body: str, *, language: str = "en", title: str = "Memorandum") -> PrintedText:
    return PrintedText(language, title, f"text in {language}", body, sha256(body.encode()).hexdigest())


def printed(*texts: PrintedText, **changes: object) -> PrintedDocument:
    document = PrintedDocument(
        language="en",
        network="Example network",
        kind="Memorandum",
        title="Memorandum",
        title_language="en",
        facts="Adopted in Kyiv on 20 February 2013",
        texts=texts or (text("We continue our work.\n"),),
        lists=(PrintedList("1 organisation signed", (PrintedGroup("Tajikistan", (PrintedName("Ҳамкор", "tg"),)),)),),
        fingerprints_heading="Check",
        fingerprints="These are the fingerprints of the texts.",
        dated=date(2013, 2, 20),
        address="https://network.example/en/documents/memorandum/",
    )
    return replace(document, **changes)


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_of_each_language_is_read_back(language: str) -> None:
    words = ALPHABETS[language]
    marked = f"{words}\n\n*{words}*\n\n**{words}**\n\n## {words}\n"
    name = PrintedName(words, language, note=words, announced=words, said=words)
    lists = (PrintedList(words, (PrintedGroup(words, (name,)),)),)
    found = letters(read_back(document_pdf(printed(text(marked, language=language), lists=lists)), "-raw"))
    # Text, slanted, bold, heading; then the list's heading, the country, the name, its note and its reservation.
    assert found.count(letters(words)) == 10


@pytest.mark.real
@pytest.mark.parametrize("language", udhr.FILES)
def test_the_declaration_is_read_back_letter_for_letter(language: str) -> None:
    version = udhr.versions()[language]
    assert faults(version.body) == []
    pdf = document_pdf(
        printed(
            text(version.body, language=language, title=version.title),
            title=version.title,
            title_language=language,
            language="ru",
        )
    )
    found = column(pdf)
    words = without_item_numbers(between(found, f"text in {language}", "1 organisation signed"))
    assert letters(version.title) in letters(found)
    assert letters(words) == letters("".join(version.lines))


@pytest.mark.real
def test_versions_that_lost_a_paragraph_are_noticed() -> None:
    bodies = {tag: version.body for tag, version in udhr.versions().items()}
    assert not numbering_differs({tag: bodies[tag] for tag in ("ru", "ky", "uz-Cyrl")})
    assert numbering_differs(bodies)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_is_read_as_markup(hostile: str) -> None:
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", hostile)
    document = printed(
        text(f"{escaped}\n", title=hostile),
        title=hostile,
        kind=hostile,
        facts=hostile,
        network=hostile,
        address=hostile,
        demonstration=hostile,
        fingerprints=hostile,
        lists=(
            PrintedList(
                hostile, (PrintedGroup(hostile, (PrintedName(hostile, "en", *(hostile,) * 3),), hostile),), hostile
            ),
        ),
    )
    found = letters(read_back(document_pdf(document)))
    # title, facts, demonstration, text, list heading, phrase, country, name, note, reservation with what leads it in,
    # closing, fingerprints; the kind is in capitals, the foot may break its line anywhere
    assert found.count(letters(hostile)) >= 13


def test_a_character_without_a_glyph_is_printed_as_its_number() -> None:
    names = (PrintedName("Сеть 網 \U0001f54a", "ru"),)
    found = read_back(document_pdf(printed(lists=(PrintedList("Signed", (PrintedGroup("", names),)),))))
    assert "Сеть [U+7DB2] [U+1F54A]" in found


@hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from("аbЎʻ1.)-+*_#>`~[](:/\\<&; \n\n\"'!=")))
@example("- \n")
@example("# &nbsp;\n")
@example("> > > > a\n")
@example("999999999. a\n")
@example("#### a\n\n# b\n\n###### c\n")
@example("[a](https://b.example/" + "x" * 300 + ")\n")
@example("[*a*](mailto:a@b.example) ***b***\\\nc\n")
def test_whatever_has_no_fault_can_be_printed(body: str) -> None:
    try:
        body = normalise(body).decode()
    except TextFault:
        return
    if not faults(body):
        assert document_pdf(printed(text(body))).startswith(b"%PDF-")


def test_it_says_that_it_is_an_archive_copy_for_every_reader() -> None:
    pdf = document_pdf(printed())
    for claim in (b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>", b"<pdfuaid:part>1<"):
        assert claim in pdf


def test_each_text_bears_its_own_language() -> None:
    languages = {"en", "tk-Cyrl", "uz-Cyrl", "kk"}
    pdf = document_pdf(printed(*(text("a\n", language=tag, title=f"in {tag}") for tag in sorted(languages))))
    assert {tag.decode().partition("-")[0] for tag in re.findall(rb"/Lang ?\(([^)]*)\)", pdf)} >= {
        "en",
        "tk",
        "uz",
        "kk",
    }


def test_the_texts_ride_along_byte_for_byte(tmp_path: Path) -> None:
    if not shutil.which("pdfdetach"):
        pytest.skip("poppler's pdfdetach is not on this machine")
    bodies = {"ru": "Мы *советуемся*.\n", "uz-Cyrl": "Биз маслаҳатлашамиз.\n"}
    (tmp_path / "document.pdf").write_bytes(
        document_pdf(printed(*(text(body, language=tag) for tag, body in bodies.items())))
    )
    subprocess.run(["pdfdetach", "-saveall", "document.pdf"], cwd=tmp_path, check=True, capture_output=True)
    assert {file.stem: file.read_bytes().decode() for file in tmp_path.glob("*.md")} == bodies


def test_the_same_document_gives_the_same_bytes() -> None:
    assert document_pdf(printed()) == document_pdf(printed())
    assert document_pdf(printed()) != document_pdf(printed(dated=date(2013, 2, 21)))


def test_the_sealed_document_has_the_same_bytes_each_time_and_in_each_process(
    reader: Client, installation: Installation, settings
) -> None:
    settings.HAMKOR_HOME = installation.home
    InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    address = "/en/documents/memorandum/document.pdf"
    here = reader.get(address).content
    assert b"/DocMDP" in here
    assert reader.get(address).content == here
    asking = (
        "import django; django.setup(); from django.test import Client; "
        f'print(Client(headers={{"host": "localhost"}}).get("{address}").content.hex(), end="")'
    )
    for seed in ("1", "2"):
        elsewhere = installation.run("-c", asking, PYTHONHASHSEED=seed)
        assert elsewhere.stdout == here.hex(), elsewhere.stderr


def test_a_demonstration_says_so_on_every_page() -> None:
    long = text("\n\n".join("We continue our work although it is dangerous." for _ in range(120)) + "\n")
    pages = read_back(document_pdf(printed(long, demonstration="Demonstration: all invented"))).split("\f")[:-1]
    assert len(pages) > 3
    assert all("Demonstration: all invented" in page for page in pages)
    assert f"2/{len(pages)}" in letters(pages[1])


def test_paragraphs_bear_the_numbers_that_the_page_shows() -> None:
    body = "# Preamble\n\nFirst.\n\n- one\n- two\n\n---\n\n> Third.\n\nFourth.\n"
    found = read_back(document_pdf(printed(text(body))), "-layout")
    assert [paragraph.number for paragraph in paragraphs(body)] == [None, 1, 2, None, 3, 4]
    for number, words in ((1, "First."), (2, "– one"), (3, "Third."), (4, "Fourth.")):
        assert re.search(rf"(?m)^\s*{number}\s+{words}", found)


def test_a_list_of_a_thousand_is_printed_whole() -> None:
    names = tuple(PrintedName(f"Organisation {number} (example)", "en") for number in range(1000))
    found = read_back(document_pdf(printed(lists=(PrintedList("1,000 signed", (PrintedGroup("Tajikistan", names),)),))))
    assert all(f"Organisation {number} (example)" in found for number in range(1000))


def test_data_reaches_the_template_as_json_only() -> None:
    """The template takes its words from one JSON input and evaluates nothing."""
    from hamkor.instruments.pdf import TEMPLATE

    source = TEMPLATE.read_text()
    assert source.count("sys.inputs") == 2  # the comment and the one reading
    assert not re.search(r"\beval\(|\bread\(|\bplugin\(|#import|#include", source)
    assert json.loads(json.dumps(HOSTILE)) == HOSTILE
