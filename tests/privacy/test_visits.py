"""Visits after consent: summed, merged where they are few, shown to those who edit, kept for thirteen months."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given, settings
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
from hamkor.privacy.charts import HEIGHT, LONGEST_NAME, bars, rows
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
        day = VisitDay.objects.get(language="ru")
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
        tell(reader, 6, address="/ru/rare/", first="0")
        tell(reader, 3, address="/tk/news/")
        tell(reader, 9, address="/tk/news/", first="0")
        tell(reader, 4, address="/en/news/")
        later(days=1, hours=2)
        retain()
        assert counted() == {"/ru/news/": 7, "/ru/rare/": 6}
        assert set(VisitDay.objects.values_list("language", "visitors", "views")) == {("ru", 7, 13), ("", 7, 16)}

    def test_what_is_below_five_even_together_is_kept_as_nought(
        self, reader: Client, public: PublicFiles, later: Callable[..., None]
    ) -> None:
        """A lone visitor who read much, and beside her others of another language: no number speaks of her."""
        tell(reader, 1, address="/tk/news/")
        tell(reader, 30, address="/tk/news/", first="0")
        tell(reader, 8)
        later(days=1, hours=2)
        retain()
        assert counted() == {"/ru/news/": 8}
        assert set(VisitDay.objects.values_list("language", "visitors", "views")) == {("ru", 8, 8), ("", 0, 0)}

    def test_the_few_views_of_a_page_cannot_be_found_by_subtracting(
        self, reader: Client, public: PublicFiles, later: Callable[..., None]
    ) -> None:
        """Nine views, seven of them of one page, would tell of the other's two."""
        tell(reader, 7)
        tell(reader, 2, address="/ru/rare/", first="0")
        later(days=1, hours=2)
        retain()
        assert counted() == {}
        found = visits(clock.now())
        assert (found.pages, found.other_pages) == ([], 9)

    def test_the_record_does_not_tell_in_which_language_somebody_read(
        self, reader: Client, public: PublicFiles
    ) -> None:
        tell(reader, address="/tk/news/")
        event = Event.objects.get(kind="privacy.visits_counted")
        assert VisitDay.objects.get(pk=event.on_id).language == ""

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

    @settings(deadline=None)  # each example closes a day in the database
    @given(
        st.lists(
            st.tuples(st.integers(0, 9), st.lists(st.integers(1, 9), min_size=1, max_size=4)), min_size=1, max_size=4
        )
    )
    def test_no_number_below_five_is_left_nor_can_one_be_reckoned(self, read: list[tuple[int, list[int]]]) -> None:
        day = date(2020, 1, 1)
        with standing_in("test"):
            VisitDay.objects.all().delete()
            PageVisits.objects.all().delete()
        sums = counting.Sums()
        for language, (visitors, views) in zip(("ru", "en", "kk", "ky", "tg", "uz"), read, strict=False):
            sums.visitors[day, language] = min(visitors, sum(views))
            for place, number in enumerate(views):
                sums.views[day, f"/{language}/{place}/"] = number
        counting.count_visits(by=CLOCK, sums=sums)
        close_days(by=CLOCK)
        rows = {row.language: (row.visitors, row.views) for row in VisitDay.objects.all()}
        alone = {language: number for (_day, language), number in sums.visitors.items() if number >= 5}
        together = sum(number for number in sums.visitors.values() if number < 5)
        assert {language: visitors for language, (visitors, _views) in rows.items()} == {
            **alone,
            "": together if together >= 5 else 0,
        }
        kept = counted()
        assert all(kept[address] == sums.views[day, address] for address in kept)
        told = [*kept.values(), *(number for row in rows.values() for number in row)]
        for language, (_visitors, views) in rows.items():
            named = [number for address, number in kept.items() if address.startswith(f"/{language}/")]
            assert views in (0, sum(number for (_, where), number in sums.views.items() if _is(where, language, alone)))
            told.append(views - sum(named))
        assert all(number == 0 or number >= 5 for number in told)
        assert {address.split("/")[1] for address in kept} <= set(alone)


