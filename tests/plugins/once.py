"""What touches no database, or looks at pages in a browser, need not be asked again on another one: it says the same.

Whether a test works on the database is decided here alone, by what it asks for: pytest-django's mark, or a fixture
that stands on a migrated database. Whoever asks for neither is given none: Django refuses him its connection, and the
processes that he starts are not told where the database is. A browser sees what the server answers, and what that
answers is asked on each database without one.
"""

from collections.abc import Iterator

import pytest

OPTION = "--only-database"
_LEFT = pytest.StashKey[int]()


def works_on_the_database(item: pytest.Item) -> bool:
    """Whether what this test shows may depend on which database it runs on."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in fixtures


def depends_on_which(item: pytest.Item) -> bool:
    """Whether another database may give another answer."""
    return works_on_the_database(item) and item.get_closest_marker("browser") is None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("hamkor").addoption(
        OPTION,
        action="store_true",
        help="leave the tests that touch no database, or need a browser, to the run on another one",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption(OPTION):
        return
    left = [item for item in items if not depends_on_which(item)]
    items[:] = [item for item in items if depends_on_which(item)]
    config.hook.pytest_deselected(items=left)
    config.stash[_LEFT] = len(left)


@pytest.fixture(autouse=True)
def _no_database_unless_asked_for(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that asks for none cannot start a process that works on it."""
    if works_on_the_database(request.node):
        yield
        return
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        yield


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist tells the one who reports."""
    told: dict[str, int] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left"] = session.config.stash.get(_LEFT, 0)


class _OfWorkers:
    """Hears from xdist's workers, each of which collected the same tests."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        told: dict[str, int] = getattr(node, "workeroutput", {})
        self.config.stash[_LEFT] = max(self.config.stash.get(_LEFT, 0), told.get("left", 0))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_OfWorkers(config))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption(OPTION):
        left = config.stash.get(_LEFT, 0)
        terminalreporter.section("left to another run")
        many = f"{left} test{'' if left == 1 else 's'}"
        terminalreporter.line(f"Touch no database or need a browser, and are left to the run on another one: {many}")
