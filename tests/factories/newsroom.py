"""Editors, and pages in the states that tests need."""

from collections.abc import Iterable
from datetime import date

from django.core.files.base import ContentFile
from wagtail.models import Locale
from wagtail.rich_text import RichText

from hamkor.network.models import Person, Role
from hamkor.newsroom.models import (
    CountryPage,
    InformationPage,
    LanguageHome,
    LibraryFile,
    LibraryItem,
    NewsItem,
    NewsroomDocument,
    NewsroomImage,
    PageCountry,
    PageTopic,
    PublicPage,
    RanElsewhere,
    RelatedInstrument,
    RelatedLibraryItem,
    RelatedNews,
    Topic,
    TopicName,
)
from tests.factories.network import MandateFactory
from tests.support.pictures import jpeg


def editor(language: str = "en", **mandate: object) -> Person:
    """Somebody with a mandate for editing, whose language is this."""
    person = MandateFactory.create(role=Role.EDITOR, **mandate).person
    person.account.language = language
    person.account.save()
    return person


def home(language: str = "ru") -> LanguageHome:
    return LanguageHome.objects.get(locale=Locale.objects.get(language_code=language))


def topic(slug: str, **names: str) -> Topic:
    """`topic("freedom", ru="Свобода", en="Freedom")`."""
    made = Topic.objects.create(slug=slug)
    for language, text in names.items():
        TopicName.objects.create(topic=made, language=language, text=text)
    return made


def paragraph(words: str = "<p>Организации договорились.</p>") -> tuple[str, RichText]:
    """One of a body."""
    return ("paragraph", RichText(words))


def news(title: str = "Something happened", *, language: str = "ru", live: bool = False, **fields: object) -> NewsItem:
    """An item with one paragraph, a draft unless told otherwise. `related`, `documents`, `reports` (of the library) and
    `elsewhere` (name, its language, address) stand beside it; for the rest see `written`."""
    given = {"day": date(2013, 4, 30), "body": [("paragraph", RichText("<p>Words.</p>"))], **fields}
    page = NewsItem(title=title)
    page.related_news = [RelatedNews(related=each) for each in given.pop("related", ())]
    page.related_instruments = [RelatedInstrument(instrument=each) for each in given.pop("documents", ())]
    page.related_library = [RelatedLibraryItem(related=each) for each in given.pop("reports", ())]
    page.ran_elsewhere = [
        RanElsewhere(name=name, language=called_in, url=url) for name, called_in, url in given.pop("elsewhere", ())
    ]
    return written(page, language=language, live=live, **given)


def library(
    title: str = "A report", *, files: Iterable[tuple[str, NewsroomDocument]] = (), **given: object
) -> LibraryItem:
    """`files` are pairs of a language and a document."""
    page = LibraryItem(title=title)
    page.files = [LibraryFile(language=language, document=document) for language, document in files]
    return written(page, **{"day": date(2013, 4, 30), **given})


def country_page(country: str, title: str = "A country", **given: object) -> CountryPage:
    return written(CountryPage(title=title, country=country, slug=country.lower()), **given)


def information(title: str = "About us", **given: object) -> InformationPage:
    return written(InformationPage(title=title), **given)


def written[P: PublicPage](
    page: P,
    *,
    language: str = "ru",
    live: bool = False,
    countries: Iterable[str] = (),
    topics: Iterable[Topic] = (),
    translates: PublicPage | None = None,
    **fields: object,
) -> P:
    """The page in the tree of its language: a draft, or published by its revision as an editor does it. `translates`
    gives it the address of another language's."""
    if fields.get("slug") is None:
        fields.pop("slug", None)
    if translates is not None:
        page.translation_key, page.slug = translates.translation_key, translates.slug
    for name, value in fields.items():
        setattr(page, name, value)
    page.live, page.has_unpublished_changes = live, not live
    page.page_countries = [PageCountry(country=code) for code in countries]
    page.page_topics = [PageTopic(topic=each) for each in topics]
    home(language).add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page


def document(title: str = "The report", name: str = "report.txt", content: bytes = b"Words.\n") -> NewsroomDocument:
    return NewsroomDocument.objects.create(title=title, file=ContentFile(content, name=name))


def image(description: str = "", title: str = "At the table") -> NewsroomImage:
    return NewsroomImage.objects.create(
        title=title, description=description, file=ContentFile(jpeg(), name="table.jpg")
    )
