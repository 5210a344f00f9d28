"""What the public page tells of the record: sums by month, the last checkpoint to the hour, and who cosigned it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language

from hamkor.core import clock
from hamkor.ledger.access import newest_descriptor, this_network
from hamkor.ledger.models import Checkpoint, Commitment
from hamkor.ledger.witnesses import witnesses_of
from hamkor_proof.fingerprint_words import words

MONTHS_IN_A_YEAR: Final = 12


@dataclass(frozen=True)
class Month:
    """A month that is over, by its first day, and how many entries it brought."""

    first: date
    entries: int


@dataclass(frozen=True)
class Summary:
    """The record as it may be told. Moments are cut to the hour: when exactly something was done is nobody's business.

    `cosigned` are names and moments; `words` are those of the network's id, in `words_language`: Russian for
    everybody but an English reader.
    """

    network: str
    words: str
    words_language: str
    log: str
    witnesses: int
    threshold: int
    size: int
    root: str
    made: datetime | None
    cosigned: list[tuple[str, datetime]]
    months: list[Month]


def summary() -> Summary | None:
    """What the record holds now, the newest month first; None before the network is founded."""
    descriptor, network = newest_descriptor(), this_network()
    if descriptor is None or network is None:
        return None
    newest = Checkpoint.objects.order_by("-size").first()
    language: Literal["ru", "en"] = "en" if get_language() == "en" else "ru"
    return Summary(
        network=network.hex(),
        words=" ".join(words(network.hex(), language)),
        words_language=language,
        log=descriptor.log,
        witnesses=len(descriptor.witnesses),
        threshold=descriptor.threshold,
        size=newest.size if newest else 0,
        root=bytes(newest.root).hex() if newest else "",
        made=_to_the_hour(newest.made_at) if newest else None,
        cosigned=[(key.name, _to_the_hour(at)) for key, at in witnesses_of(newest)] if newest else [],
        months=_months(newest.size) if newest else [],
    )


def _months(size: int) -> list[Month]:
    """Those that are over, also the ones that brought nothing, of entries that a checkpoint covers."""
    this_month = _first_day(clock.now())
    covered = Commitment.objects.filter(position__lt=size, made_at__lt=this_month)
    counted = covered.annotate(month=TruncMonth("made_at")).values_list("month").annotate(entries=Count("pk"))
    entries = {month.date(): number for month, number in counted}
    first = Commitment.objects.filter(position=0).values_list("made_at", flat=True).first()
    if first is None:
        return []
    found, month = [], _first_day(first).date()
    while month < this_month.date():
        found.append(Month(month, entries.get(month, 0)))
        month = month.replace(
            year=month.year + month.month // MONTHS_IN_A_YEAR, month=month.month % MONTHS_IN_A_YEAR + 1
        )
    return found[::-1]


def _first_day(moment: datetime) -> datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _to_the_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
