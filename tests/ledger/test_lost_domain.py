"""What docs/operate.md tells the operator to type when the domain is lost, typed in its order."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings as configured

from hamkor.core.actors import OPERATOR
from hamkor.ledger.access import newest_descriptor
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.models import Checkpoint
from hamkor_proof.descriptor import Descriptor
from tests.commandline.conftest import surroundings
from tests.support.installations import Installation
from tests.support.servers import SOURCE

LOST, SPARE = "sign.network.example", "sign.network-spare.example"
SETTINGS = {
    "HAMKOR_SECRET_KEY": "".join(chr(48 + n % 60) for n in range(60)).replace("`", "x").replace("\\", "x"),
    "HAMKOR_HOSTS": f"network.example,{LOST},{SPARE}",
    "HAMKOR_SITE_ORIGIN": "https://network.example",
    "HAMKOR_LOGIN_RP_ID": "network.example",
    "HAMKOR_SIGN_ORIGIN": f"https://{LOST}",
    "HAMKOR_SIGN_RP_ID": LOST,
    "HAMKOR_SPARE_SIGN_ORIGIN": f"https://{SPARE}",
    "HAMKOR_SPARE_SIGN_RP_ID": SPARE,
}


class Block(NamedTuple):
    """What the page sets off: commands, or lines of the file with the settings."""

    language: str
    text: str


def blocks_under(heading: str) -> Iterator[Block]:
    page = (SOURCE / "docs" / "operate.md").read_text()
    [section] = re.findall(rf"^### {heading}\n(.*?)(?=^##)", page, re.MULTILINE | re.DOTALL)
    for language, text in re.findall(r"^ *```(\w+)\n(.*?)^ *```$", section, re.MULTILINE | re.DOTALL):
        yield Block(language, re.sub(r"^ {3}", "", text, flags=re.MULTILINE))


class Operator:
    """She has an installation for production, its settings in a file, and the page."""

    def __init__(self, installation: Installation) -> None:
        self._environment = surroundings(
            HAMKOR_HOME=installation.home, DATABASE_URL=installation.database_url, PYTHONPATH=SOURCE / "src"
        )
        self._file = installation.home / "hamkor.env"
        self.enters("\n".join(f"{name}={shlex.quote(value)}" for name, value in SETTINGS.items()) + "\n")

    def enters(self, settings: str) -> None:
        with self._file.open("a") as file:
            file.write(settings)

    def types(self, commands: str) -> str:
        """In a shell that stops at the first that fails, with `hamkor` as the page makes it."""
        ready = f'set -a; . {self._file}; set +a; hamkor() {{ {sys.executable} -m hamkor "$@"; }}\n'
        done = subprocess.run(
            ["sh", "-ec", ready + commands],
            env=self._environment,
            cwd=SOURCE,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, commands + done.stdout + done.stderr
        return done.stdout

    def follows(self, blocks: Iterator[Block]) -> list[str]:
        """The commands that she typed."""
        typed = []
        for block in blocks:
            if block.language == "ini":
                self.enters(block.text)
            else:
                self.types(block.text)
                typed += block.text.splitlines()
        return typed


@pytest.fixture
def operator(installation: Installation) -> Operator:
    """Of a network that signs on one site until now."""
    shutil.copy(Path(configured.HAMKOR_HOME) / "log-key", installation.home)
    publish_descriptor(by=OPERATOR, added_sites={LOST: [f"https://{LOST}"]})
    return Operator(installation)


def test_a_lost_domain_is_left_by_the_page_s_own_commands(operator: Operator, installation: Installation) -> None:
    operator.types("hamkor manage collectstatic --noinput")
    assert operator.follows(blocks_under("Beforehand")) == [
        f"hamkor ledger descriptor --add-site {SPARE} https://{SPARE}"
    ]
    typed = operator.follows(blocks_under("When it is lost"))
    assert f"hamkor ledger descriptor --end-site {LOST}" in typed
    latest = newest_descriptor()
    assert latest is not None
    until = {party.id: party.until for party in latest.relying_parties}
    assert until[LOST] is not None
    assert until[SPARE] is None
    published = (installation.home / "public" / "ledger" / "network.json").read_bytes()
    assert Descriptor.parse(published) == latest
    assert Checkpoint.objects.latest("size").size > until[LOST]
    assert "Everything is right." in operator.types("hamkor check --deploy && hamkor ledger verify")


def test_who_has_no_spare_brings_the_new_site_and_the_end_of_the_lost_one_at_once(operator: Operator) -> None:
    page = " ".join((SOURCE / "docs" / "operate.md").read_text().split())
    [command] = re.findall(r"\(`(hamkor ledger descriptor --end-site [^`]+)`\)", page)
    *_words, new, origin = command.split()
    operator.enters(
        f"HAMKOR_HOSTS=network.example,{new}\nHAMKOR_SIGN_ORIGIN={origin}\nHAMKOR_SIGN_RP_ID={new}\n"
        "HAMKOR_SPARE_SIGN_ORIGIN=\nHAMKOR_SPARE_SIGN_RP_ID=\n"
    )
    operator.types(f"{command}\nhamkor check --deploy")
