"""`verify.html`, the second verifier: one file that opens from a memory stick and asks no network.

It is written from `docs/evidence-bundle.md` alone and shares no code with the verifier in Python. The modules beside
this file are put one after another and packed, because in clear, with its texts in seven languages, the page would be
twice as large as it may be. The page shows its program; `unpack` and `build` let anybody compare it with these sources.
"""

import json
import re
from base64 import b64decode, b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final
from zlib import decompress

from hamkor_proof.page.packing import deflate

LANGUAGES: Final = ("ru", "en", "kk", "ky", "tg", "tk", "uz")
# In the order in which each finds what it needs.
MODULES: Final = (
    "bytes",
    "json",
    "forms",
    "keys",
    "statement",
    "notes",
    "events",
    "container",
    "tree",
    "bundle",
    "record",
    "words",
    "findings",
    "verify",
    "page",
)
_IMPORT: Final = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ", re.MULTILINE)
_PACKED: Final = re.compile(rb'<script type="text/plain" id="packed">([A-Za-z0-9+/=]*)</script>')
_HERE: Final = files("hamkor_proof.page")


@cache
def build() -> bytes:
    """The page's bytes: the same from the same sources, wherever it is built."""
    style, loader = _read("page.css"), _read("loader.js")
    parts = {
        "policy": policy(),
        "style": style,
        "packed": b64encode(deflate(program().encode())).decode(),
        "loader": loader,
    }
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: parts[found[1]], _read("template.html")).encode()


def policy() -> str:
    """The content security policy that the page bears. A server that sends one of its own has to allow as much."""
    return (
        f"default-src 'none'; script-src {_source(_read('loader.js'))} {_source(program())}; "
        f"style-src {_source(_read('page.css'))}; base-uri 'none'; form-action 'none'"
    )


def program() -> str:
    """The page's program as a browser runs it: the modules in one, with their comments."""
    return _texts() + "".join(
        f"\n// {name}.mjs\n{_EXPORT.sub('', _IMPORT.sub('', _read(f'{name}.mjs')))}" for name in MODULES
    )


def unpack(page: bytes) -> str:
    """The program that is in a page. Raises `ValueError` where there is none."""
    found = _PACKED.search(page)
    if not found:
        raise ValueError("There is no packed program in this file.")
    return decompress(b64decode(found[1]), wbits=-15).decode()


def _texts() -> str:
    written = {language: json.loads(_read(f"texts/{language}.json")) for language in LANGUAGES}
    keys = list(written["en"])
    texts = {language: [words[key] for key in keys] for language, words in written.items()}
    readme = (files("hamkor_proof") / "README-bundle.txt").read_bytes()
    lines = [
        "// The program of verify.html. README is the SHA-256 of a bundle's README.txt.",
        f"const README = {json.dumps(sha256(readme).hexdigest())};",
        f"const KEYS = {json.dumps(keys)};",
        f"const TEXTS = {json.dumps(texts, ensure_ascii=False, separators=(',', ':'))};",
    ]
    return "\n".join(lines) + "\n"


def _source(written: str) -> str:
    return f"'sha256-{b64encode(sha256(written.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
