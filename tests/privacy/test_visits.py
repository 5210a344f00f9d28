"""Visits after consent: summed, merged where they are few, shown to those who edit, kept for thirteen months."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hamkor.audit.kernel import standing_in
from hamkor.audit.models import Event
from hamkor.core import clock
from hamkor.core.actors import CLOCK
from hamkor.core.errors import NothingToDo
from hamkor.network.models import Role
from hamkor.privacy import counting
from hamkor.privacy.access import visits
from hamkor.privacy.actions.visits import close_days, oldest_day_kept
from hamkor.privacy.analytics import parse
from hamkor.privacy.charts import HEIGHT, bars
from hamkor.privacy.models import PageVisits, VisitDay, VisitMonth
from hamkor.privacy.retention import retain
from hamkor.publishing.files import PublicFiles
from tests.factories.network import MandateFactory, coordinator, delegate
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
YES = {"address": "/ru/news/", "first": "1"}


def tell(client: Client, times: int = 1, *, headers: dict[str, str] | None = None, **body: str) -> int:
    """What a reader's browser sends after a yes; the last answer's status."""
    for _ in range(times):
        status = client.post(
            "/privacy/visit/", {**YES, **body}, headers=OURS if headers is None else headers
        ).status_code
    return status


def counted() -> dict[str, int]:
    return dict(PageVisits.objects.values_list("address", "views"))


class TestCounting:
    def test_a_visit_is_added_to_the_days_sums_and_leaves_no_cookie(self, reader: Client, public: PublicFiles) -> None:
        assert tell(reader) == 204
        assert tell(reader, first="0") == 204
        assert counted() == {"/ru/news/": 2}
        day = VisitDay.objects.get()
        assert (day.language, day.visitors, day.views, day.day) == ("ru", 1, 2, clock.now().date())
        assert not reader.cookies

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "https://elsewhere.example"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
            {"Sec-Fetch-Site": "same-site", "Origin": "http://sign.localhost"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "null"},
        ],
    )
    def test_another_sites_page_counts_nothing(
        self, reader: Client, public: PublicFiles, headers: dict[str, str]
    ) -> None:
        assert tell(reader, headers=headers) == 403
        assert counted() == {}

    @pytest.mark.parametrize(
        "body",
        [
            {"address": "/ru/news/no-such-page/"},
            {"address": "/workspace/"},
            {"address": "/ru/../workspace/"},
            {"address": "//ru/news/"},
            {"address": "/ru/news"},
            {"address": "/ru/news/?q=secret"},
            {"address": "/ru/news/\0"},
            {"address": "/ru/" + "n/" * 1000},
            {"address": ""},
            {"first": "7"},
            {"first": ""},
        ],
    )
    def test_only_known_public_addresses_are_counted(
        self, reader: Client, public: PublicFiles, body: dict[str, str]
    ) -> None:
        assert tell(reader, **body) == 400
        assert counted() == {}

    def test_a_large_body_is_not_read(self, reader: Client, public: PublicFiles) -> None:
        assert tell(reader, more="x" * 5000) == 400

    def test_global_privacy_control_is_a_no(self, reader: Client, public: PublicFiles) -> None:
        assert tell(reader, headers={**OURS, "Sec-GPC": "1"}) == 204
        assert counted() == {}

    @pytest.mark.parametrize("setting", ["off", "google=G-ABC123"])
    def test_where_own_counts_are_not_on_nothing_is_there(
        self, reader: Client, public: PublicFiles, settings, setting: str
    ) -> None:
        settings.HAMKOR_ANALYTICS = parse(setting)
        assert tell(reader) == 404

    def test_only_posts_are_taken(self, reader: Client) -> None:
        assert reader.get("/privacy/visit/").status_code == 405

    def test_visits_wait_in_memory_and_are_written_down_as_one_sum_with_one_event(
        self, reader: Client, public: PublicFiles, settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        started = []
        monkeypatch.setattr(counting.threading.Timer, "start", lambda timer: started.append(timer))
        settings.HAMKOR_VISITS_WAIT = 600
        before = Event.objects.count()
        tell(reader, 40)
        assert counted() == {}
        assert len(started) == 1
        counting.write_down()
        assert counted() == {"/ru/news/": 40}
        assert Event.objects.count() == before + 1
        counting.write_down()
        assert counted() == {"/ru/news/": 40}

    def test_no_row_says_when_in_the_day_or_by_whom(self) -> None:
        kinds = {field.get_internal_type() for model in (VisitDay, PageVisits) for field in model._meta.fields}
        assert kinds == {"UUIDField", "DateField", "CharField", "PositiveIntegerField", "DateTimeField"}
        assert [f.name for f in VisitDay._meta.fields if f.get_internal_type() == "DateTimeField"] == ["closed_at"]


class TestClosing:
    def test_small_counts_lose_their_page_and_their_language(
        self, reader: Client, public: PublicFiles, later: Callable[..., None]
    ) -> None:
        tell(reader, 7)
        tell(reader, 2, address="/ru/rare/", first="0")
        tell(reader, 3, address="/tk/news/")
        tell(reader, 9, address="/tk/news/", first="0")
        later(days=1, hours=2)
        retain()
        assert counted() == {"/ru/news/": 7, "": 14}
        assert set(VisitDay.objects.values_list("language", "visitors", "views")) == {("ru", 7, 9), ("", 3, 12)}

    def test_a_day_is_closed_an_hour_after_it_is_over_and_takes_nothing_more(
        self, reader: Client, public: PublicFiles
    ) -> None:
        with time_machine.travel(datetime(2026, 5, 4, 23, 30, tzinfo=UTC), tick=False) as now:
            tell(reader, 6)
            now.move_to(datetime(2026, 5, 5, 0, 30, tzinfo=UTC))
            with pytest.raises(NothingToDo):
                close_days(by=CLOCK)
            now.move_to(datetime(2026, 5, 5, 1, 30, tzinfo=UTC))
            close_days(by=CLOCK)
            sums = counting.Sums()
            sums.views[date(2026, 5, 4), "/ru/news/"] += 1
            with pytest.raises(NothingToDo):
                counting.count_visits(by=CLOCK, sums=sums)
        assert counted() == {"/ru/news/": 6}

    @given(st.lists(st.integers(0, 30), max_size=6), st.lists(st.integers(1, 12), max_size=8))
    def test_merging_neither_loses_nor_invents(self, visitors: list[int], views: list[int]) -> None:
        day = date(2020, 1, 1)
        languages = ("ru", "en", "kk", "ky", "tg", "uz")
        with standing_in("test"):
            VisitDay.objects.all().delete()
            PageVisits.objects.all().delete()
            VisitDay.objects.bulk_create(
                VisitDay(day=day, language=tag, visitors=number, views=2 * number)
                for tag, number in zip(languages, visitors, strict=False)
            )
            PageVisits.objects.bulk_create(
                PageVisits(day=day, address=f"/{languages[place % 6]}/{place}/", views=number)
                for place, number in enumerate(views)
            )
        if visitors:
            close_days(by=CLOCK)
            assert sum(VisitDay.objects.values_list("visitors", flat=True)) == sum(visitors)
            assert sum(counted().values()) == sum(views)
            named = VisitDay.objects.exclude(language="").values_list("visitors", flat=True)
            assert all(number >= 5 for number in named)
            assert all(number >= 5 for address, number in counted().items() if address)


class TestKeeping:
    def test_after_thirteen_months_only_a_months_sums_stay(
        self, reader: Client, public: PublicFiles, later: Callable[..., None]
    ) -> None:
        tell(reader, 8)
        month = clock.now().date().replace(day=1)
        later(days=1, hours=2)
        retain()
        later(days=390)
        retain()
        assert VisitDay.objects.exists()
        later(days=40)
        retain()
        retain()
        assert not VisitDay.objects.exists()
        assert not PageVisits.objects.exists()
        assert list(VisitMonth.objects.values_list("month", "language", "visitors", "views")) == [(month, "ru", 8, 8)]

    @given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year > 1900))
    def test_thirteen_whole_months_are_always_kept(self, moment: datetime) -> None:
        oldest = oldest_day_kept(moment)
        assert oldest.day == 1
        assert timedelta(days=13 * 30) < moment.date() - oldest < timedelta(days=14 * 31)


class TestShowing:
    def test_editors_and_the_secretariat_see_days_that_are_over(
        self, reader: Client, public: PublicFiles, sign_in: SignIn, later: Callable[..., None]
    ) -> None:
        tell(reader, 11)
        editor = MandateFactory(role=Role.EDITOR).person
        assert "11" not in _numbers(sign_in(editor))
        later(days=1, hours=2)
        retain()
        for person in (editor, coordinator()):
            shown = sign_in(person).get("/workspace/visits/").content.decode()
            assert "<td>11</td>" in shown
            assert 'href="/ru/news/"' in shown
            assert '<svg viewBox="0 0 720 160" role="img" aria-label="' in shown

    def test_for_other_members_there_is_no_such_page(self, sign_in: SignIn) -> None:
        member = sign_in(delegate())
        assert member.get("/workspace/visits/").status_code == 404
        assert "/workspace/visits/" not in member.get("/workspace/").content.decode()
        assert "/workspace/visits/" in sign_in(coordinator()).get("/workspace/").content.decode()

    def test_a_day_that_nobody_closed_is_not_shown(self, reader: Client, public: PublicFiles) -> None:
        tell(reader, 11)
        tomorrow = clock.now() + timedelta(days=1)
        assert sum(day.visitors for day in visits(tomorrow).days) == 0
        assert visits(tomorrow).pages == []

    @given(st.lists(st.integers(0, 10**7), max_size=40))
    def test_bars_stay_in_their_box_and_rank_as_the_numbers_do(self, numbers: list[int]) -> None:
        chart = bars(numbers)
        assert all(bar.y + bar.height == HEIGHT and 0 <= bar.height <= HEIGHT for bar in chart.bars)
        assert all((bar.height > 0) == (number > 0) for bar, number in zip(chart.bars, numbers, strict=True))
        ranked = sorted(zip(numbers, chart.bars, strict=True), key=lambda pair: pair[0])
        assert [bar.height for _, bar in ranked] == sorted(bar.height for bar in chart.bars)


def _numbers(client: Client) -> set[str]:
    return set(client.get("/workspace/visits/").content.decode().replace("<td>", " ").replace("</td>", " ").split())
