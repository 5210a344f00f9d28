"""Passkeys kept for signing, as WebAuthn asks for them and gives them."""

import json
from typing import NamedTuple, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hamkor.core.errors import DomainError
from hamkor.core.middleware import is_spare
from hamkor_proof import base64url
from hamkor_proof.canonical import JSON
from hamkor_proof.faults import Fault
from hamkor_proof.keys import parse_key

_ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA]
# What a phone may show about the key: nothing that names network, organisation or person.
_NEUTRAL = "key"


class SigningSite(NamedTuple):
    """A relying party of keys for signing, and the one origin on which its keys answer."""

    rp_id: str
    origin: str


def signing_site() -> SigningSite:
    """Where words are signed."""
    return SigningSite(settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SIGN_ORIGIN)


def spare_site() -> SigningSite | None:
    """Where second keys are made for the day on which the signing domain is lost; None where the settings give none."""
    if not settings.HAMKOR_SPARE_SIGN_RP_ID:
        return None
    return SigningSite(settings.HAMKOR_SPARE_SIGN_RP_ID, settings.HAMKOR_SPARE_SIGN_ORIGIN)


def site_of(request: HttpRequest) -> SigningSite:
    """On which of the two she is, who asks for a signing page."""
    spare = spare_site()
    return spare if spare and is_spare(request) else signing_site()


class NewKeyAnswer(NamedTuple):
    """What `navigator.credentials.create()` gave, raw."""

    credential_id: bytes
    client_data: bytes
    attestation_object: bytes


class NewKey(NamedTuple):
    """A key that somebody says she holds; it proves nothing until it has signed."""

    credential_id: bytes
    public_key: bytes
    fingerprint: str


def new_key_options(site: SigningSite) -> dict[str, JSON]:
    """Options for `navigator.credentials.create()`: for this site, with user verification, ES256 or
    Ed25519, without attestation, under a neutral name, and not listed on the device where it can be helped."""
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=_NEUTRAL,
        user_name=_NEUTRAL,
        user_display_name=_NEUTRAL,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        supported_pub_key_algs=_ALGORITHMS,
        timeout=300_000,
    )
    return cast(dict[str, JSON], json.loads(options_to_json(options)))


def read_new_key(answer: NewKeyAnswer, *, challenge: str, site: SigningSite) -> NewKey:
    """The key in the answer to `new_key_options`; raises `DomainError` for an answer to another question, from another
    origin, without user verification, or with a key of another kind."""
    try:
        verified = verify_registration_response(
            credential={
                "id": base64url.encode(answer.credential_id),
                "rawId": base64url.encode(answer.credential_id),
                "type": "public-key",
                "response": {
                    "clientDataJSON": base64url.encode(answer.client_data),
                    "attestationObject": base64url.encode(answer.attestation_object),
                },
            },
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
        key = parse_key(verified.credential_public_key)
    except Exception as error:  # the library lets its parsers' own errors out
        if isinstance(error, Fault):
            raise DomainError(_("This passkey is of a kind that cannot be used for signing here.")) from None
        raise DomainError(_("The passkey was not made. Begin once more.")) from None
    return NewKey(verified.credential_id, key.cose, key.id)


def signature_options(challenge: bytes, credential_id: bytes, site: SigningSite | None = None) -> dict[str, JSON]:
    """Options for `navigator.credentials.get()`: this key and no other, with user verification; on the signing site,
    or on the one that is given."""
    return {
        "challenge": base64url.encode(challenge),
        "rpId": (site or signing_site()).rp_id,
        "allowCredentials": [{"type": "public-key", "id": base64url.encode(credential_id)}],
        "userVerification": "required",
        "timeout": 300_000,
    }
