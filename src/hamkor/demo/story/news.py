"""The example news, country pages and pages about the network: our own words, in Russian and English."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.html import format_html

from hamkor.demo.story.organisations import PROJECT_NAMES, SOCIAL_PAGE

MEMORANDUM: Final = "memorandum"
DECLARATION: Final = "declaration"

TOPICS: Final = {
    "cooperation": {"ru": "Сотрудничество", "en": "Cooperation"},
    "torture": {"ru": "Против пыток", "en": "Against torture"},
    "assembly": {"ru": "Свобода собраний", "en": "Freedom of assembly"},
    "defenders": {"ru": "Защита правозащитников", "en": "Defenders at risk"},
    "fair-trial": {"ru": "Справедливый суд", "en": "Fair trial"},
    "united-nations": {"ru": "Механизмы ООН", "en": "United Nations bodies"},
}


@dataclass(frozen=True)
class Words:
    """One language's version: title, lead, paragraphs; one that is marked safe is HTML already."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ExampleNews:
    """`shows` names the example document that stands inside it; `change` is the day and the words of a correction or a
    withdrawal, by language."""

    slug: str
    day: date
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    ru: Words
    en: Words | None = None
    shows: str = ""
    source: Mapping[str, str] = field(default_factory=dict)  # its name by language
    source_url: str = ""
    elsewhere: tuple[tuple[str, str, str], ...] = ()  # name, its language, address
    project_page: str = ""
    related: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    corrected: tuple[date, dict[str, str]] | None = None
    withdrawn: tuple[date, dict[str, str]] | None = None
    quote: dict[str, tuple[str, str]] = field(default_factory=dict)


ALL_FIVE: Final = ("KZ", "KG", "TJ", "TM", "UZ")

