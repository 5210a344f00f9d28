"""Names that pass for others: letters of two alphabets that the eye does not tell apart."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hamkor.core.errors import DomainError
from hamkor.network.actions import organisations as actions
from hamkor.network.doubles import Known, Register
from hamkor.network.look_alikes import disguised_word, shape
from hamkor.network.models import Organisation, OrganisationName
from hamkor.network.names import Name, clean_line
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.support.reading import address

LIST = "/workspace/organisations/"
NEW = {"language": "ru", "short": "", "country_of_work": "KG", "category": "member", "since": "2013-02-20"}

# Latin H, C, o and Cyrillic А, о, е where the word is in the other alphabet; Greek and Armenian among Latin.
DISGUISED = ["Hамкор", "Фонд «Cвет»", "Рoща", "Аdil", "Wаlnut", "Gr\u043eve", "Ηuman Rights", "C\u0585mmittee"]
SEEN = [
    "TVшоу",
    "ЮNESCO",
    "Sвет",
    "IT-центр",
    "Open Society Фонд",
    "Oʻzbekiston",
    "Ёлка",
    "Қазақ",
    "naïve",
    "東京タワー",
]


class TestNamesThatPassForOthers:
    @pytest.mark.parametrize("name", DISGUISED)
    def test_a_word_in_which_another_alphabet_hides_is_no_name(self, name: str) -> None:
        word = disguised_word(name)
        assert word in name
        with pytest.raises(DomainError) as refused:
            clean_line(name)
        assert word in str(refused.value)

    @pytest.mark.parametrize("name", SEEN)
    def test_a_word_that_is_seen_to_be_mixed_is_one(self, name: str) -> None:
        assert clean_line(name) == name

    @given(st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяёқғҳҷӣӯәөүұһің"), max_size=30))
    def test_no_word_of_one_alphabet_is_refused(self, text: str) -> None:
        assert disguised_word(text) == disguised_word(text.upper()) == ""

    @pytest.mark.parametrize(
        ("known", "new"),
        [("Сорос", "Copoc"), ("НОТА", "HOTA"), ("НОТА", "ΗΟΤΑ"), ("Мост", "МОСТ"), ("Фонд «Арка»", "Фонд «Apкa»")],
    )
    def test_names_that_look_the_same_are_doubles(self, known: str, new: str) -> None:
        there = Known(Organisation().pk, known)
        assert Register([there]).likely([new]) == [there]

    @given(st.text())
    def test_the_shape_of_a_shape_is_itself(self, text: str) -> None:
        assert shape(shape(text)) == shape(text)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestGivingThem:
    @pytest.fixture
    def boss(self, sign_in) -> Client:
        return sign_in(coordinator())

    def test_a_delegate_does_not_make_her_organisation_pass_for_another(self, sign_in) -> None:
        OrganisationFactory(name="Фонд НОТА")
        own = OrganisationFactory(name="Old Name")
        client = sign_in(delegate(own))
        for name in ("Фонд НОТА", "НОТА", "HOTA", "«нота»"):
            response = client.post(address(own, "name/"), {"language": "ru", "text": name, "correction": "on"})
            assert response.status_code == 422
            assert "looks the same" in response.content.decode()
        assert own.names.get(language="ru").text == "Old Name"
        actions.name_organisation(by=coordinator(), organisation=own, language="ru", name=Name("Фонд НОТА"))

    def test_whether_a_withheld_name_is_like_hers_she_is_not_told(self, sign_in) -> None:
        OrganisationFactory(name="Night Lamp", withheld=True)
        own = OrganisationFactory(name="Old Name")
        form = {"language": "en", "text": "Night Lamp"}
        assert sign_in(delegate(own)).post(address(own, "name/"), form).status_code == 302

    @pytest.mark.parametrize("withheld", [False, True])
    def test_the_secretariat_is_asked_once_whether_it_is_another(self, boss: Client, withheld: bool) -> None:
        OrganisationFactory(name="Фонд НОТА", withheld=withheld)
        asked = boss.post(f"{LIST}add/", {**NEW, "text": "HOTA"})
        assert asked.status_code == 422
        assert "Much like a name that is known: Фонд НОТА." in asked.content.decode()
        assert not OrganisationName.objects.filter(text="HOTA").exists()
        assert boss.post(f"{LIST}add/", {**NEW, "text": "HOTA", "another": "on"}).status_code == 302
        assert OrganisationName.objects.filter(text="HOTA").exists()

    def test_it_is_asked_about_a_name_in_another_language_too_but_not_about_its_own(self, boss: Client) -> None:
        OrganisationFactory(name="Walnut Grove")
        own = OrganisationFactory(name="Canal House")
        assert boss.post(address(own, "name/"), {"language": "tg", "text": "Walnut Grove"}).status_code == 422
        assert boss.post(address(own, "name/"), {"language": "tg", "text": "The Canal House"}).status_code == 302

    def test_any_language_is_chosen_by_its_name(self, boss: Client) -> None:
        own = OrganisationFactory()
        with_tag = boss.post(address(own, "name/"), {"language": "sr-Latn", "text": "Kuća na kanalu"})
        assert with_tag.status_code == 302
        page = boss.get(address(own, "name/") + "?language=sr-Latn").content.decode()
        assert '<option value="sr-Latn" selected>Serbian (Latin)</option>' in page
        for option in ('<option value="ru">Russian</option>', '<option value="uz-Cyrl">Uzbek (Cyrillic)</option>'):
            assert option in page
