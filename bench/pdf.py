"""A document on paper: ten pages, two languages, sealed."""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from itertools import cycle, islice

import typst

from bench.documents import TEXTS
from bench.measuring import Row, best_time
from hamkor.instruments.pdf import (
    PrintedDocument,
    PrintedGroup,
    PrintedList,
    PrintedName,
    PrintedText,
    document_pdf,
)
from hamkor.ledger.seal import new_seal

PAGES = 10
MOST = 0.1  # seconds
EMPTY = b'#set document(title: "-")\n#set text(lang: "en")\n-'


def measure(*, quick: bool) -> Iterator[Row]:
    """Each time another document, so that nothing set before is used again."""
    times = 2 if quick else 20
    length = next(n for n in range(20, 400, 4) if _pages(document_pdf(_document(n))) >= PAGES)
    pages = _pages(document_pdf(_document(length)))
    seal = new_seal()
    document_pdf(_document(length), seal)  # reads pyHanko in
    variants = iter(range(1_000, 10_000))
    seconds = best_time(lambda: document_pdf(_document(length, variant=next(variants)), seal), times=times)
    empty = best_time(
        lambda: typst.compile(EMPTY, ignore_system_fonts=True, pdf_standards=["a-3a", "ua-1"]), times=times
    )
    yield Row(
        what=f"a sealed {pages}-page PDF in two languages",
        measured=f"{seconds * 1e3:.0f} ms",
        yardstick=f"a page with one dash by Typst: {empty * 1e3:.0f} ms",
        ratio=f"{seconds / empty:.1f}",
        must=f"≤ {MOST * 1e3:.0f} ms",
        reached=seconds <= MOST,
    )


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _document(length: int, *, variant: int = 0) -> PrintedDocument:
    """The demonstration's memorandum, over and over, up to so many paragraphs in each language."""
    bodies = {}
    for language in ("ru", "en"):
        paragraphs = (TEXTS / f"memorandum.{language}.md").read_text().split("\n\n")
        bodies[language] = "\n\n".join([str(variant), *islice(cycle(paragraphs), length)])
    return PrintedDocument(
        language="ru",
        network="Пример сети",
        kind="Меморандум",
        title="Меморандум о взаимопонимании",
        title_language="ru",
        facts="Принят 20 февраля 2013 года в Киеве",
        texts=tuple(
            PrintedText(language, f"Memorandum {language}", language, body, sha256(body.encode()).hexdigest())
            for language, body in bodies.items()
        ),
        lists=(
            PrintedList(
                "20",
                (PrintedGroup("Кыргызстан", tuple(PrintedName(f"Пример {n}", "ru") for n in range(20))),),
            ),
        ),
        fingerprints_heading="SHA-256",
        fingerprints="SHA-256",
        dated=date(2013, 4, 30),
        address="https://network.example/ru/documents/memorandum/",
    )
