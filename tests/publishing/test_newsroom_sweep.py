"""Whatever an editor does, a sweep brings the files to what the site would show."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from hamkor.audit.kernel import standing_in
from hamkor.instruments.models import Instrument
from hamkor.network.actions.organisations import describe_organisation, name_organisation
from hamkor.network.models import Organisation, Person
from hamkor.network.names import Name
from hamkor.newsroom import listings
from hamkor.newsroom import public_pages as newsroom_pages
from hamkor.newsroom.actions import publish_scheduled_pages
from hamkor.newsroom.models import NewsItem, PageCountry, PageTopic, PublicPage, Topic, TopicName
from hamkor.publishing import access
from hamkor.publishing.checking import faults
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.sweep import sweep
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.factories.newsroom import country_page, image, information, library, news, topic
from tests.support.people import SignIn
from tests.support.signing import signer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english_only")]


@pytest.fixture(autouse=True)
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (listings, newsroom_pages):
        monkeypatch.setattr(module, "PAGE", 2)


def text(public: PublicFiles, address: str) -> str:
    body = public.read(address)
    assert body is not None, f"{address} has no file"
    return body.decode()


def again(page: PublicPage, **changed: object) -> None:
    for name, value in changed.items():
        setattr(page, name, value)
    page.save_revision().publish()


def change(slug: str, **changed: object) -> None:
    page = Page.objects.get(slug=slug, locale__language_code="ru").specific
    assert isinstance(page, PublicPage)
    again(page, **changed)


def rename(slug: str, name: str) -> None:
    renamed = Topic.objects.get(slug=slug)
    renamed.names = [TopicName(language="ru", text=name), TopicName(language="en", text=f"{name} in English")]
    renamed.save()


def move(slug: str, other: str) -> None:
    moved = Topic.objects.get(slug=slug)
    moved.slug = other
    moved.save()


def take_off(slug: str) -> None:
    """An editor takes a topic off its only page, and then deletes it."""
    change("n-4", page_topics=[])
    Topic.objects.get(slug=slug).delete()


def at_another_address(slug: str, other: str) -> None:
    """As it is done where an address names somebody: taken away, and published anew."""
    page = Page.objects.get(slug=slug).specific
    page.unpublish()
    page.slug = other
    page.save()
    again(page)


def ended(slug: str) -> None:
    """The page's hour is over."""
    Page.objects.filter(slug=slug).update(expire_at="2013-05-01T12:00:00Z")
    assert publish_scheduled_pages() == 1


def described(**changed: str) -> None:
    organisation = Organisation.objects.get(names__text="Open Steppe", names__language="en")
    kept = {name: getattr(organisation, name) for name in ("country_of_work", "country_of_seat", "website", "category")}
    describe_organisation(by=coordinator_of_the_network(), organisation=organisation, **{**kept, **changed})


def renamed(name: str) -> None:
    organisation = Organisation.objects.get(names__text="Open Steppe", names__language="en")
    name_organisation(by=coordinator_of_the_network(), organisation=organisation, language="en", name=Name(name))


def coordinator_of_the_network() -> Person:
    return Person.objects.get(mandates__role="coordinator")


def embed(slug: str) -> None:
    instrument = Instrument.objects.get()
    change(slug, body=[("instrument", {"instrument": str(instrument.pk), "with_signatories": True})])


ACTS: dict[str, Callable[[], object]] = {
    "news of a new country, topic and year": lambda: news(
        slug="new", live=True, day="2019-01-01", countries=["FJ"], topics=[topic("new", ru="Новое")]
    ),
    "another item, so that there is a page more": lambda: news(slug="fifth", live=True, day="2013-06-01"),
    "an older item": lambda: news(slug="older", live=True, day="2013-01-01", countries=["KG"]),
    "a correction": lambda: change("n-2", corrected_on="2013-05-05", correction="Not March, May."),
    "a withdrawal": lambda: change("n-2", withdrawn_on="2013-05-05", withdrawal="It was not so."),
    "another day, of another year": lambda: change("n-1", day="2016-01-01"),
    "another country": lambda: change("n-1", page_countries=[PageCountry(country="TM")]),
    "another title": lambda: change("n-1", title="Another title"),
    "a translation": lambda: news(
        "In English", language="en", live=True, translates=NewsItem.objects.get(slug="n-1"), countries=["KG"]
    ),
    "gone": lambda: Page.objects.get(slug="n-1").specific.unpublish(),
    "the only one of its topic gone": lambda: Page.objects.get(slug="n-4").specific.unpublish(),
    "a picture": lambda: change("n-1", body=[("picture", {"image": image("A table"), "caption": "", "credit": ""})]),
    "a document inside": lambda: embed("n-1"),
    "a library document": lambda: library(slug="new-report", live=True, countries=["FJ"]),
    "a library document of another title": lambda: change("report", title="Another report"),
    "a library document gone": lambda: Page.objects.get(slug="report").specific.unpublish(),
    "words about a country": lambda: country_page("KG", slug="kg", live=True),
    "a page": lambda: information("Who we are", slug="who", live=True),
    "a page gone": lambda: Page.objects.get(slug="about").specific.unpublish(),
    "a page withdrawn": lambda: change("about", withdrawn_on="2013-05-05", withdrawal="It was not so."),
    "deleted by the operator": lambda: Page.objects.get(slug="n-1").specific.delete(),
    "a library document deleted by the operator": lambda: Page.objects.get(slug="report").specific.delete(),
    "at another address": lambda: at_another_address("n-1", "first"),
    "a library document at another address": lambda: at_another_address("report", "the-report"),
    "its hour is over": lambda: ended("n-2"),
    "no longer beside another": lambda: change("n-2", related_news=[]),
    "a topic of another name": lambda: rename("rights", "Свобода"),
    "a topic at another address": lambda: move("rights", "freedom"),
    "another topic": lambda: change("n-1", page_topics=[PageTopic(topic=topic("freedom", ru="Свобода"))]),
    "a topic taken off its only page and deleted": lambda: take_off("torture"),
    "words that are about another country now": lambda: change("tj", country="KG"),
    "words about a country gone": lambda: Page.objects.get(slug="tj").specific.unpublish(),
    "an organisation of another name": lambda: renamed("Free Steppe"),
    "an organisation in another country": lambda: described(country_of_work="UZ", country_of_seat="UZ"),
    "an organisation that is no member any more": lambda: described(category="partner"),
}


