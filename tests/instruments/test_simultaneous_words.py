"""Two at the same instant, on a real server: one word, and a clear sentence for the other."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

from hamkor.instruments.models import Word
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import OrganisationFactory, delegate
from tests.support.people import SignIn
from tests.support.signing import posted, signer

TOKEN = "a" * 32


def post(server, host, client, path, data):
    """One POST of a browser that has this client's session."""
    headers = {
        "Host": f"{host}:{server.port}",
        "Cookie": f"hamkor_session={client.cookies['hamkor_session'].value}; hamkor_csrf={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({**data, "csrfmiddlewaretoken": TOKEN}, doseq=True)
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.headers.get("Location", ""), response.read().decode()


def at_once(*calls):
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_delegates_who_confirm_at_once_give_one_word(server):
    organisation = OrganisationFactory()
    memorandum = InstrumentFactory(open_for_signature=True)
    path = f"/workspace/documents/{memorandum.slug}/word/{organisation.pk}/?lang=en"
    clients = [SignIn()(delegate(organisation)) for _ in range(6)]
    data = {"read": ["ru"], "publish_name": "on"}

    answers = at_once(*(lambda c=client: post(server, "localhost", c, path, data) for client in clients))

    assert Word.objects.count() == 1
    assert sorted(status for status, _, _ in answers)[-1] < 500
    assert [status for status, _, _ in answers].count(302) == 1
    for status, _, body in answers:
        assert status == 302 or "given" in body


def test_a_double_click_gives_one_word(server):
    organisation = OrganisationFactory()
    memorandum = InstrumentFactory(open_for_signature=True)
    client = SignIn()(delegate(organisation))
    path = f"/workspace/documents/{memorandum.slug}/word/{organisation.pk}/"

    at_once(*(lambda: post(server, "localhost", client, path, {"read": ["ru"]}) for _ in range(2)))

    assert Word.objects.count() == 1


def test_two_who_sign_at_once_give_one_word(server):
    organisation = OrganisationFactory()
    memorandum = InstrumentFactory(open_for_signature=True)
    signers = [signer(SignIn(), delegate(organisation)) for _ in range(4)]
    ready = []
    for someone in signers:
        someone.register_key()
        statement = someone.choose(memorandum)
        ready.append((someone, posted(someone.authenticator.sign(statement.encode()))))

    answers = at_once(
        *(
            lambda s=someone, e=evidence: post(server, "sign.localhost", s.client, f"{s.address(memorandum)}seal/", e)
            for someone, evidence in ready
        )
    )

    assert Word.objects.count() == 1
    assert all(status == 302 for status, _, _ in answers)
    assert [location.endswith("receipt/") for _, location, _ in answers].count(True) == 1


def test_a_double_click_on_signing_leads_both_to_the_receipt(server):
    memorandum = InstrumentFactory(open_for_signature=True)
    someone = signer(SignIn(), delegate())
    someone.register_key()
    evidence = posted(someone.authenticator.sign(someone.choose(memorandum).encode()))
    path = f"{someone.address(memorandum)}seal/"

    answers = at_once(*(lambda: post(server, "sign.localhost", someone.client, path, evidence) for _ in range(4)))

    assert Word.objects.count() == 1
    assert {(status, location) for status, location, _ in answers} == {(302, f"{someone.address(memorandum)}receipt/")}


def test_one_passage_lets_one_browser_through(server):
    """Else a page that was sent on, pressed at the same instant, would make two of her."""
    page = SignIn()(delegate()).post("/account/cross/", {"destination": "/sign/x/"}).content.decode()
    body = urlencode({"token": re.search(r'name="token" value="([^"]+)"', page)[1]})
    headers = {
        "Host": f"sign.localhost:{server.port}",
        "Origin": server.url,
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def arrive():
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
            connection.request("POST", "/sign/enter/", body, headers)
            return connection.getresponse().status

    assert sorted(at_once(*[arrive] * 6)) == [302, *[403] * 5]
