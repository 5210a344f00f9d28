"""What a reader without an account gets: the same for everybody, byte for byte what was adopted, and nothing more."""

import gzip
import re
from hashlib import sha256

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamkor.audit.kernel import standing_in
from hamkor.instruments.models import Edition, Instrument, Text, TextRevision
from tests.factories.instruments import ADOPTED, BODIES, InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, delegate
from tests.support.printing import read_back

pytestmark = pytest.mark.django_db

OFFERS_THE_CHOICE = '<script type="module" src="/static/privacy/privacy.js">'
MAPS = ("/sitemap.xml", "/sitemap-instruments.documents-1.xml")


@pytest.fixture
def memorandum() -> Instrument:
    return InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)


def page(reader: Client, address: str = "/ru/documents/memorandum/") -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return response.content.decode()


def correct(instrument: Instrument, texts: dict[str, str], *, late: dict[str, TextRevision]) -> None:
    """Adopts a second edition with these texts; those of `late` are translations that still render what they say."""
    with standing_in("test"):
        edition = Edition.objects.create(
            instrument=instrument,
            number=2,
            replaces=instrument.editions.get(number=1),
            correction_note="A word was missing in paragraph 2.",
        )
        for language, body in texts.items():
            TextRevision.objects.create(
                text=Text.objects.create(edition=edition, language=language, authentic=language not in late),
                number=1,
                body=body,
                sha256=sha256(body.encode()).hexdigest(),
                size=len(body.encode()),
                author=instrument.drafted_by,
                made_at=ADOPTED,
                renders=late.get(language),
            )
        edition.adopted_at, edition.adopted_by, edition.adoption_leaf = ADOPTED, instrument.drafted_by, "cd" * 32
        edition.save()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_downloaded_text_has_the_fingerprint_that_the_page_shows(
    reader: Client, memorandum: Instrument, language: str
) -> None:
    response = reader.get(f"/ru/documents/memorandum/{language}.md")
    assert response.content == BODIES[language].encode()
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert f'filename="memorandum.{language}.edition1.md"' in response.headers["Content-Disposition"]
    fingerprint = sha256(response.content).hexdigest()
    assert fingerprint in page(reader, f"/ru/documents/memorandum/in-{language}/").replace(" ", "")


