"""A site with every kind of page that readers meet, and one address of each."""

from collections.abc import Iterator

from django.urls import resolve
from django.utils import translation
from wagtail.rich_text import RichText

from hamkor.audit.kernel import standing_in
from hamkor.core.public_pages import sections
from hamkor.instruments.models import Instrument
from tests.factories.instruments import InstrumentFactory
from tests.factories.newsroom import country_page, document, image, information, library, news, topic

# What is no file: it is asked of the application.
ASKED = ("/ru/search/", "/ru/search/?q=меморандум", "/ru/search/?q=zzz", "/ru/nothing/")


def newsroom() -> None:
    """News of all kinds, with everything that may stand in it; a library, a page, words on a country."""
    with standing_in("a site"):
        instrument = Instrument.objects.filter(published_on__isnull=False).first() or InstrumentFactory(
            open_for_accession=True, published=True
        )
        rights = topic("rights", ru="Основные права", en="Fundamental rights")
        text = ("paragraph", RichText('<p>Организации <a href="https://forum.example/">форума</a> договорились.</p>'))
        everything = [
            ("heading", "Что решили"),
            ("paragraph", RichText("<h3>Обязались</h3><ul><li>помогать</li></ul><ol><li>советоваться</li></ol>")),
            ("quote", {"text": RichText("<p>Мы продолжаем.</p>"), "source": "Из Меморандума"}),
            ("picture", {"image": image("Пять женщин за столом"), "caption": "Киев", "credit": "Фото: Пример"}),
            ("document", document("Рекомендации")),
            ("instrument", {"instrument": str(instrument.pk), "with_signatories": True}),
            ("foreign", {"language": "en", "text": RichText("<p>We go on.</p>")}),
        ]
        plain = news("Форум в Киеве", slug="forum", live=True, day="2013-02-20", body=[text])
        news(
            "Меморандум принят правозащитными организациями",
            slug="adopted",
            live=True,
            lead="Подписали более десяти организаций.",
            author="Пресс-служба",
            body=[text, *everything],
            source_name="Партнёрство",
            source_url="https://source.example/1",
            project_url="https://social.example/project",
            elsewhere=[("Бюро", "", "https://kz.example/a")],
            countries=["KG", "KZ"],
            topics=[rights],
            related=[plain],
            documents=[InstrumentFactory(adopted=True, published=True)],
        )
        news("С ошибкой", slug="corrected", live=True, body=[text], corrected_on="2013-05-02", correction="Не март.")
        news(
            "Слух", slug="withdrawn", live=True, body=[text], withdrawn_on="2013-05-02", withdrawal="Не подтвердилось."
        )
        news("Only in English", slug="english", language="en", live=True, lead="A lead.")
        files = [("ru", document(name="ru.txt")), ("en", document(name="en.txt"))]
        library("Доклад", slug="report", live=True, lead="Кратко.", publisher="Форум", files=files, topics=[rights])
        country_page("KG", "Кыргызстан", slug="kg", live=True, lead="Кратко.", body=[text])
        information("О сети", slug="about", live=True, lead="Кратко.", body=[text])


def one_of_each(language: str = "ru") -> list[str]:
    """An address of every kind of page that is a file; of the news all items, for each is of another kind."""
    return list(_one_of_each(language))


def _one_of_each(language: str) -> Iterator[str]:
    seen: set[str] = set()
    with translation.override(language):
        for name, section in sections().items():
            for address in section().paths():
                if not address.startswith(f"/{language}/") or not address.endswith(("/", ".html")):
                    continue
                route = resolve(address).route
                if route not in seen or name == "newsroom.news":
                    seen.add(route)
                    yield address
