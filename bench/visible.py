"""What a member may see, among many documents that she may not: one page of it and their number."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from tests.factories.network import OrganisationFactory, delegate

from bench.measuring import Row, best_time
from bench.worlds import database, written_at_once
from hamkor.core import clock
from hamkor.instruments.models import Edition, Instrument, InstrumentTitle, Kind, Text, TextRevision
from hamkor.instruments.standing import desk
from hamkor.network.access import viewer_for
from hamkor.network.models import Audience, Label, Person

FEW, MANY = 100, 20_000
MOST = 3.0
BODY = "We continue our work although it is dangerous.\n"


def measure(*, quick: bool) -> Iterator[Row]:
    """The members' list of documents. Of ten documents she sees eight: the network's, public ones, her own
    organisation's; two are another organisation's."""
    few, many = (20, 200) if quick else (FEW, MANY)
    with database() as name:
        other = OrganisationFactory.create()
        person = delegate()
        viewer = viewer_for(person)
        own = str(viewer.mandates[0].organisation_id)
        seconds = {}
        for number, so_far in ((few, 0), (many, few)):
            _write(range(so_far, number), person, own, str(other.pk))
            _tell_the_planner()
            page, _ = desk(viewer, None)
            assert page.paginator.count == number * 8 // 10, "she sees what is not hers"
            seconds[number] = best_time(lambda: desk(viewer, None), times=3 if quick else 15)
    ratio = seconds[many] / seconds[few]
    yield Row(
        what=f"visible documents, page and count, {few} to {many:,} rows, {name}",
        measured=f"{seconds[many] * 1e3:.1f} ms",
        yardstick=f"{few} rows: {seconds[few] * 1e3:.1f} ms",
        ratio=f"{ratio:.2f}",
        must=f"≤ {MOST:.0f} at {many // few} × the rows",
        reached=ratio <= MOST,
    )


def _write(numbers: range, author: Person, own: str, other: str) -> None:
    now = clock.now() - timedelta(days=365)
    kinds = [*[(Label.GREEN, "network")] * 6, (Label.CLEAR, "public"), (Label.AMBER, f"organisation:{own}")]
    kinds += [(Label.AMBER, f"organisation:{other}")] * 2
    with written_at_once():
        labels = [kinds[number % 10] for number in numbers]
        made = {(label, key): Audience.objects.of(label, key) for label, key in kinds}
        audiences = [made[each] for each in labels]
        instruments = Instrument.objects.bulk_create(
            Instrument(
                audience=audience,
                slug=f"document-{number}",
                kind=Kind.DECLARATION,
                drafted_at=now + timedelta(minutes=number),
                drafted_by=author,
            )
            for audience, number in zip(audiences, numbers, strict=True)
        )
        InstrumentTitle.objects.bulk_create(
            InstrumentTitle(instrument=one, language="en", title=f"Declaration {one.slug}") for one in instruments
        )
        editions = Edition.objects.bulk_create(Edition(instrument=one) for one in instruments)
        texts = Text.objects.bulk_create(Text(edition=one, language="en", authentic=True) for one in editions)
        TextRevision.objects.bulk_create(
            TextRevision(text=one, number=1, body=BODY, sha256="ab" * 32, size=len(BODY), author=author, made_at=now)
            for one in texts
        )


def _tell_the_planner() -> None:
    """What PostgreSQL's autovacuum does by itself soon after; SQLite's statistics are left as an installation's are."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
