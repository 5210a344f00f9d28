"""`./hamkor publish reindex`, as somebody types it."""

from hamkor.publishing.making import public_files
from hamkor.publishing.search.finding import find
from tests.support.installations import Installation


def test_reindexing_is_a_command(installation: Installation) -> None:
    files = public_files()
    with files.alone(wait=True):
        files.write("/en/check/", b"<main><h1>How to check</h1><p>By hand.</p></main>", pack=False, quality=1)
    done = installation.hamkor("publish", "reindex")
    assert (done.returncode, done.stdout) == (0, "Pages that can be found: 1.\n"), done.stderr
    assert find("hand", reader="en").pages
