"""Translation catalogues: collected, merged, checked and compiled with Babel, without gettext programs.

English is the source language and needs no catalogue. Russian must be complete; the other languages must be
complete for whatever a reader of the public site can meet.
"""

import argparse
import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, cast

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

from hamkor.cli.checkout import LOCALE, ROOT, SOURCE, ObstacleError

COMPLETE: Final = ("ru",)
FOR_READERS: Final = ("kk", "ky", "tg", "tk", "uz")
LANGUAGES: Final = COMPLETE + FOR_READERS

PLURAL_FORMS: Final = {
    "ru": ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"),
    "kk": "nplurals=2; plural=(n != 1);",
    "ky": "nplurals=2; plural=(n != 1);",
    "tg": "nplurals=2; plural=(n != 1);",
    "tk": "nplurals=2; plural=(n != 1);",
    "uz": "nplurals=2; plural=(n != 1);",
}
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES: Final = frozenset({".html", ".txt", ".svg", ".xml"})
# Where the words of public pages, of documents in print and of error pages come from. A test renders them all and
# finds what is said from elsewhere.
FOR_READERS_FROM: Final = (
    "**/public/**",
    "**/publishing/**",
    "**/ledger/templates/ledger/record.html",
    "**/core/templates/400.html",
    "**/core/templates/403.html",
    "**/core/templates/404.html",
    "**/core/templates/500.html",
    "**/core/templates/hamkor/bare.html",
    "**/core/templates/hamkor/base.html",
    "**/core/templates/hamkor/footer.html",
    "**/core/templates/hamkor/forms/**",
    "**/core/templates/hamkor/header.html",
    "**/core/templates/hamkor/language_switch.html",
    "**/privacy/templates/privacy/notice.html",
    "**/privacy/templates/privacy/overview.html",
    "**/privacy/templates/privacy/others.html",
    "**/newsroom/feeds.py",
    "**/newsroom/views/**",
    "**/newsroom/templates/newsroom/*.html",
    *(f"**/newsroom/templates/newsroom/{folder}/**" for folder in ("blocks", "countries", "library", "news", "pages")),
    "**/instruments/printed.py",
    "**/instruments/models/instruments.py",
)
NOT_SCANNED: Final = frozenset({"locale", "migrations", "static", "__pycache__"})


def collect(source: Path = SOURCE) -> Catalog:
    """Every message of the Python code and the templates under `source`, with the files it comes from.

    Raises `ObstacleError` for a file that cannot be read as Python or as a template.
    """
    catalogue = Catalog(charset="utf-8")
    for path in _source_files(source):
        # "src/hamkor/…", in a tree elsewhere the same without the leading folders: the same on every machine.
        place = path.relative_to(ROOT if path.is_relative_to(ROOT) else source).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
            if path.suffix in TEMPLATE_SUFFIXES:
                text = _template_as_python(text, place)
            found = list(extract("python", io.BytesIO(text.encode()), KEYWORDS, ("Translators:",)))
        except (SyntaxError, UnicodeDecodeError, ValueError) as error:
            raise ObstacleError(f"The strings of {place} cannot be collected: {error}.") from error
        for _line, message, comments, context in found:
            if message and message != ("", ""):
                catalogue.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalogue


def update(languages: tuple[str, ...] = LANGUAGES, *, source: Path = SOURCE, locale: Path = LOCALE) -> list[Path]:
    """Merge the collected messages into each language's catalogue; returns the files that changed.

    Existing translations stay, also those no longer used (they are kept apart, marked obsolete). Nothing is
    guessed from similar strings. The output is sorted and carries no dates and no line numbers, so that only
    a change of words changes a file.
    """
    changed = []
    template = collect(source)
    for language in languages:
        path = _po(locale, language)
        catalogue = _read(path, language) if path.exists() else Catalog(locale=language, charset="utf-8")
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        text = _as_text(catalogue, language)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            _write_atomically(path, text.encode())
            changed.append(path)
    return changed


def needed(language: str, messages: Catalog) -> list[Message]:
    """Those of the collected messages that this language's catalogue must have: Russian all, the others a reader's."""
    return [message for message in messages if message.id and (language in COMPLETE or _is_for_readers(message))]


