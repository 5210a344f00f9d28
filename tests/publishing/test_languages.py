"""What a reader can meet is said in each of the seven languages."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages import Message
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkor.audit.kernel import standing_in
from hamkor.cli import catalogues
from hamkor.instruments.models import Instrument, Kind, ListPhrase
from hamkor.publishing.copies.mirror import write_mirror
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.rebuild import rebuild
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, PersonFactory, ProjectFactory
from tests.support import kinds

pytestmark = pytest.mark.django_db

LATER = datetime(2014, 5, 12, tzinfo=UTC)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every message that was looked up for a page, in its English form."""
    # Wagtail names the fields of the editors' forms when the addresses are first read.
    reverse("publishing:home")
    messages: set[str] = set()
    for name in ("gettext", "ngettext"):
        original = getattr(translation._trans, name)

        def looked_up(message: str, *rest: object, original=original) -> str:
            messages.add(message)
            return original(message, *rest)

        monkeypatch.setattr(translation._trans, name, looked_up)
    return messages


def english(messages: Iterable[Message]) -> set[str]:
    """Of a message with plurals the form for one."""
    return {message.id if isinstance(message.id, str) else message.id[0] for message in messages}


def words_of_every_kind(instrument: Instrument) -> None:
    for traits in ({}, {"endorsed": True}):
        WordFactory.create_batch(2, instrument=instrument, withdrawn=True, **traits)
        WordFactory(instrument=instrument, reservation="Not paragraph 2.", **traits)
        WordFactory(instrument=instrument, hidden=True, **traits)
        WordFactory(instrument=instrument, name_withheld=True, publish_country=False, **traits)
    WordFactory(instrument=instrument, acceded=True, given_at=LATER, organisation=OrganisationFactory(from_exile=True))
    OrganisationFactory.create_batch(5, country_of_work="TJ")
    WordFactory(instrument=instrument, name_withheld=True, organisation=OrganisationFactory(country_of_work="TJ"))


def documents() -> Iterator[Instrument]:
    """Published ones at each stage and with all that may be said of one."""
    for traits in ({"adopted": True}, {"open_for_signature": True}, {"open_for_accession": True}):
        yield InstrumentFactory(published=True, kind=Kind.DECLARATION, **traits)
    rich = InstrumentFactory(open_for_accession=True, published=True)
    words_of_every_kind(rich)
    yield rich
    yield InstrumentFactory(adopted=True, published=True, list_withheld=True)
    withheld = InstrumentFactory(adopted=True, published=True, list_withheld=True)
    with standing_in("test"):
        ListPhrase.objects.create(
            instrument=withheld, language="ru", text="более десяти организаций", approved_by=PersonFactory()
        )
    yield withheld
    yield InstrumentFactory(
        adopted=True, published=True, texts={"ru": "Да.\n", "en": "Yes.\n"}, texts__authentic=("ru",)
    )


def read_everything(reader: Client) -> None:
    """All public pages, those for when something is wrong, and the documents in print."""
    read = [
        "",
        "check/",
        "record/",
        "documents/",
        "members/",
        "news/",
        "library/",
        "countries/",
        "privacy/",
        "nothing/",
    ]
    for address in [*read, "search/", "search/?q=zzz", "news/feed.atom"]:  # while nothing is here yet
        reader.get(f"/en/{address}")
    for document in documents():
        read += [f"documents/{document.slug}/", f"documents/{document.slug}/document.pdf"]
    ProjectFactory(implementers=[OrganisationFactory()])
    OrganisationFactory(withheld=True)
    kinds.newsroom()
    read += [address.removeprefix("/en/") for address in kinds.one_of_each("en")]
    read += ["news/feed.atom", "news/country/kg/feed.atom", "news/topic/rights/feed.atom"]
    read += [address.removeprefix("/ru/") for address in kinds.ASKED]
    for address in read:
        for language in ("en", "kk"):
            found = 404 if address.startswith("nothing/") else 200
            assert reader.get(f"/{language}/{address}").status_code == found, address
    for question in ("q=?", "q=", "q=x&language=none"):
        assert reader.get(f"/en/search/?{question}").status_code in {200, 422}
    for page in ("400", "403", "404", "500"):
        with translation.override("en"):
            render_to_string(f"{page}.html")


def test_whatever_is_said_to_a_reader_must_be_translated_into_every_language(
    reader: Client, said: set[str], public: PublicFiles, in_english_only: None, tmp_path: Path
) -> None:
    read_everything(reader)
    rebuild(processes=1)
    write_mirror(tmp_path / "mirror")
    messages = catalogues.collect()
    ours = said & english(catalogues.needed("ru", messages))
    assert len(ours) > 190
    for language in catalogues.FOR_READERS:
        assert ours - english(catalogues.needed(language, messages)) == set()