NEWS: Final = (
    ExampleNews(
        slug="kyiv-memorandum",
        day=date(2013, 4, 30),
        countries=ALL_FIVE,
        topics=("cooperation", "defenders"),
        ru=Words(
            "Организации пяти стран договорились действовать вместе",
            "Правозащитники Казахстана, Кыргызстана, Таджикистана, Туркменистана и Узбекистана подписали меморандум о "
            "взаимопонимании и взаимной поддержке. Сегодня его текст открыт для всех.",
            (
                "В феврале организации встретились на форуме в Киеве: дома собраться вместе было опасно. Они сравнили, "
                "что происходит в пяти странах, и увидели одно и то же: пытки в следственных изоляторах, закрытые суды, "
                "давление на адвокатов и на тех, кто сообщает о нарушениях.",
                "Форум составил рекомендации и стратегию общих действий. Их итог — меморандум. Подписавшие обязались "
                "продолжать работу, хотя власти не выполняют принятых на себя международных обязательств; советоваться "
                "друг с другом; поддерживать того, на кого давят; добиваться общих целей с властями своих стран и с "
                "международными организациями.",
                "Рядом с подписавшими встали международные партнёры. Подготовку вело «Движение „Тропа через перевал“», "
                "форум провели пять организаций общего проекта.",
                "Полный текст и список подписавших — ниже. Каждый может сверить текст с его отпечатком.",
            ),
        ),
        en=Words(
            "Organisations of five countries agree to act together",
            "Human-rights defenders of Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan and Uzbekistan have signed a "
            "memorandum of understanding and mutual support. From today anybody can read it.",
            (
                "In February the organisations met at a forum in Kyiv, because meeting at home was dangerous. They "
                "compared what happens in the five countries and saw the same everywhere: torture in remand prisons, "
                "closed trials, pressure on lawyers and on those who report violations.",
                "The forum worked out recommendations and a strategy of acting together. Their outcome is the "
                "memorandum. Those who signed undertake to carry on although the authorities fail the international "
                "obligations that they took on; to consult one another; to stand by whoever is under pressure; and to "
                "press common aims with the authorities of their countries and with international bodies.",
                "International partners stand beside them. The Path over the Pass Movement led the preparation; five "
                "organisations of a common project held the forum.",
                "The full text and those who signed it are below. Anybody can compare the text with its fingerprint.",
            ),
        ),
        shows=MEMORANDUM,
        source={"ru": "«Тропа через перевал» (пример)", "en": "Path over the Pass (example)"},
        source_url="https://path-over-the-pass.example/news/memorandum",
        elsewhere=(
            ("Steppe Well Centre (example)", "en", "https://steppe-well.example/news/memorandum"),
            ("Quiet Dyke Committee (example)", "en", "https://quiet-dyke.example/partners/memorandum"),
        ),
        project_page=SOCIAL_PAGE,
    ),
    ExampleNews(
        slug="forum-in-kyiv",
        day=date(2013, 2, 20),
        countries=ALL_FIVE,
        topics=("cooperation",),
        ru=Words(
            "Форум в Киеве: пять стран, одни и те же беды",
            "Три дня организации пяти стран сравнивали положение дома и решали, что делать вместе.",
            (
                "Участники разобрали более сорока дел последних двух лет. По каждому спрашивали одно: что обещало "
                "государство, что оно сделало и что мог бы сделать сосед.",
                "Решено собирать сведения одинаково, чтобы их можно было сложить, и выступать вместе там, где голос "
                "одной организации не слышен.",
            ),
        ),
        en=Words(
            "A forum in Kyiv: five countries, the same troubles",
            "For three days organisations of five countries compared the situation at home and decided what to do "
            "together.",
            (
                "They went through more than forty cases of the last two years. Of each they asked the same: what the "
                "state had promised, what it did, and what a neighbour could do.",
                "They decided to collect facts in one way, so that these can be added up, and to speak together where "
                "the voice of one is not heard.",
            ),
        ),
        related=("kyiv-memorandum",),
    ),
    ExampleNews(
        slug="committee-questions",
        day=date(2013, 5, 21),
        countries=("TJ",),
        topics=("torture", "united-nations"),
        ru=Words(
            "Международный комитет спросил о деле, которого «не было»",
            "Вопросы, подготовленные организациями сети, прозвучали на сессии комитета.",
            (
                "Делегация государства сообщила, что жалоб на пытки в названном изоляторе не поступало. Члены комитета "
                "прочли вслух даты и номера жалоб: их передали организации сети.",
                "Комитет попросил письменный ответ в течение месяца.",
            ),
        ),
        en=Words(
            "An international committee asks about a case that “did not exist”",
            "Questions that organisations of the network prepared were put at the committee's session.",
            (
                "The state's delegation said that no complaints of torture had come from the prison in question. "
                "Members of the committee read out dates and numbers of complaints, which organisations of the network "
                "had handed in.",
                "The committee asked for an answer in writing within a month.",
            ),
        ),
    ),
    ExampleNews(
        slug="lawyers-without-licence",
        day=date(2013, 6, 14),
        countries=("KZ", "UZ"),
        topics=("fair-trial", "defenders"),
        ru=Words(
            "Адвокатов лишают права работать за слова в суде",
            "В двух странах за полгода приостановлено девять лицензий. Сеть просит коллегии объяснить каждое решение.",
            (
                "Во всех девяти делах адвокат заявлял в суде, что подзащитного пытали. Ни одно из заявлений не было "
                "проверено.",
                "Организации сети предлагают наблюдать за заседаниями коллегий так же, как за судами.",
            ),
        ),
        en=Words(
            "Lawyers lose their licences for what they said in court",
            "Nine licences were suspended in two countries within half a year. The network asks the bars to explain each "
            "decision.",
            (
                "In all nine cases the lawyer had told the court that the defendant was tortured. Not one of these "
                "statements was looked into.",
                "Organisations of the network propose to observe the hearings of the bars as they observe trials.",
            ),
        ),
        corrected=(
            date(2013, 6, 18),
            {
                "ru": "Сначала здесь говорилось о десяти лицензиях: одно решение к тому времени было отменено.",
                "en": "This item first spoke of ten licences: one decision had been lifted by then.",
            },
        ),
    ),
    ExampleNews(
        slug="observers-turned-away",
        day=date(2013, 7, 9),
        countries=("TM",),
        topics=("fair-trial",),
        ru=Words(
            "Наблюдателей не пустили в открытое заседание",
            "Суд назвал заседание открытым и запер дверь.",
            (
                "Наблюдатели двух организаций ждали в коридоре четыре часа. Им сказали, что мест нет; из зала вышли "
                "трое.",
                "Сеть внесла этот случай в общий перечень и просит каждую организацию записывать такие отказы.",
            ),
        ),
        en=Words(
            "Observers kept out of an open hearing",
            "The court called the hearing open and locked the door.",
            (
                "Observers of two organisations waited in the corridor for four hours. They were told that there were "
                "no seats; three people came out of the room.",
                "The network put the case on its common list and asks every organisation to note such refusals.",
            ),
        ),
    ),
    ExampleNews(
        slug="late-signature",
        day=date(2013, 9, 2),
        countries=("UZ",),
        topics=("cooperation",),
        ru=Words(
            "К меморандуму присоединилась ещё одна организация",
            "«Глиняный кувшин» (пример) из Узбекистана вошёл в сеть.",
            ("Организация присоединилась к тому же тексту, без оговорок. Её слово стоит рядом с остальными.",),
        ),
        en=Words(
            "One more organisation accedes to the memorandum",
            "The Clay Jug Centre (example) of Uzbekistan has joined the network.",
            ("It acceded to the same text, without reservations. Its word stands beside the others.",),
        ),
        related=("kyiv-memorandum",),
    ),
    ExampleNews(
        slug="assembly-fines",
        day=date(2013, 11, 19),
        countries=("KZ", "KG"),
        topics=("assembly",),
        ru=Words(
            "Штраф за плакат: что говорят решения судов",
            "Организации сети прочли сто двадцать решений о мирных собраниях.",
            (
                "Чаще всего суд ссылается на отсутствие разрешения, хотя по международным обязательствам достаточно "
                "уведомления. В каждом пятом решении не сказано, чем собрание мешало другим.",
                "Разбор и таблица лежат в библиотеке.",
            ),
        ),
        en=Words(
            "Fined for a placard: what court decisions say",
            "Organisations of the network read a hundred and twenty decisions on peaceful assemblies.",
            (
                "Most often the court points to a missing permit, although a notice is enough under international "
                "obligations. Every fifth decision does not say whom the assembly disturbed.",
                "The review and its table are in the library.",
            ),
        ),
        library=("assembly-decisions",),
    ),
    ExampleNews(
        slug="safe-month",
        day=date(2014, 3, 11),
        countries=ALL_FIVE,
        topics=("defenders",),
        ru=Words(
            "Месяц передышки для тех, кто на пределе",
            "Три организации принимают коллег из соседних стран на месяц отдыха и работы.",
            ("Имена и даты не публикуются. Просьбу можно передать через свою организацию или через координатора.",),
        ),
        en=Words(
            "A month of rest for those at the end of their strength",
            "Three organisations receive colleagues from neighbouring countries for a month of rest and work.",
            ("Names and dates are not published. Ask through your organisation or the coordinator.",),
        ),
    ),
    ExampleNews(
        slug="statement-on-search",
        day=date(2015, 5, 6),
        countries=("KG",),
        topics=("defenders",),
        ru=Words(
            "Обыск в офисе: сеть требует вернуть документы",
            "У одной из организаций изъяли компьютеры и бумаги, не составив описи.",
            (
                "Суд признал обыск незаконным через месяц; документы не возвращены. Организации сети просят прокуратуру "
                "исполнить решение суда.",
            ),
        ),
        en=Words(
            "A searched office: the network demands the papers back",
            "Computers and papers of one organisation were taken without a list.",
            (
                "A month later the court called the search unlawful; the papers have not come back. Organisations of "
                "the network ask the prosecutor to carry out the decision.",
            ),
        ),
        corrected=(
            date(2015, 5, 8),
            {
                "ru": "Уточнена дата решения суда.",
                "en": "The date of the court's decision was set right.",
            },
        ),
    ),
    ExampleNews(
        slug="rumour-of-release",
        day=date(2015, 10, 1),
        countries=("TM",),
        topics=("defenders",),
        ru=Words(
            "Сообщение об освобождении",
            "Мы сообщили об освобождении человека, о котором беспокоится сеть.",
            ("Текст снят.",),
        ),
        en=Words(
            "A report of a release",
            "We reported that a person whom the network is concerned about was released.",
            ("The text is withdrawn.",),
        ),
        withdrawn=(
            date(2015, 10, 2),
            {
                "ru": "Сообщение не подтвердилось: родные его не видели. Мы поспешили и просим у них прощения.",
                "en": "The report was not confirmed: the family has not seen him. We were too quick, and apologise to "
                "them.",
            },
        ),
    ),
    ExampleNews(
        slug="five-years-of-the-memorandum",
        day=date(2018, 4, 30),
        countries=ALL_FIVE,
        topics=("cooperation",),
        ru=Words(
            "Пять лет меморандуму: что получилось",
            "Организации пересчитали сделанное вместе и то, чего сделать не удалось.",
            (
                "Вместе составлено шестнадцать обращений в органы ООН; на одиннадцать пришёл ответ по существу. Четверо "
                "коллег пережили трудный месяц у соседей.",
                "Не удалось добиться, чтобы независимых врачей допускали в изоляторы. Это остаётся первой общей целью.",
            ),
        ),
        en=Words(
            "Five years of the memorandum: what came of it",
            "The organisations counted what they did together, and what they could not do.",
            (
                "They wrote sixteen submissions to United Nations bodies together; eleven were answered on the "
                "substance. Four colleagues spent a hard month with neighbours.",
                "They did not achieve that independent doctors are let into remand prisons. That remains the first "
                "common aim.",
            ),
        ),
        related=("kyiv-memorandum", "safe-month"),
    ),
    ExampleNews(
        slug="how-we-write-down-a-case",
        day=date(2021, 6, 26),
        countries=ALL_FIVE,
        topics=("torture",),
        ru=Words(
            "Как мы записываем случай пытки",
            "Одна страница правил, по которым организации пяти стран собирают сведения.",
            (
                "Записывается то, что человек видел и слышал сам; отдельно — то, что он знает от других. Имя хранится "
                "не там, где рассказ.",
            ),
        ),
        library=("how-to-write-down-a-case",),
    ),
    ExampleNews(
        slug="declaration-open",
        day=date(2026, 11, 20),
        countries=ALL_FIVE,
        topics=("defenders", "cooperation"),
        ru=Words(
            "Декларация о тех, кто сообщает о нарушениях, открыта для подписания",
            "Новый общий текст: сообщить о пытке — не преступление.",
            (
                "Организации просят власти расследовать само нарушение, а не того, кто о нём рассказал, и не трогать "
                "родных. Они и сами обязуются не публиковать имени того, кто этого не хочет.",
            ),
        ),
        en=Words(
            "Declaration on Those Who Report Violations opens for signature",
            "A new common text: to report torture is no crime.",
            (
                "The organisations ask the authorities to investigate the violation and not the one who told of it, and "
                "to leave relatives in peace. They undertake for themselves not to publish the name of anyone who does "
                "not want it.",
            ),
        ),
        shows=DECLARATION,
    ),
)

