"""Moving in from WordPress: how fast, and in how much memory."""

import multiprocessing
import os
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.support import servers
from tests.support.wxr import export, item

from bench.measuring import Row
from bench.worlds import database
from hamkor.core.actors import OPERATOR
from hamkor.core.processes import begin_with_django
from hamkor.newsroom.models import NewsItem
from hamkor.newsroom.wordpress.actions import bring_in_wordpress

FEW, MANY = 1_000, 50_000
FAST = 100  # posts a second
FLAT = 1.1

_HIGHEST = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_WORDS = "Организации пяти стран подписали меморандум о взаимопонимании и договорились действовать вместе. "
_POST = (
    "<!-- wp:heading --><h2>Меморандум</h2><!-- /wp:heading -->\n"
    + "".join(
        f"<!-- wp:paragraph --><p>{_WORDS * 4}<strong>Вместе</strong> "
        f'<a href="https://old.example/2013/04/30/post-{{other}}/">дальше</a>.</p><!-- /wp:paragraph -->\n'
        for _ in range(8)
    )
    + "<!-- wp:list --><ul><li>первое</li><li>второе</li></ul><!-- /wp:list -->\n"
    "<blockquote><p>Сказано вместе.</p><cite>Участница</cite></blockquote>"
)


def measure(*, quick: bool) -> Iterator[Row]:
    """Posts of some 400 words with links to one another, three topics each; for each size a site that holds the smaller
    ones, and a process of its own: what another needed before is not in its memory."""
    numbers = (20, 100) if quick else (FEW, MANY)
    seconds, peak = {}, {}
    with tempfile.TemporaryDirectory(prefix="hamkor-wxr-") as folder, database() as vendor, _processes() as processes:
        for number in numbers:
            file = Path(folder) / f"{number}.xml"
            _write(file, number)
            before = NewsItem.objects.count()
            seconds[number], peak[number] = processes.submit(_bring_in, file, number).result()
            assert NewsItem.objects.count() == before + number
    few, many = numbers
    for number in numbers:
        rate = number / seconds[number]
        yield Row(
            what=f"{number:,} posts from WordPress, {vendor}",
            measured=f"{rate:.0f} posts/s, {seconds[number]:.1f} s",
            yardstick=f"{FAST} posts/s",
            ratio=f"{rate / FAST:.2f}",
            must=f"≥ {FAST} posts/s",
            reached=rate >= FAST,
        )
    yield Row(
        what=f"memory at its highest, {few:,} and {many:,} posts, {vendor}",
        measured=f"{peak[many]:.0f} MB",
        yardstick=f"{peak[few]:.0f} MB",
        ratio=f"{peak[many] / peak[few]:.2f}",
        must=f"flat: ≤ {FLAT}",
        reached=peak[many] <= FLAT * peak[few],
    )


@contextmanager
def _processes() -> Iterator[ProcessPoolExecutor]:
    """One at a time, each for one task, on the database that this one works on."""
    os.environ["DATABASE_URL"] = servers.url_of_database()
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        1, mp_context=fresh, max_tasks_per_child=1, initializer=begin_with_django, initargs=(os.getpid(),)
    ) as pool:
        yield pool


def _bring_in(file: Path, number: int) -> tuple[float, float]:
    """How many seconds it took, and the megabytes of this process at their highest."""
    start = time.perf_counter()
    report = bring_in_wordpress(by=OPERATOR, file=file, media=None, language="", tell=lambda *_: None)
    seconds = time.perf_counter() - start
    assert report.posts == number
    assert not any(report.left_out)
    # Not by getrusage: Linux counts there what the process that started this one held.
    kilobytes = _HIGHEST.search(Path("/proc/self/status").read_text())
    assert kilobytes
    return seconds, int(kilobytes[1]) / 1024


def _write(file: Path, number: int) -> None:
    posts = (
        item(
            each,
            _POST.format(other=each * 7 % number + 1),
            title=f"Новость {each} из {number}",
            name=f"post-{number}-{each}",
            link=f"https://old.example/{number}/post-{each}/",
            guid=f"https://old.example/{number}/?p={each}",
            date=f"{2000 + each % 25}-{each % 12 + 1:02}-{each % 28 + 1:02} 12:00:00",
            excerpt="Коротко о том, что было.",
            terms=[("category", f"topic-{(each + n) % 40}", f"Тема {(each + n) % 40}") for n in range(3)],
        )
        for each in range(1, number + 1)
    )
    with file.open("w") as written:
        written.writelines(export(posts))
