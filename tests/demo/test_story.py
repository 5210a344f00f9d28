"""The demonstration tells the story: each fact of it is on the public pages, and nothing that it keeps back is."""

import base64
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from hamkor.core import clock
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.core.public_pages import file_may_be_shown
from hamkor.demo import story
from hamkor.demo.access import places
from hamkor.demo.story import documents, news, organisations, people, texts
from hamkor.instruments.models import Capacity, Instrument, State, Strength, Text, Word
from hamkor.ledger.models import Descriptor
from hamkor.network.models import Invitation, Organisation, OrganisationName, Person, SigningKey
from hamkor_proof import soft_key
from hamkor_proof.descriptor import Descriptor as DescriptorEdition
from hamkor_proof.descriptor import network_id
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.statement import Statement
from tests.demo.public_pages import Page, PublicSite
from tests.support import databases, writes

pytestmark = pytest.mark.django_db

# Latin letters that stand in Russian too: names of formats and hashes, of programs and services, addresses.
LATIN_IN_RUSSIAN = re.compile(
    r"\b(?:MD|Atom|Telegram|Facebook|cookie|Global Privacy Control|Tor Browser|PDF(?:/A-3a|/UA-1)?|CommonMark|Markdown"
    r"|ZIP|kB|Python|pdfsig|C2SP|signed-note|tlog-checkpoint|tlog-tiles"
    r"|SHA-?256|sha256sum|UTF-8|UTC|Hamkor|Linux|Android|Termux|macOS|Windows)\b"
    r"|[\w.@-]*\.(?:md|pdf|txt|json|zip|html|example)\b(?:/\S*)?|https?://\S+|\b[0-9a-f]{4,}\b"
)

# The five languages beside Russian and English, each with what its words have and Russian ones do not: letters of its
# own, or another alphabet.
OTHERS = {
    "kk": "[әғқңөұүһіӘҒҚҢӨҰҮҺІ]",
    "ky": "[ңөүҢӨҮ]",
    "tg": "[ғӣқӯҳҷҒӢҚӮҲҶ]",
    "tk": "[a-zA-Z]",
    "uz": "[a-zA-Z]",
}
FIVE = ("kz", "kg", "tj", "tm", "uz")
NOT_ENGLISH = "[Ѐ-ӿäňöşüýžÄŇÖŞÜÝŽʻ]"


