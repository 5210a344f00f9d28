"""Whatever chance makes of a bundle, both verifiers say the same of it: the verdict, and what is shown."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from hamkor_proof.container import LONGEST
from hamkor_proof.faults import Fault
from hamkor_proof.text import check_line
from tests.proof.fields import told
from tests.proof.page.agreement import by_page, by_python
from tests.proof.page.mutations import changed_members, forged_records
from tests.proof.page.node import Node
from tests.proof.plain import zipped

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(deadline=None, max_examples=300, suppress_health_check=SLOW)
@given(changed_members())
def test_a_bundle_with_changed_members_is_the_same_to_both(node: Node, data: bytes) -> None:
    network = told().network.hex()
    assert by_page(node, data, pinned=network) == by_python(data, pinned=network)


@settings(deadline=None, max_examples=150, suppress_health_check=SLOW)
@given(forged_records())
def test_a_record_that_was_written_otherwise_is_the_same_to_both(node: Node, made: tuple[bytes, str]) -> None:
    data, network = made
    assert by_page(node, data, pinned=network) == by_python(data, pinned=network)


def test_each_character_is_a_line_for_both_or_for_none(node: Node) -> None:
    """Whatever Unicode this Python has, and whatever Unicode this Node."""
    edges, before = [], False
    for point in range(0x110000):
        now = _is_line(chr(point))
        if now != before:
            edges.append(point)
        before = now
    assert node.edges_of_lines() == edges


def _is_line(written: str) -> bool:
    try:
        check_line(written)
    except Fault:
        return False
    return True


@pytest.mark.parametrize(("count", "code"), [(20_000, "part-unknown"), (20_001, "container")])
def test_a_container_holds_no_more_members_for_either(node: Node, tmp_path: Path, count: int, code: str) -> None:
    file = tmp_path / "evidence.zip"
    file.write_bytes(zipped({f"{number:05}": b"" for number in range(count)}))
    assert by_page(node, file)["code"] == by_python(file)["code"] == code


@pytest.mark.parametrize(("more", "code"), [(0, "part-unknown"), (1, "container")])
def test_a_container_is_no_longer_for_either(node: Node, tmp_path: Path, more: int, code: str) -> None:
    file = tmp_path / "evidence.zip"
    file.write_bytes(zipped({"x": bytes(LONGEST - len(zipped({"x": b""})) + more)}))
    assert by_page(node, file)["code"] == by_python(file)["code"] == code
