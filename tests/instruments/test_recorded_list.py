"""A pasted list of words: matched, shown, and kept whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.instruments.actions.recorded_list import Entry, folded, match_lines, read_lines, record_list
from hamkor.instruments.models import Word
from hamkor.instruments.statements import Choices
from hamkor.ledger.models import Commitment
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, coordinator, delegate

pytestmark = pytest.mark.django_db


@pytest.fixture
def memorandum():
    return InstrumentFactory(open_for_signature=True)


@pytest.fixture
def network():
    return {
        "bridge": OrganisationFactory(name="Общественный фонд «Мост»", country_of_work="KG"),
        "spring": OrganisationFactory(name="Родник", country_of_work="TJ"),
        "field": OrganisationFactory(name="Ёлочное поле", country_of_work="KZ"),
    }


def matched(memorandum, network, text):
    return match_lines(read_lines(text), memorandum, list(network.values()))


class TestReading:
    def test_name_country_and_channel(self):
        lines = read_lines("Мост; KG; e-mail\n\nРодник;Таджикистан\nПоле\t\tтелефон\n")
        assert [(line.number, line.name, line.country, line.channel, line.fault) for line in lines] == [
            (1, "Мост", "KG", "email", ""),
            (3, "Родник", "TJ", "", ""),
            (4, "Поле", "", "telephone", ""),
        ]

    @pytest.mark.parametrize("country", ["tj", "TJ", "Таджикистан", "Tajikistan", "Тоҷикистон", "таджикистан"])
    def test_a_country_by_its_code_or_its_name_in_any_language_of_the_site(self, country):
        assert read_lines(f"Родник; {country}")[0].country == "TJ"

    @pytest.mark.parametrize("line", ["Мост; Атлантида", "Мост; KG; голубь", "; KG", "«»", "a; KG; email; x; y"])
    def test_a_fault_is_told_with_its_line(self, line):
        read = read_lines(f"Родник\n{line}")
        assert (read[1].number, bool(read[1].fault)) == (2, True)

    def test_a_list_without_end_is_cut_with_a_fault(self):
        lines = read_lines("x\n" * 10_000)
        assert len(lines) == 501
        assert lines[-1].fault

    @given(st.text(max_size=300))
    def test_any_text_is_read_without_raising(self, text):
        for line in read_lines(text):
            assert line.fault or folded(line.name)

    @given(st.text(max_size=60))
    def test_folding_twice_is_folding_once(self, name):
        assert folded(folded(name)) == folded(name)


class TestMatching:
    @pytest.mark.parametrize("written", ["Родник", "родник", "«РОДНИК»", "  Родник.  ", "Родник; TJ"])
    def test_the_same_name_however_it_is_written(self, memorandum, network, written):
        (match,) = matched(memorandum, network, written)
        assert match.sure
        assert match.candidates == (network["spring"].pk,)

    def test_yo_is_ye(self, memorandum, network):
        assert matched(memorandum, network, "Елочное поле")[0].sure

    def test_a_name_like_it_is_to_be_confirmed(self, memorandum, network):
        (match,) = matched(memorandum, network, "Фонд Мост")
        assert not match.sure
        assert match.candidates[0] == network["bridge"].pk

    def test_a_name_like_none_is_named(self, memorandum, network):
        (match,) = matched(memorandum, network, "Zzzzzz Qqqq")
        assert match.fault
        assert match.candidates == ()

    def test_two_of_the_same_name_are_told_apart_by_country(self, memorandum, network):
        network["twin"] = OrganisationFactory(name="Родник", country_of_work="UZ")
        unclear, clear = matched(memorandum, network, "Родник")[0], matched(memorandum, network, "Родник; UZ")[0]
        assert not unclear.sure
        assert set(unclear.candidates) >= {network["spring"].pk, network["twin"].pk}
        assert clear.candidates == (network["twin"].pk,)

    def test_another_country_makes_it_a_question(self, memorandum, network):
        (match,) = matched(memorandum, network, "Родник; UZ")
        assert not match.sure
        assert network["spring"].pk in match.candidates

    def test_the_same_organisation_twice_is_a_fault_of_the_second_line(self, memorandum, network):
        first, second = matched(memorandum, network, "Родник\nродник")
        assert first.sure
        assert "1" in second.fault

    def test_a_word_given_already_is_a_fault(self, memorandum, network):
        WordFactory(instrument=memorandum, organisation=network["spring"])
        assert "already" in matched(memorandum, network, "Родник")[0].fault
        WordFactory(instrument=memorandum, organisation=network["bridge"])
        assert "already" in matched(memorandum, network, "Фонд Мост")[0].fault


class TestPages:
    def send(self, client, memorandum, lines, **more):
        return client.post(
            f"/workspace/documents/{memorandum.slug}/words/record-many/?lang=en",
            {"lines": lines, "channel": "email", "told_at": "2026-01-02T10:00", **more},
        )

    def test_nothing_is_saved_before_it_was_shown(self, sign_in, memorandum, network):
        response = self.send(sign_in(coordinator()), memorandum, "Родник; TJ; telephone\nФонд Мост")

        assert response.status_code == 200
        shown = response.content.decode()
        assert "Родник" in shown
        assert "which organisation is meant" in shown
        assert not Word.objects.exists()

    def test_then_all_is_saved(self, sign_in, memorandum, network):
        chosen = {"line-2": str(network["bridge"].pk), "save": "1"}

        response = self.send(sign_in(coordinator()), memorandum, "Родник; TJ; telephone\nФонд Мост", **chosen)

        assert response.status_code == 302
        assert {(w.organisation_id, w.channel, w.strength) for w in Word.objects.all()} == {
            (network["spring"].pk, "telephone", "recorded"),
            (network["bridge"].pk, "email", "recorded"),
        }

    @pytest.mark.parametrize(
        ("lines", "chosen"),
        [
            ("Родник\nФонд Мост", {}),
            ("Родник\nФонд Мост", {"line-2": "not-a-candidate"}),
            ("Родник\nZzzz Qqqq", {}),
            ("Родник\nРодник", {}),
            ("Родник\n; KG", {}),
        ],
    )
    def test_a_line_that_is_not_settled_saves_nothing(self, sign_in, memorandum, network, lines, chosen):
        response = self.send(sign_in(coordinator()), memorandum, lines, save="1", **chosen)

        assert response.status_code == 422
        assert not Word.objects.exists()

    def test_it_says_that_the_names_are_published(self, sign_in, memorandum, network):
        client = sign_in(coordinator())
        first = client.get(f"/workspace/documents/{memorandum.slug}/words/record-many/?lang=en").content.decode()
        assert "names on the list are published" in first
        assert "names are published" in self.send(client, memorandum, "Родник").content.decode()

    def test_nobody_is_chosen_who_was_not_offered(self, sign_in, memorandum, network):
        stranger = OrganisationFactory(name="Совсем другая")
        chosen = {"line-1": str(stranger.pk), "save": "1"}
        assert self.send(sign_in(coordinator()), memorandum, "Фонд Мост", **chosen).status_code == 422

    def test_two_lines_for_one_organisation_save_nothing(self, sign_in, memorandum, network):
        """Chosen by hand for both: the second word cannot be given, so none is."""
        bridge = str(network["bridge"].pk)
        chosen = {"line-1": bridge, "line-2": bridge, "save": "1"}
        response = self.send(sign_in(coordinator()), memorandum, "Фонд Мост\nОФ Мост", **chosen)
        assert response.status_code == 422
        assert "Line 2" in response.content.decode()
        assert not Word.objects.exists()

    def test_an_empty_list_gets_a_sentence(self, sign_in, memorandum):
        assert self.send(sign_in(coordinator()), memorandum, "\n \n").status_code == 422

    def test_it_is_the_secretariats(self, sign_in, memorandum):
        assert self.send(sign_in(delegate()), memorandum, "Родник").status_code == 404


def test_all_or_nothing_reaches_into_the_ledger(memorandum, network):
    before = Commitment.objects.count()
    entries = [Entry(1, network["spring"].pk, "email"), Entry(7, network["spring"].pk, "email")]

    with pytest.raises(DomainError, match="7"):
        record_list(by=coordinator(), instrument=memorandum, entries=entries, told_at=clock.now(), choices=Choices())

    assert not Word.objects.exists()
    assert Commitment.objects.count() == before
