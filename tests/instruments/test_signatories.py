"""The public list: every word is counted once, and no name that is kept back is in it."""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.audit.kernel import standing_in
from hamkor.instruments.models import Instrument, ListPhrase
from hamkor.instruments.signatories import Entries, PublicList, public_list
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def published(**traits: object) -> Instrument:
    return InstrumentFactory(open_for_accession=True, published=True, **traits)


def names(entries: Entries) -> list[str]:
    return [signatory.name for country in entries.countries for signatory in country.named]


def countries(entries: Entries) -> list[str]:
    return [country.code for country in entries.countries]


def test_signatories_stand_by_country_and_name_in_the_readers_alphabet() -> None:
    instrument = published()
    for country, name in [("KZ", "Қайрат"), ("TM", "Ашхабад"), ("KZ", "Лампа"), ("KZ", "Компас"), ("AZ", "Баку")]:
        WordFactory(instrument=instrument, organisation=OrganisationFactory(country_of_work=country, name=name))
    signatories = public_list(instrument, "kk").signatories
    assert countries(signatories) == ["AZ", "KZ", "TM"]
    assert names(signatories) == ["Баку", "Компас", "Қайрат", "Лампа", "Ашхабад"]


def test_partners_are_apart_and_in_no_count_of_signatories() -> None:
    instrument = published()
    WordFactory.create_batch(2, instrument=instrument)
    WordFactory(instrument=instrument, endorsed=True)
    shown = public_list(instrument, "ru")
    assert (shown.signatories.count, shown.partners.count) == (2, 1)
    assert countries(shown.partners) == ["BE"]


def test_an_entry_says_accession_exile_and_reservation() -> None:
    instrument = published()
    WordFactory(
        instrument=instrument,
        acceded=True,
        given_at=datetime(2014, 5, 12, tzinfo=UTC),
        organisation=OrganisationFactory(from_exile=True),
        reservation="Paragraph 2 binds us from 2015.",
    )
    (country,) = public_list(instrument, "ru").signatories.countries
    (entry,) = country.named
    assert (country.code, entry.seat, entry.acceded_on) == ("TM", "AT", date(2014, 5, 12))
    assert entry.reservation == "Paragraph 2 binds us from 2015."


def test_an_accession_confirmed_later_keeps_its_first_day() -> None:
    instrument = published()
    first = WordFactory(
        instrument=instrument,
        acceded=True,
        given_at=datetime(2014, 5, 12, tzinfo=UTC),
        superseded_at=datetime(2014, 6, 1, tzinfo=UTC),
    )
    WordFactory(
        instrument=instrument,
        organisation=first.organisation,
        acceded=True,
        given_at=datetime(2014, 6, 1, tzinfo=UTC),
    )
    signatories = public_list(instrument, "ru").signatories
    assert signatories.count == 1
    assert signatories.countries[0].named[0].acceded_on == date(2014, 5, 12)


def test_a_withdrawal_stays_visible_and_is_counted_apart() -> None:
    instrument = published()
    word = WordFactory(instrument=instrument, withdrawn=True)
    WordFactory(
        instrument=instrument,
        organisation=word.organisation,
        acceded=True,
        given_at=datetime(2017, 3, 1, tzinfo=UTC),
    )
    shown = public_list(instrument, "ru")
    assert shown.withdrawn_signatories.countries[0].named[0].withdrawn_on == date(2016, 1, 1)
    assert shown.signatories.countries[0].named[0].acceded_on == date(2017, 3, 1)


def test_of_a_withheld_name_only_the_number_is_told() -> None:
    instrument = published()
    WordFactory(instrument=instrument, name_withheld=True, reservation="ours")
    WordFactory(instrument=instrument, organisation=OrganisationFactory(withheld=True))
    shown = public_list(instrument, "ru")
    assert shown.signatories == Entries(unnamed=2)


def test_its_country_is_told_while_five_others_might_be_meant() -> None:
    instrument = published()
    WordFactory(instrument=instrument, name_withheld=True, organisation=OrganisationFactory(country_of_work="TJ"))
    OrganisationFactory.create_batch(3, country_of_work="TJ")
    assert public_list(instrument, "ru").signatories == Entries(unnamed=1)
    fifth = OrganisationFactory(country_of_work="TJ")
    told = public_list(instrument, "ru").signatories
    assert (countries(told), told.countries[0].unnamed, told.unnamed) == (["TJ"], 1, 0)
    WordFactory(instrument=instrument, organisation=fifth)  # who is named cannot be meant
    told = public_list(instrument, "ru").signatories
    assert (told.countries[0].unnamed, told.unnamed) == (0, 1)


