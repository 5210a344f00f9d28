"""Copies from strangers: what would harm who unpacks it is refused with a sentence, and nothing of it is trusted."""

import os
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof.__main__ import main
from hamkor_proof.canonical import canonical_json, parse_canonical
from hamkor_proof.copies import CANNOT_TELL, CONTRADICTED, PROVED, check_copy
from hamkor_proof.faults import Fault
from hamkor_proof.mirror import (
    DELEGATION_NOTE,
    MANIFEST,
    MANIFEST_NOTE,
    CopiedFile,
    Delegation,
    Manifest,
    check_path,
    manifest_note,
)
from hamkor_proof.note import Note, SignerKey, signed

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
OFFLINE = SignerKey("network.example/offline", b"\x01" * 32)
KEY = SignerKey("network.example/copies", b"\x02" * 32)
DELEGATION = Delegation(KEY.verifier, NOW - timedelta(days=1), NOW + timedelta(days=90))
FILES = {"index.html": b"<p>Hello</p>", "ru/index.html": "<p>Привет</p>".encode()}
A_MANIFEST = Manifest(
    network="01" * 32,
    origin="https://network.example",
    sequence=1,
    previous=None,
    issued=NOW,
    expires=NOW + timedelta(days=30),
    demonstration=False,
    files=tuple(sorted(CopiedFile.of(path, body) for path, body in FILES.items())),
)


def signed_files(manifest: Manifest = A_MANIFEST) -> dict[str, bytes]:
    body = manifest.to_bytes()
    notes = {MANIFEST: body, MANIFEST_NOTE: manifest_note(body, KEY), DELEGATION_NOTE: DELEGATION.note(OFFLINE)}
    return FILES | notes


@pytest.fixture
def packed(tmp_path: Path) -> Callable[..., Path]:
    """A ZIP file of these files, and of entries of any kind after them."""

    def pack(*entries: tuple[zipfile.ZipInfo | str, bytes], files: dict[str, bytes] | None = None) -> Path:
        place = tmp_path / "copy.zip"
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as file:
            for path, body in (signed_files() if files is None else files).items():
                file.writestr(path, body)
            for entry, body in entries:
                file.writestr(entry, body)
        return place

    return pack


def said(place: Path) -> tuple[int, str]:
    verdict = check_copy(place, key=OFFLINE.verifier, now=NOW)
    return verdict.status, "\n".join(verdict.lines)


def test_a_whole_copy_is_proved_packed_or_not(packed, tmp_path):
    assert said(packed())[0] == PROVED
    with zipfile.ZipFile(packed()) as file:
        file.extractall(tmp_path / "unpacked")
    assert said(tmp_path / "unpacked")[0] == PROVED


