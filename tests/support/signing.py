"""A delegate on the signing origin, with a key that she holds in memory."""

import html
import json
import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from hamkor.instruments.models import Instrument
from hamkor.network.models import Mandate, Organisation, Person, Role, SigningKey
from hamkor_proof import base64url
from hamkor_proof.evidence import Evidence
from hamkor_proof.soft_key import SoftAuthenticator


def embedded(response, name: str):
    """The JSON that a page carries for its script."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', response.content.decode(), re.S)
    assert found, f"the page carries no {name}"
    return json.loads(html.unescape(found[1]))


def posted(evidence: Evidence) -> dict[str, str]:
    """What the page's script sends."""
    return {name: value for name, value in evidence.to_dict().items() if name != "public_key"}


@dataclass
class Signer:
    """`client` is signed in on the signing origin."""

    client: Client
    person: Person
    organisation: Organisation
    authenticator: SoftAuthenticator

    @property
    def mandate(self) -> Mandate:
        return self.person.mandates.get(organisation=self.organisation, role=Role.DELEGATE)

    def new_key(self, page) -> dict[str, str]:
        """What the script of the page for a new key sends."""
        made = self.authenticator.register(base64url.decode(embedded(page, "options")["challenge"]))
        return {
            "credential_id": base64url.encode(made.credential_id),
            "client_data": base64url.encode(made.client_data),
            "attestation_object": base64url.encode(made.attestation_object),
        }

    def register_key(self) -> SigningKey:
        """Makes the key and proves it, as the pages ask."""
        address = f"/sign/key/{self.mandate.pk}/"
        response = self.client.post(address, self.new_key(self.client.get(address)))
        assert response.status_code == 302, response.content.decode()
        statement = embedded(self.client.get(f"{address}prove/"), "statement")
        response = self.client.post(f"{address}prove/", posted(self.authenticator.sign(statement.encode())))
        assert response.status_code == 302, response.content.decode()
        return SigningKey.objects.get(mandate=self.mandate, rp_id=self.authenticator.rp_id, revoked_at=None)

    def replace_key(self) -> HttpResponse:
        """Makes another key, which signs its registration; then the one that she had signs for it."""
        earlier, self.authenticator = self.authenticator, soft_authenticator()
        address = f"/sign/key/{self.mandate.pk}/"
        page = self.client.get(f"{address}replace/")
        assert self.client.post(f"{address}replace/", self.new_key(page)).status_code == 302
        registration = embedded(self.client.get(f"{address}prove/"), "statement")
        proven = self.client.post(f"{address}prove/", posted(self.authenticator.sign(registration.encode())))
        assert proven.headers["Location"] == f"{address}hand-over/"
        return self.hand_over(earlier)

    def hand_over(self, held: SoftAuthenticator) -> HttpResponse:
        """The last step, by whatever key is `held`."""
        address = f"/sign/key/{self.mandate.pk}/hand-over/"
        statement = embedded(self.client.get(address), "statement")
        return self.client.post(address, posted(held.sign(statement.encode())), follow=True)

    def vouch_for(self, key: SigningKey) -> HttpResponse:
        """Her key signs for a later one."""
        address = f"/sign/key/{self.mandate.pk}/vouch/{key.pk}/"
        statement = embedded(self.client.get(address), "statement")
        return self.client.post(address, posted(self.authenticator.sign(statement.encode())), follow=True)

    def address(self, instrument: Instrument) -> str:
        return f"/sign/{instrument.slug}/{self.organisation.pk}/"

    def choose(self, instrument: Instrument, **choices) -> str:
        """Goes as far as the page that shows what will be signed; returns its statement."""
        chosen = {"read": ["ru"], "publish_name": "on", "publish_country": "on", **choices}
        response = self.client.post(self.address(instrument), chosen)
        assert response.status_code == 302, response.content.decode()
        return embedded(self.client.get(f"{self.address(instrument)}seal/"), "statement")

    def seal(self, instrument: Instrument, evidence: Evidence):
        return self.client.post(f"{self.address(instrument)}seal/", posted(evidence), follow=True)

    def sign(self, instrument: Instrument, **choices):
        return self.seal(instrument, self.authenticator.sign(self.choose(instrument, **choices).encode()))


def soft_authenticator(private_key=None) -> SoftAuthenticator:
    return SoftAuthenticator(settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SIGN_ORIGIN, private_key)


def signer(sign_in, person: Person) -> Signer:
    """A delegate who came over to the signing origin."""
    organisation = person.mandates.get(role=Role.DELEGATE).organisation
    return Signer(sign_in(person, host="sign.localhost"), person, organisation, soft_authenticator())


def signer_at_spare(sign_in, person: Person) -> Signer:
    """A delegate who came over to the spare signing origin, where she makes a second key."""
    organisation = person.mandates.get(role=Role.DELEGATE).organisation
    held = SoftAuthenticator(settings.HAMKOR_SPARE_SIGN_RP_ID, settings.HAMKOR_SPARE_SIGN_ORIGIN)
    return Signer(sign_in(person, host="spare.localhost"), person, organisation, held)
