"""The Universal Declaration of Human Rights in nine language versions, prepared, adopted, signed by sixty-one
organisations and published, all by the pages; then read by somebody who has no account and trusts nobody."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamkor.core import clock
from hamkor.instruments.models import Instrument, State, Strength, Word
from hamkor.network.models import Organisation, OrganisationName
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.statement import Statement
from hamkor_proof.text import normalise
from tests.factories.network import coordinator, delegate
from tests.real.procedure import adopt, draft, go, write
from tests.support import udhr
from tests.support.forms import press
from tests.support.people import SignIn
from tests.support.printing import between, column, letters, without_item_numbers
from tests.support.reading import words
from tests.support.signing import signer

pytestmark = pytest.mark.real

AUTHENTIC = ("ru", "en")
ADOPTED = date(1948, 12, 10)
PLACES = {"ru": "Париж", "en": "Paris"}
SIGNED = CONFIRMED = 20
RECORDED = 21
# As an English reader is told what each text is.
LABELS = {
    "ru": "Russian, authentic",
    "en": "English, authentic",
    "kk": "Kazakh, translation",
    "ky": "Kyrgyz, translation",
    "tg": "Tajik, translation",
    "tk": "Turkmen, translation",
    "tk-Cyrl": "Turkmen (Cyrillic), translation",
    "uz": "Uzbek, translation",
    "uz-Cyrl": "Uzbek (Cyrillic), translation",
}
BRING_IN = "/workspace/organisations/bring-in/"


def csv_file() -> Path:
    return udhr.real_material() / "organisations" / "open-letter-signatories.csv"


def names() -> list[str]:
    with csv_file().open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@dataclass
class Published:
    """The Declaration as it stands, and what was seen on the way."""

    instrument: Instrument
    plan: str  # the page that shows what the list of organisations would do
    again: str  # the same page when the list is sent a second time
    adoption: str  # the page that shows what would be adopted
    queries_of_few: int  # of the public page before most had given their word

    @property
    def address(self) -> str:
        return f"/en/documents/{self.instrument.slug}/"


@pytest.fixture(scope="module")
def declaration(own_database: None) -> Published:
    sign_in, versions = SignIn(), udhr.versions()
    desk, drafter = sign_in(coordinator()), sign_in(delegate())
    plan, again = bring_in_organisations(desk)
    instrument = drafted(drafter, versions)
    go(drafter, instrument, "consultation/", "Open the consultation")
    go(drafter, instrument, f"texts/{text_of(instrument, 'en').pk}/authentic/", "Make it authentic")
    adoption = adopt(desk, instrument, ADOPTED, PLACES)
    go(desk, instrument, "opening/", "Open for signature")
    go(desk, instrument, "publication/", "Publish", published_on=f"{clock.now():%Y-%m-%d}")
    instrument.refresh_from_db()
    published = Published(instrument, plan, again, adoption, 0)

    organisations = list(Organisation.objects.filter(names__text__in=names()).order_by("names__text"))
    delegates = [delegate(organisation) for organisation in organisations]
    for person in delegates[:SIGNED]:
        someone = signer(sign_in, person)
        someone.register_key()
        someone.sign(instrument)
    published.queries_of_few = queries(published.address)
    for person, organisation in list(zip(delegates, organisations, strict=True))[SIGNED : SIGNED + CONFIRMED]:
        name = organisation.names.get().text
        go(sign_in(person), instrument, f"word/{organisation.pk}/", f"Confirm for {name}", read=["ru", "en"])
    rest = [organisation.names.get().text for organisation in organisations[SIGNED + CONFIRMED :]]
    record_list(desk, instrument, rest)
    return published


def bring_in_organisations(desk: Client) -> tuple[str, str]:
    """By the web page; then sends the same file once more, as somebody does who is not sure that it worked."""

    def plan():
        file = SimpleUploadedFile(csv_file().name, csv_file().read_bytes(), "text/csv")
        return press(desk, BRING_IN, "Show what it would do", file=file, language="en", country="US", category="member")

    shown = plan()
    assert not Organisation.objects.filter(names__text__in=names()).exists()
    done = press(desk, shown, "Bring the list in")
    assert "61 organisations were brought in." in done.content.decode()
    return shown.content.decode(), plan().content.decode()


def drafted(drafter: Client, versions: dict[str, udhr.Version]) -> Instrument:
    first = versions["ru"]
    instrument = draft(drafter, kind="declaration", language="ru", title=first.title, source=first.body)
    for language, version in versions.items():
        if language != "ru":
            go(drafter, instrument, "language/", "Add it", language=language)
            write(drafter, text_of(instrument, language), version.body)
            go(drafter, instrument, "title/", "Save the title", language=language, title=version.title)
    return instrument


def record_list(desk: Client, instrument: Instrument, organisations: list[str]) -> None:
    address = f"/workspace/documents/{instrument.slug}/words/record-many/"
    look = press(desk, address, "Look at the list", lines="\n".join(organisations), channel="email")
    press(desk, look, f"Record {len(organisations)} words")


def text_of(instrument: Instrument, language: str):
    return instrument.editions.get().texts.get(language=language)


def queries(address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert Client(headers={"host": "localhost"}).get(address).status_code == 200
    return len(captured)


class TestBringingIn:
    def test_the_plan_names_all_and_doubts_none(self, declaration: Published) -> None:
        assert "61 are new" in declaration.plan
        assert "may be in the network already" not in declaration.plan
        planned = words(unescape(declaration.plan))
        assert all(name in planned for name in names())

    def test_all_are_there_as_they_are_written(self, declaration: Published) -> None:
        found = OrganisationName.objects.filter(text__in=names(), language="en")
        assert sorted(found.values_list("text", flat=True)) == sorted(names())
        assert len(names()) == 61

    def test_a_second_time_all_are_likely_doubles(self, declaration: Published) -> None:
        assert "61 may be in the network already" in declaration.again
        assert "new</h2>" not in declaration.again


class TestPublishing:
    def test_what_was_adopted_is_the_source_letter_for_letter(self, declaration: Published) -> None:
        for language in AUTHENTIC:
            digest = sha256(normalise(udhr.versions()[language].body)).hexdigest()
            assert f'name="hash_{language}" value="{digest}"' in declaration.adoption
            assert " ".join(re.findall("....", digest)) in declaration.adoption

    def test_the_page_says_when_where_and_by_how_many(self, declaration: Published, reader: Client) -> None:
        page = words(reader.get(declaration.address).content.decode())
        assert declaration.instrument.state_at(clock.now()) == State.SIGNATURE
        assert "December 10, 1948, Paris" in page
        assert "61 organisations signed" in page
        assert "authentic texts: English, Russian" in page

    def test_every_name_stands_on_the_page(self, declaration: Published, reader: Client) -> None:
        page = reader.get(declaration.address).content.decode()
        listed = re.findall(r'<li><span lang="en">(.*?)</span>', page.partition('id="signed"')[2])
        assert Counter(map(unescape, listed)) == Counter(names())

    @pytest.mark.parametrize("language", udhr.FILES)
    def test_each_text_comes_back_letter_for_letter(
        self, declaration: Published, reader: Client, language: str
    ) -> None:
        page = reader.get(f"{declaration.address}in-{language}/").content.decode()
        taken = reader.get(f"{declaration.address}{language}.md").content
        assert taken == normalise(udhr.versions()[language].body)
        shown = page.partition("Fingerprint (SHA-256) of the text shown")[2]
        assert " ".join(re.findall("....", sha256(taken).hexdigest())) in shown.partition("</code>")[0]

    def test_it_asks_as_many_questions_for_many_as_for_few(self, declaration: Published) -> None:
        assert queries(declaration.address) == declaration.queries_of_few


@pytest.fixture(scope="module")
def read(declaration: Published) -> str:
    """The PDF, copied out of its text's column."""
    return column(Client(headers={"host": "localhost"}).get(f"{declaration.address}document.pdf").content)


