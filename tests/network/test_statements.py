"""A statement that cannot be written says why in the reader's language."""

from string import Formatter

import pytest

from hamkor.audit.kernel import standing_in
from hamkor.network.models import OrganisationName
from hamkor.network.statements import unwritable
from hamkor_proof.faults import Fault
from hamkor_proof.sentences import SENTENCES
from tests.contracts.examples.network_keys import signing_key
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.mark.django_db
def test_a_name_kept_before_such_names_were_refused_is_to_be_written_anew(sign_in) -> None:
    organisation = OrganisationFactory(name="Bridge")
    with standing_in("test"):
        key = signing_key(MandateFactory(organisation=organisation))
        OrganisationName.objects.filter(organisation=organisation).update(text="Bri\u200bdge")
    response = sign_in(coordinator()).post(f"/workspace/keys/{key.pk}/revoke/?lang=en")
    assert response.status_code == 422
    assert "Write it anew" in response.content.decode()
    key.refresh_from_db()
    assert key.revoked_at is None


@pytest.mark.parametrize("code", SENTENCES)
def test_no_cause_stands_in_the_proof_packages_own_english(code: str) -> None:
    fault = Fault(code, **{name: "?" for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name})
    assert str(fault) not in str(unwritable(fault))
