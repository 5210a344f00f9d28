"""The newsroom of the demonstration, filled as editors would fill it."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.files.base import ContentFile
from django.utils.html import conditional_escape
from wagtail.models import Locale

from hamkor.core.languages import country_name
from hamkor.demo.story import library, news
from hamkor.demo.story.library import ExampleDocument
from hamkor.demo.story.news import ExampleNews, Words
from hamkor.instruments.models import Instrument
from hamkor.newsroom.models import (
    CountryPage,
    InformationPage,
    LanguageHome,
    LibraryFile,
    LibraryItem,
    NewsItem,
    NewsroomDocument,
    PageCountry,
    PageTopic,
    PublicPage,
    RanElsewhere,
    RelatedLibraryItem,
    RelatedNews,
    Topic,
    TopicName,
)

LANGUAGES = ("ru", "en")


def fill(instruments: Mapping[str, Instrument]) -> None:
    """News, library, countries and pages, in Russian and English; `instruments` are the documents that news shows."""
    topics = {slug: _topic(slug, names) for slug, names in news.TOPICS.items()}
    reports = {document.slug: _document(document, topics) for document in library.LIBRARY}
    items: dict[str, NewsItem] = {}
    for example in sorted(news.NEWS, key=lambda each: each.day):
        beside = [reports[slug] for slug in example.library]
        items[example.slug] = _news(example, topics, items, beside, instruments)
    for code, words in news.COUNTRIES.items():
        _both(
            CountryPage(country=code, slug=code.lower()),
            {
                language: Words(country_name(code, in_language=language), lead, (text,))
                for language, (lead, text) in words.items()
            },
        )
    for slug, pages in news.PAGES.items():
        _both(InformationPage(slug=slug), pages)


def _topic(slug: str, names: Mapping[str, str]) -> Topic:
    topic = Topic(slug=slug)
    for language, text in names.items():
        topic.names.add(TopicName(language=language, text=text))
    topic.save()
    return topic


def _news(
    example: ExampleNews,
    topics: Mapping[str, Topic],
    earlier: Mapping[str, NewsItem],
    reports: Sequence[LibraryItem],
    instruments: Mapping[str, Instrument],
) -> NewsItem:
    written = {"ru": example.ru} | ({"en": example.en} if example.en else {})
    first: NewsItem | None = None
    for language, words in written.items():
        item = NewsItem(
            slug=example.slug,
            day=example.day,
            title=words.title,
            lead=words.lead,
            source_name=example.source.get(language, ""),
            source_url=example.source_url,
            project_url=example.project_page,
            body=[*_paragraphs(words.paragraphs), *_embedded(example, instruments)],
        )
        _about(item, example.countries, (topics[slug] for slug in example.topics))
        for name, called_in, url in example.elsewhere:
            item.ran_elsewhere.add(RanElsewhere(name=name, language=called_in, url=url))
        for slug in example.related:
            if slug in earlier:
                item.related_news.add(RelatedNews(related=earlier[slug]))
        for report in reports:
            item.related_library.add(RelatedLibraryItem(related=report))
        if example.corrected:
            item.corrected_on, item.correction = example.corrected[0], example.corrected[1][language]
        if example.withdrawn:
            item.withdrawn_on, item.withdrawal = example.withdrawn[0], example.withdrawn[1][language]
        first = _published(item, language, first)
    assert first is not None
    return first


def _document(example: ExampleDocument, topics: Mapping[str, Topic]) -> LibraryItem:
    handed_in = ContentFile(example.file.encode(), name=f"{example.slug}.md")
    file = NewsroomDocument.objects.create(title=example.titles["ru"], language="ru", file=handed_in)
    first: LibraryItem | None = None
    for language in LANGUAGES:
        item = LibraryItem(
            slug=example.slug, day=example.day, title=example.titles[language], lead=example.leads[language]
        )
        item.files.add(LibraryFile(document=file, language="ru"))
        _about(item, example.countries, (topics[slug] for slug in example.topics))
        first = _published(item, language, first)
    assert first is not None
    return first


def _both(page: CountryPage | InformationPage, words: Mapping[str, Words]) -> None:
    first: PublicPage | None = None
    for language, said in words.items():
        version = type(page)(slug=page.slug, title=said.title, lead=said.lead, body=_paragraphs(said.paragraphs))
        if isinstance(page, CountryPage):
            version.country = page.country
        first = _published(version, language, first)


def _about(page: NewsItem | LibraryItem, countries: Iterable[str], topics: Iterable[Topic]) -> None:
    for code in countries:
        page.page_countries.add(PageCountry(country=code))
    for topic in topics:
        page.page_topics.add(PageTopic(topic=topic))


def _published[P: PublicPage](page: P, language: str, first: P | None) -> P:
    """The page in its language's tree, live; a translation of `first` where there is one, which is returned."""
    page.locale = Locale.objects.get(language_code=language)
    if first is not None:
        page.translation_key = first.translation_key
    LanguageHome.objects.get(locale=page.locale).add_child(instance=page)
    page.save_revision().publish()
    return first or page


def _paragraphs(texts: Iterable[str]) -> list[tuple[str, object]]:
    return [("paragraph", f"<p>{conditional_escape(text)}</p>") for text in texts]


def _embedded(example: ExampleNews, instruments: Mapping[str, Instrument]) -> list[tuple[str, object]]:
    if not example.shows:
        return []
    return [("instrument", {"instrument": str(instruments[example.shows].pk), "with_signatories": True})]
