"""Delegates who have read a document and are about to give their word, and the requests by which they do."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from tests.factories.network import OrganisationFactory, delegate
from tests.support.people import SignIn
from tests.support.signing import posted, soft_authenticator

from bench.worlds import Site, written_at_once
from hamkor.core import clock
from hamkor.instruments.models import Instrument
from hamkor.instruments.statements import Choices, ground_for, word_statement
from hamkor.network.models import Mandate, SigningKey

CSRF = "b" * 32


@dataclass(frozen=True)
class Delegate:
    """`body` is what her browser posts to `address` on `host` when she presses the last button."""

    organisation: UUID
    host: str
    address: str
    cookies: str
    body: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    page: str


def about_to_sign(instrument: Instrument, server: Site, number: int) -> list[Delegate]:
    """Each has her own organisation and signing key, has been shown her statement and has touched her passkey."""
    with written_at_once():
        return [_about_to_sign(instrument, server) for _ in range(number)]


def about_to_confirm(instrument: Instrument, server: Site, number: int) -> list[Delegate]:
    """Each has her own organisation and no key."""
    with written_at_once():
        return [_about_to_confirm(instrument, server) for _ in range(number)]


def _about_to_sign(instrument: Instrument, server: Site) -> Delegate:
    person = delegate(OrganisationFactory.create())
    mandate = person.mandates.select_related("organisation").get()
    passkey = soft_authenticator()
    statement = word_statement(
        ground_for(instrument, mandate.organisation),
        choices=Choices(read=("ru",)),
        mandate=mandate,
        key=_key(mandate, passkey.public_key, passkey.key_id, passkey.credential_id),
    ).to_bytes()
    browser = SignIn()(person, host=f"sign.localhost:{server.port}")
    session = browser.session
    session["signing"] = {
        "slug": instrument.slug,
        "organisation": str(mandate.organisation_id),
        "statement": statement.decode(),
    }
    session.save()
    return Delegate(
        organisation=mandate.organisation_id,
        host=f"sign.localhost:{server.port}",
        address=f"/sign/{instrument.slug}/{mandate.organisation_id}/seal/",
        cookies=_cookies(session.session_key),
        body=urlencode({**posted(passkey.sign(statement)), "csrfmiddlewaretoken": CSRF}).encode(),
    )


def _about_to_confirm(instrument: Instrument, server: Site) -> Delegate:
    person = delegate(OrganisationFactory.create())
    organisation = person.mandates.get().organisation_id
    form = {"read": "ru", "publish_name": "on", "publish_country": "on", "csrfmiddlewaretoken": CSRF}
    return Delegate(
        organisation=organisation,
        host=f"localhost:{server.port}",
        address=f"/workspace/documents/{instrument.slug}/word/{organisation}/",
        cookies=_cookies(SignIn()(person).session.session_key),
        body=urlencode(form).encode(),
    )


def _key(mandate: Mandate, public_key: bytes, fingerprint: str, credential_id: bytes) -> SigningKey:
    return SigningKey.objects.create(
        mandate=mandate,
        public_key=public_key,
        fingerprint=fingerprint,
        credential_id=credential_id,
        rp_id=settings.HAMKOR_SIGN_RP_ID,
        origin=settings.HAMKOR_SIGN_ORIGIN,
        statement=b"{}",
        client_data=b"{}",
        authenticator_data=b"",
        signature=b"",
        registered_at=clock.now(),
        registered_position=0,
    )


def _cookies(session: str) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"


class Line:
    """One client's connection to the server, opened again where it broke. Raises `OSError` or `HTTPException`."""

    def __init__(self, server: Site) -> None:
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=60)

    def post(self, delegate: Delegate) -> Answer:
        """Presses the button."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", delegate.host, delegate.address, {**form, "Cookie": delegate.cookies}, delegate.body)

    def get(self, host: str, address: str, cookies: str = "") -> Answer:
        """Opens a page."""
        return self._ask("GET", host, address, {"Cookie": cookies} if cookies else {})

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, host: str, address: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        try:
            self._connection.request(method, address, body=body, headers={"Host": host, **headers})
            response = self._connection.getresponse()
            page = response.read().decode()
        except (OSError, HTTPException):
            self._connection.close()
            raise
        return Answer(response.status, response.headers.get("Location", ""), page)


@contextmanager
def line(server: Site) -> Iterator[Line]:
    """A connection that is closed at the end."""
    opened = Line(server)
    try:
        yield opened
    finally:
        with suppress(OSError):
            opened.close()
