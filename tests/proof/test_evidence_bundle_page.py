"""docs/evidence-bundle.md does what it says: the digest at its end, and its programs for checking by hand."""

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from hamkor_proof.bundle import readme
from hamkor_proof.fingerprint_words import words
from hamkor_proof.verdict_words import SENTENCES
from tests.proof.fields import told
from tests.proof.statuses import status_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "evidence-bundle.md").read_text()
LANGUAGES = ["ru", "en", "kk", "ky", "tg", "tk", "uz"]


def program(name: str) -> str:
    found = re.search(rf"```python {name}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found.group(1)


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    for name, body in told().members().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    return tmp_path


def run(folder: Path, *call: str) -> str:
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False).stdout.strip()


def test_a_fingerprint_in_words_can_be_made_from_what_the_page_says() -> None:
    fingerprint = sha256(b"a key").digest()
    for language in ("en", "ru"):
        (linked,) = re.findall(rf"\]\((\.\./src/hamkor_proof/fingerprint_words_{language}\.py)\)", PAGE)
        listed = re.search(r'"""\n(.*?)"""', (DOCS / linked).read_text().partition("_LISTED")[2], re.DOTALL)
        assert listed
        places = listed[1].split()
        check = int.from_bytes(sha256(b"hamkor/fingerprint-words/v1\0" + fingerprint[:16]).digest()) >> (256 - 12)
        bits = f"{int.from_bytes(fingerprint[:16]):0128b}{check:012b}"
        said = tuple(places[int(bits[at : at + 10], 2)] for at in range(0, 140, 10))
        assert (len(places), said) == (1024, words(fingerprint.hex(), language))  # type: ignore[arg-type]  # one of the two


def test_its_last_line_is_the_digest_of_what_every_bundle_says() -> None:
    assert PAGE.rstrip("\n").endswith(f"SHA-256 of `README.txt`: `{sha256(readme()).hexdigest()}`")


def test_every_bundle_says_how_to_check_it_in_seven_languages() -> None:
    written, _mark, _commands = readme().decode().partition("=== A ===")

    assert re.findall(r"^--- (\w+) ---$", written, re.MULTILINE) == LANGUAGES
    for part in re.split(r"^--- \w+ ---$", written, flags=re.MULTILINE)[1:]:
        for needed in ("sha256sum texts/*/*.md", "entries/*.json", "hamkor verify", "verify.html", "PDF"):
            assert needed in part
        for needed in ("A-D|A to D", r"\bA\b", r"\bB\b", "statement", "challenge", r"\bC\b", r"\bD\b", "Verified OK"):
            assert re.search(needed, part)
        for page in ("evidence-bundle", "signing-statement", "ledger"):
            assert f"docs/{page}.md" in part
            assert (DOCS / f"{page}.md").is_file()
        assert "sha256sum README.txt" in part
    assert "## 6. By hand" in PAGE


def test_every_code_of_the_page_has_its_sentence_and_its_status() -> None:
    rows = re.findall(r"\| `([a-z-]+)` \| ([12]) \|$", PAGE, re.MULTILINE)
    more = re.findall(r"^\| [^|]*\| `([a-z-]+)` \|$", PAGE, re.MULTILINE)

    assert {code for code, _status in rows} | set(more) | {"proved"} == set(SENTENCES)
    for code, status in rows:
        assert status_of(code) == int(status)
    assert all(status_of(code) == 2 for code in more)


def test_an_entry_can_be_followed_to_the_root_by_hand(unpacked: Path) -> None:
    entries = sorted((unpacked / "entries").iterdir())
    (unpacked / "check.py").write_text(program("by-hand"))
    for entry in entries:
        assert run(unpacked, sys.executable, "check.py", str(entry)) == "in the record"
    entries[0].write_text(entries[0].read_text().replace("Общественный", "Государственный"))

    assert run(unpacked, sys.executable, "check.py", str(entries[0])) == "NOT IN THE RECORD"


def test_a_signature_can_be_checked_with_openssl(unpacked: Path) -> None:
    name = f"entries/{told().position('word-kg'):012}.json"
    (unpacked / "check.py").write_text(program("by-hand") + program("by-hand-signature"))
    (command,) = re.findall(r"`(openssl [^`]+)`", PAGE)

    assert run(unpacked, sys.executable, "check.py", name) == "in the record\nTrue"
    assert run(unpacked, *command.split()) == "Verified OK"
    (unpacked / "signed").write_bytes((unpacked / "signed").read_bytes() + b"!")
    assert "Verified OK" not in run(unpacked, *command.split())


def test_a_text_is_found_by_sha256sum(unpacked: Path) -> None:
    for text in (unpacked / "texts").glob("*/*.md"):
        assert run(unpacked, "sha256sum", str(text)).split()[0] == text.name.split(".")[1]