COUNTRIES: Final = {
    "KZ": {
        "ru": ("Где решения судов расходятся с обещаниями.", "Организации сети наблюдают за судами и за тем, как "
               "исполняются решения комитетов ООН."),
        "en": ("Where court decisions part from promises.", "Organisations of the network observe trials, and how "
               "decisions of United Nations committees are carried out."),
    },
    "KG": {
        "ru": ("Страна, из которой сеть координируют.", "Здесь собрать людей проще, чем у соседей, и потому сюда "
               "приезжают на передышку."),
        "en": ("The country that the network is coordinated from.", "To meet is easier here than at the neighbours', "
               "so colleagues come here to rest."),
    },
    "TJ": {
        "ru": ("Где о пытках говорят вполголоса.", "Организации сети сопровождают жалобы и готовят вопросы для "
               "международных комитетов."),
        "en": ("Where torture is spoken of in a low voice.", "Organisations of the network go with complaints and "
               "prepare questions for international committees."),
    },
    "TM": {
        "ru": ("Самая закрытая из пяти стран.", "О ней работают и те, кому пришлось уехать. Имена чаще всего не "
               "называются."),
        "en": ("The most closed of the five.", "Those who had to leave work on it too. Names are mostly not given."),
    },
    "UZ": {
        "ru": ("Страна больших обещаний.", "Организации сети сверяют их с тем, что происходит в изоляторах и судах."),
        "en": ("The country of great promises.", "Organisations of the network compare them with what happens in "
               "remand prisons and in courts."),
    },
}  # fmt: skip

