"""The example documents: a memorandum of 2013, a declaration open for signature, and one in consultation."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from hamkor.demo.story.texts import drafts, text
from hamkor.instruments.actions.adoption import adopt
from hamkor.instruments.actions.drafting import draft_instrument, open_consultation, set_title
from hamkor.instruments.actions.texts import add_language, save_text
from hamkor.instruments.models import Instrument, Kind, Text, TextRevision
from hamkor.network.models import Person

AUTHENTIC: Final = ("ru", "en")

ADOPTED_IN_KYIV: Final = date(2013, 2, 20)
PUBLISHED: Final = date(2013, 4, 30)

MEMORANDUM: Final = {
    "ru": "Меморандум о взаимопонимании и взаимной поддержке",
    "en": "Memorandum of Understanding and Mutual Support",
    "kk": "Өзара түсіністік және өзара қолдау туралы меморандум",
    "ky": "Өз ара түшүнүшүү жана өз ара колдоо жөнүндө меморандум",
    "tg": "Меморандуми ҳамдигарфаҳмӣ ва дастгирии мутақобила",
    "tk": "Özara düşünişmek we özara goldaw hakynda ähtnama",
    "uz": "Oʻzaro anglashuv va oʻzaro koʻmak toʻgʻrisida memorandum",
}
KYIV: Final = {
    "ru": "Киев", "en": "Kyiv", "kk": "Киев", "ky": "Киев", "tg": "Киев", "tk": "Kiýew", "uz": "Kiyev",
}  # fmt: skip
DECLARATION: Final = {
    "ru": "Декларация о тех, кто сообщает о нарушениях",
    "en": "Declaration on Those Who Report Violations",
    "kk": "Құқық бұзушылық туралы хабарлайтындар жөніндегі декларация",
    "ky": "Укук бузуулар жөнүндө кабарлагандар тууралуу декларация",
    "tg": "Эъломия дар бораи онҳое, ки аз вайронкорӣ хабар медиҳанд",
    "tk": "Hukuk bozulmalary barada habar berýänler hakynda jarnama",
    "uz": "Huquqbuzarliklar haqida xabar beruvchilar toʻgʻrisida deklaratsiya",
}
TBILISI: Final = {
    "ru": "Тбилиси", "en": "Tbilisi", "kk": "Тбилиси", "ky": "Тбилиси", "tg": "Тбилисӣ", "tk": "Tbilisi",
    "uz": "Tbilisi",
}  # fmt: skip
SHELTER: Final = {
    "ru": "Меморандум о помощи тем, кому пришлось уехать",
    "en": "Memorandum on Helping Those Who Had to Leave",
}


def drafted(
    document: str, kind: Kind, titles: Mapping[str, str], *, leader: Person, writers: Sequence[Person]
) -> Instrument:
    """A document in consultation, in Russian and English: written by one, bettered by others in turn."""
    authentic = {language: title for language, title in titles.items() if language in AUTHENTIC}
    instrument = draft_instrument(by=leader, kind=kind, titles=authentic)
    for language in authentic:
        revise(instrument, document, language, writers[:1], upto=1)
    open_consultation(by=leader, instrument=instrument)
    for language in authentic:
        revise(instrument, document, language, writers)
    return instrument


def revise(instrument: Instrument, document: str, language: str, writers: Sequence[Person], *, upto: int = 99) -> None:
    """Saves the drafts that are not saved yet, by each of the writers in turn."""
    written = text_of(instrument, language)
    saved = written.revisions.count()
    for number, body in enumerate(drafts(document, language)[:upto]):
        if number >= saved:
            save_text(by=writers[number % len(writers)], text=written, body=body, based_on=number)


def translated(instrument: Instrument, document: str, language: str, *, by: Person, follows: str) -> TextRevision:
    """Adds a translation of the text as it stands now in the language `follows`."""
    written = add_language(by=by, instrument=instrument, language=language)
    body = text(document, language)
    return save_text(by=by, text=written, body=body, based_on=0, renders=text_of(instrument, follows).current())


def in_consultation(*, leader: Person, writers: Sequence[Person]) -> Instrument:
    """A memorandum whose English translation is older than its Russian text, and whose Kazakh one is missing."""
    instrument = draft_instrument(by=leader, kind=Kind.MEMORANDUM, titles={"ru": SHELTER["ru"]})
    revise(instrument, "shelter", "ru", writers[:1], upto=1)
    translated(instrument, "shelter", "en", by=writers[1], follows="ru")
    set_title(by=writers[1], instrument=instrument, language="en", title=SHELTER["en"])
    add_language(by=leader, instrument=instrument, language="kk")
    open_consultation(by=leader, instrument=instrument)
    revise(instrument, "shelter", "ru", writers)
    return instrument


def adopted(
    instrument: Instrument, *, on: date, titles: Mapping[str, str], places: Mapping[str, str], by: Person
) -> None:
    """Named in every language of the network, and adopted by the depositary, who was shown the texts' hashes."""
    for language, title in titles.items():
        set_title(by=by, instrument=instrument, language=language, title=title, place=places[language])
    hashes = {language: text_of(instrument, language).current().sha256 for language in AUTHENTIC}
    chosen = {language: places[language] for language in AUTHENTIC}
    adopt(by=by, instrument=instrument, adopted_on=on, places=chosen, hashes=hashes)


def text_of(instrument: Instrument, language: str) -> Text:
    """The text of the only edition that there is."""
    return Text.objects.get(edition__instrument=instrument, language=language)
