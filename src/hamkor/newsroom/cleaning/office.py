"""Word processor files and tables (Office Open XML, ECMA-376; OpenDocument): only the parts that are known, and of
those nothing that names anybody."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from django.utils.translation import gettext_lazy as _
from lxml import etree

from hamkor.core.errors import DomainError
from hamkor.newsroom.cleaning.pictures import clean_picture

LARGEST_UNPACKED: Final = 200 * 1024 * 1024
MOST_PARTS: Final = 5000
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)

# Parts that only tell how and by whom a file was made: taken out, with what refers to them.
_TELLING: Final = re.compile(
    r"docProps/|docMetadata/|customXml/|customUI/|word/people\.xml|xl/persons/|(word|xl)/printerSettings/|xl/printerSettings"
    r"|word/commentsIds|word/glossary/|\[trash\]/|Thumbnails/|Configurations2/|meta\.xml$|layout-cache$|xl/calcChain\.xml"
    r"|META-INF/documentsignatures"
)
_HIDDEN: Final = re.compile(r"(word|xl)/(threadedC|c)omments|word/commentsExt|xl/revisions/|xl/comments")
_CARRIED: Final = re.compile(
    r"(word|xl)/(embeddings|activeX|ctrlProps|externalLinks|queryTables|connections)"
    r"|vba|Basic/|Scripts/|Object |_xmlsignatures"
)
_PICTURE: Final = re.compile(r"\.(jpe?g|png)$", re.IGNORECASE)
_KNOWN: Final = re.compile(r"\.(xml|rels|rdf|odttf|ttf)$|^mimetype$", re.IGNORECASE)

_MARKS: Final = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "comment", "commentReference"}
_ODF_MARKS: Final = {"annotation", "tracked-changes"}
_ATTRIBUTES: Final = {"author", "initials", "userId", "lastGuid", "userName"}


def clean_office(data: bytes) -> bytes:
    """The same text or tables, with pictures cleaned, and without properties, authors, printers, templates and
    thumbnails.

    Raises `DomainError` for a damaged or locked file, and for one with comments, tracked changes, macros, other files
    inside, or a part that nobody knows how to clean.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _unpacked(package)
            return _packed(_cleaned(parts))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise DomainError(_("This file cannot be read: it is damaged or locked.")) from None


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise DomainError(_("This file unpacks to more than can be looked through."))
    parts = {}
    for entry in entries:
        with package.open(entry) as part:
            parts[entry.filename] = part.read(entry.file_size + 1)[: entry.file_size]
    return parts


def _cleaned(parts: dict[str, bytes]) -> dict[str, bytes]:
    kept = {}
    for name, content in parts.items():
        if _HIDDEN.match(name):
            raise _comments()
        if _CARRIED.search(name):
            raise DomainError(_("This file carries macros or other files inside: take them out first."))
        if _TELLING.match(name):
            continue
        if _PICTURE.search(name):
            kept[name] = clean_picture(content)
        elif name == "mimetype":
            kept[name] = content
        elif _KNOWN.search(name):
            kept[name] = _xml(name, content, gone=lambda target: bool(_TELLING.match(target)))
        else:
            raise DomainError(
                _("This file carries “%(name)s”, which cannot be freed of what it tells: take it out first.")
                % {"name": PurePosixPath(name).name[:60]}
            )
    if not kept.keys() & {"[Content_Types].xml", "content.xml"}:
        raise zipfile.BadZipFile
    return kept


def _xml(name: str, content: bytes, *, gone: Callable[[str], bool]) -> bytes:
    if name.endswith((".odttf", ".ttf")):
        return content
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    tree = etree.fromstring(content, parser).getroottree()
    if tree.docinfo.internalDTD is not None:
        raise zipfile.BadZipFile
    base = PurePosixPath(name).parent.parent if name.endswith(".rels") else PurePosixPath()
    for element in list(tree.getroot().iter(etree.Element)):
        local = etree.QName(element).localname
        if local in _MARKS and "wordprocessingml" in (etree.QName(element).namespace or ""):
            raise _comments()
        if local in _ODF_MARKS:
            raise _comments()
        for attribute in list(element.attrib):
            of_attribute = etree.QName(attribute).localname
            if of_attribute in _ATTRIBUTES or of_attribute.startswith("rsid"):
                del element.attrib[attribute]
        if _tells(element, local, base, gone):
            element.getparent().remove(element)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _tells(element: etree._Element, local: str, base: PurePosixPath, gone: Callable[[str], bool]) -> bool:
    """Whether this element names somebody, or refers to a part that is taken out."""
    match local:
        case "Relationship":
            target = str(element.get("Target", ""))
            path = target.removeprefix("/") if target.startswith("/") else _joined(base, target)
            local_file = element.get("TargetMode") == "External" and not re.match(r"https?:|mailto:|#", target)
            return local_file or gone(path)
        case "Override":
            return gone(str(element.get("PartName", "")).removeprefix("/"))
        case "file-entry":
            path = next((str(v) for k, v in element.attrib.items() if str(k).endswith("full-path")), "")
            return gone(path)
        case "attachedTemplate" | "fileSharing" | "printer-settings" | "mailMerge" | "config-item" | "rsids":
            return local != "config-item" or "Printer" in "".join(map(str, element.attrib.values()))
        case "pageSetup":
            for attribute in [a for a in element.attrib if str(a).endswith("}id")]:
                del element.attrib[attribute]
    return False


def _joined(base: PurePosixPath, target: str) -> str:
    whole: list[str] = [] if str(base) == "." else list(base.parts)
    for part in PurePosixPath(target).parts:
        if part == "..":
            whole = whole[:-1]
        else:
            whole.append(part)
    return "/".join(whole)


def _packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        # OpenDocument: the type first, and not compressed.
        for name in sorted(parts, key=lambda each: (each != "mimetype", each != "[Content_Types].xml")):
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name, _LONG_AGO), parts[name], how)
    return written.getvalue()


def _comments() -> DomainError:
    return DomainError(_("This file has comments or tracked changes: accept or reject them all first."))
