"""`./hamkor privacy erase`: a person goes; what organisations said through her, and that it happened, stays."""

import json

import pytest
from django.apps import apps
from django.core.serializers import serialize
from wagtail.models import PageLogEntry, Revision

from hamkor.accounts.models import User
from hamkor.audit.kernel import standing_in
from hamkor.audit.models import Event
from hamkor.cli import privacy
from hamkor.cli.checkout import ObstacleError
from hamkor.core import clock
from hamkor.core.actors import OPERATOR
from hamkor.core.errors import NothingToDo
from hamkor.instruments.models import EditorsDraft, Word
from hamkor.ledger.actions.record import commit
from hamkor.ledger.models import Commitment, Opening
from hamkor.network.actions.safety import make_freeze_code
from hamkor.network.models import FreezeCode, Mandate, Person, SigningKey
from hamkor.newsroom.models import LanguageHome, NewsItem
from hamkor.privacy.access import Subject
from hamkor.privacy.actions.erasure import erase
from hamkor.privacy.erasing import ERASED_NAME
from hamkor.publishing.models import Touch
from tests.contracts.examples.network_keys import signing_key
from tests.factories.instruments import WordFactory
from tests.factories.network import MandateFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

NAME = "Айгуль Примерова"
EMAIL = "aigul@members.example"


@pytest.fixture(autouse=True)
def _no_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django runs already."""
    monkeypatch.setattr(privacy, "load", lambda: None)
    monkeypatch.setattr(privacy.catalogues, "compile_all", lambda: None)


@pytest.fixture
def aigul() -> Person:
    """A delegate who gave her organisation's word, wrote a draft and a news item, and keeps a code on paper."""
    person = PersonFactory(name=NAME, account=UserFactory(email=EMAIL))
    mandate = MandateFactory(person=person)
    word = WordFactory(organisation=mandate.organisation, given_by=person, mandate=mandate)
    make_freeze_code(by=person)
    with standing_in("test"):
        text = word.edition.texts.first()
        EditorsDraft.objects.create(text=text, person=person, body="мысль", based_on=1, kept_at=clock.now())
        commit("about-her", {"name": NAME}, subject=person)
        _news_by(person)
    return person


def _news_by(person: Person) -> None:
    home = LanguageHome.objects.get(slug="ru")
    item = NewsItem(title="Новость", slug="novost", author=person.name, locale=home.locale, owner=person.account)
    item.body = [("paragraph", "<p>Текст</p>")]
    home.add_child(instance=item)
    item.save_revision(user=person.account, log_action=True).publish(user=person.account, skip_permission_checks=True)