@pytest.mark.parametrize("act", ACTS)
def test_after_any_act_of_an_editor_and_a_sweep_the_files_are_what_readers_get(act: str, public: PublicFiles) -> None:
    with standing_in("newsroom"):
        one = news("First", slug="n-1", live=True, countries=["KG"], topics=[topic("rights", ru="Права")])
        news("Second", slug="n-2", live=True, related=[one], countries=["KG"])
        news("Third", slug="n-3", live=True, day="2014-03-01")
        news("Fourth", slug="n-4", live=True, day="2015-03-01", topics=[topic("torture", ru="Против пыток")])
        report = library(slug="report", live=True, countries=["TJ"], topics=[Topic.objects.get(slug="rights")])
        news("With a report", slug="n-5", live=True, day="2012-01-01", reports=[report])
        information("About", slug="about", live=True)
        country_page("TJ", slug="tj", live=True)
        instrument = InstrumentFactory(open_for_accession=True, published=True)
        WordFactory(instrument=instrument, organisation=OrganisationFactory(name="Open Steppe"))
        coordinator()
        rebuild(processes=1)
        ACTS[act]()
    sweep()
    assert faults(processes=1) == []
    assert access.waiting() == 0


def test_a_signature_is_on_every_page_that_embeds_its_document(public: PublicFiles, sign_in: SignIn) -> None:
    """Given on the signing origin, with a key: nobody but the act itself says what it touches."""
    with standing_in("newsroom"):
        instrument = InstrumentFactory(open_for_signature=True, published=True)
        her = signer(sign_in, delegate(OrganisationFactory(name="Open Steppe")))
        body = [("instrument", {"instrument": str(instrument.pk), "with_signatories": True})]
        news(slug="inside", live=True, body=body)
        news(slug="beside", live=True, documents=[instrument])
        information(slug="about", live=True, body=body)
        country_page("TJ", slug="tj", live=True, body=body)
    her.register_key()
    rebuild(processes=1)
    for address in ("/en/news/inside/", "/en/news/beside/", "/en/about/", "/en/countries/tj/"):
        assert "Open Steppe" not in text(public, address)
    assert her.sign(instrument).status_code == 200
    sweep()
    for address in ("/en/news/inside/", "/en/about/", "/en/countries/tj/"):
        assert "Open Steppe" in text(public, address)
    assert "1 organisation signed" in text(public, "/en/news/beside/")
    assert faults(processes=1) == []


def test_on_a_site_with_more_news_one_more_item_asks_no_more_questions(public: PublicFiles) -> None:
    """What grows with the site is never asked for page by page."""

    def questions(day: int) -> int:
        with standing_in("editor"):
            news(slug=f"latest-{day}", live=True, day=date(2013, 12, day), countries=["KG"])
        with CaptureQueriesContext(connection) as asked, standing_in("sweep"):
            sweep()
        return len(asked)

    with standing_in("editor"):
        for number in range(1, 9):
            news(slug=f"few-{number}", live=True, day=date(2013, 5, number), countries=["KG"])
    with standing_in("sweep"):
        rebuild(processes=1)
    few = questions(1)
    with standing_in("editor"):
        # As many more as fill whole pages: once in a while an item also changes the page before a new one.
        for number in range(1, 26):
            news(slug=f"many-{number}", live=True, day=date(2013, 6, number), countries=["KG"])
    with standing_in("sweep"):
        sweep()
    assert questions(3) <= few


def test_an_article_is_out_before_the_order_of_all_others_is_asked_for(
    public: PublicFiles, monkeypatch: pytest.MonkeyPatch, later: Callable[..., None]
) -> None:
    """So it takes no longer on a site of ten thousand pages."""

    def takes_for_ever(kind: str) -> None:
        raise TimeoutError

    rebuild(processes=1)
    news(slug="new", live=True)
    with monkeypatch.context() as slow:
        slow.setattr(listings, "_live", takes_for_ever)
        sweep()
    assert public.read("/en/news/new/")
    assert b"/en/news/new/" not in (public.read("/en/news/") or b"")
    later(minutes=5)
    sweep()
    assert faults(processes=1) == []