@dataclass
class Told:
    """The story on a database of its own, the folder it was told in, and the keys it used."""

    home: Path
    keys: list[soft_key.SoftAuthenticator]
    site: PublicSite


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    home, keys = tmp_path_factory.mktemp("home"), []
    # The template's network is founded already, under this key.
    shutil.copy(Path(settings.HAMKOR_HOME) / "log-key", home)
    original = soft_key.SoftAuthenticator.__init__

    def remembered(key: soft_key.SoftAuthenticator, *args: object, **kwargs: object) -> None:
        original(key, *args, **kwargs)
        keys.append(key)

    with django_db_blocker.unblock(), databases.fresh(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(soft_key.SoftAuthenticator, "__init__", remembered)
        with override_settings(HAMKOR_HOME=home), writes.only_in_actions():
            story.tell()
        yield Told(home, keys, PublicSite.walked())


def named(title: str) -> Instrument:
    """The document with this English title; its address ends in random letters."""
    return Instrument.objects.get(titles__language="en", titles__title=title)


def memorandum() -> Instrument:
    return named(documents.MEMORANDUM["en"])


def page(told: Told, address: str) -> str:
    answer, body = told.site.answers[address]
    assert answer.status_code == 200, address
    return body.decode()


def printed(told: Told, folder: Path) -> dict[str, str]:
    """The words of every PDF of the public site, by its address."""
    if not shutil.which("pdftotext"):
        pytest.skip("poppler's pdftotext is not on this machine")
    words = {}
    for address, (_answer, body) in told.site.answers.items():
        if body.startswith(b"%PDF"):
            (folder / "document.pdf").write_bytes(body)
            read = subprocess.run(
                ["pdftotext", "-raw", "document.pdf", "-"],
                cwd=folder,
                capture_output=True,
                encoding="utf-8",
                check=True,
            )
            words[address] = " ".join(read.stdout.split())
    assert len(words) >= 4
    return words


def names(*codes: str) -> set[str]:
    chosen = [o for o in (*organisations.MEMBERS, *organisations.PARTNERS) if o.code in codes or not codes]
    return {name for organisation in chosen for name in organisation.marked_names().values()}


class TestTheNetwork:
    def test_fourteen_members_of_five_countries_and_three_partners(self, told: Told) -> None:
        members = Organisation.objects.filter(category="member")
        assert Counter(members.values_list("country_of_work", flat=True)) == {
            "KZ": 3, "KG": 3, "TJ": 3, "TM": 2, "UZ": 3,
        }  # fmt: skip
        assert Organisation.objects.filter(category="partner").count() == 3
        assert any(organisation.works_from_exile for organisation in members)

    def test_every_name_says_that_it_is_an_example(self, told: Told) -> None:
        mark = re.compile(r"\((?:пример|example|мысал|мисал|мисол|mysal|misol)\)$")
        for text, short in OrganisationName.objects.values_list("text", "short"):
            assert mark.search(text)
            assert not short or mark.search(short)
        assert [n for n in Person.objects.values_list("name", flat=True) if not mark.search(n)] == []

    def test_every_address_of_theirs_is_an_example(self, told: Told) -> None:
        for website in Organisation.objects.values_list("website", flat=True):
            assert re.fullmatch(r"https://[a-z-]+\.example/", website)
        for person in Person.objects.filter(account__isnull=False).select_related("account"):
            assert person.account.email.endswith(".example")

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_the_members_page_names_thirteen_members_and_the_partners(self, told: Told, language: str) -> None:
        text = page(told, f"/{language}/members/")
        for organisation in (*organisations.MEMBERS, *organisations.PARTNERS):
            shown = organisation.marked_names()[language] in text
            assert shown == (organisation.code != organisations.WITHHELD), organisation.code


@pytest.mark.parametrize("language", ["ru", "en"])
class TestTheMemorandum:
    @pytest.fixture
    def text(self, told: Told, language: str) -> str:
        return page(told, f"/{language}/documents/{memorandum().slug}/")

    def test_it_was_adopted_in_kyiv_and_published_in_april(self, text: str, language: str) -> None:
        facts = {
            "ru": ("Киев", "20 февраля 2013", "30 апреля 2013"),
            "en": ("Kyiv", "February 20, 2013", "April 30, 2013"),
        }
        for fact in facts[language]:
            assert fact in text

    def test_it_names_those_who_signed_and_the_partners_who_stand_by_it(self, text: str, language: str) -> None:
        for organisation in (*organisations.MEMBERS, *organisations.PARTNERS):
            shown = organisation.marked_names()[language] in text
            assert shown == (organisation.code != organisations.WITHHELD), organisation.code

    def test_the_text_is_there_word_for_word(self, told: Told, text: str, language: str) -> None:
        body = texts.text("memorandum", language)
        for paragraph in body.split("\n\n"):
            assert paragraph.strip("# \n")[:60].replace('"', "&quot;") in text.replace("“", "&quot;")

    def test_the_downloaded_text_has_the_bytes_that_were_adopted(self, told: Told, language: str) -> None:
        body = texts.text("memorandum", language).encode()
        assert any(answer == body for _, answer in told.site.answers.values())


class TestTheNewsroom:
    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_the_news_of_april_says_when_what_and_where_it_is_from(self, told: Told, language: str) -> None:
        item = Page(page(told, f"/{language}/news/kyiv-memorandum/"))
        facts = {
            "ru": ("30 апреля 2013", "Организации пяти стран договорились", "«Тропа через перевал» (пример)"),
            "en": ("April 30, 2013", "Organisations of five countries agree", "Path over the Pass (example)"),
        }
        for fact in (*facts[language], "Steppe Well Centre (example)", "Quiet Dyke Committee (example)"):
            assert fact in item.text
        for link in (
            f"/{language}/documents/{memorandum().slug}/",
            organisations.SOCIAL_PAGE,
            "https://path-over-the-pass.example/news/memorandum",
            "https://steppe-well.example/news/memorandum",
            "https://quiet-dyke.example/partners/memorandum",
            *(f"/{language}/countries/{code}/" for code in FIVE),
        ):
            assert link in item.links

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_a_dozen_more_two_corrected_and_one_withdrawn(self, told: Told, language: str) -> None:
        listed = page(told, f"/{language}/news/")
        addresses = set(re.findall(rf"/{language}/news/[a-z-]+/(?=\")", listed)) - {f"/{language}/news/feed.atom"}
        assert len(addresses) >= 13
        for address in addresses:
            page(told, address)
        said = {
            "ru": ("· исправлено", "· отозвано"),
            "en": ("· corrected", "· withdrawn"),
        }[language]
        words = Page(listed).text
        assert [words.count(each) for each in said] == [2, 1]
        corrected = {"ru": "Исправлено 18 июня 2013", "en": "Corrected on June 18, 2013"}
        assert corrected[language] in Page(page(told, f"/{language}/news/lawyers-without-licence/")).text
        withdrawn = Page(page(told, f"/{language}/news/rumour-of-release/")).text
        assert {"ru": "Сообщение не подтвердилось", "en": "The report was not confirmed"}[language] in withdrawn
        assert {"ru": "Текст снят", "en": "The text is withdrawn"}[language] not in withdrawn

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_each_of_the_five_countries_has_a_page_with_words_members_and_news(self, told: Told, language: str) -> None:
        for code in FIVE:
            shown = Page(page(told, f"/{language}/countries/{code}/"))
            assert news.COUNTRIES[code.upper()][language][0] in shown.text
            assert (
                f"/{language}/news/kyiv-memorandum/" in shown.links
                or f"/{language}/news/country/{code}/" in shown.links
            )
            of_here = [each for each in organisations.MEMBERS if each.country == code.upper()]
            named = [each for each in of_here if each.marked_names()[language] in shown.text]
            assert [each.code for each in of_here if each not in named] in ([], [organisations.WITHHELD])

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_the_page_about_the_network_names_its_project_and_leads_to_it(self, told: Told, language: str) -> None:
        about = Page(page(told, f"/{language}/about/"))
        assert organisations.PROJECT_NAMES[language] in about.text
        assert f"/{language}/members/" in about.links
        assert organisations.PROJECT_NAMES[language] in Page(page(told, f"/{language}/members/")).text

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_news_of_a_review_leads_to_it_in_the_library(self, told: Told, language: str) -> None:
        assert f"/{language}/library/assembly-decisions/" in Page(page(told, f"/{language}/news/assembly-fines/")).links


class TestWords:
    def test_the_memorandum_has_words_of_all_three_strengths(self, told: Told) -> None:
        words = Word.objects.filter(instrument=memorandum())
        assert {s: words.filter(strength=s).exists() for s in Strength.values} == dict.fromkeys(Strength.values, True)
        assert words.filter(capacity=Capacity.SIGNATORY).count() == 14
        assert words.filter(capacity=Capacity.SIGNATORY).standing().count() == 13
        assert words.filter(capacity=Capacity.PARTNER).standing().count() == 3
        assert [w.organisation.website for w in words.exclude(withdrawn_at=None)] == [
            f"https://{organisations.LEAVING}.example/"
        ]
        assert [w.organisation.website for w in words.filter(act="accede")] == [
            f"https://{organisations.LATE}.example/"
        ]

    def test_the_declaration_is_open_and_awaits_most(self, told: Told) -> None:
        declaration = named(documents.DECLARATION["en"])
        assert declaration.state_at(clock.now()) == State.SIGNATURE
        assert 1 <= declaration.words.filter(capacity=Capacity.SIGNATORY).count() <= 4

    def test_signed_words_verify_from_their_stored_bytes(self, told: Told) -> None:
        signed = Word.objects.filter(strength=Strength.SIGNED).select_related("key")
        assert signed.count() >= 6
        for word in signed:
            evidence = Evidence(
                *(bytes(b) for b in (word.client_data, word.authenticator_data, word.signature, word.key.public_key))
            )
            check_evidence(
                evidence,
                bytes(word.statement),
                origins=[settings.HAMKOR_SIGN_ORIGIN],
                rp_id=settings.HAMKOR_SIGN_RP_ID,
            )

    def test_every_word_names_a_network_that_is_marked_as_a_demonstration(self, told: Told) -> None:
        body = bytes(Descriptor.objects.get(edition=1).body)
        assert DescriptorEdition.parse(body).demonstration
        statements = [bytes(word.statement) for word in Word.objects.exclude(statement=None)]
        assert len(statements) > 15
        assert {Statement.parse(s).network for s in statements} == {network_id(body).hex()}

    def test_each_language_of_the_memorandum_has_the_same_paragraphs(self, told: Told) -> None:
        shapes = {
            text.language: [part.startswith("## ") for part in text.current().body.split("\n\n")]
            for text in Text.objects.filter(edition__instrument=memorandum())
        }
        assert set(shapes) == {"ru", "en", "uz"}
        assert len({tuple(shape) for shape in shapes.values()}) == 1

    def test_the_uzbek_translation_renders_the_wording_that_was_adopted(self, told: Told) -> None:
        text = page(told, f"/uz/documents/{memorandum().slug}/")
        assert texts.text("memorandum", "uz").partition("\n")[0] in text
        assert "older-wording" not in text


class TestWhatIsKeptBack:
    def test_the_withheld_organisation_is_named_in_no_public_byte(self, told: Told) -> None:
        withheld = Organisation.objects.get(website=f"https://{organisations.WITHHELD}.example/")
        word = Word.objects.get(organisation=withheld)
        secrets = {
            str(withheld.pk),
            withheld.pk.hex,
            str(word.pk),
            organisations.WITHHELD,
            "Ночная лампа",
            "Night Lamp",
        }
        secrets |= names(organisations.WITHHELD) | {word.leaf, word.statement_sha256}
        for mandate in withheld.mandates.select_related("person__account"):
            secrets |= {str(mandate.pk), str(mandate.person.pk), mandate.person.account.email}
        for key in SigningKey.objects.filter(mandate__organisation=withheld):
            secrets.add(key.fingerprint)
        found = [
            (address, secret)
            for address, everything in told.site.everything()
            for secret in secrets
            if secret.encode() in everything
        ]
        assert len(told.site.answers) > 40
        assert found == []

    def test_nor_is_it_printed(self, told: Told, tmp_path: Path) -> None:
        words = " ".join(printed(told, tmp_path).values())
        # The reading would find it: another one is there.
        assert any(name in words for name in names("blue-door"))
        assert [name for name in names(organisations.WITHHELD) if name in words] == []

    def test_no_private_key_of_the_story_lies_in_its_home(self, told: Told) -> None:
        assert len(told.keys) >= 6
        files = [path for path in told.home.rglob("*") if path.is_file()]
        if connection.vendor == "sqlite":
            files += [path for s in ("", "-wal") if (path := Path(f"{connection.settings_dict['NAME']}{s}")).exists()]
        contents = [path.read_bytes() for path in files]
        for key in told.keys:
            assert isinstance(key.private_key, ec.EllipticCurvePrivateKey)
            secret = key.private_key.private_numbers().private_value.to_bytes(32)
            written = (secret, secret.hex().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret)[:-1])
            assert not any(form in content for content in contents for form in written)
            # The search would find a key that is kept: the public half is.
            assert any(key.public_key in content for content in contents) or connection.vendor != "sqlite"


