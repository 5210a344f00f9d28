"""Which analytics an installation has: its own counts, none, or another's that readers may say yes to."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

OWN: Final = "own"
OFF: Final = "off"
MATOMO: Final = "matomo"
GOOGLE: Final = "google"

_MATOMO: Final = re.compile(r"(https://[a-z0-9.-]+(?::\d+)?/(?:[A-Za-z0-9._~-]+/)*),(\d{1,9})")
_GOOGLE: Final = re.compile(r"G-[A-Z0-9]{4,20}")
_GOOGLE_SCRIPT: Final = "https://www.googletagmanager.com"
_GOOGLE_COLLECTS: Final = ("https://*.google-analytics.com", "https://*.analytics.google.com", _GOOGLE_SCRIPT)


@dataclass(frozen=True)
class Analytics:
    """`kind` is one of the four above; `address` where another's script is, `site` what it calls this site."""

    kind: str
    address: str = ""
    site: str = ""

    @property
    def asks(self) -> bool:
        """Whether there is anything that a reader can say yes to."""
        return self.kind != OFF

    @property
    def is_own(self) -> bool:
        return self.kind == OWN

    @property
    def scripts(self) -> tuple[str, ...]:
        """The foreign origins that scripts come from after a yes."""
        return () if self.is_own or not self.asks else (_origin(self.address),)

    @property
    def collects(self) -> tuple[str, ...]:
        """The foreign origins that are told of visits after a yes."""
        return _GOOGLE_COLLECTS if self.kind == GOOGLE else self.scripts


def parse(value: str) -> Analytics:
    """Reads the setting: `own`, `off`, `matomo=<url>,<site id>` or `google=<measurement id>`.

    Raises `ValueError` for anything else: what stands here ends up in the policy of pages.
    """
    kind, _, rest = value.strip().partition("=")
    if kind in (OWN, OFF) and not rest:
        return Analytics(kind)
    if kind == MATOMO and (found := _MATOMO.fullmatch(rest)):
        return Analytics(MATOMO, found[1], found[2])
    if kind == GOOGLE and _GOOGLE.fullmatch(rest):
        return Analytics(GOOGLE, f"{_GOOGLE_SCRIPT}/gtag/js?id={rest}", rest)
    raise ValueError(
        "HAMKOR_ANALYTICS is one of own, off, matomo=https://stats.example/,1 (with the slash) or google=G-XXXXXXX."
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
