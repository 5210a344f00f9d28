"""Sums of visits that an earlier version of the program left behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest
from django.apps.registry import Apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

SQLITE: Final = "django.db.backends.sqlite3"


def test_days_that_were_closed_before_lose_their_small_numbers_too(
    tmp_path: Path, django_db_blocker: pytest.FixtureRequest
) -> None:
    with django_db_blocker.unblock(), _before(tmp_path, "0001_initial") as (apps, go_on):
        day, closed = date(2026, 5, 4), datetime(2026, 5, 5, 2, tzinfo=UTC)
        days, pages, months = (
            apps.get_model("privacy", name).objects.using("old") for name in ("VisitDay", "PageVisits", "VisitMonth")
        )
        for language, visitors, views in (("ru", 7, 9), ("", 3, 12), ("en", 6, 30)):
            days.create(day=day, language=language, visitors=visitors, views=views, closed_at=closed)
        for address, views in (("/ru/news/", 7), ("/en/", 20), ("/en/news/", 10), ("", 14)):
            pages.create(day=day, address=address, views=views)
        today = date(2026, 5, 5)
        days.create(day=today, language="tk", visitors=1, views=2)
        pages.create(day=today, address="/tk/", views=2)
        for month, visitors in ((1, 4), (2, 40)):
            months.create(month=date(2025, month, 1), language="ru", visitors=visitors, views=90)
        go_on()
        assert set(days.filter(day=day).values_list("language", "visitors", "views")) == {
            ("ru", 7, 9),
            ("", 0, 0),
            ("en", 6, 30),
        }
        assert set(pages.filter(day=day).values_list("address", "views")) == {("/en/", 20), ("/en/news/", 10)}
        assert days.filter(day=today, visitors=1).exists()
        assert pages.filter(day=today, views=2).exists()
        assert list(months.values_list("visitors", flat=True)) == [40]


@contextmanager
def _before(folder: Path, migration: str) -> Iterator[tuple[Apps, Callable[[], None]]]:
    """A database with the tables of visits as they were after this migration, and what brings it up to date."""
    connections.settings["old"] = {**connections.settings["default"], "ENGINE": SQLITE, "NAME": folder / "old.sqlite3"}
    try:
        executor = MigrationExecutor(connections["old"])
        state = executor.migrate([("privacy", migration)])

        def go_on() -> None:
            newest = MigrationExecutor(connections["old"])
            newest.migrate([key for key in newest.loader.graph.leaf_nodes() if key[0] == "privacy"])

        yield state.apps, go_on
    finally:
        connections["old"].close()
        del connections["old"], connections.settings["old"]
