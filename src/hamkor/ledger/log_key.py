"""The network's log key, which signs its checkpoints: a file in the home folder, and nowhere else."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from hamkor.core.errors import DomainError
from hamkor.ledger.models import Descriptor
from hamkor_proof import descriptor
from hamkor_proof.note import SignerKey, VerifierKey


def signer() -> SignerKey:
    """The log key, which must be the one that the descriptor names: under another nobody could check anything."""
    latest = Descriptor.objects.order_by("-edition").first()
    path = log_key_file()
    if latest is None or not path.exists():
        raise DomainError(f"There is no log key: {path} belongs there, from a backup of the home folder.")
    named = VerifierKey.parse(descriptor.Descriptor.parse(bytes(latest.body)).log)
    key = SignerKey(named.name, bytes.fromhex(path.read_text().strip()))
    if key.verifier != named:
        raise DomainError(f"The key in {path} is not the log key that the network's descriptor names.")
    return key


def log_key_file() -> Path:
    return Path(settings.HAMKOR_HOME) / "log-key"


def new_log_key() -> Ed25519PrivateKey:
    """A fresh one in the home folder, or the one that an earlier try to found the network left there."""
    path = log_key_file()
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key
