"""The example organisations: names that no real organisation bears, each saying that it is an example."""

from dataclasses import dataclass
from datetime import date
from typing import Final

FOUNDED: Final = date(2013, 2, 20)
JOINED_LATER: Final = date(2013, 9, 1)

_EXAMPLE: Final = {
    "ru": "пример", "en": "example", "kk": "мысал", "ky": "мисал", "tg": "мисол", "tk": "mysal", "uz": "misol",
}  # fmt: skip


@dataclass(frozen=True)
class ExampleOrganisation:
    """`code` names it in the story and in its addresses. `names` are its short names by language."""

    code: str
    country: str
    names: dict[str, str]
    seat: str = ""
    since: date = FOUNDED

    @property
    def country_of_seat(self) -> str:
        """Where it sits; another country than that of its work, for those who work from exile."""
        return self.seat or self.country

    @property
    def website(self) -> str:
        return f"https://{self.code}.example/"

    def marked_names(self) -> dict[str, str]:
        """Its name in each language, marked as an example."""
        return {language: f"{name} ({_EXAMPLE[language]})" for language, name in self.names.items()}


COORDINATING: Final = "path-over-the-pass"
# Nobody outside learns that it belongs to the network, nor that it signed.
WITHHELD: Final = "night-lamp"
# It signs, and thinks better of it.
LEAVING: Final = "high-bridge"
# It comes when signature has closed.
LATE: Final = "clay-jug"

MEMBERS: Final = (
    ExampleOrganisation(
        "steppe-well",
        "KZ",
        {"ru": "Центр «Степной колодец»", "en": "Steppe Well Centre", "kk": "«Дала құдығы» орталығы"},
    ),
    ExampleOrganisation(
        "apple-yard",
        "KZ",
        {"ru": "Фонд «Яблоневый двор»", "en": "Apple Yard Foundation", "kk": "«Алмалы аула» қоры"},
    ),
    ExampleOrganisation(
        "north-wind",
        "KZ",
        {"ru": "Объединение «Северный ветер»", "en": "North Wind Association", "kk": "«Солтүстік жел» бірлестігі"},
    ),
    ExampleOrganisation(
        COORDINATING,
        "KG",
        {"ru": "Движение «Тропа через перевал»", "en": "Path over the Pass Movement", "ky": "«Ашуу жолу» кыймылы"},
    ),
    ExampleOrganisation(
        "walnut-grove",
        "KG",
        {"ru": "Центр «Ореховая роща»", "en": "Walnut Grove Centre", "ky": "«Жаңгак токою» борбору"},
    ),
    ExampleOrganisation(
        "blue-door",
        "KG",
        {"ru": "Фонд «Синяя дверь»", "en": "Blue Door Foundation", "ky": "«Көк эшик» фонду"},
    ),
    ExampleOrganisation(
        "apricot-garden",
        "TJ",
        {"ru": "Фонд «Урюковый сад»", "en": "Apricot Garden Foundation", "tg": "Фонди «Боғи зардолу»"},
    ),
    ExampleOrganisation(
        LEAVING,
        "TJ",
        {"ru": "Бюро «Высокий мост»", "en": "High Bridge Bureau", "tg": "Дафтари «Пули баланд»"},
    ),
    ExampleOrganisation(
        WITHHELD,
        "TJ",
        {"ru": "Группа «Ночная лампа»", "en": "Night Lamp Group", "tg": "Гурӯҳи «Чароғи шаб»"},
    ),
    ExampleOrganisation(
        "caravan-lantern",
        "TM",
        {"ru": "Инициатива «Караванный фонарь»", "en": "Caravan Lantern Initiative", "tk": "«Kerwen çyrasy» topary"},
        seat="AT",
    ),
    ExampleOrganisation(
        "garden-in-the-sands",
        "TM",
        {"ru": "Объединение «Сад в песках»", "en": "Garden in the Sands", "tk": "«Çöldäki bag» birleşigi"},
        seat="CZ",
    ),
    ExampleOrganisation(
        "mulberry-shade",
        "UZ",
        {"ru": "Клуб «Тень тутовника»", "en": "Mulberry Shade Club", "uz": "«Tut soyasi» klubi"},
        seat="FR",
    ),
    ExampleOrganisation(
        "open-gate",
        "UZ",
        {"ru": "Общество «Открытые ворота»", "en": "Open Gate Society", "uz": "«Ochiq darvoza» jamiyati"},
    ),
    ExampleOrganisation(
        LATE,
        "UZ",
        {"ru": "Центр «Глиняный кувшин»", "en": "Clay Jug Centre", "uz": "«Sopol koʻza» markazi"},
        since=JOINED_LATER,
    ),
)

PARTNERS: Final = (
    ExampleOrganisation("canal-house", "BE", {"ru": "Дом у канала", "en": "Canal House"}),
    ExampleOrganisation("quiet-dyke", "NL", {"ru": "Комитет «Тихая дамба»", "en": "Quiet Dyke Committee"}),
    ExampleOrganisation("amber-window", "PL", {"ru": "Фонд «Янтарное окно»", "en": "Amber Window Foundation"}),
)

PROJECT_NAMES: Final = {"ru": "Общий стол (пример)", "en": "A Common Table (example)"}
PROJECT_SINCE: Final = date(2012, 10, 1)
PROJECT_UNTIL: Final = date(2014, 9, 30)
FUNDER: Final = {"ru": "Фонд «Дальний берег» (пример)", "en": "Far Shore Fund (example)"}
SOCIAL_PAGE: Final = "https://social.example/a-common-table"
IMPLEMENTERS: Final = (COORDINATING, "steppe-well", "caravan-lantern", "canal-house", "amber-window")
