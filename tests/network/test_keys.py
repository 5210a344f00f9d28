"""Members' pages of signing keys: confirmed by others than the site, revoked by holder or secretariat."""

import pytest

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.network.models import SigningKey
from hamkor.network.models.keys import NOTICE
from tests.contracts.examples.network_keys import signing_key
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    with standing_in("test"):
        return signing_key(MandateFactory(organisation=OrganisationFactory(name="Мост")))


def old_enough(key):
    with standing_in("test"):
        SigningKey.objects.filter(pk=key.pk).update(registered_at=clock.now() - NOTICE)


def test_members_see_what_may_be_relied_on(sign_in, key):
    page = sign_in(delegate()).get("/workspace/keys/?lang=en").content.decode()
    assert "Мост" in page
    assert "Only the site says this key is theirs" in page


def test_the_coordinator_confirms_by_fingerprint(sign_in, key):
    client = sign_in(coordinator())
    assert client.post(f"/workspace/keys/{key.pk}/confirm/").status_code == 302
    assert "Confirmed to be" in client.get("/workspace/keys/?lang=en").content.decode()


def test_two_members_confirm_after_72_hours(sign_in, key):
    early = sign_in(delegate()).post(f"/workspace/keys/{key.pk}/confirm/?lang=en")
    assert early.status_code == 422
    assert "72 hours" in early.content.decode()
    old_enough(key)
    for expected in (False, True):
        sign_in(delegate()).post(f"/workspace/keys/{key.pk}/confirm/")
        assert key.is_confirmed() is expected


def test_before_that_she_is_told_from_when_on(sign_in, key):
    client = sign_in(delegate())
    confirm = f"/workspace/keys/{key.pk}/confirm/"
    for address in ("/workspace/keys/?lang=en", f"{confirm}?lang=en"):
        early = client.get(address).content.decode()
        assert "Other members may confirm it from" in early
        assert "confirm the key" not in early
        assert f'href="{confirm}"' not in early
    old_enough(key)
    assert f'href="{confirm}"' in client.get("/workspace/keys/").content.decode()


@pytest.mark.parametrize("what", ["confirm", "revoke"])
def test_the_question_names_whose_key_it_is(sign_in, key, what):
    page = sign_in(coordinator()).get(f"/workspace/keys/{key.pk}/{what}/").content.decode()
    assert "Мост" in page
    assert "<form" in page.split("<main")[1]


def test_nobody_confirms_her_own(sign_in, key):
    old_enough(key)
    for person in (key.mandate.person, delegate(key.mandate.organisation)):
        assert sign_in(person).post(f"/workspace/keys/{key.pk}/confirm/").status_code == 422
    assert not key.is_confirmed()


def test_the_secretariat_revokes_and_strangers_do_not(sign_in, key):
    assert sign_in(delegate()).post(f"/workspace/keys/{key.pk}/revoke/").status_code == 422
    assert SigningKey.objects.in_force().exists()
    sign_in(coordinator()).post(f"/workspace/keys/{key.pk}/revoke/")
    assert not SigningKey.objects.in_force().exists()


def test_a_key_of_an_organisation_out_of_sight_is_not_there(sign_in):
    with standing_in("test"):
        hidden = signing_key(MandateFactory(organisation=OrganisationFactory(withheld=True)))
    client = sign_in(delegate())
    assert client.get(f"/workspace/keys/{hidden.pk}/confirm/").status_code == 404
    assert hidden.fingerprint[:4] not in client.get("/workspace/keys/").content.decode().split("<main")[1]
