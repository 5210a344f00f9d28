"""Hundreds give their word at once, and the server is killed in the middle of it."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from http.client import HTTPException

from django.db import connection

from bench.delegates import Delegate, Line, about_to_confirm, about_to_sign, line
from bench.documents import memorandum
from bench.measuring import Row
from bench.worlds import Site, site
from hamkor.instruments.models import Instrument, Word
from hamkor.ledger.models import Opening
from hamkor.ledger.verification import verify

DELEGATES = 500
CLIENTS = 16
TRIES = 400
PAUSE = 0.1  # seconds before a client tries again


class Told(StrEnum):
    """What a delegate knows in the end."""

    GIVEN = "given"
    ALREADY = "given already"
    NOT_GIVEN = "not given, and why"
    NOTHING = "nothing"


def measure(*, quick: bool) -> Iterator[Row]:
    """Half of them confirm, half sign. A client whose line breaks sends the same again until it is answered."""
    number = 20 if quick else DELEGATES
    with site() as server:
        name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
        document = memorandum()
        signing = about_to_sign(document, server, number // 2)
        confirming = about_to_confirm(document, server, number - number // 2)
        delegates = [one for pair in zip(signing, confirming, strict=True) for one in pair]
        told, broken = _all_at_once(server, delegates)
        recorded = Counter(Word.objects.filter(instrument=document).values_list("organisation_id", flat=True))
        acts = _acts_in_the_ledger(document)
        entries = verify().entries
    once = sum(recorded[one.organisation] == 1 for one in delegates)
    twice = sum(recorded[one.organisation] > 1 for one in delegates)
    lost = sum(
        told[one] == Told.NOTHING or (told[one] != Told.NOT_GIVEN) != (recorded[one.organisation] == 1)
        for one in delegates
    )
    answers = Counter(told.values())
    ledger = acts == sum(recorded.values()) and entries >= acts
    yield Row(
        what=f"{number} delegates give their word at once, server killed and started again, {name}",
        measured=f"{once} recorded once, {twice} twice, {lost} lost; "
        f"ledger {'agrees' if ledger else f'differs: {acts} acts'}",
        yardstick=f"{broken} lines broke; told: {', '.join(f'{answers[one]} {one}' for one in Told if answers[one])}",
        ratio=f"{once / number:.2f}",
        must="each recorded exactly once or told why, none lost",
        reached=not lost and not twice and ledger and broken > 0,
    )


def _all_at_once(server: Site, delegates: list[Delegate]) -> tuple[dict[Delegate, Told], int]:
    """What each was told in the end, and how many requests the kill broke off."""
    answered = threading.Semaphore(0)
    broken: list[Delegate] = []

    def give(delegate: Delegate) -> Told:
        with line(server) as opened:
            for _ in range(TRIES):
                try:
                    told = _give(opened, delegate)
                except (OSError, HTTPException):
                    broken.append(delegate)
                    time.sleep(PAUSE)
                else:
                    answered.release()
                    return told
        return Told.NOTHING

    with ThreadPoolExecutor(CLIENTS) as clients:
        giving = clients.map(give, delegates)
        for _ in range(len(delegates) // 3):
            assert answered.acquire(timeout=120), "the server does not answer"
        server.kill()
        server.start()
        return dict(zip(delegates, giving, strict=True)), len(broken)


def _give(opened: Line, delegate: Delegate) -> Told:
    answer = opened.post(delegate)
    if answer.status == 302 and not delegate.host.startswith("sign."):
        return Told.GIVEN
    if answer.location.endswith("/receipt/"):
        return Told.GIVEN
    if answer.status == 302:
        answer = opened.get(delegate.host, answer.location, delegate.cookies)
    if answer.status >= 500:
        raise HTTPException(f"the server failed: {answer.status}")
    # A page that offers no choice any more says how and when the word was given.
    return Told.NOT_GIVEN if 'name="read"' in answer.page or answer.status != 200 else Told.ALREADY


def _acts_in_the_ledger(instrument: Instrument) -> int:
    return sum(
        f'"instrument":"{instrument.pk}"'.encode() in bytes(event)
        for event in Opening.objects.filter(kind="word").values_list("event", flat=True)
    )
