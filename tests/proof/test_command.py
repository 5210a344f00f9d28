"""`python -m hamkor_proof check-statement`, as a stranger runs it: one sentence and a verdict."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.proof.conftest import ORIGIN, RP_ID

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def files(tmp_path, authenticator, signable):
    statement = signable()
    (tmp_path / "statement.json").write_bytes(statement.to_bytes())
    (tmp_path / "evidence.json").write_text(json.dumps(authenticator.sign(statement.to_bytes()).to_dict(), indent=1))
    return tmp_path


def run(folder: Path, *, origin: str = ORIGIN) -> tuple[int, str]:
    command = [sys.executable, "-m", "hamkor_proof", "check-statement", "statement.json", "evidence.json"]
    done = subprocess.run(
        [*command, "--origin", origin, "--rp-id", RP_ID],
        cwd=folder,
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    return done.returncode, done.stdout


def test_a_signed_statement_is_confirmed_without_claiming_whose_key_it_is(files, authenticator):
    verdict, sentence = run(files)

    assert verdict == 0
    assert authenticator.key_id in sentence
    assert "whose key it is was not checked" in sentence


def test_a_contradiction_is_told_with_its_reason(files, signable):
    assert run(files, origin="https://evil.example") == (
        1,
        "Not shown to be signed: The signature was made on a site that is not the network's signing site.\n",
    )
    (files / "statement.json").write_bytes(replace(signable(), edition=2).to_bytes())
    assert run(files)[0] == 1


@pytest.mark.parametrize("name", ["statement.json", "evidence.json"])
def test_what_cannot_be_read_cannot_be_told(files, name):
    (files / name).write_text("{}")
    assert run(files)[0] == 2
    (files / name).unlink()
    assert run(files) == (2, f"Cannot tell: {name} cannot be read.\n")