def _is(address: str, language: str, alone: dict[str, int]) -> bool:
    """Whether a page's views belong into the row of this language, or into that of all which do not stand alone."""
    said = address.split("/")[1]
    return said == language if said in alone else language == ""


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

    def test_a_day_with_one_visitor_is_shown_like_a_day_with_none(
        self, reader: Client, public: PublicFiles, sign_in: SignIn, later: Callable[..., None]
    ) -> None:
        editor = MandateFactory(role=Role.EDITOR).person
        later(days=1)
        nobody = _of_days(sign_in(editor))
        tell(reader)
        tell(reader, 17, first="0")
        later(days=1, hours=2)
        retain()
        shown = sign_in(editor).get("/workspace/visits/").content.decode()
        assert "fewer than 5 visitors" in shown
        assert not {"1", "17", "18"} & _numbers(sign_in(editor))
        assert 'href="/ru/news/"' not in shown
        assert _of_days(sign_in(editor)) == nobody

    def test_languages_and_pages_are_shown_as_pictures_with_their_tables_under_them(
        self, reader: Client, public: PublicFiles, sign_in: SignIn, later: Callable[..., None]
    ) -> None:
        tell(reader, 12)
        tell(reader, 6, address="/tk/news/")
        later(days=1, hours=2)
        retain()
        later(days=430)
        retain()
        tell(reader, 9)
        later(days=1, hours=2)
        retain()
        page = sign_in(coordinator()).get("/workspace/visits/").content.decode()
        for section, words in (
            ("days", "Visitors"),
            ("languages", "Russian"),
            ("pages", "/ru/news/"),
            ("months", "Month"),
        ):
            part = page.partition(f'<section aria-labelledby="{section}">')[2].partition("</section>")[0]
            assert part.index("<svg") < part.index("<rect ") < part.index("<table"), section
            assert re.search(r'<svg [^>]*role="img" aria-label="[^"]+"', part), section
            assert words in part, section
        assert 'width="100.0%"' in page
        assert "<script" not in page.partition("<main")[2]

    def test_pages_by_day_and_by_language(
        self, reader: Client, public: PublicFiles, sign_in: SignIn, later: Callable[..., None]
    ) -> None:
        tell(reader, 12)
        tell(reader, 6, address="/tk/news/")
        first = clock.now().date()
        later(days=1, hours=2)
        retain()
        tell(reader, 9, address="/ru/rare/")
        second = clock.now().date()
        later(days=1, hours=2)
        retain()
        editor = sign_in(MandateFactory(role=Role.EDITOR).person)

        def pages(query: str) -> dict[str, int]:
            page = editor.get(f"/workspace/visits/?{query}").content.decode()
            read = re.findall(r'<th scope="row"><a href="([^"]+)">[^<]*</a></th><td>(\d+)</td>', page)
            return {address: int(times) for address, times in read}

        whole = {"/ru/news/": 12, "/ru/rare/": 9, "/tk/news/": 6}
        assert pages("") == pages("language=&day=") == pages("language=xx&day=2013-04-30") == whole
        assert pages("language=ru") == {"/ru/news/": 12, "/ru/rare/": 9}
        assert pages(f"day={first}") == {"/ru/news/": 12, "/tk/news/": 6}
        assert pages(f"day={second}&language=ru") == {"/ru/rare/": 9}
        assert pages(f"day={second}&language=tk") == {}
        assert [day.visitors for day in visits(clock.now(), language="tk").days if day.visitors] == [6]
        assert [(each.of, each.visitors) for each in visits(clock.now(), day=second).languages] == [("ru", 9)]

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

    @given(st.lists(st.tuples(st.text(max_size=80), st.integers(0, 10**7)), max_size=20))
    def test_lying_bars_stay_in_their_box_and_their_names_beside_the_number(self, named: list[tuple[str, int]]) -> None:
        chart = rows(named)
        assert all(0 <= row.percent <= 100 and len(row.name) <= LONGEST_NAME for row in chart.rows)
        assert all(row.bar_at + 10 <= chart.height for row in chart.rows)
        assert [row.number for row in chart.rows] == [number for _name, number in named]


def _of_days(client: Client) -> list[str]:
    """What the rows of the daily table say, without their dates."""
    page = client.get("/workspace/visits/").content.decode()
    table = page.partition('<section aria-labelledby="days">')[2].partition("</table>")[0]
    return re.findall(r"</th>(<td.*?)</tr>", table)


def _numbers(client: Client) -> set[str]:
    return set(client.get("/workspace/visits/").content.decode().replace("<td>", " ").replace("</td>", " ").split())
