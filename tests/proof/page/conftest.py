"""The page as a file, its program in Node."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hamkor_proof.page import build
from tests.proof.page.node import Node


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    with Node.started() as started:
        yield started


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The page as it lies on a memory stick."""
    file = tmp_path / "verify.html"
    file.write_bytes(build())
    return file
