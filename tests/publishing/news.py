"""News as an editor publishes it, for tests of what becomes of it."""

from wagtail.models import Locale, Page

from hamkor.newsroom.models import LanguageHome, NewsItem


def publish_news(slug: str, title: str, *, day: str, language: str = "ru", body: str = "<p>Текст.</p>") -> NewsItem:
    locale, _new = Locale.objects.get_or_create(language_code=language)
    home = LanguageHome.objects.filter(locale=locale).first()
    if home is None:
        home = Page.objects.get(depth=1).add_child(instance=LanguageHome(title=language, slug=language, locale=locale))
    item = NewsItem(title=title, slug=slug, lead="Кратко.", locale=locale, day=day, body=[("paragraph", body)])
    home.add_child(instance=item)
    item.save_revision().publish()
    return item
