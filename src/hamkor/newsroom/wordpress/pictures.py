"""The pictures of the old site, from a folder that the operator has of it. Nothing is fetched from anywhere."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

LARGEST: Final = 30 * 1024 * 1024
_SCALED: Final = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|e\d{10,16})(?=\.[A-Za-z]{3,4}$)")
_UPLOADS: Final = "/wp-content/uploads/"


def file_of(address: str) -> str:
    """The name of a file under the old site's uploads: `2013/04/forum.jpg`; just its own name for other addresses."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    before, uploads, rest = path.partition(_UPLOADS)
    if uploads:
        return rest.strip("/")
    found = re.search(r"/(\d{4}/\d{2}/[^/]+)$", path)
    return found[1] if found else before.rpartition("/")[2]


class Media:
    """A folder as it lies in `wp-content/uploads`, or flat. What is outside it, or leads out of it, is not there."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.resolve() if folder else None

    def find(self, name: str) -> Path | None:
        """The file of this name: as it was uploaded, before the size that WordPress cut it to."""
        whole = _SCALED.sub("", name)
        own = whole.rpartition("/")[2]
        for candidate in dict.fromkeys((whole, f"wp-content/uploads/{whole}", f"uploads/{whole}", own,
                                        name, f"wp-content/uploads/{name}", name.rpartition("/")[2])):  # fmt: skip
            if (path := self._inside(candidate)) is not None:
                return path
        return None

    def _inside(self, name: str) -> Path | None:
        if self._folder is None or not name or "\0" in name or "\\" in name or name.startswith("/"):
            return None
        try:
            path = (self._folder / name).resolve()
            inside = path.is_relative_to(self._folder) and path.is_file() and path.stat().st_size <= LARGEST
        except (OSError, ValueError):
            return None
        return path if inside else None
