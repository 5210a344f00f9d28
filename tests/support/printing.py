"""Reading a PDF back: what a person gets who copies the words out of it."""

import re
import shutil
import subprocess
from unicodedata import normalize

import pytest

# In points: the column of the text without what stands around it, paragraph numbers among it.
_COLUMN = ("-x", "100", "-y", "75", "-W", "430", "-H", "690", "-r", "72")


def read_back(pdf: bytes, *options: str) -> str:
    """The words of a PDF as `pdftotext` gives them with these options; skips the test where it is not there."""
    if not shutil.which("pdftotext"):
        pytest.skip("poppler's pdftotext is not on this machine")
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout.decode()


def column(pdf: bytes) -> str:
    """The words of the text's column on all pages; list items begin with their numbers."""
    return read_back(pdf, *_COLUMN)


def between(read: str, begin: str, end: str) -> str:
    """What stands between two lines of what was read, the first of each."""
    found = re.search(rf"(?m)^\f?{re.escape(begin)}$(.*?)^\f?{re.escape(end)}$", read, re.DOTALL)
    assert found, f"no “{begin}” before “{end}”"
    return found[1]


def without_item_numbers(words: str) -> str:
    return re.sub(r"(?m)^\f?\d\.\s", "", words)


def letters(words: str) -> str:
    """The words without white space, in NFC: how they are broken into lines does not matter."""
    return re.sub(r"\s+", "", normalize("NFC", words))
