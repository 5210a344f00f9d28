from hamkor.core import clock
from hamkor.network.models import KeyConfirmation, Mandate, SigningKey
from hamkor.network.statements import SignedStatement, key_statement
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import Act
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


def signing_key(mandate: Mandate, authenticator: SoftAuthenticator | None = None) -> SigningKey:
    """A registered key of this mandate, held by `authenticator` where one is given."""
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
        registered_at=clock.now(),
        registered_position=0,
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


@example("network.confirm_key")
def _() -> Example:
    mandate = MandateFactory()
    return Example(
        allowed={"by": coordinator(), "key": signing_key(mandate), "way": KeyConfirmation.Way.FINGERPRINT},
        stranger=delegate(mandate.organisation),
        event="network.key_confirmed",
    )
