"""A network that real material is put into: one for each module, as it is costly to build."""

from collections.abc import Iterator

import pytest

from tests.support import databases, writes
from tests.support.udhr import real_material


@pytest.fixture(scope="module")
def own_database(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database that the module's tests share; written by actions and factories only."""
    real_material()
    with django_db_blocker.unblock(), databases.fresh(), writes.only_in_actions():
        yield
