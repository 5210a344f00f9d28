"""`./hamkor release`: what docs/release.md promises of the files of a release."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from hamkor.cli.release import find_uv, version_for_releases
from hamkor_proof.bundle import readme
from tests.commandline.conftest import ROOT, hamkor, surroundings

PAGE = (ROOT / "docs" / "release.md").read_text()
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def git(*arguments: str | Path, folder: Path = ROOT) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout of git")


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    """A clone of what is committed, with the signed tag of the version; what is not committed lies beside it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    clone, key = folder / "clone", folder / "key"
    git("clone", "--quiet", "--no-tags", ROOT, clone)
    try:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no ssh-keygen on this machine, to sign a tag with")
    (folder / "signers").write_text(f"releases@hamkor.example {key.with_suffix('.pub').read_text()}")
    for name, value in {
        "user.name": "Who releases",
        "user.email": "releases@hamkor.example",
        "gpg.format": "ssh",
        "user.signingKey": str(key),
        "gpg.ssh.allowedSignersFile": str(folder / "signers"),
        "tar.umask": "0077",
    }.items():
        git("config", name, value, folder=clone)
    git("tag", "--sign", f"v{VERSION}", "-m", f"Hamkor {VERSION}", folder=clone)
    (clone / "src" / "hamkor_proof" / "stray.py").write_text("raise SystemExit\n")
    (clone / "requirements" / "notes.txt").write_text("mine\n")
    return clone


def test_anybody_makes_the_same_files_again(tagged: Path, tmp_path: Path) -> None:
    """By the commands of the page: in another place, with another umask, time zone and settings of git."""
    first = hamkor("release", str(tagged.parent / "release"))
    assert first.returncode == 0, first.stderr
    (commands,) = re.findall(r"```sh again\n(.*?)```", PAGE, re.DOTALL)
    uv, _version = find_uv()
    again = subprocess.run(
        ["sh", "-euc", f"umask 077\n{commands.replace('./hamkor', str(launcher(tagged)))}"],
        cwd=tagged,
        env=surroundings(
            TZ="Asia/Bishkek",
            SOURCE_DATE_EPOCH="1000000000",
            TMPDIR=tmp_path,
            PATH=f"{uv.parent}{os.pathsep}{os.environ['PATH']}",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert 'Good "git" signature' in again.stderr + again.stdout
    assert "a trial, not a release" not in again.stdout
    made = {file.name: file.read_bytes() for file in (tagged.parent / "again").iterdir()}
    assert made == {file.name: file.read_bytes() for file in (tagged.parent / "release").iterdir()}
    assert set(made) == set(re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE))


def launcher(checkout: Path) -> Path:
    """Starts the clone's program as ./hamkor does, in the environment of the tests: another would take a network."""
    script = checkout.parent / "start"
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH="{checkout}/src" exec "{sys.executable}" -P -m hamkor "$@"\n',
    )
    script.chmod(0o755)
    return script


def test_it_prints_the_sums_and_the_digest_of_the_page_to_be_read_out(tmp_path: Path) -> None:
    done = hamkor("release", str(tmp_path / "made"))
    check = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path / "made", capture_output=True)
    assert check.returncode == 0
    sums = (tmp_path / "made" / "SHA256SUMS").read_text()
    assert sums in done.stdout
    digest = sha256((tmp_path / "made" / "verify.html").read_bytes()).hexdigest()
    assert done.stdout.endswith("\n" + " ".join(re.findall("....", digest)) + "\n")
    assert f"{digest}  verify.html\n" in sums
    assert git("rev-parse", "HEAD").strip() in done.stdout
    # What anybody may have changed together with it says nothing of it.
    assert digest.encode() not in readme()


def test_the_source_is_what_is_committed_and_can_be_started(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    assert hamkor("release", str(tmp_path / "made")).returncode == 0
    with tarfile.open(tmp_path / "made" / f"hamkor-{VERSION}.tar") as archive:
        names = {member.name.partition("/")[2] for member in archive if not member.isdir()}
        assert archive.getmember(f"hamkor-{VERSION}/hamkor").mode == 0o755
    assert names == set(git("ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0")) - {""}


def test_what_is_not_a_release_is_said(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--no-tags", ROOT, clone)
    (clone / "README.md").write_text("changed\n")
    uv, version = find_uv()
    done = subprocess.run(
        [launcher(clone), "release", tmp_path / "trial"],
        env=surroundings(PATH=f"{uv.parent}{os.pathsep}{os.environ['PATH']}"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"This commit has no tag v{VERSION}: a trial, not a release." in done.stdout
    assert "What is changed here and not committed is not in it." in done.stdout
    assert (f"Releases are built with uv {version_for_releases()}" in done.stdout) == (
        version != version_for_releases()
    )


def test_nothing_is_written_over_and_nothing_half_done_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    done = hamkor("release", str(tmp_path))
    assert (done.returncode, done.stderr) == (2, f"{tmp_path} is there already and not an empty folder.\n")
    done = hamkor("release", str(tmp_path / "new"), GIT_DIR=tmp_path / "none")
    assert done.returncode == 2
    assert done.stderr.startswith("A release is made from what is committed, and git says of this checkout: ")
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]
