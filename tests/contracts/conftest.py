from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.contracts.worlds import World
from tests.support import databases


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Made once for a module, in a database of its own; what a test does to it is rolled back."""
    with django_db_blocker.unblock(), databases.fresh():
        with transaction.atomic():
            world = World()
        yield world
