"""What the two verifiers say of a file, in one form, so that it can be compared."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hamkor_proof.findings import Findings
from hamkor_proof.verdict import verify
from tests.proof.page.node import Node

type Said = dict[str, Any]

_WAYS = {"site": "site-only", "earlier": "earlier-key"}


def by_python(data: bytes | Path, **given: Any) -> Said:
    """The verdict and the findings of the verifier in Python."""
    found = verify(data.read_bytes() if isinstance(data, Path) else data, **given)
    return {"status": found.status, "code": found.code, "findings": found.findings and _findings(found.findings)}


def by_page(node: Node, data: bytes | Path, **given: Any) -> Said:
    """Those of the page's program."""
    found = node.verify(data, **given)
    told = found["findings"]
    return {"status": found["status"], "code": found["code"], "findings": told and _findings_of_page(told)}


def _findings(found: Findings) -> Said:
    return {
        "network": (found.network, found.network_name, found.demonstration),
        "titles": found.titles,
        "kept back": found.kept_back,
        "texts": [(*text, text not in found.uncovered) for text in found.texts],
        "words": [{**word._asdict(), "key": word.key and word.key._asdict()} for word in found.words],
        "unmatched": sorted(found.unmatched),
        "unopened": found.unopened,
        "hidden": found.hidden,
        "checkpoint": (found.size, found.root, found.threshold),
        "cosigned": [(each.witness.partition("+")[0], each.at) for each in found.cosigned],
    }


def _findings_of_page(found: Mapping[str, Any]) -> Said:
    network = found["network"]
    return {
        "network": (network["id"], network["name"], network["demonstration"]),
        "titles": {language: title for language, title, _place in found["titles"]},
        "kept back": found["keptBack"],
        "texts": [
            tuple(text[name] for name in ("edition", "language", "sha256", "authentic", "words", "covered"))
            for text in found["texts"]
        ],
        "words": [_word_of_page(word) for word in found["words"]],
        "unmatched": sorted(set(found["unmatched"])),
        "unopened": found["unopened"],
        "hidden": found["hidden"],
        "checkpoint": (found["size"], found["root"], found["threshold"]),
        "cosigned": [(each["name"], each["time"]) for each in found["cosigned"]],
    }


def _word_of_page(word: Mapping[str, Any]) -> Said:
    key = word["key"] and {
        "fingerprint": word["key"],
        "confirmed": _WAYS.get(word["way"], word["way"]),
        "found": word["found"],
        "revoked_later": word["revoked"],
        "suspect": bool(word["suspect"]),
        "suspect_from": word["suspect"] or None,
        "contested": word["contested"],
        "given": word["given"],
    }
    kept = {name: word[name] for name in ("name", "country", "strength", "edition", "reservation", "withdrawn")}
    return {**kept, "capacity": "partner" if word["act"] == "endorse" else "signatory", "key": key}
