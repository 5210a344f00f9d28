"""The command line says plainly what it can do and what stops it: one sentence, status 2, no traceback."""

import subprocess
from pathlib import Path

import pytest

from tests.commandline.conftest import ROOT, hamkor, surroundings


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence that a command was stopped with."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_help_names_every_command() -> None:
    done = hamkor()
    assert done.returncode == 0
    for name in ("demo", "serve", "manage", "check", "test", "bench", "lint", "catalogues"):
        assert f"\n  {name} " in done.stdout
    assert hamkor("--help").stdout == done.stdout


def test_an_unknown_command_is_named_and_followed_by_the_help() -> None:
    done = hamkor("dmeo")
    assert done.returncode == 2
    assert "There is no command 'dmeo'." in done.stderr
    assert "  demo " in done.stderr


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_busy_port_is_named_with_the_way_out(command: str, busy_port: int, tmp_path: Path) -> None:
    home = tmp_path / "home"
    sentence = refused(hamkor(command, "--port", str(busy_port), HAMKOR_HOME=home))
    assert f"Port {busy_port}" in sentence
    assert "--port" in sentence
    assert not home.exists()


@pytest.mark.parametrize("command", ["demo", "serve"])
@pytest.mark.parametrize("port", ["0", "65536", "eight"])
def test_a_port_that_is_none_is_refused(command: str, port: str, tmp_path: Path) -> None:
    done = hamkor(command, "--port", port, HAMKOR_HOME=tmp_path)
    assert done.returncode == 2
    assert f"{port} is not a port" in done.stderr


def test_reading_only_the_first_line_of_the_output_is_no_error() -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{ROOT}/hamkor' --help | head -1"], env=surroundings(), capture_output=True, text=True
    )
    assert done.stdout.startswith("Hamkor")
    assert done.stderr == ""


SAFE = {
    "HAMKOR_SECRET_KEY": "".join(chr(33 + n % 90) for n in range(60)).replace("$", "x"),
    "HAMKOR_HOSTS": "network.example,sign.network.example",
    "HAMKOR_SITE_ORIGIN": "https://network.example",
    "HAMKOR_SIGN_ORIGIN": "https://sign.network.example",
    "HAMKOR_LOGIN_RP_ID": "network.example",
    "HAMKOR_SIGN_RP_ID": "sign.network.example",
}


SPARE = {
    "HAMKOR_SPARE_SIGN_ORIGIN": "https://spare.example",
    "HAMKOR_SPARE_SIGN_RP_ID": "spare.example",
    "HAMKOR_HOSTS": f"{SAFE['HAMKOR_HOSTS']},spare.example",
}


@pytest.mark.parametrize("more", [{}, SPARE], ids=["plain", "with a spare signing site"])
def test_a_safe_configuration_passes_the_check(more: dict[str, str], tmp_path: Path) -> None:
    done = hamkor("check", "--deploy", **(SAFE | more), HAMKOR_HOME=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("unsafe", "sentence"),
    [
        ({"DJANGO_SETTINGS_MODULE": "hamkor.config.demo"}, "This is the demonstration"),
        ({"HAMKOR_SECRET_KEY": "short"}, "HAMKOR_SECRET_KEY"),
        ({"HAMKOR_SITE_ORIGIN": "http://network.example"}, "HAMKOR_SITE_ORIGIN"),
        ({"HAMKOR_SIGN_ORIGIN": ""}, "nobody could sign"),
        ({"HAMKOR_SIGN_ORIGIN": "https://network.example"}, "a host of its own"),
        ({"HAMKOR_SITE_ORIGIN": "https://network.example/"}, "HAMKOR_SITE_ORIGIN"),
        ({"HAMKOR_HOSTS": "*"}, "HAMKOR_HOSTS"),
        ({"HAMKOR_HOSTS": "network.example"}, "HAMKOR_HOSTS"),
        ({**SPARE, "HAMKOR_SPARE_SIGN_ORIGIN": "https://network.example"}, "under another domain"),
        ({**SPARE, "HAMKOR_SPARE_SIGN_ORIGIN": "http://spare.example"}, "HAMKOR_SPARE_SIGN_ORIGIN"),
        ({**SPARE, "HAMKOR_SPARE_SIGN_RP_ID": "other.example"}, "HAMKOR_SPARE_SIGN_RP_ID"),
        ({**SPARE, "HAMKOR_HOSTS": SAFE["HAMKOR_HOSTS"]}, "HAMKOR_HOSTS"),
    ],
)
def test_an_unsafe_configuration_is_refused_in_words(unsafe: dict[str, str], sentence: str, tmp_path: Path) -> None:
    done = hamkor("check", "--deploy", **(SAFE | unsafe), HAMKOR_HOME=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert sentence in done.stdout


@pytest.mark.parametrize("verb", ["rebuild", "mirror", "zim"])
def test_a_site_without_an_address_of_its_own_is_not_published(verb: str, tmp_path: Path) -> None:
    place = [] if verb == "rebuild" else [str(tmp_path / "copy.zim")]
    without = SAFE | {"HAMKOR_SITE_ORIGIN": ""}
    sentence = refused(hamkor("publish", verb, *place, **without, HAMKOR_HOME=tmp_path))
    assert sentence.startswith("HAMKOR_SITE_ORIGIN is not set")


@pytest.mark.parametrize(("name", "value"), [("HAMKOR_MAIL_PORT", "smtp"), ("HAMKOR_MAIL_TLS", "starttls")])
def test_a_setting_that_says_nothing_usable_is_named(name: str, value: str, tmp_path: Path) -> None:
    sentence = refused(hamkor("check", **SAFE, HAMKOR_HOME=tmp_path, **{name: value}))
    assert sentence.startswith(f"The settings are not usable: {name} is ")
    assert repr(value) in sentence


def test_serve_refuses_what_the_check_refuses(free_port: str, tmp_path: Path) -> None:
    done = hamkor("serve", "--port", free_port, **(SAFE | {"HAMKOR_SIGN_ORIGIN": ""}), HAMKOR_HOME=tmp_path)
    assert done.returncode == 2
    assert "nobody could sign" in done.stderr


def test_serve_says_which_address_nothing_can_listen_on(free_port: str, tmp_path: Path) -> None:
    sentence = refused(hamkor("serve", "--host", "192.0.2.1", "--port", free_port, **SAFE, HAMKOR_HOME=tmp_path))
    assert sentence.startswith(f"Nothing can listen on 192.0.2.1, port {free_port}: ")


def test_a_home_that_is_not_there_is_named(tmp_path: Path) -> None:
    home = tmp_path / "nowhere"
    assert f"{home}/hamkor.sqlite3 cannot be used" in refused(hamkor("manage", "migrate", **SAFE, HAMKOR_HOME=home))


def test_serve_refuses_a_database_that_is_behind(free_port: str, tmp_path: Path) -> None:
    sentence = refused(hamkor("serve", "--port", free_port, **SAFE, HAMKOR_HOME=tmp_path))
    assert "manage migrate" in sentence


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://x/y", "The settings are not usable: DATABASE_URL"),
        ("postgres://x:y@127.0.0.1:1/", "The settings are not usable: DATABASE_URL names no database"),
        ("postgres://x:y@127.0.0.1:1/z", "The database cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_words(url: str, words: str, free_port: str, tmp_path: Path) -> None:
    for command in (("serve", "--port", free_port), ("manage", "migrate")):
        done = hamkor(*command, **SAFE, HAMKOR_HOME=tmp_path, DATABASE_URL=url)
        assert done.returncode == 2
        assert done.stderr.startswith(words)
        assert "Traceback" not in done.stderr
