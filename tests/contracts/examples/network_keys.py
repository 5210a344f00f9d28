from datetime import timedelta

from hamkor.core import clock
from hamkor.network.models import Mandate, SigningKey
from hamkor.network.models.keys import NOTICE
from hamkor.network.statements import SignedStatement, key_statement, registration_of, vouching_statement
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import Act, Statement
from tests.contracts.examples import Example, example
from tests.factories.network import MandateFactory, coordinator, delegate
from tests.support.signing import soft_authenticator


def signed_registration(
    mandate: Mandate, authenticator: SoftAuthenticator | None = None
) -> tuple[bytes, SignedStatement]:
    """A new key's credential id, and its own signature over its registration."""
    authenticator = authenticator or soft_authenticator()
    statement = key_statement(act=Act.KEY_REGISTER, mandate=mandate, fingerprint=authenticator.key_id)
    return authenticator.credential_id, SignedStatement(statement, authenticator.sign(statement.to_bytes()))


def signed_vouching(earlier: SigningKey, held: SoftAuthenticator, registered: Statement) -> SignedStatement:
    """What the earlier key, which `held` holds, signs for the one that was registered so."""
    statement = vouching_statement(earlier, registered)
    return SignedStatement(statement, held.sign(statement.to_bytes()))


def signing_key(
    mandate: Mandate,
    authenticator: SoftAuthenticator | None = None,
    *,
    age: timedelta = timedelta(),
    position: int = 0,
) -> SigningKey:
    """A registered key of this mandate, held by `authenticator` where one is given, at this place in the ledger."""
    credential_id, signed = signed_registration(mandate, authenticator)
    return SigningKey.objects.create(
        mandate=mandate,
        public_key=signed.evidence.public_key,
        fingerprint=signed.statement.key,
        credential_id=credential_id,
        rp_id="sign.localhost",
        origin="http://sign.localhost",
        statement=signed.statement.to_bytes(),
        client_data=signed.evidence.client_data,
        authenticator_data=signed.evidence.authenticator_data,
        signature=signed.evidence.signature,
        registered_at=clock.now() - age,
        registered_position=position,
    )


@example("network.register_key")
def _() -> Example:
    mandate = MandateFactory()
    credential_id, signed = signed_registration(mandate)
    return Example(
        allowed={"by": mandate.person, "mandate": mandate, "credential_id": credential_id, "signed": signed},
        stranger=delegate(),
        event="network.key_registered",
    )


@example("network.revoke_key")
def _() -> Example:
    mandate = MandateFactory()
    return Example(
        allowed={"by": mandate.person, "key": signing_key(mandate)},
        stranger=delegate(mandate.organisation),
        event="network.key_revoked",
    )


@example("network.replace_key")
def _() -> Example:
    mandate, held = MandateFactory(), soft_authenticator()
    key = signing_key(mandate, held)
    credential_id, signed = signed_registration(mandate)
    return Example(
        allowed={
            "by": mandate.person,
            "key": key,
            "credential_id": credential_id,
            "signed": signed,
            "vouched": signed_vouching(key, held, signed.statement),
        },
        stranger=delegate(),
        event="network.key_registered",
    )


@example("network.contest_key")
def _() -> Example:
    mandate = MandateFactory()
    return Example(
        allowed={"by": delegate(mandate.organisation), "key": signing_key(mandate)},
        stranger=mandate.person,
        event="network.key_contested",
    )


@example("network.confirm_by_fingerprint")
def _() -> Example:
    mandate = MandateFactory()
    key = signing_key(mandate)
    return Example(
        allowed={"by": coordinator(), "key": key, "fingerprint": key.fingerprint, "found": "https://bridge.example"},
        stranger=delegate(mandate.organisation),
        event="network.key_confirmed",
    )


@example("network.confirm_as_member")
def _() -> Example:
    mandate = MandateFactory()
    return Example(
        allowed={"by": delegate(), "key": signing_key(mandate, age=NOTICE)},
        stranger=delegate(mandate.organisation),
        event="network.key_confirmed",
    )


@example("network.confirm_by_earlier_key")
def _() -> Example:
    mandate, held = MandateFactory(), soft_authenticator()
    earlier = signing_key(mandate, held)
    later = signing_key(MandateFactory(organisation=mandate.organisation), position=1)
    return Example(
        allowed={
            "by": mandate.person,
            "key": later,
            "earlier": earlier,
            "vouched": signed_vouching(earlier, held, registration_of(later)),
        },
        stranger=delegate(),
        event="network.key_confirmed",
    )
