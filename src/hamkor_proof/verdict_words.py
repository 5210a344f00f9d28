"""A verdict on an evidence bundle in words for a person (`docs/evidence-bundle.md`, section 4)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from hamkor_proof.findings import Findings, ShownKey, ShownWord
from hamkor_proof.verdict import CANNOT_TELL, CONTRADICTED, PROVED, Verdict

SENTENCES: Final = {
    "proved": "Nothing in this file contradicts itself or the record of the network that you named.",
    # one cannot tell
    "container": "This is not an evidence file, or it was changed on the way: fetch it again.",
    "part-unknown": "The file has a part that does not belong in an evidence file.",
    "part-missing": "The file lacks a part that it must have.",
    "readme": "The instructions in the file are not those of this version: they may tell you something false.",
    "form": "A part of the file is not written in the one way that is read.",
    "heads-missing": "The file does not show which registers were the newest, so entries may be left out.",
    "register-missing": "The file does not show a register, so entries may be left out.",
    "seen-missing": "The file does not show that the record which a signer saw is part of this one.",
    "text-missing": "A text that was signed or adopted is not in the file.",
    "origin-unconfirmed": (
        "Nothing in this file contradicts itself. But anybody can make a whole network up: obtain the network's"
        " fingerprint somewhere else than this file, and give it (--network)."
    ),
    "demonstration": "This is a demonstration: nobody signed anything. To let it count as one, say so (--demo).",
    "witnesses": ("Too few witnesses have cosigned: whoever keeps the record could show somebody else another one."),
    "keys-unopened": "Something that was recorded about the keys is not shown: one of them may have been revoked.",
    # contradictions
    "network-id": "The network is not the one that the file names.",
    "network-chain": "The editions of the network's descriptor do not follow from one another.",
    "other-network": "This is of another network than the one that you named.",
    "checkpoint": "The network's log did not sign this checkpoint.",
    "cosignature": "A line under a witness's name was not made by that witness.",
    "not-included": "An entry is not in the record at the place where the file puts it.",
    "heads": "The list of the newest registers is not where it must be.",
    "register-twice": "There are two registers about the same: the record tells two stories.",
    "register-not-latest": "A register is not the newest of its time: entries are left out.",
    "kept-back": "The file says that names are kept back, and shows some.",
    "not-registered": "An entry is shown that its register does not list.",
    "hidden": "Something that was hidden is shown, or was never listed.",
    "seen": "The record was written anew: what a signer saw of it is no longer part of it.",
    "text": "A text is not what its name says: it was changed.",
    "adoption": "The adoption of the text and its corrections do not follow from one another.",
    "word-text": "An organisation gave its word on another text than the one that was adopted.",
    "key-register": "A key was registered without its own signature, or twice.",
    "key-entry": "What was recorded about a key does not fit the key.",
    "key-confirm": "A key was confirmed by somebody who could not confirm it.",
    "signature": "A signature does not hold: nothing shows that this key signed this statement on the network's site.",
    "word-key": "A signature was made with a key that was not this organisation's, or not then.",
    "word-order": "An organisation's words do not follow from one another.",
}
HEADINGS: Final = {PROVED: "PROVED", CONTRADICTED: "CONTRADICTION", CANNOT_TELL: "CANNOT TELL"}
UNPROVABLE: Final = (
    "that the holder of a key was free",
    "who the person was",
    "that the screen showed what was signed",
    "that the pages of a PDF match these texts",
    "that nothing has happened since the checkpoint",
)

# What a key is, in the same few words as on the site and on the page (`page/texts`).
STATES: Final = {
    "fingerprint": "confirmed to be this organisation's: its fingerprint was found elsewhere ({0})",
    "earlier-key": "confirmed to be this organisation's: an earlier key of the organisation signed for it",
    "members": "confirmed to be this organisation's: at least two other members asked the organisation",
    "site-only": "only the site says this key is theirs",
    "revoked": "revoked: signatures made with it since do not count",
    "suspect": "revoked; its holder says that somebody else may have used it since {0}",
    "contested": "contested: the organisation says that this key is not its own",
}
_STRENGTHS: Final = {
    "recorded": "recorded by the depositary, who was told by other means",
    "confirmed": "confirmed on the site by a delegate",
    "signed": "signed",
}


def lines(verdict: Verdict) -> Iterator[str]:
    """The verdict, line by line: first whether it is proved, then what is shown, each part apart."""
    yield f"{HEADINGS[verdict.status]}. {SENTENCES[verdict.code]}"
    if verdict.part:
        yield f"Part of the file: {verdict.part}"
    if verdict.findings is None:
        yield "Nothing else in this file counts."
        return
    found = verdict.findings
    for heading, told in (
        ("The document", _document(found)),
        ("This text is what was signed", _texts(found)),
        ("Who stands under it", _words(found)),
        ("What the record lists and this file does not show", _unopened(found)),
        ("As of which checkpoint", _checkpoint(found)),
        ("What this cannot prove", iter(UNPROVABLE)),
    ):
        yield ""
        yield heading
        yield from (f"  {line}" for line in told)


def _document(found: Findings) -> Iterator[str]:
    for language, title in sorted(found.titles.items()):
        yield f"{title} ({language})"
    yield f"{found.network_name}, network {found.network}"
    if found.demonstration:
        yield "A DEMONSTRATION: nobody signed anything."


def _texts(found: Findings) -> Iterator[str]:
    for text in found.texts:
        told = f"{'authentic' if text.authentic else 'a translation'}, {_counted(text.words, 'word')} given on it"
        if text in found.uncovered:
            told = "NOT COVERED: no entry shown here names it"
        yield f"Edition {text.edition}, {text.language}: {text.sha256}, {told}"


def _words(found: Findings) -> Iterator[str]:
    if found.kept_back:
        yield "The network keeps the whole list of names back."
    elif not found.words:
        yield "Nobody whose name is shown."
    for word in found.words:
        yield _word(word)
        if word.reservation:
            yield f"  Reservation: {' / '.join(word.reservation.split(chr(10)))}"
        if word.key and not word.withdrawn:
            yield from (f"  {line}" for line in _key(word.key))
    for fingerprint in found.unmatched:
        yield f"The key {fingerprint} that you gave signed nothing here."


def _word(word: ShownWord) -> str:
    who = f"{word.name} ({word.country}), {word.capacity}, edition {word.edition}"
    return f"{who}: WITHDRAWN" if word.withdrawn else f"{who}: {_STRENGTHS[word.strength]}"


def _key(key: ShownKey) -> Iterator[str]:
    yield f"key {key.fingerprint}: {STATES[key.confirmed].replace('{0}', key.found or '')}"
    if key.given:
        yield "This is the key that you gave."
    if key.contested:
        yield f"key {STATES['contested']}"
    if key.suspect_from:
        yield f"key {STATES['suspect'].format(key.suspect_from[:10])}"
    elif key.revoked_later:
        yield f"key {STATES['revoked']}"


def _unopened(found: Findings) -> Iterator[str]:
    for kind, number in sorted(found.unopened.items()):
        yield f"{kind}: {number}"
    if not found.unopened:
        yield "Names are kept back, and no register is shown." if found.kept_back else "Nothing."
    if found.hidden:
        yield f"Of these, hidden to keep people safe: {found.hidden}"


def _checkpoint(found: Findings) -> Iterator[str]:
    yield f"{_counted(found.size, 'entry', 'entries')}, root {found.root}"
    for witness in found.cosigned:
        yield f"Cosigned by {witness.witness.split('+')[0]}, {_when(witness.at)}"
    yield f"{_counted(len(found.cosigned), 'witness', 'witnesses')}, of {found.threshold} asked for"


def _when(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
