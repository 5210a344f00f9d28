"""What goes with a style sheet or a script that the application hands out itself."""

from collections.abc import MutableMapping


def never_guessed_at(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """Says that the file is what its type says; no other header of a page matters to a part of one."""
    headers["X-Content-Type-Options"] = "nosniff"
