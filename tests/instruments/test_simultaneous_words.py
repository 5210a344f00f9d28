"""Two at the same instant, on a real server: one word, and a clear sentence for the other."""

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