@pytest.mark.parametrize(
    "path",
    [
        "../outside.html",
        "/etc/outside",
        "ru/../../outside",
        "C:/outside",
        "ru\\..\\..\\outside",
        "a\x00b",
        "ru//x",
        "./x",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(packed, path):
    entry = zipfile.ZipInfo("x")
    entry.filename = entry.orig_filename = path
    status, words = said(packed((entry, b"evil")))
    assert status == CANNOT_TELL
    assert "leads out of the copy" in words or "damaged" in words
    assert "Complete" not in words


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("path", ["index.html", "INDEX.html", "ru/index.html/below", "ru"])
def test_the_same_path_twice_is_refused(packed, path):
    status, words = said(packed((path, b"another")))
    assert status == CANNOT_TELL
    assert "there twice" in words


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(packed, kind):
    entry = zipfile.ZipInfo("ru/link")
    entry.external_attr = (kind | 0o777) << 16
    assert "is a link or a device" in said(packed((entry, b"/etc/passwd")))[1]


def test_a_bomb_is_refused_before_it_is_unpacked(packed):
    status, words = said(packed(("bomb.txt", bytes(50_000_000))))
    assert status == CANNOT_TELL
    assert "unpacks to" in words


def test_an_entry_that_says_less_than_it_is_unpacks_no_further(packed):
    place = packed(("bomb.txt", bytes(2_000_000)))
    data = bytearray(place.read_bytes())
    at = data.rindex(b"bomb.txt") - 46 + 24  # the size in the central directory
    data[at : at + 4] = struct.pack("<I", 10)
    place.write_bytes(data)
    assert said(place)[0] != PROVED


def test_encrypted_and_oddly_packed_entries_are_refused(packed):
    entry = zipfile.ZipInfo("odd.html")
    entry.compress_type = zipfile.ZIP_LZMA
    assert "packed in a way that is not read here" in said(packed((entry, b"odd")))[1]
    place = packed(("secret.html", b"secret"))
    data = bytearray(place.read_bytes())
    data[data.rindex(b"secret.html") - 46 + 8] |= 1
    place.write_bytes(data)
    assert "is encrypted" in said(place)[1]


@given(st.binary(max_size=400))
def test_any_bytes_get_a_verdict(tmp_path_factory, data):
    place = tmp_path_factory.mktemp("any") / "copy.zip"
    place.write_bytes(data)
    assert said(place)[0] == CANNOT_TELL


@given(st.data())
def test_no_changed_byte_of_an_archive_is_both_accepted_and_of_consequence(tmp_path_factory, data):
    place = tmp_path_factory.mktemp("any") / "copy.zip"
    with zipfile.ZipFile(place, "w") as file:
        for path, body in signed_files().items():
            file.writestr(zipfile.ZipInfo(path), body)
    changed = bytearray(place.read_bytes())
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    place.write_bytes(changed)
    if said(place)[0] == PROVED:
        with zipfile.ZipFile(place) as file:
            assert {name: file.read(name) for name in file.namelist()} == signed_files()


def test_links_in_a_folder_are_refused(tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/link").symlink_to("/etc/passwd")
    assert "is a link" in said(tmp_path / "copy")[1]
    (tmp_path / "copy/link").unlink()
    os.mkfifo(tmp_path / "copy/pipe")
    assert "is a link or a device" in said(tmp_path / "copy")[1]


def test_places_without_a_copy_cannot_be_told(tmp_path):
    assert said(tmp_path / "nothing")[0] == CANNOT_TELL
    assert said(tmp_path) == (
        CANNOT_TELL,
        "Cannot tell: there is no manifest.json, so nothing says what belongs to it.",
    )


def test_a_note_over_another_manifest_or_of_another_sort_is_not_genuine(packed):
    other = replace(A_MANIFEST, sequence=2, previous="00" * 32).to_bytes()
    for note in (manifest_note(other, KEY), signed("hamkor/other\nwords\n", KEY)):
        status, words = said(packed(files=signed_files() | {MANIFEST_NOTE: note}))
        assert status == CONTRADICTED
        assert "Not genuine" in words


def test_a_delegation_is_no_manifest_note_and_the_other_way_round(packed):
    files = signed_files()
    for swapped in ({DELEGATION_NOTE: files[MANIFEST_NOTE]}, {MANIFEST_NOTE: files[DELEGATION_NOTE]}):
        assert said(packed(files=files | swapped))[0] == CONTRADICTED


def test_a_key_that_nobody_delegated_signs_nothing(packed):
    stranger = SignerKey("network.example/copies", b"\x09" * 32)
    files = signed_files() | {MANIFEST_NOTE: manifest_note(A_MANIFEST.to_bytes(), stranger)}
    assert said(packed(files=files))[0] == CONTRADICTED
    own = replace(DELEGATION, key=stranger.verifier).note(stranger)
    assert said(packed(files=files | {DELEGATION_NOTE: own}))[0] == CONTRADICTED


@pytest.mark.parametrize("name", [MANIFEST, MANIFEST_NOTE, DELEGATION_NOTE])
def test_what_signs_cannot_be_changed_or_lost_unseen(packed, name):
    files = signed_files()
    assert said(packed(files=files | {name: files[name].replace(b"2", b"3", 1)}))[0] != PROVED
    del files[name]
    assert said(packed(files=files))[0] == CANNOT_TELL


def test_a_manifest_made_outside_its_keys_time_is_not_genuine(packed):
    day = timedelta(days=1)
    for since, until in ((NOW - 9 * day, NOW - day), (NOW + day, NOW + 90 * day), (NOW - day, NOW + 29 * day)):
        note = Delegation(KEY.verifier, since, until).note(OFFLINE)
        status, words = said(packed(files=signed_files() | {DELEGATION_NOTE: note}))
        assert status == CONTRADICTED
        assert "Not genuine: its key was not allowed to sign for that time." in words


def test_a_key_that_was_allowed_to_sign_for_longer_is_not_short_lived_and_not_believed(packed):
    """As another program would delegate, or a former version of this one."""
    for days, status in ((100, PROVED), (101, CONTRADICTED), (36500, CONTRADICTED)):
        text = DELEGATION.note(OFFLINE).decode().partition("\n")[0]
        until = DELEGATION.since + timedelta(days=days)
        text = text.replace(f"{DELEGATION.until:%Y-%m-%dT%H:%M:%SZ}", f"{until:%Y-%m-%dT%H:%M:%SZ}")
        found, words = said(packed(files=signed_files() | {DELEGATION_NOTE: signed(f"{text}\n", OFFLINE)}))
        assert found == status
        assert ("A delegation may last 100 days at most" in words) == (status == CONTRADICTED)


def test_missing_changed_and_extra_files_are_named_without_control_characters(tmp_path):
    for path, body in signed_files().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(body)
    (tmp_path / "index.html").unlink()
    (tmp_path / "ru/index.html").write_text("<p>Прощай</p>")
    (tmp_path / "ru/extra\x1b[2J.html").write_text("extra")
    status, words = said(tmp_path)
    assert status == CONTRADICTED
    lines = words.split("\n")
    assert "missing: index.html" in lines
    assert "changed: ru/index.html" in lines
    assert "extra: ru/extra\\u001b[2J.html" in lines
    assert any(line.startswith("Genuine: ") for line in lines)


@pytest.mark.parametrize(
    ("days", "status", "words"),
    [
        (0, PROVED, "It is less than a day old."),
        (1, PROVED, "It is a day old."),
        (29, PROVED, "It is 29 days old."),
        (30, CANNOT_TELL, "Out of date: it is 30 days old. The site may say something else by now."),
        (-2, CANNOT_TELL, "Its age cannot be told: it was made in the future, or this clock is wrong."),
    ],
)
def test_a_copy_says_how_old_it_is(packed, days, status, words):
    verdict = check_copy(packed(), key=OFFLINE.verifier, now=NOW + timedelta(days=days))
    assert verdict.status == status
    assert words in verdict.lines


def test_a_demonstration_is_proved_only_where_that_is_asked_for(packed):
    place = packed(files=signed_files(replace(A_MANIFEST, demonstration=True)))
    assert said(place)[0] == CANNOT_TELL
    assert check_copy(place, key=OFFLINE.verifier, now=NOW, demonstration=True).status == PROVED


def test_manifest_and_delegation_are_read_as_they_were_written():
    assert Manifest.parse(A_MANIFEST.to_bytes()) == A_MANIFEST
    assert Delegation.parse(Note.parse(DELEGATION.note(OFFLINE)).text) == DELEGATION


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "hamkor/other"},
        {"version": 2},
        {"version": True},
        {"network": "01"},
        {"origin": "https://network.example/path"},
        {"origin": "javascript:alert(1)"},
        {"sequence": 0},
        {"sequence": 2},
        {"previous": "00" * 32},
        {"issued": "2026-11-23T18:00:00+00:00"},
        {"issued": "2026-13-23T18:00:00Z"},
        {"expires": "2026-11-23T18:00:00Z"},
        {"demonstration": None},
        {"files": [["b", "00" * 32, 1], ["a", "00" * 32, 1]]},
        {"files": [["a", "00" * 32, 1], ["a", "00" * 32, 1]]},
        {"files": [["../a", "00" * 32, 1]]},
        {"files": [["manifest.json", "00" * 32, 1]]},
        {"files": [["a", "00", 1]]},
        {"files": [["a", "00" * 32, -1]]},
        {"files": [["a", "00" * 32, True]]},
        {"files": [["a", "00" * 32]]},
        {"more": 1},
    ],
)
def test_a_malformed_manifest_is_refused(changes):
    value = parse_canonical(A_MANIFEST.to_bytes())
    assert isinstance(value, dict)
    with pytest.raises(Fault):
        Manifest.parse(canonical_json(value | changes))


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", ".", "a/../b", "a\\b", "C:a", "a\nb", "a\u202eb"])
def test_paths_that_differ_between_systems_are_refused(path):
    with pytest.raises(Fault):
        check_path(path)


