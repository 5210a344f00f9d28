"""`./hamkor release DIR`: the files of a release, made from what is committed, and their SHA-256."""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Final

from hamkor.cli.checkout import ROOT, ObstacleError

SUMS: Final = "SHA256SUMS"
PAGE: Final = "verify.html"
# What a user's own settings of git would otherwise change in an archive.
_GIT: Final = ("git", "-c", "tar.umask=0022", "-c", f"core.attributesFile={os.devnull}")


def run(arguments: Sequence[str]) -> int:
    """Write the files of a release and their sums into a folder that is empty or not there yet.

    The same commit gives the same bytes on every machine with the same uv. Nothing is written where a part
    cannot be made.
    """
    parser = argparse.ArgumentParser(
        prog="./hamkor release",
        description="Make the files of a release from the last commit: the source, the verifier as a package of its "
        f"own, {PAGE}, and {SUMS}.",
    )
    parser.add_argument("place", type=Path, metavar="DIR", help="an empty folder, or one that is not there yet")
    place = parser.parse_args(arguments).place.absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise ObstacleError(f"{place} is there already and not an empty folder.")
    uv, version_of_uv = find_uv()
    version = str(tomllib.loads(_git("show", "HEAD:pyproject.toml").decode())["project"]["version"])
    with tempfile.TemporaryDirectory(prefix="hamkor-release-") as name:
        made = Path(name) / "made"
        made.mkdir()
        source = _export(Path(name), made, version)
        build_page(source / "src", made / PAGE)
        build_verifier(source / "src", made, uv=uv)
        sums = {file.name: _sha256(file) for file in sorted(made.iterdir())}
        (made / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))
        shutil.copytree(made, place, dirs_exist_ok=True)
    _tell(version, version_of_uv, sums)
    return 0


def build_verifier(source: Path, into: Path, *, uv: Path) -> None:
    """Makes the wheel and the source distribution of `hamkor-proof` from the folder with its pyproject.toml, without
    a network."""
    with tempfile.TemporaryDirectory(prefix="hamkor-release-cache-") as cache:
        offline = ("--quiet", "--offline", "--no-config", "--cache-dir", cache, "--python", sys.executable)
        _ran([uv, "build", *offline, "--no-create-gitignore", "--out-dir", into, source], "hamkor-proof")


def build_page(source: Path, file: Path) -> None:
    """Makes verify.html from these sources, not from those of the running program."""
    _ran(
        [sys.executable, "-P", "-m", "hamkor_proof.page", file],
        PAGE,
        environment={"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def find_uv() -> tuple[Path, str]:
    """The uv that releases are made with (requirements/uv.txt), or else any that is here, and its version."""
    found: dict[str, Path] = {}
    for uv in filter(None, (shutil.which("uv", path=ROOT / ".hamkor" / "uv" / "bin"), shutil.which("uv"))):
        # A name on the path may be a shim that leads nowhere: ask it something that it must know.
        asked = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            found.setdefault(asked.stdout.split()[1], Path(uv))
    if not found:
        raise ObstacleError("A release is built with uv, which is not on this machine: requirements/uv.txt names it.")
    version = version_for_releases() if version_for_releases() in found else next(iter(found))
    return found[version], version


def version_for_releases() -> str:
    """The version of uv that releases are made with: another may pack the same files differently."""
    return (ROOT / "requirements" / "uv.txt").read_text().partition("==")[2].split()[0]


def _export(folder: Path, made: Path, version: str) -> Path:
    """What is committed, as the archive of the release and as a folder to build from."""
    name = f"hamkor-{version}"
    archive = _git("archive", "--format=tar", f"--prefix={name}/", "HEAD")
    (made / f"{name}.tar").write_bytes(archive)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(folder, filter="data")
    return folder / name


def _tell(version: str, uv: str, sums: Mapping[str, str]) -> None:
    commit = _git("rev-parse", "HEAD").decode().strip()
    print(f"Hamkor {version}, commit {commit}, built with uv {uv}.")
    if f"v{version}" not in _git("tag", "--points-at", "HEAD").decode().split():
        print(f"This commit has no tag v{version}: a trial, not a release.")
    if uv != version_for_releases():
        print(f"Releases are built with uv {version_for_releases()}: the sums of the packages may differ.")
    if _git("status", "--porcelain", "--untracked-files=no"):
        print("What is changed here and not committed is not in it.")
    print(*(f"{digest}  {name}" for name, digest in sums.items()), sep="\n")
    groups = [sums[PAGE][at : at + 4] for at in range(0, 64, 4)]
    print(f"\nTo be printed and read out elsewhere than where {PAGE} lies:", " ".join(groups), sep="\n")


def _git(*arguments: str) -> bytes:
    try:
        done = subprocess.run([*_GIT, *arguments], cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise ObstacleError("A release is made from what is committed, and git is not on this machine.") from error
    if done.returncode:
        reason = (done.stderr.decode(errors="replace").strip().splitlines() or ["no reason"])[0]
        raise ObstacleError(f"A release is made from what is committed, and git says of this checkout: {reason}")
    return done.stdout


def _ran(call: Sequence[str | Path], what: str, *, environment: Mapping[str, str] | None = None) -> None:
    # Nobody's settings of uv or Python change what is built.
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PYTHON"))}
    done = subprocess.run(call, env={**plain, **(environment or {})}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ObstacleError(f"{what} could not be built: {' '.join(done.stderr.split())}")


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
