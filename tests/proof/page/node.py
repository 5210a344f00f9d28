"""The page's program asked through Node, without a page."""

import json
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import playwright
import pytest

import hamkor_proof.page
from hamkor_proof.bundle import readme

OLDEST = 20


def _of_playwright() -> str | None:
    """The one that drives browsers and comes with the packages of tests: so every machine compares the verifiers."""
    return shutil.which("node", path=str(Path(playwright.__file__).parent / "driver"))


def _is_new_enough(path: str | None) -> bool:
    return bool(path) and int(subprocess.check_output([path, "--version"], text=True)[1:].split(".")[0]) >= OLDEST


class Node:
    """One process for all questions."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @classmethod
    @contextmanager
    def started(cls) -> Iterator["Node"]:
        """Skips the test, by name, where there is no Node that is new enough."""
        path = next(filter(_is_new_enough, (shutil.which("node"), _of_playwright())), None)
        if path is None:
            pytest.skip(f"no Node from version {OLDEST} on this machine")
        call = [path, str(Path(__file__).with_name("harness.mjs")), str(Path(hamkor_proof.page.__file__).parent)]
        with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            yield cls(process)
            assert process.stdin
            process.stdin.close()

    def verify(
        self, data: bytes | Path, *, pinned: str | None = None, demonstration: bool = False, keys: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The verdict on a file, or on its bytes, with its findings."""
        place = {"file": str(data)} if isinstance(data, Path) else {"data": b64encode(data).decode()}
        found: dict[str, Any] = self._ask(
            operation="verify",
            **place,
            readme=sha256(readme()).hexdigest(),
            pinned=pinned,
            demonstrations=demonstration,
            keys=keys,
        )
        return found

    def takes(self, operation: str, data: bytes) -> bool:
        """Whether the program takes these bytes for what the operation is about."""
        taken: bool = self._ask(operation=operation, data=b64encode(data).decode())
        return taken

    def follows(self, what: str, *given: object) -> bool:
        """Whether a proof of inclusion or consistency leads where it should."""
        followed: bool = self._ask(operation="follows", what=what, given=given)
        return followed

    def edges_of_lines(self) -> list[int]:
        """The characters at which it begins to take, and ceases to take, a line of that one character."""
        edges: list[int] = self._ask(operation="edges")
        return edges

    def _ask(self, **question: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "Node ended; its reason stands on standard error"
        return json.loads(answer)