def test_keys_delegation_and_verdict_on_the_command_line(tmp_path, capsys):
    """As `docs/mirror.md` tells it, on a machine without an installation."""

    def ran(*arguments: str | Path) -> tuple[int, str]:
        status = main([str(each) for each in arguments])
        return status, capsys.readouterr().out.strip()

    status, offline = ran("new-key", "network.example/offline", tmp_path / "offline.key")
    assert status == 0
    assert stat.S_IMODE((tmp_path / "offline.key").stat().st_mode) == 0o600
    assert ran("new-key", "network.example/offline", tmp_path / "offline.key")[0] == 2
    _status, online = ran("new-key", "network.example/copies", tmp_path / "copies.key")
    delegate = ("delegate", tmp_path / "delegation.note", "--offline-key", tmp_path / "offline.key", "--to", online)
    for days in ("101", "3650", "9" * 12):
        refused = "A delegation may last 100 days at most: a key that signs copies has to be short-lived."
        assert ran(*delegate, "--days", days) == (2, refused)
    assert not (tmp_path / "delegation.note").exists()
    status, words = ran(*delegate, "--days", "90")
    assert status == 0
    assert "network.example/copies may sign copies until" in words
    now = datetime.now(UTC).replace(microsecond=0)
    manifest = replace(A_MANIFEST, issued=now + timedelta(seconds=1), expires=now + timedelta(days=5)).to_bytes()
    key = SignerKey.parse((tmp_path / "copies.key").read_text().strip())
    (tmp_path / "copy/ru").mkdir(parents=True)
    notes = {
        MANIFEST: manifest,
        MANIFEST_NOTE: manifest_note(manifest, key),
        DELEGATION_NOTE: (tmp_path / "delegation.note").read_bytes(),
    }
    for path, body in (FILES | notes).items():
        (tmp_path / "copy" / path).write_bytes(body)
    assert ran("verify-mirror", tmp_path / "copy", "--key", offline)[0] == 0
    assert ran("verify-mirror", tmp_path / "copy")[0] == 2
    assert ran("verify-mirror", tmp_path / "copy", "--key", online)[0] == 1
    assert ran("verify-mirror", tmp_path / "copy", "--key", "nonsense")[0] == 2
    (tmp_path / "copy/index.html").write_bytes(b"changed")
    assert ran("verify-mirror", tmp_path / "copy", "--key", offline)[0] == 1
