"""The status that goes with each code (`docs/evidence-bundle.md`, section 3)."""

PROVED, CONTRADICTED, CANNOT_TELL = 0, 1, 2

_UNTOLD = {
    "container", "part-unknown", "part-missing", "readme", "form", "heads-missing", "register-missing", "seen-missing",
    "text-missing", "origin-unconfirmed", "demonstration", "witnesses", "keys-unopened",
}  # fmt: skip


def status_of(code: str) -> int:
    """The status that goes with a code."""
    return PROVED if code == "proved" else CANNOT_TELL if code in _UNTOLD else CONTRADICTED
