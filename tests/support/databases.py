"""Template databases: migrate once, copy for each worker, on SQLite and PostgreSQL."""

import hashlib
import inspect
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from itertools import count
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

from hamkor.accounts.actions import SENDING
from hamkor.audit.kernel import standing_in
from hamkor.core.actors import OPERATOR
from hamkor.core.triggers import AppendOnly
from hamkor.ledger.actions.founding import found_network
from hamkor.ledger.seal import Seal
from hamkor.publishing.models import Touch
from hamkor_proof.descriptor import Descriptor
from tests.support.seals import bring_seal

# Each user's own: what root made in a run before is not to be written by others.
FOLDER = Path(tempfile.gettempdir()) / f"hamkor-tests-{os.getuid()}"
A_DAY = 24 * 3600


def _fingerprint() -> str:
    """Changes with any migration on disk, of ours or of a library, with our triggers, with how a network is founded,
    and with the home that holds its keys."""
    digest = hashlib.sha256(str(settings.HAMKOR_HOME).encode())
    for founding in (found_network, Descriptor, Seal, AppendOnly, _fill):
        digest.update(Path(inspect.getfile(inspect.unwrap(founding))).read_bytes())
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        path = Path(__import__(migration.__module__, fromlist=["x"]).__file__ or "")
        digest.update(f"{key}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


_clones = count()


def _worker() -> str:
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}_{next(_clones)}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    FOLDER.mkdir(exist_ok=True)
    with open(FOLDER / "lock", "w") as lock:
        flock(lock, LOCK_EX)
        yield


def _throw_old_ones_away() -> None:
    """What runs that were killed left behind, and templates that nothing may need any more."""
    for path in FOLDER.glob("*.sqlite3*"):
        if time.time() - path.stat().st_mtime > A_DAY:
            path.unlink(missing_ok=True)


def point_to(name: str) -> None:
    """Makes this process work on the database of this name (a path, for SQLite) from now on."""
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connections.close_all()


def _fill() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    found_network(by=OPERATOR)
    with standing_in("template"):
        # Each test begins with nothing that waits to be published.
        Touch.objects.all().delete()
    connections.close_all()


def a_name() -> str:
    """One that no other copy of the template bears."""
    if connection.vendor == "sqlite":
        return str(FOLDER / f"clone-{_worker()}.sqlite3")
    return f"hamkor_clone_{_worker()}"


def clone_for_tests(clone: str = "") -> str:
    """Points Django at a fresh copy of the template, of this name if one is given, and returns its name."""
    with _one_at_a_time():
        copy = _clone_sqlite if connection.vendor == "sqlite" else _clone_postgresql
        return copy(clone or a_name())


def _clone_sqlite(clone: str) -> str:
    _throw_old_ones_away()
    template = FOLDER / f"template-{_fingerprint()}.sqlite3"
    if not template.exists():
        building = FOLDER / f"building-{_worker()}.sqlite3"
        building.unlink(missing_ok=True)
        point_to(str(building))
        _fill()
        # Everything into the one file before it is copied.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        building.rename(template)
    # Not by copying the file: a server that looks into it meanwhile would leave it a journal that is not its own.
    with closing(sqlite3.connect(template)) as whole, closing(sqlite3.connect(clone, timeout=30)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        whole.backup(copy)
    point_to(clone)
    return clone


def _clone_postgresql(clone: str) -> str:
    template = f"hamkor_template_{_fingerprint()}"
    point_to("postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        exists = cursor.fetchone()
        if not exists:
            cursor.execute(f"DROP DATABASE IF EXISTS {template}_building")
            cursor.execute(f"CREATE DATABASE {template}_building TEMPLATE template0 ENCODING 'UTF8'")
    if not exists:
        point_to(f"{template}_building")
        _fill()
        point_to("postgres")
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {template}_building RENAME TO {template}")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {clone} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {clone} TEMPLATE {template}")
    point_to(clone)
    return clone


@contextmanager
def fresh(name: str = "") -> Iterator[str]:
    """Work on another copy of the template, whose name this gives, until the block ends: another installation, with the
    network's keys in a home of its own, which remembers nothing that others signed. Under one `name`, one at a time;
    whoever gave it removes it, since a server may still look into it."""
    # A second database would be written to within the first one's transaction, and never seen by another process.
    assert not connection.in_atomic_block, "a test with a server's database may not be marked django_db"
    before, clone = connection.settings_dict["NAME"], clone_for_tests(name)
    try:
        with tempfile.TemporaryDirectory(prefix="hamkor-test-") as home:
            bring_seal(Path(home))
            shutil.copy(Path(os.environ["HAMKOR_HOME"]) / "log-key", home)
            with override_settings(HAMKOR_HOME=Path(home)):
                yield clone
    finally:
        _wait_for_mail()
        connections.close_all()
        if not name:
            remove(clone)
        point_to(before)


def _wait_for_mail() -> None:
    """Until what an act of the test sends beside itself has gone: it reads the database that is to be removed."""
    for thread in threading.enumerate():
        if thread.name == SENDING:
            thread.join()


def remove(clone: str) -> None:
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(clone + suffix).unlink(missing_ok=True)
        return
    point_to("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {clone} WITH (FORCE)")
    connections.close_all()
