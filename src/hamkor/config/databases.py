"""The database from `DATABASE_URL`: SQLite inside the home, or PostgreSQL."""

from pathlib import Path
from typing import TypedDict
from urllib.parse import parse_qsl, unquote, urlsplit


class Database(TypedDict, total=False):
    ENGINE: str
    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    CONN_MAX_AGE: int
    CONN_HEALTH_CHECKS: bool
    OPTIONS: dict[str, object]
    TEST: dict[str, object]


def sqlite(path: Path) -> Database:
    """SQLite for many writing threads: write-ahead log, and write transactions that queue from their start."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def from_url(url: str, *, home: Path) -> Database:
    """Promises a Django database entry; raises `ValueError` for a scheme that Hamkor does not run on, and for an
    address that names no database."""
    if not url:
        return sqlite(home / "hamkor.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: {parts.scheme!r} is neither sqlite nor postgres")
    if not parts.path.strip("/"):
        raise ValueError("DATABASE_URL names no database: postgres://user:password@host:port/name")
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(options),
    }
