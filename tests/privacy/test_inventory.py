"""The inventory is what the models declare, and leaves no erasable field without a way to find it."""

import re

import pytest
from django.test import Client

from hamkor.core.models import Personal
from hamkor.privacy.erasing import IN_PRINT, OF_ORGANISATIONS, declared_models
from hamkor.privacy.inventory import COOKIES, inventory
from hamkor.privacy.retention import PERIODS
from tests.commandline.conftest import ROOT
from tests.factories.network import coordinator
from tests.support.people import SignIn


def test_the_page_says_what_the_program_declares() -> None:
    written = (ROOT / "docs" / "personal-data.md").read_text()
    assert written == inventory(), "make it anew: ./hamkor privacy inventory > docs/personal-data.md"


def test_every_personal_field_is_in_it() -> None:
    rows = set(re.findall(r"\| `([\w.]+)` \| `(\w+)` \|", inventory()))
    declared = {(model._meta.label, name) for model, declared in declared_models() for name in declared.personal}
    assert rows == declared


def test_every_erasable_field_says_by_what_it_is_found() -> None:
    lost = [
        model._meta.label
        for model, declared in declared_models()
        if set(declared.personal.values()) - {Personal.KEPT}
        and not declared.about
        and model._meta.label not in IN_PRINT | OF_ORGANISATIONS
    ]
    assert lost == []


@pytest.mark.django_db
def test_every_way_to_find_it_leads_to_ids() -> None:
    for model, declared in declared_models():
        if declared.about:
            list(model._default_manager.filter(**{f"{declared.about}__in": []}))


def test_periods_name_rows_of_the_model_they_say() -> None:
    from hamkor.core import clock

    for period in PERIODS.values():
        assert period.rows(clock.now()).model is period.model


@pytest.mark.django_db
def test_members_get_no_cookie_that_is_not_named(sign_in: SignIn) -> None:
    client = sign_in(coordinator())
    for address in ("/workspace/", "/workspace/organisations/new/", "/account/"):
        client.get(address)
    client.get("/account/logout/")
    client.post("/account/logout/")
    assert set(client.cookies) <= set(COOKIES)


@pytest.mark.django_db
def test_the_overview_names_the_cookies_of_members(reader: Client) -> None:
    page = reader.get("/en/privacy/").content.decode()
    named = set(re.findall(r"<code>(\w+)</code>", page))
    assert named == set(COOKIES)
