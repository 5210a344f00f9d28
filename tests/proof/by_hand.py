"""The commands that a bundle's README.txt gives, run in a shell as a stranger would."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = ("sh", "sha256sum", "openssl")


@dataclass(frozen=True)
class Followed:
    """What the commands B, C and D print about one entry."""

    digest: str
    client_data: str
    key: str
    statement: tuple[str, str]
    registered: tuple[str, ...]
    verified: bool

    @property
    def holds(self) -> bool:
        """What the README tells its reader to look at."""
        key, organisation = self.statement
        return (
            f'"challenge":"{self.digest}"' in self.client_data
            and key == f'"key":"{self.key}"'
            and organisation in self.registered
            and self.verified
        )


def unpacked(members: Mapping[str, bytes], folder: Path) -> Path:
    """The bundle's members as files; or the test is not run where the README's programs are not."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        pytest.skip(f"{missing[0]} is not on this machine")
    for name, body in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder


def commands(folder: Path) -> dict[str, str]:
    """The README's commands by their letter."""
    found = (folder / "README.txt").read_text(encoding="utf-8").partition("=== A ===")
    parts = re.split(r"^=== ([A-Z]) ===\n", "".join(found[1:]), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


def signed(folder: Path) -> list[str]:
    """The entries that commands A list."""
    said = shell(commands(folder)["A"], folder).stdout.splitlines()
    return list(dict.fromkeys(line.partition(":")[0] for line in said))


def follow(folder: Path, entry: str) -> Followed:
    """Commands B with this entry in their first line, then C and D."""
    given = commands(folder)
    chosen, replaced = re.subn(r"\Ae=\S+$", f"e={entry}", given["B"], count=1, flags=re.MULTILINE)
    assert replaced
    digest, client_data = shell(chosen, folder).stdout.splitlines()
    key, *said = shell(f"{{ {chosen}\n}} >bytes\n{given['C']}", folder).stdout.splitlines()
    ends = shell(f"{{ {chosen}\n}} >bytes\n{given['D']}", folder).stdout.strip()
    return Followed(
        digest=digest,
        client_data=client_data,
        key=key,
        statement=(said[0], said[1]),
        registered=tuple(line.partition(":")[2] for line in said[2:]),
        verified=ends in {"Verified OK", "Signature Verified Successfully"},
    )
