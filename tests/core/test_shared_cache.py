"""What the server's processes remember together: one is first, nothing outlasts its time, no key can be read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE
from threading import Barrier

import pytest
from django.test import override_settings
from django.utils.translation import gettext_lazy

from hamkor.core.shared_cache import SharedCache


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attempts.sqlite3"


@pytest.fixture
def one(path: Path) -> Iterator[SharedCache]:
    """As one process has it."""
    cache = SharedCache(str(path), {})
    yield cache
    cache.close()


@pytest.fixture
def other(path: Path) -> Iterator[SharedCache]:
    """As another process has it."""
    cache = SharedCache(str(path), {})
    yield cache
    cache.close()


def test_what_one_process_counts_the_other_knows(one: SharedCache, other: SharedCache) -> None:
    one.set("tries", [1.5, 2.5], 60)
    assert other.get("tries") == [1.5, 2.5]
    assert other.touch("tries", 90)
    assert other.delete("tries")
    assert one.get("tries") is None
    assert not one.delete("tries")
    assert not one.touch("tries")


def test_of_many_at_once_one_is_first(path: Path) -> None:
    gate = Barrier(8)

    def add(_number: int) -> bool:
        mine = SharedCache(str(path), {})
        gate.wait()
        try:
            return mine.add("code", value=True, timeout=60)
        finally:
            mine.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(8))) == 1


def test_nothing_outlasts_its_time_not_even_in_the_file(one: SharedCache, path: Path, later) -> None:
    one.set("old", "a word to look for, " * 20, 60)
    one.set("kept", "for good", None)
    one.close()
    later(seconds=61)
    assert one.get("old") is None
    assert one.add("old", "another", 60), "it may be first again"
    one.close()
    assert b"a word to look for" not in path.read_bytes()
    assert one.get("kept") == "for good"


def test_no_key_can_be_read_and_none_found_without_the_secret_key(one: SharedCache, path: Path) -> None:
    one.set("her@members.example", 1, 60)
    with override_settings(SECRET_KEY="another" * 10):
        assert one.get("her@members.example") is None
    one.close()
    assert b"her@members.example" not in path.read_bytes()
    assert S_IMODE(path.stat().st_mode) == 0o600


def test_it_keeps_json_and_nothing_that_could_run(one: SharedCache) -> None:
    with pytest.raises(TypeError):
        one.add("key", object(), 60)  # type: ignore[arg-type]
    one.set("key", 1, 60)
    one.clear()
    assert one.get("key", "nothing") == "nothing"


@pytest.mark.parametrize("value", [object(), (1, 2), {1: "one"}, gettext_lazy("News")])
def test_what_would_come_back_as_something_else_is_forgotten(one: SharedCache, value: object) -> None:
    """Libraries set their own objects in whatever cache there is, and ask again where nothing is kept."""
    one.set("key", "earlier", 60)
    one.set("key", value, 60)  # type: ignore[arg-type]
    assert one.get("key", "nothing") == "nothing"