PAGES: Final = {
    "about": {
        "ru": Words(
            "О сети",
            "Организации пяти стран и их партнёры, связанные одним меморандумом.",
            (
                "Сеть возникла на форуме в Киеве в 2013 году. У неё нет главного: каждая организация говорит за себя, а "
                "вместе они говорят то, под чем все подписались.",
                format_html(
                    "Форум стал возможен благодаря проекту «{}»: с осени 2012 по осень 2014 года его вели пять "
                    'организаций. <a href="/ru/members/">Участники, партнёры и проект</a> названы на своей странице.',
                    PROJECT_NAMES["ru"],
                ),
                "Координатор хранит тексты, собирает подписи и отвечает за то, чтобы опубликованное было подлинным.",
            ),
        ),
        "en": Words(
            "About the network",
            "Organisations of five countries and their partners, bound by one memorandum.",
            (
                "The network grew out of a forum in Kyiv in 2013. Nobody stands at its head: each organisation speaks "
                "for itself, and together they say what all of them signed.",
                format_html(
                    "The project “{}” made the forum possible; five organisations carried it out from autumn 2012 to "
                    'autumn 2014. <a href="/en/members/">Members, partners and the project</a> have a page of their own.',
                    PROJECT_NAMES["en"],
                ),
                "The coordinator keeps the texts, gathers the signatures and answers for it that what is published is "
                "genuine.",
            ),
        ),
    },
    "contact": {
        "ru": Words(
            "Как с нами связаться",
            "Пишите координатору; о том, что нельзя доверить почте, сначала спросите, как это передать.",
            ("Почта: desk@network.example. Это демонстрация: письма никто не прочтёт.",),
        ),
        "en": Words(
            "How to reach us",
            "Write to the coordinator. What cannot be trusted to mail: ask first how to hand it over.",
            ("Mail: desk@network.example. This is a demonstration: nobody will read the letter.",),
        ),
    },
}
