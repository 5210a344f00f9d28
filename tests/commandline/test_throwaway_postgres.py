"""The PostgreSQL for tests: there while it is needed, gone afterwards, open to nobody else."""

import tempfile
from pathlib import Path

import psycopg
import pytest

from hamkor.cli import postgres
from hamkor.cli.checkout import ObstacleError


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("hamkor-postgres-*"))


@pytest.fixture(autouse=True)
def _needs_the_programs() -> None:
    try:
        postgres._programs()
    except ObstacleError as obstacle:
        pytest.skip(str(obstacle))


def test_it_answers_with_its_password_only_and_leaves_nothing() -> None:
    before = folders()
    with postgres.throwaway() as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url, password="guessed")
    assert folders() <= before
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_it_is_removed_after_an_interruption_too() -> None:
    before = folders()
    with pytest.raises(KeyboardInterrupt), postgres.throwaway():
        raise KeyboardInterrupt
    assert folders() <= before
