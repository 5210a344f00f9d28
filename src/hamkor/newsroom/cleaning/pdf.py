"""PDF files: written anew from what can be reached, without whom, when and with what."""

import io
from typing import Final

import pikepdf
from django.utils.translation import gettext_lazy as _
from pikepdf import Dictionary, Name, Stream

from hamkor.core.errors import DomainError

# What hangs on objects and tells of their making (ISO 32000-2: 14.3, 14.5, 14.11; thumbnails 12.3.4).
_TELLING: Final = (Name.Metadata, Name.PieceInfo, Name.LastModified, Name.Thumb, Name.OPI, Name.SpiderInfo)
# What acts by itself, or carries further files.
_ACTING: Final = (Name.OpenAction, Name.AA, Name.AF, Name.Collection)
# Notes on the page: their words are hidden until asked for, and their writers are named.
_NOTES: Final = frozenset({"/Text", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Redact"})
_CARRIERS: Final = frozenset({"/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia"})
_OF_WRITER: Final = (Name.T, Name.M, Name.NM, Name.CreationDate, Name.Subj, Name.Popup, Name.RC)


def clean_pdf(data: bytes) -> bytes:
    """The pages, without document information, XMP, earlier versions, scripts, and what pictures in them carry.

    Raises `DomainError` for a damaged, locked or signed file, and for one with comments or with files inside: what is
    hidden in it is for its maker to decide about.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as bare:
            if bare.is_encrypted:
                raise DomainError(_("This PDF is locked: send it without a password and without restrictions."))
            _refuse_what_is_hidden(bare)
            _strip(bare)
            written = io.BytesIO()
            bare.save(written, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError:
        raise DomainError(_("This PDF is locked: send it without a password and without restrictions.")) from None
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError):
        raise DomainError(_("This is not a PDF file that can be read.")) from None
    return written.getvalue()


def _refuse_what_is_hidden(document: pikepdf.Pdf) -> None:
    if document.attachments:
        raise DomainError(_("This PDF carries other files inside: take them out first."))
    for each in document.objects:
        if not isinstance(each, Dictionary):
            continue
        kind = str(each.get(Name.Subtype, ""))
        if (each.get(Name.FT) == Name.Sig and Name.V in each) or Name.ByteRange in each:
            raise DomainError(_("This PDF is signed: cleaning would break the signature. Send it without one."))
        if kind in _NOTES and Name.Rect in each:
            raise DomainError(_("This PDF carries comments: take them out first."))
        if kind in _CARRIERS and Name.Rect in each:
            raise DomainError(_("This PDF carries other files inside: take them out first."))


def _strip(document: pikepdf.Pdf) -> None:
    del document.docinfo
    for name in (*_ACTING, Name.Metadata):
        if name in document.Root:
            del document.Root[name]
    if Name.Names in document.Root:
        for name in (Name.JavaScript, Name.EmbeddedFiles):
            if name in document.Root.Names:
                del document.Root.Names[name]
    for each in document.objects:
        if isinstance(each, Dictionary | Stream):
            _strip_object(each)


def _strip_object(each: Dictionary | Stream) -> None:
    for name in (*_TELLING, Name.AA):
        if name in each:
            del each[name]
    if Name.Rect in each and str(each.get(Name.Subtype, "")) not in {"/Link", "/Widget", ""}:
        for name in _OF_WRITER:
            if name in each:
                del each[name]
    if each.get(Name.S) in (Name.JavaScript, Name.Launch):
        for name in (Name.JS, Name.F, Name.Win):
            if name in each:
                del each[name]
    if isinstance(each, Stream) and each.get(Name.Filter) in (Name.DCTDecode, [Name.DCTDecode]):
        # How to read it stays as it is; only what is read gets shorter.
        parameters = each.get(Name.DecodeParms)
        each.write(without_segments(each.read_raw_bytes()), filter=Name.DCTDecode)
        if parameters is not None:
            each[Name.DecodeParms] = parameters


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without comments and application segments, but those that decoders need (JFIF and Adobe's: ITU-T T.81,
    annex B). What cannot be followed raises `ValueError`."""
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("no start of image")
    kept, place = [b"\xff\xd8"], 2
    while place < len(jpeg):
        if jpeg[place] != 0xFF or place + 4 > len(jpeg):
            raise ValueError("no marker")
        marker = jpeg[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        length = int.from_bytes(jpeg[place + 2 : place + 4])
        segment = jpeg[place : place + 2 + length]
        if marker == 0xDA:
            end = jpeg.rfind(b"\xff\xd9")
            return b"".join([*kept, jpeg[place : end + 2 if end > place else len(jpeg)]])
        if not (marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)):
            kept.append(segment)
        place += 2 + length
    raise ValueError("no scan")
