"""`hamkor verify` on many signatures, as a whole process, beside the start of Python with its cryptography."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from tests.proof.records import KEYS, Record, es256, identifier, texts, titles

from bench.measuring import Row, best_time
from hamkor_proof.adoption import Adoption
from hamkor_proof.statement import Act

SOURCE: Final = Path(__file__).parents[1] / "src"


def measure(*, quick: bool) -> Iterator[Row]:
    """Each organisation registers a key, which signs for itself, and signs a word with it: two signatures each."""
    with tempfile.TemporaryDirectory(prefix="hamkor-bench-verify-") as folder:
        start = best_time(lambda: _run("-c", "import cryptography.hazmat.primitives.asymmetric.ec"), times=5)
        for organisations, what, must in (
            (500, "1,000 signatures", 0.6),
            (1_000, "1,000 signed words (and the 1,000 signatures of their keys for themselves)", 1.2),
        ):
            file, network = signed_words(10 if quick else organisations, Path(folder))
            call = ("-m", "hamkor_proof", "verify", str(file), "--network", network)
            took = best_time(lambda call=call: _run(*call), times=2 if quick else 10)  # type: ignore[misc]
            yield Row(
                what=f"`hamkor verify` on {what}, Python's start included",
                measured=f"{took:.2f} s",
                yardstick=f"starting Python with cryptography: {start:.2f} s",
                ratio=f"{took / start:.1f}",
                must=f"≤ {must} s",
                reached=took <= must,
            )


def signed_words(organisations: int, folder: Path) -> tuple[Path, str]:
    """A bundle, and its network's fingerprint, in which as many organisations signed, each with a key of its own."""
    record = Record(threshold=0)
    adopt = record.statement(Act.ADOPT, "kz secretariat", mandate=identifier("mandate secretary"), texts=texts(1))
    record.do("adopt", Adoption(statement=adopt, adopted_on=date(2013, 2, 20), named=titles()))
    record.checkpoint()
    for number in range(organisations):
        who = f"kg {number}"
        key = KEYS.setdefault(who, es256(1_000 + number))
        record.do(f"key {number}", record.about_key(Act.KEY_REGISTER, who, who), key)
        record.do(f"word {number}", record.word(Act.SIGN, who, key=who), key)
    record.checkpoint()
    file = folder / f"{organisations}.zip"
    file.write_bytes(record.bundle())
    return file, record.network.hex()


def _run(*call: str) -> None:
    # Its modules are compiled once, as they are where it is installed.
    surroundings = {**os.environ, "PYTHONPATH": str(SOURCE)}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, *call], env=surroundings, stdout=subprocess.DEVNULL, check=True)
