"""What an export holds, taken stock of before anything is brought in: kept on disk, so that fifty thousand posts need
no more memory than a thousand."""

import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

_TABLES: Final = """
CREATE TABLE post (
    wp_id INTEGER PRIMARY KEY, kind TEXT, language TEXT, family TEXT, live INTEGER, path TEXT, guid TEXT,
    known INTEGER DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX post_path ON post (path);
CREATE INDEX post_family ON post (family);
CREATE TABLE family (name TEXT PRIMARY KEY, slug TEXT, key TEXT, wanted TEXT) WITHOUT ROWID;
CREATE UNIQUE INDEX family_slug ON family (slug);
CREATE TABLE attachment (
    wp_id INTEGER PRIMARY KEY, parent INTEGER, file TEXT, alternative TEXT, title TEXT, caption TEXT
) WITHOUT ROWID;
CREATE INDEX attachment_file ON attachment (file);
CREATE INDEX attachment_parent ON attachment (parent);
CREATE TABLE picture (file TEXT PRIMARY KEY, key INTEGER, described INTEGER) WITHOUT ROWID;
CREATE TABLE address (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_PLACE: Final = "SELECT post.kind, language, slug, key, live, known FROM post JOIN family ON family.name = post.family"
_ATTACHMENT: Final = "SELECT wp_id, file, alternative, title, caption FROM attachment"


@dataclass(frozen=True)
class Place:
    """Where a post will be: of a kind, in a language, at an address that its translations share. `key` is what
    Wagtail knows them as one by."""

    kind: str
    language: str
    slug: str
    key: uuid.UUID
    live: bool
    known: bool


@dataclass(frozen=True)
class Attachment:
    number: int
    file: str
    alternative: str
    title: str
    caption: str


class Inventory:
    """A database in a file without a name: it goes with the process."""

    def __init__(self) -> None:
        self._sql = sqlite3.connect("", isolation_level=None)
        self._sql.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000;" + _TABLES)
        self._sql.execute("BEGIN")

    def close(self) -> None:
        self._sql.close()

    def add_post(
        self, wp_id: int, kind: str, language: str, family: str, slug: str, *, path: str, guid: str, live: bool
    ) -> bool:
        """False for a number that was there before, or for a second translation into one language."""
        twice = self._one("SELECT 1 FROM post WHERE wp_id = ? OR family = ? AND language = ?", wp_id, family, language)
        if twice or self.has(wp_id):
            return False
        self._sql.execute(
            "INSERT INTO post (wp_id, kind, language, family, live, path, guid) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (wp_id, kind, language, family, live, path, guid),
        )
        self._sql.execute(
            "INSERT OR IGNORE INTO family (name, key, wanted) VALUES (?, ?, ?)", (family, str(uuid.uuid4()), slug)
        )
        return True

    def has(self, wp_id: int) -> bool:
        """Whether this number is taken, by a post or a file."""
        return bool(self._one("SELECT 1 FROM post WHERE wp_id = ? UNION SELECT 1 FROM attachment WHERE wp_id = ?",
                              wp_id, wp_id))  # fmt: skip

    def add_attachment(self, attachment: Attachment, parent: int) -> None:
        self._sql.execute(
            "INSERT OR IGNORE INTO attachment VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(attachment.number, parent, attachment.file),
                *(attachment.alternative, attachment.title, attachment.caption),
            ),
        )

    def note_known(self, wp_id: int, slug: str, key: uuid.UUID) -> None:
        """That a post came at an earlier time; its page's address and key hold for its translations too."""
        self._sql.execute("UPDATE post SET known = 1 WHERE wp_id = ?", (wp_id,))
        self._sql.execute(
            "UPDATE OR IGNORE family SET slug = ?, key = ? WHERE name = (SELECT family FROM post WHERE wp_id = ?)",
            (slug, str(key), wp_id),
        )

    def note_deleted(self, wp_id: int) -> None:
        """That a post came once and an editor deleted it: it neither comes again nor is linked to."""
        self._sql.execute("DELETE FROM post WHERE wp_id = ?", (wp_id,))

    def numbers(self, at_once: int) -> Iterator[dict[int, str]]:
        """The posts' numbers with their guids, so many at a time."""
        last = -1
        while rows := self._sql.execute(
            "SELECT wp_id, guid FROM post WHERE wp_id > ? ORDER BY wp_id LIMIT ?", (last, at_once)
        ).fetchall():
            yield dict(rows)
            last = rows[-1][0]

    def families(self, at_once: int) -> Iterator[list[tuple[str, str]]]:
        """Name and wanted slug of those without a slug of their own yet, so many at a time."""
        last = ""
        while rows := self._sql.execute(
            "SELECT name, wanted FROM family WHERE slug IS NULL AND name > ? ORDER BY name LIMIT ?", (last, at_once)
        ).fetchall():
            yield rows
            last = rows[-1][0]

    def take_slug(self, family: str, slug: str) -> bool:
        """False where another has it."""
        taken = self._one("SELECT 1 FROM family WHERE slug = ?", slug)
        if not taken:
            self._sql.execute("UPDATE family SET slug = ? WHERE name = ?", (slug, family))
        return not taken

    def place(self, wp_id: int) -> Place | None:
        return self._place(f"{_PLACE} WHERE post.wp_id = ?", wp_id)

    def place_of_path(self, path: str) -> Place | None:
        return self._place(f"{_PLACE} WHERE post.path = ? LIMIT 1", path)

    def attachment(self, wp_id: int) -> Attachment | None:
        return self._attachment(f"{_ATTACHMENT} WHERE wp_id = ?", wp_id)

    def attachment_of_file(self, file: str) -> Attachment | None:
        return self._attachment(f"{_ATTACHMENT} WHERE file = ? LIMIT 1", file)

    def attachments_of(self, parent: int, limit: int) -> list[Attachment]:
        rows = self._sql.execute(f"{_ATTACHMENT} WHERE parent = ? ORDER BY wp_id LIMIT ?", (parent, limit))
        return [Attachment(*row) for row in rows]

    def picture(self, file: str) -> tuple[int, bool] | None:
        """Key of the picture that a file became, and whether it is described."""
        row = self._one("SELECT key, described FROM picture WHERE file = ?", file)
        return (row[0], bool(row[1])) if row else None

    def add_picture(self, file: str, key: int, *, described: bool) -> None:
        self._sql.execute("INSERT OR REPLACE INTO picture VALUES (?, ?, ?)", (file, key, described))

    def take_address(self, path: str) -> bool:
        """False where another post of the export has this former address."""
        return self._sql.execute("INSERT OR IGNORE INTO address VALUES (?)", (path,)).rowcount > 0

    def _place(self, question: str, value: object) -> Place | None:
        row = self._one(question, value)
        return Place(row[0], row[1], row[2], uuid.UUID(row[3]), bool(row[4]), bool(row[5])) if row else None

    def _attachment(self, question: str, value: object) -> Attachment | None:
        row = self._one(question, value)
        return Attachment(*row) if row else None

    def _one(self, question: str, *values: object) -> tuple[Any, ...] | None:  # as SQLite gives it
        row: tuple[Any, ...] | None = self._sql.execute(question, values).fetchone()
        return row