def missing(*, source: Path = SOURCE, locale: Path = LOCALE) -> list[str]:
    """What keeps the catalogues from being complete and sound: one sentence each, none when all is well.

    Whatever is translated must keep the placeholders of its source, since a page with a wrong one cannot be shown.
    """
    template = collect(source)
    faults: list[str] = []
    for language in LANGUAGES:
        path = _po(locale, language)
        catalogue = _read(path, language) if path.exists() else Catalog(locale=language)
        for message in needed(language, template):
            fault = _lacks(catalogue.get(_singular(message), message.context), message)
            if fault:
                faults.append(f"{language}: {fault}: {_singular(message)!r} ({message.locations[0][0]})")
        faults += [f"{language}: {sentence}" for sentence in _unsound(catalogue)]
    return faults


def compile_all(*, locale: Path = LOCALE) -> list[Path]:
    """Compile each catalogue whose compiled form is absent or older; returns those that were written.

    A reader of the old file never meets half of the new one. Raises `ObstacleError` where the folder cannot
    be written or a catalogue cannot be read.
    """
    written = []
    for path in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        content = io.BytesIO()
        write_mo(content, _read(path, path.parts[-3]))
        _write_atomically(compiled, content.getvalue())
        written.append(compiled)
    return written


def run(arguments: Sequence[str]) -> int:
    """Update, check or compile; print what was done. Status 1 where something is missing."""
    parser = argparse.ArgumentParser(prog="./hamkor catalogues", description="Translation catalogues.")
    parser.add_argument("verb", choices=("update", "check", "compile"), help="what to do with them")
    verb = parser.parse_args(arguments).verb
    if verb == "check":
        faults = missing()
        print("\n".join(faults) if faults else "The catalogues are complete.")
        return 1 if faults else 0
    changed = update() if verb == "update" else compile_all()
    print("\n".join(str(path.relative_to(ROOT)) for path in changed) or "The catalogues are up to date.")
    return 0


def _source_files(source: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(source):
        folders[:] = sorted(name for name in folders if name not in NOT_SCANNED)
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix == ".py" or (path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts):
                yield path


def _template_as_python(text: str, place: str) -> str:
    # Babel tokenises what it reads: a template's indentation would be an error of Python's.
    return "\n".join(line.lstrip() for line in templatize(text, origin=place).split("\n"))


def _po(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def _read(path: Path, language: str) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, charset="utf-8", abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError, ValueError) as error:
        raise ObstacleError(f"The catalogue {path} cannot be read: {error}.") from error


def _as_text(catalogue: Catalog, language: str) -> str:
    body = io.BytesIO()
    write_po(body, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    review = "" if language in COMPLETE else "# Awaiting a review by a native speaker.\n"
    header = (
        f'{review}msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n\n'
    )
    return header + body.getvalue().decode().strip("\n") + "\n"


def _write_atomically(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(content)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise ObstacleError(f"The catalogue {path} cannot be written: {error.strerror}.") from error


def _singular(message: Message) -> str:
    return _texts(message.id)[0]


def _is_for_readers(message: Message) -> bool:
    places = [PurePosixPath(place) for place, _line in message.locations]
    return any(place.full_match(pattern) for place in places for pattern in FOR_READERS_FROM)


def _texts(what: object) -> list[str]:
    """A message's id or string, which Babel gives as one text or, with plurals, as several."""
    return [what] if isinstance(what, str) else [str(text or "") for text in cast("Sequence[str | None]", what)]


def _lacks(translated: Message | None, message: Message) -> str | None:
    if translated is None:
        return "not in the catalogue"
    if not all(_texts(translated.string)) or (message.pluralizable and not translated.pluralizable):
        return "not translated"
    return "marked fuzzy" if translated.fuzzy else None


_NAMED: Final = re.compile(r"%\((\w+)\)")
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|(?<!\{)\{\w*\}(?!\})")


def _unsound(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if not message.id or not message.string:
            continue
        source = _texts(message.id)
        known = set(_PLACEHOLDER.findall(" ".join(source)))
        for text in filter(None, _texts(message.string)):
            used = set(_PLACEHOLDER.findall(text))
            # A plural's form for one may leave the number out; nothing may ask for what is not given.
            lost = not message.pluralizable and known - used
            if lost or used - known or (_can_be_filled(source[0]) and not _can_be_filled(text)):
                yield f"the placeholders of {source[0]!r} are not those of its translation {text!r}"


def _can_be_filled(text: str) -> bool:
    names = _NAMED.findall(text)
    values = dict.fromkeys(names, 0) if names else (0,) * len(re.findall(r"%[sd]", text.replace("%%", "")))
    try:
        text % values
    except (KeyError, TypeError, ValueError):
        return False
    return True
