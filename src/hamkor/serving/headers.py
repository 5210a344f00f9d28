"""What goes with each public file: the same on the front, and in the configurations for nginx and Caddy."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Self
from urllib.parse import urlsplit

from django.conf import LazySettings

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.privacy.policy import is_widened, policy_for
from hamkor.publishing.files import MEDIA_TYPES, media_type

STATIC: Final = "/static/"
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
HASHED: Final = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9.]+$")

# Beside those of the public pages: style, scripts, pictures, and what editors may upload. Nothing that was uploaded is
# a page or a script.
_OF_PARTS: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_UPLOADED: Final = {
    **{suffix: _OF_PARTS[suffix] for suffix in (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")},
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".epub": "application/epub+zip",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_IN_UTF_8: Final = ("text/", "application/atom+xml")


@dataclass(frozen=True)
class Terms:
    """What the settings say about answering: origins, policies, and whether only HTTPS will do.

    `editor` is the origin of the editors' pages where they have a host of their own, `onion` that of the onion service;
    each may be empty. `wider_policy` is the one under which an outside analytics program may run, for readers who
    agreed to it; empty where there is none.
    """

    site: str
    sign: str
    spare: str = ""  # where second keys for signing are made
    editor: str = ""
    onion: str = ""
    policy: str = ""
    wider_policy: str = ""
    https_only: bool = False
    told_by: str = ""  # the header in which a proxy says that it was asked by HTTPS, as WSGI names it
    strict_transport: str = ""

    @classmethod
    def of(cls, settings: LazySettings) -> Self:
        """Read from Django's settings, so that files and pages say the same."""
        told_by = settings.SECURE_PROXY_SSL_HEADER
        return cls(
            site=settings.HAMKOR_SITE_ORIGIN,
            sign=settings.HAMKOR_SIGN_ORIGIN,
            spare=settings.HAMKOR_SPARE_SIGN_ORIGIN,
            editor=settings.HAMKOR_EDITOR_ORIGIN,
            onion=settings.HAMKOR_ONION,
            policy=policy_for(request_has_consented=False),
            wider_policy=policy_for(request_has_consented=True) if is_widened() else "",
            https_only=settings.SECURE_SSL_REDIRECT,
            told_by=told_by[0] if told_by else "",
            strict_transport=(
                f"max-age={settings.SECURE_HSTS_SECONDS}"
                + ("; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else "")
                if settings.SECURE_HSTS_SECONDS
                else ""
            ),
        )

    def security(self, *, secure: bool, onion: bool, agreed: bool, alone: bool = True) -> list[tuple[str, str]]:
        """What Django sends with every page; for what is only a part of pages (not `alone`), what matters there."""
        headers = [("X-Content-Type-Options", "nosniff")]
        if alone:
            headers += [
                ("Content-Security-Policy", self.wider_policy if agreed else self.policy),
                ("Referrer-Policy", "same-origin"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("X-Frame-Options", "DENY"),
            ]
        if secure and not onion and self.strict_transport:
            headers.append(("Strict-Transport-Security", self.strict_transport))
        return headers

    def origin(self, host: str) -> str:
        """Which of our origins a Host header means; that of the site where it means none of them."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return self.site
        return next(
            (each for each in (self.sign, self.spare, self.editor, self.onion) if name == urlsplit(each).hostname),
            self.site,
        )

    def is_apart(self, origin: str) -> bool:
        """Whether no page of the public site answers there: at the signing pages, and at the editors' own host."""
        return origin in (self.sign, self.spare, self.editor)


def content_type(path: str) -> str:
    """What the file of an address is. An upload is never a page or a script, whatever it is called."""
    suffix = PurePosixPath(path).suffix.lower()
    if path.startswith("/files/"):
        kind = _UPLOADED.get(suffix, "application/octet-stream")
    elif suffix in _OF_PARTS and suffix not in MEDIA_TYPES:
        kind = _OF_PARTS[suffix]
    else:
        kind = media_type(path)
    return f"{kind}; charset=utf-8" if kind.startswith(_IN_UTF_8) else kind


def is_shown_alone(path: str) -> bool:
    """Whether a browser may show the file of this address by itself, as a document with rights of its own. Our style
    and scripts it only shows as text: the half kilobyte of a page's policy would be sent for nothing."""
    return not (path.startswith(STATIC) and path.endswith((".css", ".js", ".mjs")))


def content_language(path: str) -> str:
    """The language of a page or a feed, by its address; of a text or a PDF nothing is said."""
    first = path.split("/", 2)[1]
    return first if first in INTERFACE_LANGUAGES and path.endswith(("/", ".html", ".atom")) else ""


def freshness(path: str) -> str:
    """How long a browser may go without asking. Style and scripts bear their content's hash in their names; everything
    else is asked for each time, so that a hidden name is gone everywhere at once."""
    return FOREVER if path.startswith(STATIC) and HASHED.search(path) else ASK_AGAIN
