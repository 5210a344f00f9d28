"""What a bundle's README.txt says can be checked without our programs is: with a shell, sha256sum and openssl."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hamkor_proof import base64url
from hamkor_proof.container import unpack
from tests.proof.by_hand import follow, shell, signed, unpacked
from tests.proof.coalition import honest
from tests.proof.fields import told

# An ES256 key and an Ed25519 key.
WORDS = ("bridge", "shore")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return unpacked(unpack(honest().file()), tmp_path)


def entry(word: str) -> str:
    made = honest()
    return f"entries/{made.world.entries.index(made.words[word]):012}.json"


def change(folder: Path, name: str, old: str, new: Callable[[str], str] | str) -> None:
    body = (folder / name).read_text()
    changed, count = re.subn(old, new, body)
    assert count == 1
    (folder / name).write_text(changed)


@pytest.mark.parametrize(
    "members", [lambda: unpack(honest().file()), lambda: told().members()], ids=["coalition", "told"]
)
def test_every_signature_can_be_followed(members: Callable[[], dict[str, bytes]], tmp_path: Path) -> None:
    unpacked(members(), tmp_path)
    with_evidence = {
        path.relative_to(tmp_path).as_posix()
        for path in (tmp_path / "entries").iterdir()
        if b'"evidence":{' in path.read_bytes()
    }

    assert set(signed(tmp_path)) == with_evidence
    assert len(with_evidence) > 5
    assert [name for name in sorted(with_evidence) if not follow(tmp_path, name).holds] == []


def test_it_says_who_signed(folder: Path) -> None:
    followed = follow(folder, entry("bridge"))

    assert '"name":"Мост"' in followed.statement[1]
    assert '"act":"sign"' in (folder / "statement").read_text()


@pytest.mark.parametrize("word", WORDS)
def test_a_changed_statement_is_not_what_the_key_signed(folder: Path, word: str) -> None:
    change(folder, entry(word), '"act":"sign"', '"act":"endorse"')
    followed = follow(folder, entry(word))

    assert followed.digest not in followed.client_data
    assert not followed.holds


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("part", ["authenticator_data", "client_data", "signature"])
def test_a_signature_that_was_never_given_is_not_verified(folder: Path, word: str, part: str) -> None:
    def other(found: re.Match[str]) -> str:
        data = base64url.decode(found[1])
        return f'"{part}":"{base64url.encode(data[:-1] + bytes([data[-1] ^ 1]))}"'

    change(folder, entry(word), rf'"{part}":"([^"]*)"', other)

    assert not follow(folder, entry(word)).verified


@pytest.mark.parametrize("word", WORDS)
def test_a_key_that_the_statement_does_not_name_shows(folder: Path, word: str) -> None:
    other = WORDS[word == "bridge"]
    for name in ("public_key", "signature", "client_data", "authenticator_data"):
        given = re.findall(rf'"{name}":"[^"]*"', (folder / entry(other)).read_text())
        change(folder, entry(word), rf'"{name}":"[^"]*"', given[0])
    followed = follow(folder, entry(word))

    assert followed.verified
    assert followed.statement[0] != f'"key":"{followed.key}"'
    assert followed.statement[1] not in followed.registered


def test_a_text_is_the_one_that_statements_name(folder: Path) -> None:
    for line in shell("sha256sum texts/*/*.md", folder).stdout.splitlines():
        digest, name = line.split()
        assert digest in name
        assert (digest in (folder / entry("bridge")).read_text()) == (".kk." not in name)
