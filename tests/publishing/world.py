"""A newsroom with one of each thing that readers meet, in Russian."""

from wagtail.models import Locale, Page

from hamkor.audit.kernel import standing_in
from hamkor.newsroom.models import (
    InformationPage,
    LanguageHome,
    LibraryItem,
    NewsItem,
    PageCountry,
    PageTopic,
    Topic,
    TopicName,
)
from hamkor.newsroom.models.pages import PublicPage


def newsroom() -> None:
    """Two news items about Kyrgyzstan and one topic, two library documents, a page."""
    with standing_in("newsroom"):
        locale, _new = Locale.objects.get_or_create(language_code="ru")
        home = LanguageHome.objects.filter(locale=locale).first()
        if home is None:
            home = Page.objects.get(depth=1).add_child(instance=LanguageHome(title="ru", slug="ru", locale=locale))
        topic = Topic.objects.create(slug="freedom")
        TopicName.objects.create(topic=topic, language="ru", text="Свобода")

        def publish(page: PublicPage) -> None:
            page.page_countries = [PageCountry(country="KG")]
            page.page_topics = [PageTopic(topic=topic)]
            home.add_child(instance=page)
            page.save_revision().publish()

        body = [("paragraph", "<p>Организации договорились.</p>")]
        for number in (1, 2):
            publish(NewsItem(title=f"Новость {number}", slug=f"news-{number}", day="2013-04-30", body=body))
            publish(LibraryItem(title=f"Книга {number}", slug=f"book-{number}", day="2013-04-30"))
        publish(InformationPage(title="О сети", slug="about", body=body))
