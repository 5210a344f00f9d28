"""The ledger of most bundles: two members and a partner, every strength of a word, every way to confirm a key, and
everything that can become of a word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from hamkor_proof.acts import Act
from hamkor_proof.evidence import Evidence
from hamkor_proof.note import SignerKey
from hamkor_proof.statement import Publish
from tests.proof.bundle_world import ENGLISH, KAZAKH, RUSSIAN, Delegate, Kept, World

WITNESS = SignerKey("partner.example/witness", bytes(range(32)))


@dataclass
class Coalition:
    world: World
    bridge: Delegate
    shore: Delegate
    words: dict[str, Kept]

    def file(self) -> bytes:
        return self.world.bundle()


def coalition(**members) -> Coalition:
    world = World(**members)
    world.adopt(("ru", RUSSIAN), ("en", ENGLISH))
    bridge, shore = world.delegate("Мост"), world.delegate("Берег", "KZ", ed25519=True)
    lamp, field_, harbour = world.delegate("Лампа", "UZ"), world.delegate("Поле", "TJ"), world.delegate("Гавань", "TM")
    world.register_key(bridge)
    world.confirm_key(bridge, "fingerprint")
    world.checkpoint()
    world.translate("kk", KAZAKH)
    words = {"told": world.word(bridge, "recorded")}
    former = words["told"].event
    words["bridge"] = world.word(bridge, supersedes=former.digest.hex())
    world.register_key(shore)
    words["shore"] = world.word(shore, read=("en", "ru"), reservation="Кроме статьи 3.")
    world.checkpoint()
    words["lamp"] = world.word(lamp, "confirmed")
    words["withdrawal"] = world.withdraw(words["lamp"])
    words["partner"] = world.word(world.delegate("Partner", "CZ"), "confirmed", act=Act.ENDORSE)
    withheld = world.word(field_, "confirmed", publish=Publish(name=False, country=False))
    withheld.open = False
    world.hide(world.word(harbour, "confirmed"))
    world.now += timedelta(hours=80)
    for name in ("Лампа", "Поле"):
        world.confirm_key(shore, "member", world.delegate(name))
    replaced = world.delegate("Берег", of=shore.organisation)
    world.register_key(replaced)
    world.confirm_key(replaced, "earlier-key", shore)
    world.revoke_key(shore, suspect_from=world.now - timedelta(days=1))
    third = world.delegate("Мост", of=bridge.organisation)
    world.register_key(third)
    world.contest_key(third)
    world.checkpoint()
    return Coalition(world, bridge, shore, words)


@cache
def honest() -> Coalition:
    """Not to be changed: cases that change the world make their own."""
    return coalition()


def replace_evidence(made: Coalition, word: str, change: Callable[[Evidence], Evidence]) -> None:
    evidence = made.words[word].evidence
    assert evidence
    made.words[word].evidence = change(evidence)
