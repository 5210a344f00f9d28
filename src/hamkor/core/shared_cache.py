"""What all server processes of an installation remember together, for minutes or hours: attempts counted, codes used.

Not in the database: a count must stay when the transaction that was tried is rolled back, and somebody who tries a
thousand passwords must not make the database write for him.
"""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.utils.crypto import salted_hmac

type Json = str | int | float | bool | list[Json] | dict[str, Json] | None

_OPEN: Final = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS entry_expires ON entry (expires);
"""


class SharedCache(BaseCache):
    """A cache in an SQLite file (`LOCATION`, readable by its owner alone), for processes of one machine.

    Keys are kept as digests that cannot be computed without the installation's secret key; values are JSON. What has
    expired is erased by the next write.
    """

    def __init__(self, location: str, params: dict[str, object]) -> None:
        super().__init__(params)
        self._path = Path(location)
        self._kept: sqlite3.Connection | None = None

    def add(self, key: str, value: Json, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """True for the one that was first, whichever process it is in. Raises `TypeError` for what is not JSON."""
        return self._write("INSERT OR IGNORE INTO entry VALUES (?, ?, ?)", key, value, timeout, version)

    def set(self, key: str, value: Json, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Drops, as any cache may, what JSON does not give back as it was: Wagtail sets its own objects here."""
        if _comes_back(value):
            self._write("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", key, value, timeout, version)
        else:
            self.delete(key, version)

    def get(self, key: str, default: object = None, version: int | None = None) -> object:
        found = self._database.execute(
            "SELECT value FROM entry WHERE key = ? AND expires > ?", (self._digest(key, version), time.time())
        ).fetchone()
        return json.loads(found[0]) if found else default

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        now = time.time()
        return self._changed(
            "UPDATE entry SET expires = ? WHERE key = ? AND expires > ?",
            (self._expires(timeout), self._digest(key, version), now),
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._changed(
            "DELETE FROM entry WHERE key = ? AND expires > ?", (self._digest(key, version), time.time())
        )

    def clear(self) -> None:
        self._database.execute("DELETE FROM entry")

    def close(self, **_kwargs: object) -> None:
        """At the end of each request; the last one to close tidies the file up."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    @property
    def _database(self) -> sqlite3.Connection:
        if self._kept is None:
            self._path.touch(mode=0o600)
            self._kept = sqlite3.connect(self._path, timeout=30, autocommit=True)
            self._kept.executescript(_OPEN)
        return self._kept

    def _write(self, sql: str, key: str, value: Json, timeout: float | None, version: int | None) -> bool:
        self._database.execute("DELETE FROM entry WHERE expires <= ?", (time.time(),))
        return self._changed(sql, (self._digest(key, version), json.dumps(value), self._expires(timeout)))

    def _changed(self, sql: str, values: tuple[object, ...]) -> bool:
        with closing(self._database.execute(sql, values)) as cursor:
            return cursor.rowcount > 0

    def _digest(self, key: str, version: int | None) -> str:
        return salted_hmac("hamkor.core.shared_cache", self.make_key(key, version), algorithm="sha256").hexdigest()

    def _expires(self, timeout: float | None) -> float:
        moment: float | None = self.get_backend_timeout(timeout)
        return float("inf") if moment is None else moment


def _comes_back(value: object) -> bool:
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except TypeError:
        return False
