"""The style that every page bears in itself, and how the pages' policy lets in this one and no other."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

import rcssmin

FIRST_STYLE: Final = rcssmin.cssmin((Path(__file__).parent / "first.css").read_text())
# CSP level 3, section 2.3.1: a hash-source.
ALLOWED: Final = f"'sha256-{b64encode(sha256(FIRST_STYLE.encode()).digest()).decode()}'"