def _anywhere(*words: str) -> list[str]:
    """The tables, ours and the libraries', in which one of these words stands anywhere."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        text = serialize("json", model._base_manager.all())
        if any(word in text or json.dumps(word)[1:-1] in text for word in words):
            found.append(model._meta.label)
    return found


def test_no_table_holds_her_name_or_address_any_more(aigul: Person, capsys: pytest.CaptureFixture[str]) -> None:
    account = aigul.account_id
    assert {"accounts.User", "network.Person", "newsroom.NewsItem", "wagtailcore.Revision"} <= set(
        _anywhere(NAME, EMAIL)
    )
    assert privacy.run(["erase", EMAIL]) == 0
    assert _anywhere(NAME, EMAIL, "мысль") == []
    assert not User.objects.filter(pk=account).exists()
    assert not EditorsDraft.objects.exists()
    assert not FreezeCode.objects.exists()
    assert not Opening.objects.filter(kind="about-her").exists()
    assert Revision.objects.filter(user_id=account).count() == 0
    assert PageLogEntry.objects.filter(user_id=account).count() == 0
    printed = capsys.readouterr().out
    assert "accounts.User: the row with email, password (1)" in printed
    assert "words that organisations gave through her (1): they are the organisations'" in printed
    assert NAME not in printed


def test_what_the_organisation_said_and_that_it_happened_stays(aigul: Person) -> None:
    word = Word.objects.get()
    commitments = Commitment.objects.count()
    events = Event.objects.count()
    erase(by=OPERATOR, subject=Subject(aigul, aigul.account))
    word.refresh_from_db()
    assert word.given_by_id == aigul.pk
    assert (word.withdrawn_at, word.hidden_at) == (None, None)
    assert Commitment.objects.count() == commitments
    assert Event.objects.count() > events
    aigul.refresh_from_db()
    assert aigul.name == ERASED_NAME
    assert not Mandate.objects.in_force(clock.now()).filter(person=aigul).exists()


def test_the_pages_that_named_her_are_made_anew(aigul: Person) -> None:
    with standing_in("test"):
        Touch.objects.all().delete()
    erase(by=OPERATOR, subject=Subject(aigul, aigul.account))
    item = NewsItem.objects.get()
    assert item.author == ""
    assert Touch.objects.filter(label="newsroom.newsitem", object_id=str(item.translation_key)).exists()


def test_a_dry_run_says_the_same_and_changes_nothing(aigul: Person, capsys: pytest.CaptureFixture[str]) -> None:
    before = _everything()
    privacy.run(["erase", str(aigul.pk), "--dry-run"])
    assert _everything() == before
    said = capsys.readouterr().out
    assert said.startswith("Would be erased:\n")
    privacy.run(["erase", str(aigul.pk)])
    assert capsys.readouterr().out.partition("\n")[2] == said.partition("\n")[2]


def test_twice_is_as_good_as_once(aigul: Person, capsys: pytest.CaptureFixture[str]) -> None:
    privacy.run(["erase", str(aigul.pk)])
    before = _everything()
    capsys.readouterr()
    assert privacy.run(["erase", str(aigul.pk)]) == 0
    assert capsys.readouterr().out == "Nothing of this person is left to erase.\n"
    assert _everything() == before
    with pytest.raises(NothingToDo):
        erase(by=OPERATOR, subject=Subject(Person.objects.get(pk=aigul.pk), None))


def test_a_fault_in_the_middle_leaves_everything(aigul: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _everything()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(User, "delete", fail)
    monkeypatch.setattr("hamkor.privacy.actions.erasure._erase_rows", fail)
    with pytest.raises(RuntimeError):
        erase(by=OPERATOR, subject=Subject(aigul, aigul.account))
    assert _everything() == before


def test_others_stay_as_they_are(aigul: Person) -> None:
    other = PersonFactory(name="Айгуль Примеровская", account=UserFactory(email="other@members.example"))
    MandateFactory(person=other)
    erase(by=OPERATOR, subject=Subject(aigul, aigul.account))
    other.refresh_from_db()
    assert other.name == "Айгуль Примеровская"
    assert Mandate.objects.in_force(clock.now()).filter(person=other).exists()
    assert User.objects.filter(email="other@members.example").exists()


def test_two_of_one_name_are_told_apart_by_id(aigul: Person) -> None:
    other = PersonFactory(name=NAME)
    with pytest.raises(ObstacleError) as refused:
        privacy.run(["erase", NAME])
    assert str(aigul.pk) in str(refused.value)
    assert str(other.pk) in str(refused.value)
    with pytest.raises(ObstacleError, match="Nobody here"):
        privacy.run(["erase", "nobody@members.example"])


def test_an_account_without_a_person_goes_too() -> None:
    UserFactory(email="lonely@members.example")
    privacy.run(["erase", "Lonely@members.example"])
    assert not User.objects.filter(email="lonely@members.example").exists()


def test_her_keys_are_revoked_in_the_record(aigul: Person) -> None:
    mandate = Mandate.objects.get(person=aigul)
    with standing_in("test"):
        signing_key(mandate)
    erase(by=OPERATOR, subject=Subject(aigul, aigul.account))
    key = SigningKey.objects.get()
    assert key.revoked_at is not None
    assert bytes(key.credential_id) == key.pk.bytes
    assert Event.objects.filter(kind="network.key_revoked", on_id=key.pk, by_kind="operator").exists()


def _everything() -> dict[str, str]:
    return {
        model._meta.label: serialize("json", model._base_manager.order_by("pk"))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
