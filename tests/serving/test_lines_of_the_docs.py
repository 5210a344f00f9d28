"""The lines that docs/operate.md offers to who has nginx or Caddy hand out the files, in those very programs."""

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hamkor.audit.kernel import standing_in
from hamkor.newsroom.models import FormerAddress, FormerSite, ImportedPost
from tests.factories.newsroom import news
from tests.serving.conftest import lay_out
from tests.support import webservers
from tests.support.installations import Installation
from tests.support.webservers import ROOT, WebServer

ONION = "http://" + "a" * 56 + ".onion"
AFTER = {
    "map_hash": "for brotli_static (without it, leave that line away).",
    "map": "types_hash_max_size 2048;",
    "if ($hamkor_moved)": "server_tokens off;",
    "error_page 418": "server_tokens off;",
    "add_header": "add_header X-Frame-Options DENY always;",
    "@agreed": "\n\troute {",
    "@pages": "\t\theader @written Content-Language {re.written.1}",
}


def lines(program: str, words: str) -> dict[str, str]:
    """The blocks for this program that hold these words, by the line of the example that they follow."""
    blocks = re.findall(rf"^```{program}\n(.*?)^```", (ROOT / "docs" / "operate.md").read_text(), re.M | re.S)
    found = [block.replace("http://….onion", ONION) for block in blocks if words in block]
    assert found, "the docs have these lines no more"
    return {next(line for begins, line in AFTER.items() if block.strip().startswith(begins)): block for block in found}


def offered(name: str, stack: ExitStack, words: str, *, setting: str = "", moved: str = "") -> WebServer:
    """The program with the lines of the docs in it, and behind it the real front where there is a setting for it;
    `moved` are the lines of the map that they include."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hamkor-test-")))
    lay_out(folder / "home")
    for part in ("run", "behind"):
        (folder / part).mkdir()
    behind = None
    if setting:
        front = webservers.front(folder / "home", folder / "behind", HAMKOR_ANALYTICS=setting)
        behind = stack.enter_context(front).port
    more = lines({"caddy": "caddyfile"}.get(name, name), words)
    (folder / "former.map").write_text(moved)
    more = {line: each.replace("/etc/nginx/hamkor-former.map", f"{folder}/former.map") for line, each in more.items()}
    try:
        server = getattr(webservers, name)(folder / "home", folder / "run", more=more, behind_it=behind)
        started: WebServer = stack.enter_context(server)
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")
    return started


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.mark.parametrize("name", ["nginx", "caddy"])
@pytest.mark.parametrize(
    ("setting", "origin"), [("matomo=https://stats.example/,1", "https://stats.example"), ("google=G-ABC123", "google")]
)
def test_the_policy_widens_for_who_agreed_and_for_nobody_else(
    stack: ExitStack, name: str, setting: str, origin: str
) -> None:
    site = offered(name, stack, "agreed", setting=setting)
    plain = site.get("/ru/")
    assert plain.status == 200
    for headers in (
        {},
        {"Cookie": "hamkor_analytics=no"},
        {"Cookie": "hamkor_analytics=yesterday"},
        {"Cookie": "x_hamkor_analytics=yes"},
        {"Cookie": "hamkor_analytics=yes", "Sec_GPC": "1"},
    ):
        assert origin not in site.get("/ru/", **headers).headers["content-security-policy"], headers
    # Who read the page before she agreed has it under the narrow policy, and gets it anew.
    agreed = site.get("/ru/", Cookie="a=b; hamkor_analytics=yes", If_None_Match=plain.headers["etag"])
    assert (agreed.status, agreed.body) == (200, plain.body)
    assert origin in agreed.headers["content-security-policy"]
    refused = site.get("/ru/", Cookie="hamkor_analytics=no", If_None_Match=agreed.headers["etag"])
    assert refused.status == 200
    assert site.get("/ru/nothing/", Cookie="hamkor_analytics=yes").status == 404


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_a_form_of_a_member_who_agreed_arrives_whole(stack: ExitStack, name: str) -> None:
    site = offered(name, stack, "agreed")
    body = os.urandom(100_000)
    told = json.loads(site.get("/workspace/", method="POST", body=body, Cookie="hamkor_analytics=yes").body)
    assert (told["method"], told["path"], told["length"]) == ("POST", "/workspace/", len(body))
    assert "x-told-by" not in site.get("/ru/").headers


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_pages_name_their_onion_address(stack: ExitStack, name: str) -> None:
    site = offered(name, stack, "onion")
    assert site.get("/ru/news/").headers["onion-location"] == f"{ONION}/ru/news/"
    assert site.get("/ru/").headers["content-security-policy"]
    for path in ("/static/hamkor/hamkor.css", "/ru/documents/m/document.pdf", "/ru/news/feed.atom", "/robots.txt"):
        assert "onion-location" not in site.get(path).headers, path


def test_former_addresses_lead_on_by_a_real_redirect(stack: ExitStack, installation: Installation) -> None:
    with standing_in("newsroom"):
        pages = [news(slug=slug, live=slug != "draft") for slug in ("memorandum", "forum", "draft")]
        for path, page in zip(("/2013/04/30/меморандум/", "/2013/a;b$c/", "/2013/draft/"), pages, strict=True):
            FormerAddress.objects.create(path=path, page=page)
        FormerAddress.objects.create(path="/ru/news/forum/", page=pages[1])
        sites = [FormerSite.objects.create(address=f"https://{name}.example") for name in ("one", "two")]
        for site, number, page in ((sites[0], 5, pages[0]), (sites[0], 7, pages[1]), (sites[1], 7, pages[0])):
            ImportedPost.objects.create(site=site, wp_id=number, page=page)
        ImportedPost.objects.create(site=sites[0], wp_id=8, page=pages[2])
    printed = installation.hamkor("publish", "former")
    assert printed.returncode == 0, printed.stderr
    site = offered("nginx", stack, "moved", moved=printed.stdout)
    for asked, leads in (
        ("/2013/04/30/%d0%bc%d0%b5%d0%bc%d0%be%d1%80%d0%b0%d0%bd%d0%b4%d1%83%d0%bc/", "/ru/news/memorandum/"),
        ("/2013/a%3Bb%24c/", "/ru/news/forum/"),
        ("/?p=5", "/ru/news/memorandum/"),
        ("/?page_id=5", "/ru/news/memorandum/"),
    ):
        answer = site.get(asked)
        assert (answer.status, answer.headers["location"]) == (301, leads)
    # A draft's, one that two sites had, one that is the same here: all as if there were no map.
    for asked, status in (("/2013/draft/", 404), ("/?p=8", 302), ("/?p=7", 302), ("/ru/news/", 200)):
        assert site.get(asked).status == status, asked
    assert "/ru/news/forum/ " not in printed.stdout
