"""The test installation's seal where a test has a home of its own."""

import os
import shutil
from pathlib import Path


def bring_seal(home: Path) -> None:
    """Copies the seal that the template database knows into this home."""
    for file in Path(os.environ["HAMKOR_HOME"]).glob("seal-*.pem"):
        shutil.copy(file, home)
