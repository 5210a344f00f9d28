"""`./hamkor publish`, as somebody types it: with processes of its own, on a folder and a database of its own."""

import brotli
import pytest

from hamkor.audit.models import Event
from hamkor.publishing import access
from hamkor.publishing.actions import touch
from hamkor.publishing.checking import faults
from hamkor.publishing.making import public_files
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.sweep import sweep
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory
from tests.support.installations import Installation

# Sweeps, and is killed as by a power cut at the point that the environment names.
KILLED = """
import os, signal, sys
import django
django.setup()
from hamkor.publishing import actions, files, sweep

point, left = sys.argv[1], [int(sys.argv[2])]

def killed(act):
    def counted(*args, **kwargs):
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return act(*args, **kwargs)
    return counted

if point == "renaming":
    files.os.replace = killed(os.replace)
elif point == "noting":
    actions.record = killed(actions.record)
elif point == "settling":
    sweep.settle = killed(sweep.settle)
sweep.sweep()
"""


def test_rebuild_makes_every_page_and_takes_away_what_is_none(installation: Installation) -> None:
    WordFactory(instrument__slug="memorandum", instrument__open_for_accession=True, instrument__published=True)
    files = public_files()
    (files.root / "ru/old-news").mkdir(parents=True)
    (files.root / "ru/old-news/index.html.br").write_bytes(b"left over")
    done = installation.hamkor("publish", "rebuild", "--processes", "2")
    assert done.returncode == 0, done.stderr
    assert "Pages: 0 of " in done.stdout
    assert "a second), 1 left over and removed." in done.stdout
    assert not (files.root / "ru/old-news").exists()
    # A site of few pages is packed as carefully as a single one.
    page = files.read("/ru/documents/memorandum/")
    assert (files.root / "ru/documents/memorandum/index.html.br").read_bytes() == brotli.compress(page, quality=11)
    assert files.made_from
    checked = installation.hamkor("publish", "check")
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "Every file is what the site would show now.")


def pages_swept() -> int:
    return sum(Event.objects.filter(kind="publishing.swept").values_list("codes__pages", flat=True))


def test_the_first_rebuild_makes_every_page_once_and_leaves_nothing_waiting(installation: Installation) -> None:
    touch(address="/ru/")
    rebuild(processes=1)
    assert access.waiting() == 0
    first = pages_swept()
    rebuild(processes=1)
    assert pages_swept() == 2 * first


def test_check_names_every_link_out_of_the_folder(installation: Installation) -> None:
    rebuild(processes=1)
    root = public_files().root
    (root / "ru/link").symlink_to("/")
    (root / "en/index.html.br").unlink()
    (root / "en/index.html.br").symlink_to("/dev/null")
    (root / ".hidden").symlink_to(root / "en", target_is_directory=True)
    checked = installation.hamkor("publish", "check", "--processes", "1")
    assert checked.returncode == 1
    named = {line.partition(" ")[0] for line in checked.stdout.splitlines() if " is a symbolic link" in line}
    assert named == {"/ru/link", "/en/index.html.br", "/.hidden"}


def test_check_says_what_is_stale_missing_and_left_over(installation: Installation) -> None:
    InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    rebuild(processes=1)
    files = public_files()
    files.path("/ru/").write_text("defaced")
    files.path("/en/check/").with_name("index.html.br").unlink()
    files.remove("/ky/documents/memorandum/")
    (files.root / "en/strange").mkdir()
    (files.root / "en/strange/index.html").write_text("planted")
    checked = installation.hamkor("publish", "check", "--processes", "1")
    assert checked.returncode == 1
    said = [line for line in checked.stdout.splitlines() if line.startswith("/")]
    assert sorted(said) == [
        "/en/check/ is stale where it is compressed.",
        "/en/strange/ is left over: it belongs to no page.",
        "/ky/documents/memorandum/ has no file.",
        "/ru/ is stale: its file differs from the page.",
    ]
    touch(addresses=["/ru/", "/en/check/", "/ky/documents/memorandum/", "/en/strange/"])
    swept = installation.hamkor("publish", "sweep")
    assert (swept.returncode, swept.stdout) == (0, "3 made, 1 gone.\n")
    assert faults(processes=1) == []


@pytest.mark.parametrize(
    ("point", "number"), [("renaming", 0), ("renaming", 2), ("renaming", 40), ("settling", 0), ("noting", 0)]
)
def test_a_sweep_that_is_killed_loses_nothing(installation: Installation, point: str, number: int) -> None:
    """Killed before the first file, with a page only compressed yet, among the pages, and while noting it as done."""
    memorandum = InstrumentFactory(slug="memorandum", open_for_signature=True, published=True)
    rebuild(processes=1)
    WordFactory(instrument=memorandum, organisation=OrganisationFactory(name="Open Steppe"))
    touch("instruments.instrument", memorandum.pk)
    waiting = access.waiting()
    killed = installation.run("-c", KILLED, point, str(number))
    assert killed.returncode == -9, killed.stderr
    assert access.waiting() == waiting
    for path in public_files().paths():
        packed = path.with_name(f"{path.name}.br")
        if packed.exists():
            brotli.decompress(packed.read_bytes())
    touch("network.organisation", memorandum.words.get().organisation_id)
    sweep()
    assert access.waiting() == 0
    assert b"Open Steppe" in (public_files().read("/en/documents/memorandum/") or b"")
    assert faults(processes=1) == []


def test_a_folder_that_cannot_be_used_is_said_in_a_sentence(installation: Installation) -> None:
    (installation.home / "public").write_text("a file where the folder should be")
    done = installation.hamkor("publish", "sweep")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_says_what_it_can_do(installation: Installation) -> None:
    assert "rebuild" in installation.hamkor("publish").stdout
    unknown = installation.hamkor("publish", "everything")
    assert unknown.returncode == 2
    assert "There is no ./hamkor publish everything." in unknown.stderr