def test_a_text_kept_in_a_cache_is_not_sent_again(reader: Client, memorandum: Instrument) -> None:
    for address in ("/ru/documents/memorandum/ru.md", "/ru/documents/memorandum/"):
        first = reader.get(address, headers={"accept-encoding": "br"})
        again = reader.get(address, headers={"accept-encoding": "br", "if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepts", "coding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_public_pages_are_compressed_as_the_browser_asks(
    reader: Client, memorandum: Instrument, accepts: str, coding: str, unpack
) -> None:
    plain = reader.get("/ru/documents/memorandum/")
    packed = reader.get("/ru/documents/memorandum/", headers={"accept-encoding": accepts})
    assert packed.headers["Content-Encoding"] == coding
    assert unpack(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_members_pages_are_never_compressed(sign_in) -> None:
    response = sign_in(delegate()).get("/workspace/", headers={"accept-encoding": "br, gzip"})
    assert "Content-Encoding" not in response.headers


def test_a_public_page_knows_nobody(reader: Client, sign_in, memorandum: Instrument) -> None:
    organisation = OrganisationFactory()
    WordFactory(instrument=memorandum, name_withheld=True, organisation=organisation)
    member = sign_in(delegate(organisation))
    for address in (
        "/ru/",
        "/ru/documents/",
        "/ru/documents/memorandum/",
        "/ru/members/",
        "/ru/check/",
        "/ru/nothing/",
    ):
        public, signed_in = reader.get(address), member.get(address)
        assert public.content == signed_in.content
        assert not public.cookies
        assert "Cookie" not in public.headers.get("Vary", "")
        offered = [OFFERS_THE_CHOICE] if public.status_code == 200 else []
        assert re.findall("<script[^>]*>", public.content.decode()) == offered


def test_what_is_not_published_answers_as_what_is_not(reader: Client) -> None:
    addresses = [f"/ru/documents/secret/{rest}" for rest in ("", "in-ru/", "ru.md", "edition-1/ru.md", "document.pdf")]

    def answers() -> list[tuple[int, dict[str, str], bytes]]:
        found = [reader.get(address) for address in ["/ru/", "/ru/documents/", *MAPS, *addresses]]
        return [(response.status_code, dict(response.headers), response.content) for response in found]

    organisation = OrganisationFactory()
    without = answers()
    WordFactory(instrument=InstrumentFactory(slug="secret", open_for_signature=True), organisation=organisation)
    assert answers() == without


def test_what_will_be_published_tomorrow_is_not_there_today(reader: Client, time_machine) -> None:
    InstrumentFactory(slug="early", adopted=True, published=True)
    time_machine.move_to("2013-04-29T23:59:00Z")
    assert reader.get("/ru/documents/early/").status_code == 404
    time_machine.move_to("2013-04-30T00:01:00Z")
    assert reader.get("/ru/documents/early/").status_code == 200


def test_the_text_bears_its_language_and_paragraph_numbers(reader: Client, memorandum: Instrument) -> None:
    english = page(reader, "/ru/documents/memorandum/in-en/")
    assert '<div class="text" lang="en">' in english
    assert 'id="p2"' in english
    assert "We consult one another." in english
    assert "Мы советуемся" not in english


def test_a_reader_whose_language_has_no_text_is_told_and_gets_an_authentic_one(
    reader: Client, memorandum: Instrument
) -> None:
    kyrgyz = page(reader, "/ky/documents/memorandum/")
    assert '<html lang="ky">' in kyrgyz
    assert '<div class="text" lang="ru">' in kyrgyz
    assert 'class="another-language"' in kyrgyz
    assert 'class="another-language"' not in page(reader)


def test_a_text_in_another_script_of_her_language_is_hers(reader: Client) -> None:
    InstrumentFactory(
        slug="uzbek", adopted=True, published=True, texts={"ru": "Да.\n", "uz-Cyrl": "Ҳа.\n"}, texts__authentic=("ru",)
    )
    uzbek = page(reader, "/uz/documents/uzbek/")
    assert '<div class="text" lang="uz-Cyrl">' in uzbek
    assert reader.get("/uz/documents/uzbek/uz-Cyrl.md").content.decode() == "Ҳа.\n"
    assert reader.get("/uz/documents/uzbek/in-tk/").status_code == 404


def test_a_correction_is_a_new_edition_and_the_first_stays_to_be_checked(
    reader: Client, memorandum: Instrument
) -> None:
    old_russian = memorandum.editions.get(number=1).texts.get(language="ru").current()
    correct(memorandum, {"ru": "Исправленный текст.\n", "en": "An old translation.\n"}, late={"en": old_russian})
    corrected = page(reader)
    assert "Исправленный текст." in corrected
    assert "A word was missing in paragraph 2." in corrected
    assert reader.get("/ru/documents/memorandum/ru.md").content.decode() == "Исправленный текст.\n"
    assert reader.get("/ru/documents/memorandum/edition-1/ru.md").content.decode() == BODIES["ru"]
    assert 'class="older-wording"' in page(reader, "/en/documents/memorandum/")
    assert 'class="older-wording"' not in corrected


def test_no_kept_back_name_or_number_stands_on_any_public_page(reader: Client) -> None:
    quiet = InstrumentFactory(slug="quiet", open_for_accession=True, published=True, list_withheld=True)
    open_one = InstrumentFactory(slug="open", open_for_accession=True, published=True)
    WordFactory(instrument=quiet, organisation=OrganisationFactory(name="Kept One"))
    WordFactory(instrument=open_one, organisation=OrganisationFactory(name="Kept Two"), name_withheld=True)
    WordFactory(instrument=open_one, organisation=OrganisationFactory(name="Kept Three"), hidden=True)
    shown = "".join(
        page(reader, address)
        for address in ("/en/", "/en/documents/", "/en/documents/quiet/", "/en/documents/open/", *MAPS)
    )
    assert "Kept" not in shown
    assert "1 organisation signed" not in page(reader, "/en/documents/quiet/")
    assert "2 organisations signed" in page(reader, "/en/documents/open/")


def test_a_document_that_nobody_has_signed_says_so(reader: Client) -> None:
    InstrumentFactory(slug="new", open_for_signature=True, published=True)
    for address in ("/en/documents/", "/en/documents/new/"):
        assert "No signatures" in page(reader, address)
        assert "0 organisations" not in page(reader, address)
    assert "No signatures" in read_back(reader.get("/en/documents/new/document.pdf").content)


def test_machines_read_the_days_that_people_read(reader: Client, memorandum: Instrument) -> None:
    assert '<time datetime="2013-02-20">20 февраля 2013</time>' in page(reader)


def test_how_strongly_a_word_was_given_is_not_told(reader: Client, memorandum: Instrument) -> None:
    organisation = OrganisationFactory(name="One")
    word = WordFactory(instrument=memorandum, organisation=organisation)
    recorded = page(reader)
    with standing_in("test"):
        word.strength, word.channel = "confirmed", ""
        word.save()
    assert page(reader) == recorded


def test_names_and_titles_are_escaped(reader: Client, memorandum: Instrument) -> None:
    WordFactory(
        instrument=memorandum, organisation=OrganisationFactory(name="<b>Bold</b>"), reservation="<script>1</script>"
    )
    assert "<b>Bold" not in page(reader)
    assert "<script>" not in page(reader)


def test_every_language_version_names_the_others(reader: Client, memorandum: Instrument) -> None:
    russian = page(reader)
    assert '<link rel="canonical" href="http://localhost/ru/documents/memorandum/">' in russian
    for code in ("ru", "en", "kk", "ky", "tg", "tk", "uz"):
        address = f"/{code}/documents/memorandum/"
        assert f'hreflang="{code}" href="http://localhost{address}"' in russian
        assert f'<html lang="{code}">' in page(reader, address)


def test_more_signatories_take_no_more_queries(reader: Client) -> None:
    def queries(slug: str, number: int) -> int:
        instrument = InstrumentFactory(slug=slug, open_for_accession=True, published=True)
        WordFactory.create_batch(number, instrument=instrument)
        WordFactory(instrument=instrument, endorsed=True)
        with CaptureQueriesContext(connection) as captured:
            page(reader, f"/ru/documents/{slug}/")
        return len(captured)

    assert queries("few", 2) == queries("many", 30)


def test_more_documents_take_no_more_queries(reader: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(reader, "/ru/documents/")
        return len(captured)

    InstrumentFactory.create_batch(2, adopted=True, published=True)
    few = queries()
    InstrumentFactory.create_batch(10, adopted=True, published=True)
    assert queries() == few


def test_the_pdf_is_handed_out(reader: Client, memorandum: Instrument) -> None:
    response = reader.get("/ru/documents/memorandum/document.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