class TestMarks:
    def test_every_public_page_says_that_it_is_a_demonstration(self, told: Told) -> None:
        for language in INTERFACE_LANGUAGES:
            pages = list(told.site.pages(language))
            assert pages
            for address, shown in pages:
                assert any(link.partition("?")[0].endswith("/demo/") for link in shown.links), address

    def test_every_pdf_says_so_too(self, told: Told, tmp_path: Path) -> None:
        for address, words in printed(told, tmp_path).items():
            mark = {"ru": "демонстрац", "en": "demonstration"}.get(address[1:3], "")
            assert mark in words.lower(), address


class TestLanguages:
    def test_russian_pages_hold_no_words_of_another_language_unmarked(self, told: Told) -> None:
        foreign = {}
        for address, shown in told.site.pages("ru"):
            words = LATIN_IN_RUSSIAN.sub(" ", " ".join(shown.words.get("ru", [])))
            if latin := re.findall(r"[A-Za-z][A-Za-z'-]*", words):
                foreign[address] = latin
        assert foreign == {}

    def test_english_pages_hold_no_words_of_another_language_unmarked(self, told: Told) -> None:
        foreign = {}
        for address, shown in told.site.pages("en"):
            if cyrillic := re.findall(r"[Ѐ-ӿ]+", " ".join(shown.words.get("en", []))):
                foreign[address] = cyrillic
        assert foreign == {}

    @pytest.mark.parametrize("language", OTHERS)
    def test_nor_do_those_of_the_other_five(self, told: Told, language: str) -> None:
        """A run of words that a page in Russian or English shows too is not translated, whatever its mark says."""
        untranslated = {}
        for address, shown in told.site.pages(language):
            own = set(shown.words.get(language, []))
            for other in ("ru", "en"):
                theirs = f"/{other}/{address.removeprefix(f'/{language}/')}"
                answer = told.site.answers.get(theirs)
                if answer is not None and answer[0].status_code == 200:
                    same = own & set(Page(answer[1].decode()).words.get(other, []))
                    if left := [
                        words
                        for words in same
                        if len(re.findall(r"[^\W\d_]{2,}", LATIN_IN_RUSSIAN.sub(" ", words))) > 1
                    ]:
                        untranslated[address, other] = left
        assert untranslated == {}

    @pytest.mark.parametrize("language", OTHERS)
    def test_and_their_own_words_stand_under_no_other_language(self, told: Told, language: str) -> None:
        mismarked = {}
        for address, shown in told.site.pages(language):
            for other in ("ru", "en"):
                words = LATIN_IN_RUSSIAN.sub(" ", " ".join(shown.words.get(other, [])))
                if own := re.findall(rf"\w*{OTHERS[language] if other == 'ru' else NOT_ENGLISH}\w*", words):
                    mismarked[address, other] = own
            alphabet = "[a-zA-Z]" if language in {"kk", "ky", "tg"} else "[а-яёА-ЯЁ]"
            words = LATIN_IN_RUSSIAN.sub(" ", " ".join(shown.words.get(language, [])))
            if foreign := re.findall(rf"{alphabet}{{2,}}", words):
                mismarked[address, language] = foreign
        assert mismarked == {}

    def test_no_link_of_the_public_site_leads_nowhere(self, told: Told) -> None:
        broken = {a: answer.status_code for a, (answer, _) in told.site.answers.items() if answer.status_code >= 400}
        for expected in ("/robots.txt", "/sitemap.xml"):
            broken.pop(expected, None)
        # A web server has these, where they may be public: the application gives a stranger none.
        for address in [address for address in broken if address.startswith("/files/")]:
            assert file_may_be_shown(unquote(urlsplit(address).path.removeprefix("/files/")))
            del broken[address]
        assert broken == {}