def test_without_its_consent_no_country_is_told() -> None:
    instrument = published()
    OrganisationFactory.create_batch(9, country_of_work="TJ")
    WordFactory(
        instrument=instrument,
        name_withheld=True,
        publish_country=False,
        organisation=OrganisationFactory(country_of_work="TJ"),
    )
    assert public_list(instrument, "ru").signatories == Entries(unnamed=1)


def test_when_a_withheld_word_came_cannot_be_read_from_the_list() -> None:
    early, late = published(), published()
    for instrument, year in ((early, 2013), (late, 2020)):
        WordFactory(instrument=instrument, name_withheld=True, given_at=datetime(year, 1, 1, tzinfo=UTC))
    assert public_list(early, "ru") == public_list(late, "ru")


def test_a_hidden_entry_reads_as_hidden_and_its_name_is_gone_from_earlier_words_too() -> None:
    instrument = published()
    withdrawn = WordFactory(instrument=instrument, withdrawn=True, organisation=OrganisationFactory(name="Gone"))
    WordFactory(instrument=instrument, organisation=withdrawn.organisation, hidden=True)
    shown = public_list(instrument, "ru")
    assert shown == PublicList(signatories=Entries(hidden=1), withdrawn_signatories=Entries(hidden=1))


def test_a_list_kept_back_shows_its_phrase_and_neither_names_nor_numbers() -> None:
    instrument = published(list_withheld=True)
    WordFactory.create_batch(3, instrument=instrument)
    WordFactory(instrument=instrument, endorsed=True)
    with standing_in("test"):
        for language, text in (("ru", "более десяти организаций"), ("en", "more than ten organisations")):
            ListPhrase.objects.create(instrument=instrument, language=language, text=text, approved_by=PersonFactory())
    shown = public_list(instrument, "en")
    assert shown.phrase is not None
    assert (shown.phrase.text, shown.phrase.language) == ("more than ten organisations", "en")
    assert (shown.signatories, shown.partners, shown.withdrawn_signatories) == (Entries(), Entries(), Entries())
    phrase = public_list(instrument, "kk").phrase
    assert phrase is not None
    assert phrase.language == "ru"


WORDS = st.lists(
    st.fixed_dictionaries(
        {
            "name_withheld": st.booleans(),
            "hidden": st.booleans(),
            "withdrawn": st.booleans(),
            "endorsed": st.booleans(),
            "publish_country": st.booleans(),
            "member_withheld": st.booleans(),
            "country": st.sampled_from(["KZ", "TJ"]),
        }
    ),
    max_size=12,
)
_numbers = count()


@settings(max_examples=20, deadline=None)
@given(words=WORDS)
def test_for_any_mixture_the_counts_add_up_and_no_kept_name_appears(words: list[dict[str, object]]) -> None:
    with transaction.atomic():
        instrument = published(slug=f"mixture-{next(_numbers)}")
        kept, open_names = set(), set()
        for given_word in words:
            traits = dict(given_word)
            country, withheld = traits.pop("country"), traits.pop("member_withheld")
            name = f"Organisation {next(_numbers)}"
            organisation = OrganisationFactory(
                name=name,
                country_of_work=country,
                withheld=withheld,
                category="partner" if traits["endorsed"] else "member",
            )
            WordFactory(instrument=instrument, organisation=organisation, **traits)
            (kept if withheld or traits["name_withheld"] or traits["hidden"] else open_names).add(name)
        shown = public_list(instrument, "en")
        every = (shown.signatories, shown.partners, shown.withdrawn_signatories, shown.withdrawn_partners)
        assert sum(entries.count for entries in every) == len(words)
        assert sum(entries.hidden for entries in every) == sum(bool(word["hidden"]) for word in words)
        assert {name for entries in every for name in names(entries)} == open_names
        assert not any(name in repr(shown) for name in kept)
        assert all(country.unnamed >= 0 for entries in every for country in entries.countries)
        assert all(entries.unnamed >= 0 for entries in every)
        transaction.set_rollback(True)


def test_a_thousand_words_take_as_many_queries_as_twenty() -> None:
    def queries(instrument: Instrument) -> int:
        with CaptureQueriesContext(connection) as captured:
            public_list(instrument, "ru")
        return len(captured)

    few, many = published(), published()
    for instrument, number in ((few, 3), (many, 40)):
        WordFactory.create_batch(number, instrument=instrument)
        WordFactory(instrument=instrument, name_withheld=True)
        WordFactory(instrument=instrument, endorsed=True)
    assert queries(few) == queries(many)