class TestPrinting:
    @pytest.mark.parametrize("language", udhr.FILES)
    def test_each_text_is_read_back_letter_for_letter(self, read: str, language: str) -> None:
        end = "61 organisations signed"
        order = sorted(LABELS, key=lambda tag: re.search(rf"(?m)^\f?{re.escape(LABELS[tag])}$", read).start())
        following = next(iter(order[order.index(language) + 1 :]), None)
        printed = between(read, LABELS[language], LABELS[following] if following else end)
        # The next text's title stands above its label.
        title = udhr.versions()[following].title if following else ""
        assert letters(without_item_numbers(printed)) == letters("".join([*udhr.versions()[language].lines, title]))

    def test_every_name_is_read_back(self, read: str) -> None:
        listed = letters(between(read, "61 organisations signed", "How to check a text"))
        assert all(letters(name) in listed for name in names())


class TestWords:
    def test_each_organisation_gave_one_word_in_its_way(self, declaration: Published) -> None:
        strengths = Counter(Word.objects.standing().values_list("strength", flat=True))
        assert strengths == {Strength.SIGNED: SIGNED, Strength.CONFIRMED: CONFIRMED, Strength.RECORDED: RECORDED}

    def test_every_signature_verifies_from_its_raw_bytes(self, declaration: Published) -> None:
        texts = {language: sha256(normalise(version.body)).hexdigest() for language, version in udhr.versions().items()}
        signed = Word.objects.filter(strength=Strength.SIGNED).select_related("key")
        assert len(signed) == SIGNED
        for word in signed:
            evidence = Evidence(
                *map(bytes, (word.client_data, word.authenticator_data, word.signature, word.key.public_key))
            )
            check_evidence(
                evidence,
                bytes(word.statement),
                origins=[settings.HAMKOR_SIGN_ORIGIN],
                rp_id=settings.HAMKOR_SIGN_RP_ID,
            )
            statement = Statement.parse(bytes(word.statement))
            assert {text.language: text.sha256 for text in statement.texts} == {tag: texts[tag] for tag in AUTHENTIC}
            assert statement.organisation.name in names()
