"""`verify`: the verdict on an evidence bundle from a file or an address, for a person or (`--json`) for a program."""

import argparse
import gc
import json
import re
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from hamkor_proof import container, verdict_words
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.faults import Fault
from hamkor_proof.fingerprint_words import parse_fingerprint
from hamkor_proof.verdict import CANNOT_TELL, verify

_PATIENCE: Final = 60  # seconds
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
# What a terminal would obey instead of showing it; an address or a path may hold it.
_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    parser = commands.add_parser("verify", help="check the evidence of a document: text, signatures, record")
    parser.add_argument("file", metavar="FILE.zip|URL", help="the evidence")
    parser.add_argument(
        "--network",
        metavar="FILE|FINGERPRINT",
        help="the network that you mean, obtained elsewhere; its fingerprint is hexadecimal or in words",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="FINGERPRINT",
        help="an organisation's key, hexadecimal or in words, obtained from that organisation (repeatable)",
    )
    parser.add_argument("--demo", action="store_true", help="let a demonstration count")
    parser.add_argument("--json", action="store_true", help="say it for a program")
    parser.set_defaults(act=_run)


class _UnusableError(Exception):
    """Says in a sentence what cannot be used."""


def _run(given: argparse.Namespace) -> tuple[int, str]:
    try:
        keys = [parse_fingerprint(key) for key in given.key]
        pinned = None if given.network is None else _pinned(given.network)
        data = _fetched(given.file) if _ADDRESS.match(given.file) else _read(given.file)
    except (Fault, _UnusableError) as fault:
        if given.json:
            return CANNOT_TELL, json.dumps({"status": CANNOT_TELL, "code": "unreadable", "why": str(fault)})
        return CANNOT_TELL, _CONTROLS.sub("\ufffd", f"CANNOT TELL. {fault}")
    # A bundle is many small objects that all stay until the process ends: there is no garbage to look for.
    gc.disable()
    verdict = verify(data, pinned=pinned, demonstration=given.demo, keys=keys)
    if given.json:
        return verdict.status, json.dumps(_named(verdict), ensure_ascii=False, indent=1)
    return verdict.status, _CONTROLS.sub("\ufffd", "\n".join(verdict_words.lines(verdict)))


def _named(value: object) -> object:
    """The same with every value under its name, where JSON would make a list of it."""
    if is_dataclass(value):
        return {field.name: _named(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        inner = [_named(each) for each in value]
        return dict(zip(names, inner, strict=True)) if names else inner
    return value


def _pinned(network: str) -> str:
    """The SHA-256 of an edition of the descriptor, given as its file or in digits, or the first half of it in words."""
    if Path(network).is_file():
        data = _read(network)
        try:
            Descriptor.parse(data)
        except Fault as fault:
            raise _UnusableError(f"{network} is no descriptor of a network. {fault}") from None
        return sha256(data).hexdigest()
    try:
        return parse_fingerprint(network)
    except Fault as fault:
        raise _UnusableError(f"The network is neither a file that is there nor a fingerprint. {fault}") from None


def _read(place: str) -> bytes:
    """The file's bytes; of one that is too long for any evidence, one byte more than that."""
    try:
        with Path(place).open("rb") as file:
            return file.read(container.LONGEST + 1)
    except (OSError, ValueError) as error:
        raise _UnusableError(f"{place} cannot be read: {_reason(error)}.") from None


def _fetched(address: str) -> bytes:
    """The same of an address."""
    # What speaks HTTP takes as long to load as many signatures to check.
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    try:
        request = Request(address, headers={"User-Agent": "hamkor_proof"})  # noqa: S310 - the scheme was looked at
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - the same
            body: bytes = answer.read(container.LONGEST + 1)
            return body
    except HTTPError as error:
        error.close()
        raise _UnusableError(f"{address} answers {error.code}.") from None
    except (OSError, HTTPException, ValueError) as error:
        raise _UnusableError(f"{address} cannot be read: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    """What the system says, without its numbers."""
    inner = getattr(error, "reason", error)
    return str(getattr(inner, "strerror", None) or inner or type(error).__name__)