class TestInTheWorkspace:
    """The demonstration leaves something to do for whoever steps in."""

    @pytest.fixture
    def step_in(self, told: Told) -> Callable[[str], Client]:
        def step_in(role: str) -> Client:
            client = Client(headers={"host": "localhost:8000"}, REMOTE_ADDR="127.0.0.1")
            place = next(place for place in places("en") if place.group == role)
            assert client.post(f"/demo/step-in/{place.mandate.pk}/?lang=en").status_code == 302
            return client

        return step_in

    def test_a_delegate_is_asked_to_sign_the_declaration(self, step_in: Callable[[str], Client]) -> None:
        delegates = [place for place in places("en") if place.group == "delegate"]
        assert delegates[0].awaited == delegates[1].awaited == 1
        assert not delegates[0].key_gone
        assert not delegates[1].key_gone
        assert documents.DECLARATION["en"] in step_in("delegate").get("/workspace/").text

    def test_a_partner_is_asked_to_stand_by_it(self, step_in: Callable[[str], Client]) -> None:
        assert documents.DECLARATION["en"] in step_in("partner").get("/workspace/").text

    def test_the_coordinator_finds_a_mandate_to_accept(self, step_in: Callable[[str], Client]) -> None:
        assert people.TO_BE_ACCEPTED.marked_name in step_in("coordinator").get("/workspace/").text

    def test_an_invitation_is_open(self, told: Told) -> None:
        [invitation] = Invitation.objects.filter(accepted_at=None)
        assert invitation.mandate.person.name == people.AWAITED.marked_name

    def test_a_draft_shows_a_missing_and_an_outdated_translation(self, step_in: Callable[[str], Client]) -> None:
        shown = step_in("contributor").get("/workspace/documents/").text
        assert documents.SHELTER["en"] in shown
        assert re.search(r"Not written yet:\s*Kazakh", shown)
        assert re.search(r"Translations of an older text:\s*English", shown)
        assert not re.search(r"Translations of an older text:[^<]*Uzbek", shown)
