"""Stepping into a role: one click at the machine itself, and nothing at all anywhere else."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client, override_settings

from hamkor.network.models import Mandate, Role
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.servers import url_of_database

SOURCE = Path(__file__).resolve().parents[2] / "src"

pytestmark = pytest.mark.django_db


class Forms(HTMLParser):
    """Where the page's forms lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.posts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self.posts.append(given["action"] or "")


@pytest.fixture
def visitor() -> Client:
    """A browser on the machine that the demonstration runs on."""
    return Client(headers={"host": "localhost:8000"}, REMOTE_ADDR="127.0.0.1")


@pytest.fixture
def mandate() -> Mandate:
    return MandateFactory(organisation=OrganisationFactory(name="Blue Door (example)"))


def step_in(client: Client, mandate: Mandate, **sent: str):
    return client.post(f"/demo/step-in/{mandate.pk}/", **sent)


def test_one_click_leads_into_the_workspace_as_the_delegate(visitor: Client, mandate: Mandate) -> None:
    page = visitor.get("/demo/?lang=en")
    assert page.status_code == 200
    assert "Blue Door (example)" in page.text
    [form] = [action for action in Forms(page.text).posts if "step-in" in action]
    arrived = visitor.post(form, follow=True)
    assert arrived.redirect_chain[-1][0].startswith("/workspace/")
    assert arrived.status_code == 200
    assert arrived.context["request"].user == mandate.person.account


def test_stepping_out_ends_it(visitor: Client, mandate: Mandate) -> None:
    step_in(visitor, mandate)
    assert "You are here." in visitor.get("/demo/?lang=en").text
    assert visitor.post("/demo/step-out/").status_code == 302
    assert visitor.get("/workspace/").headers["Location"].startswith("/account/login/")


def test_stepping_over_leaves_nothing_of_the_role_before(visitor: Client, mandate: Mandate) -> None:
    step_in(visitor, mandate)
    before = visitor.session.session_key
    other = MandateFactory()
    step_in(visitor, other)
    assert visitor.session.session_key != before
    assert visitor.get("/workspace/").context["request"].user == other.person.account
    assert visitor.session["account_authentication_methods_user"] == str(other.person.account.pk)


def test_each_role_is_offered_and_those_whose_word_is_awaited_come_first(visitor: Client) -> None:
    silent, asked = OrganisationFactory(name="Silent (example)"), OrganisationFactory(name="Asked (example)")
    InstrumentFactory(open_for_signature=True, published=True)
    delegate(silent, role=Role.CONTRIBUTOR)
    delegate(asked)
    delegate(OrganisationFactory(name="Partner (example)", partner=True))
    coordinator()
    page = visitor.get("/demo/?lang=en").text
    assert page.index(">Delegate<") < page.index("Asked (example)") < page.index("1 document awaits its word")
    assert page.index(">Delegate of a partner<") < page.index("Partner (example)") < page.index(">Coordinator<")
    assert page.index(">Contributor<") < page.index("Silent (example)")


@pytest.mark.parametrize("trait", ["revoked", "not_accepted", "ended"])
def test_a_mandate_that_is_not_in_force_is_not_stepped_into(visitor: Client, trait: str) -> None:
    gone = MandateFactory(**{trait: True})
    assert str(gone.pk) not in visitor.get("/demo/").text
    assert step_in(visitor, gone).status_code == 404
    assert "_auth_user_id" not in visitor.session


def test_opening_an_address_never_signs_in(visitor: Client, mandate: Mandate) -> None:
    for method in ("get", "head", "put", "options"):
        assert getattr(visitor, method)(f"/demo/step-in/{mandate.pk}/").status_code == 405
    visitor.get("/demo/")
    assert visitor.get("/workspace/").status_code == 302


def test_a_form_on_somebody_elses_page_signs_nobody_in(mandate: Mandate) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"host": "localhost:8000"}, REMOTE_ADDR="127.0.0.1")
    assert step_in(careful, mandate).status_code == 403
    careful.get("/demo/")
    token = careful.cookies["hamkor_csrf"].value
    address, form = f"/demo/step-in/{mandate.pk}/", {"csrfmiddlewaretoken": token}
    assert careful.post(address, form, HTTP_ORIGIN="http://elsewhere.example").status_code == 403
    assert "_auth_user_id" not in careful.session


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "10.0.0.5"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "testserver"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "sign.localhost:8000"},
    ],
)
def test_from_anywhere_else_there_is_no_such_page(mandate: Mandate, elsewhere: dict[str, str]) -> None:
    client = Client(**{"HTTP_HOST": "localhost:8000", **elsewhere})
    for answer in (client.get("/demo/"), step_in(client, mandate), client.post("/demo/step-out/")):
        assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@override_settings(HAMKOR_DEMONSTRATION=False)
def test_where_the_demonstration_is_off_there_is_no_such_page(visitor: Client, mandate: Mandate) -> None:
    assert visitor.get("/demo/").status_code == 404
    assert step_in(visitor, mandate).status_code == 404


@override_settings(HAMKOR_DEMONSTRATION=False)
def test_a_demonstration_session_opens_nothing_once_it_is_off(visitor: Client, mandate: Mandate) -> None:
    with override_settings(HAMKOR_DEMONSTRATION=True):
        step_in(visitor, mandate)
    assert visitor.get("/workspace/").headers["Location"].startswith("/account/2fa/")


def test_a_production_start_has_no_such_address(django_db_setup: None) -> None:
    """Under production's settings the room is not installed, its addresses do not resolve, its code is not loaded."""
    probe = """
import sys, django
django.setup()
from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve
get_resolver().url_patterns
for path in ("/demo/", "/demo/step-out/", "/demo/step-in/00000000-0000-4000-8000-000000000000/"):
    try:
        resolve(path)
    except Resolver404:
        continue
    raise SystemExit(path)
loaded = [name for name in sys.modules if name.startswith("hamkor.demo")]
raise SystemExit(str(loaded) if loaded or "hamkor.demo" in settings.INSTALLED_APPS else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", probe],
        env={
            "PYTHONPATH": str(SOURCE),
            "DATABASE_URL": url_of_database(),  # the last of all patterns asks for former addresses
            "DJANGO_SETTINGS_MODULE": "hamkor.config.production",
            "HAMKOR_SECRET_KEY": "0123456789abcdefghij" * 3,
            "HAMKOR_SITE_ORIGIN": "https://network.example",
            "HAMKOR_SIGN_ORIGIN": "https://sign.network.example",
            "HAMKOR_HOSTS": "network.example,sign.network.example",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_deployment_check_refuses_the_demonstration() -> None:
    with pytest.raises(SystemCheckError, match=r"hamkor\.E001"):
        call_command("check", deploy=True, tags=["security"])
