"""The page opened from a file in Firefox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hamkor_proof.page import build
from tests.proof.page.catalogue import of_code
from tests.proof.page.firefox import Firefox

pytestmark = pytest.mark.browser

TOLD = 'document.querySelector(".verdict") && document.getElementById("result").innerText'


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with Firefox.started(tmp_path_factory.mktemp("firefox")) as started:
        yield started


@pytest.mark.parametrize(
    ("status", "code"), [(0, "proved"), (1, "signature"), (1, "checkpoint"), (1, "not-included"), (2, "container")]
)
def test_it_gives_the_same_verdicts_in_firefox(firefox: Firefox, tmp_path: Path, status: int, code: str) -> None:
    case = of_code(code)
    bundle, page = tmp_path / "evidence.zip", tmp_path / "verify.html"
    bundle.write_bytes(case.data)
    page.write_bytes(build())
    firefox.open(page.as_uri())
    firefox.wait_for('!document.getElementById("ask").hidden')
    firefox.type("#network", case.pinned or "")
    firefox.type("#file", str(bundle))
    assert f"Status {status} · code {code}" in firefox.wait_for(TOLD)
