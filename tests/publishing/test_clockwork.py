"""What happens by itself."""

import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import hamkor_proof
from hamkor.publishing import access, clockwork
from hamkor.publishing.clockwork import JOBS, Job, Sweeper, register, run_forever
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.rebuild import fingerprint
from tests.support.installations import Installation


def test_what_has_to_happen_by_itself_is_registered() -> None:
    assert {"publishing.sweep", "accounts.mail"} <= set(JOBS)
    with pytest.raises(ValueError, match="two jobs"):
        register("publishing.sweep", lambda: None, seconds=1)


@pytest.mark.django_db
def test_a_job_that_fails_or_hangs_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    ended, hangs, turns = threading.Event(), threading.Event(), []

    def fails() -> None:
        raise RuntimeError("a name that must not be in the log")

    def goes_on() -> None:
        turns.append(1)
        if len(turns) == 3:
            hangs.set()
            ended.set()

    jobs = {
        "test.fails": Job(fails, 0),
        "test.hangs": Job(lambda: hangs.wait(60), 0),
        "test.goes_on": Job(goes_on, 0),
    }
    with caplog.at_level(logging.ERROR):
        run_forever(jobs, stop=ended)
    assert len(turns) >= 3
    assert "test.fails did not get through (RuntimeError)" in caplog.text
    assert "must not be in the log" not in caplog.text


@pytest.fixture
def rebuilt(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    monkeypatch.setattr(clockwork, "rebuild", lambda **_: calls.append(1))
    return calls


@pytest.mark.django_db
def test_a_site_made_by_another_program_is_made_anew_and_then_swept(public: PublicFiles, rebuilt: list[int]) -> None:
    turn: Callable[[], None] = Sweeper()
    turn()
    assert rebuilt == [1]
    public.made_from = fingerprint()
    turn()
    assert rebuilt == [1]


@pytest.mark.parametrize("name", ["README-bundle.txt", "page/verify.mjs", "page/texts/kk.json", "bundle.py"])
def test_the_verifiers_are_a_part_of_the_program(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the site went on handing out evidence and a page of before, which those of today do not agree with."""
    copy = shutil.copytree(Path(hamkor_proof.__file__).parent, tmp_path / "hamkor_proof")
    monkeypatch.setattr(hamkor_proof, "__file__", str(copy / "__init__.py"))
    before = fingerprint()
    with (copy / name).open("a") as file:
        file.write("\n")

    assert fingerprint() != before


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("HAMKOR_SITE_ORIGIN", "https://other.example"),
        ("HAMKOR_SIGN_ORIGIN", "https://sign.other.example"),
        ("HAMKOR_NETWORK_NAMES", {"en": "Another network"}),
        ("HAMKOR_FURTHER_CATEGORIES", ("observer",)),
        ("HAMKOR_DEMONSTRATION", False),
        ("HAMKOR_ANALYTICS", None),
    ],
)
def test_a_site_that_was_told_otherwise_is_made_anew(setting: str, value: object, settings) -> None:
    """What every page may show of the settings: the next start makes them all."""
    before = fingerprint()
    setattr(settings, setting, value)
    assert fingerprint() != before


@pytest.mark.django_db
def test_a_turn_waits_for_no_other_sweep(public: PublicFiles, rebuilt: list[int]) -> None:
    with public.alone():
        public.made_from = fingerprint()
        Sweeper()()


def test_a_change_is_in_the_files_without_anybody_asking(installation: Installation, rebuilt: list[int]) -> None:
    from hamkor.publishing.actions import touch
    from hamkor.publishing.making import public_files

    ended = threading.Event()
    sweeper = Sweeper()
    files = public_files()
    with files.alone():
        files.made_from = fingerprint()
    touch(address="/ru/check/")

    def turn() -> None:
        sweeper()
        if not access.waiting():
            ended.set()

    run_forever({"publishing.sweep": Job(turn, 0.01)}, stop=ended)
    assert files.read("/ru/check/")
