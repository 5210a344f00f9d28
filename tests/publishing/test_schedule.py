"""A page that an editor sets an hour for goes out at its hour and away at its end, by the clock's own jobs alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hamkor.newsroom.models import NewsItem
from hamkor.publishing.checking import faults
from hamkor.publishing.clockwork import JOBS
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.rebuild import fingerprint, rebuild
from hamkor.publishing.sweep import sweep
from hamkor.serving.kept import KeptFiles
from tests.factories.newsroom import editor, home
from tests.newsroom.conftest import written
from tests.support.people import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_russian_and_english")]

ADDRESS = "/en/news/later/"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(editor())


@pytest.fixture
def site(desk: Client, public: PublicFiles) -> KeptFiles:
    """What readers are given of the public site: the files as the front hands them out."""
    rebuild(processes=1)
    assert public.made_from == fingerprint()
    return KeptFiles({"/": public.root})


def the_clock_works() -> None:
    """One turn of the two jobs that this needs, as they are registered for every installation."""
    for name in ("newsroom.schedule", "publishing.sweep"):
        JOBS[name].work()


def as_typed(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def test_at_its_hour_a_page_is_served_and_at_its_end_no_more(
    desk: Client, site: KeptFiles, later: Callable[..., None]
) -> None:
    now = timezone.now()
    schedule = {"go_live_at": as_typed(now + timedelta(hours=1)), "expire_at": as_typed(now + timedelta(hours=5))}
    sent = {**written("Later", slug="later", **schedule), "action-publish": "1"}
    assert desk.post(f"/editor/pages/add/newsroom/newsitem/{home().pk}/", sent).status_code == 302
    assert not NewsItem.objects.get().live
    the_clock_works()
    assert site.get(ADDRESS) is None
    later(hours=2)
    the_clock_works()
    for address, words in ((ADDRESS, "Later"), ("/en/news/", "Later"), ("/en/news/feed.atom", "Later")):
        kept = site.get(address)
        assert kept, address
        assert words in kept.forms[""].decode(), address
    assert faults(processes=1) == []
    later(hours=4)
    the_clock_works()
    assert site.get(ADDRESS) is None
    news = site.get("/en/news/")
    assert news
    assert "Later" not in news.forms[""].decode()
    assert faults(processes=1) == []


def test_a_later_version_of_a_page_takes_its_place_at_its_hour(
    desk: Client, site: KeptFiles, later: Callable[..., None]
) -> None:
    sent = {**written("As it is", slug="later"), "action-publish": "1"}
    desk.post(f"/editor/pages/add/newsroom/newsitem/{home().pk}/", sent)
    sweep()
    page = NewsItem.objects.get()
    hour = as_typed(timezone.now() + timedelta(hours=1))
    sent = {**written("As it will be", slug="later", go_live_at=hour), "action-publish": "1"}
    assert desk.post(f"/editor/pages/{page.pk}/edit/", sent).status_code == 302
    for hours, title in ((0, "As it is"), (2, "As it will be")):
        later(hours=hours)
        the_clock_works()
        kept = site.get(ADDRESS)
        assert kept
        assert f">{title}</h1>" in kept.forms[""].decode()
