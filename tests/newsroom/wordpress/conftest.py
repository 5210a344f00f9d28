from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def in_english() -> Iterator[None]:
    """The sentences that a test compares are those of the source."""
    with translation.override("en"):
        yield
