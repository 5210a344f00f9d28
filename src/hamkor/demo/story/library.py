"""The example documents of the library: our own words, catalogued in Russian and English."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from hamkor.demo.story.news import ALL_FIVE


@dataclass(frozen=True)
class ExampleDocument:
    """A document of the library: its file is a text."""

    slug: str
    day: date
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    titles: dict[str, str]
    leads: dict[str, str]
    file: str


LIBRARY: Final = (
    ExampleDocument(
        "assembly-decisions",
        date(2013, 11, 19),
        ("KZ", "KG"),
        ("assembly",),
        {
            "ru": "Сто двадцать решений о мирных собраниях",
            "en": "A hundred and twenty decisions on peaceful assemblies",
        },
        {"ru": "Разбор и таблица.", "en": "A review and a table."},
        "# Сто двадцать решений\n\nТаблица примеров для демонстрации: решение, основание, штраф.\n",
    ),
    ExampleDocument(
        "how-to-write-down-a-case",
        date(2021, 6, 26),
        ALL_FIVE,
        ("torture",),
        {"ru": "Как записать случай: правила на одной странице", "en": "How to write down a case: rules on one page"},
        {"ru": "Для всех организаций сети.", "en": "For all organisations of the network."},
        "# Как записать случай\n\n1. Что человек видел сам.\n2. Что он знает от других.\n3. Имя хранится отдельно.\n",
    ),
)
