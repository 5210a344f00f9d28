"""What a reader is promised, whichever of the three servers hands out the files."""

import gzip
import json
import os

import brotli
import pytest
from django.test import Client

from hamkor.core.languages import INTERFACE_LANGUAGES
from tests.serving.conftest import STYLE, page
from tests.support.webservers import WebServer

PACKED = ["/ru/", "/ru/news/", "/ru/documents/m/ru.md", "/ru/news/feed.atom", "/sitemap.xml", "/robots.txt"]
SECURITY = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "x-frame-options",
)


@pytest.mark.parametrize("path", [*PACKED, "/static/hamkor/hamkor.0123456789ab.css"])
@pytest.mark.parametrize(
    ("accepted", "packing", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("identity", "", bytes),
        ("", "", bytes),
    ],
)
def test_the_right_bytes_in_the_packing_that_is_accepted(site, path, accepted, packing, unpack) -> None:
    answer = site.get(path, Accept_Encoding=accepted)
    folder = site.public if not path.startswith("/static/") else None
    whole = folder.read(path) if folder else STYLE
    assert answer.status == 200
    assert answer.headers.get("content-encoding", "") == packing
    assert unpack(answer.body) == whole
    assert answer.headers["content-length"] == str(len(answer.body))
    assert "accept-encoding" in answer.headers["vary"].lower()


def test_a_packing_that_is_refused_is_not_sent(site: WebServer) -> None:
    assert site.get("/ru/", Accept_Encoding="br;q=0, gzip").headers.get("content-encoding") == "gzip"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/ru/", "text/html; charset=utf-8"),
        ("/ru/documents/m/ru.md", "text/markdown; charset=utf-8"),
        ("/ru/documents/m/document.pdf", "application/pdf"),
        ("/ru/news/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/files/images/a.png", "image/png"),
        ("/static/hamkor/hamkor.css", "text/css; charset=utf-8"),
    ],
)
def test_each_file_is_called_what_it_is(site: WebServer, path: str, kind: str) -> None:
    assert site.get(path).headers["content-type"].lower() == kind


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
@pytest.mark.parametrize("path", ["/ru/", "/ru/documents/m/document.pdf", "/static/hamkor/hamkor.css"])
def test_what_the_reader_has_is_not_sent_again(site: WebServer, path: str, accepted: str) -> None:
    tag = site.get(path, Accept_Encoding=accepted).headers["etag"]
    again = site.get(path, Accept_Encoding=accepted, If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert site.get(path, Accept_Encoding=accepted, If_None_Match='"another"').status == 200


@pytest.mark.parametrize("path", ["/ru/", "/ru/documents/m/document.pdf", "/ru/nothing/"])
def test_head_says_the_same_without_the_body(site: WebServer, path: str) -> None:
    whole, head = site.get(path), site.get(path, method="HEAD")
    assert head.body == b""
    del whole.headers["date"], head.headers["date"]
    assert {**head.headers, "content-length": ""} == {**whole.headers, "content-length": ""}
    assert head.status == whole.status


def test_a_swept_file_is_served_at_once(site: WebServer) -> None:
    for words in ("first", "second", "third"):
        site.public.write("/en/news/", page(words), pack=True, quality=5)
        answer = site.get("/en/news/", Accept_Encoding="br")
        assert brotli.decompress(answer.body) == page(words)
    site.public.remove("/en/news/")
    assert site.get("/en/news/").status == 404


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_a_page_that_is_not_there_is_said_in_its_language(site: WebServer, language: str) -> None:
    answer = site.get(f"/{language}/nothing/here/", Accept_Language="en" if language != "en" else "ru")
    assert (answer.status, answer.body) == (404, page(f"missing {language}"))
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_elsewhere_in_the_browsers_language(site: WebServer) -> None:
    assert site.get("/nothing", Accept_Language="tg").body == page("missing tg")
    assert site.get("/static/nothing.css", Accept_Language="kk-KZ").body == page("missing kk")


@pytest.mark.parametrize(
    ("accepted", "language"), [("", "ru"), ("en-GB,en;q=0.9", "en"), ("uz", "uz"), ("de", "ru"), ("kk-KZ", "kk")]
)
def test_the_first_address_leads_to_the_readers_language(site: WebServer, accepted: str, language: str) -> None:
    answer = site.get("/", Accept_Language=accepted)
    assert (answer.status, answer.headers["location"]) == (302, f"/{language}/")
    assert answer.headers["vary"] == "Accept-Language"
    # As the application itself would say.
    assert Client(headers={"host": "localhost", "accept-language": accepted}).get("/").headers["Location"] == (
        f"/{language}/"
    )


def test_a_forgotten_slash_is_mended(site: WebServer) -> None:
    answer = site.get("/ru/news")
    assert answer.status in {301, 308}
    assert answer.headers["location"] == "/ru/news/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ru/", "/ru/nothing/", "/robots.txt"])
def test_files_bear_the_headers_that_the_application_sends(site: WebServer, path: str) -> None:
    ours = Client(headers={"host": "localhost"}).get(path).headers
    theirs = site.get(path).headers
    for name in SECURITY:
        assert theirs[name] == ours[name], name
    assert theirs["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "set-cookie" not in theirs
    assert "127.0.0.1" not in str(theirs)


def test_style_and_scripts_are_never_guessed_at(site: WebServer) -> None:
    assert site.get("/static/hamkor/hamkor.css").headers["x-content-type-options"] == "nosniff"


def test_pages_are_asked_for_again_and_hashed_style_is_kept(site: WebServer) -> None:
    for path in ("/ru/", "/files/images/a.png", "/robots.txt", "/static/hamkor/hamkor.css"):
        assert site.get(path).headers["cache-control"] == "no-cache"
    kept = site.get("/static/hamkor/hamkor.0123456789ab.css").headers["cache-control"]
    assert kept == "public, max-age=31536000, immutable"


def test_pages_say_their_language(site: WebServer) -> None:
    assert site.get("/ru/").headers["content-language"] == "ru"
    assert site.get("/ru/news/feed.atom").headers["content-language"] == "ru"
    assert "content-language" not in site.get("/ru/documents/m/ru.md").headers


@pytest.mark.parametrize(
    "path",
    [
        "/../secret-key",
        "/ru/../../secret-key",
        "/%2e%2e/secret-key",
        "/ru/%2e%2e/%2e%2e/secret-key",
        "/ru/..%2f..%2fsecret-key",
        "/%252e%252e/secret-key",
        "/static/../secret-key",
        "/static/%2e%2e/secret-key",
        "/static/..%2fsecret-key",
        "/..%5csecret-key",
        "/ru/%00/",
        "/ru/\xd0",
        "//etc/passwd",
        "/.made-from",
        "/.sweeping",
        "/.partial/",
        "/ru/.made-from",
        "/ru/index.html.br",
        "/ru/index.html.gz",
        "/static/hamkor/hamkor.css.gz",
        "/public/ru/index.html",
        "/ru/index.html/",
        "/ru/" + "x" * 5000,
        "/secret-key",
    ],
)
def test_nothing_else_of_the_machine_is_reached(site: WebServer, path: str) -> None:
    answer = site.raw(
        f"GET {path} HTTP/1.1\r\nHost: network.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n".encode(
            "latin-1"
        )
    )
    status = int(answer.split()[1])
    assert status in {301, 308, 400, 403, 404, 414, 500}, answer[:200]
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]
    assert b"root:" not in answer


def test_a_folder_is_not_listed(site: WebServer) -> None:
    for path in ("/static/", "/static/hamkor/", "/ru/documents/", "/files/images"):
        answer = site.get(path)
        assert b"hamkor.css" not in answer.body
        assert b"a.png" not in answer.body or "x-told-by" in answer.headers


@pytest.mark.parametrize("path", ["/ru/link.html", "/ru/link/secret-key", "/ru/link/files/scan.pdf"])
def test_a_link_out_of_the_tree_leads_nowhere(site: WebServer, path: str) -> None:
    if not site.refuses_links:
        pytest.skip(f"{site.name} follows links; docs/operate.md says so")
    assert site.get(path).status in {403, 404}


def test_an_upload_is_never_a_page(site: WebServer) -> None:
    answer = site.get("/files/documents/page.html")
    assert "html" not in answer.headers.get("content-type", "") or answer.headers["content-disposition"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_files_take_nothing(site: WebServer, method: str) -> None:
    answer = site.get("/ru/", method=method, body=b"x=1")
    assert answer.status == 405
    assert site.get("/ru/").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/?next=/workspace/",
        "/workspace/",
        "/sign/",
        "/editor/pages/",
        "/ru/search/?q=%D0%B0+%26",
        "/privacy/visit/",
    ],
)
def test_what_cannot_be_a_file_is_asked_of_the_application(site: WebServer, path: str) -> None:
    told = json.loads(site.get(path).body)
    assert told["path"] == path
    assert dict(told["headers"])["Host"] == "network.example"


def test_a_form_arrives_whole_and_its_cookies_come_back(site: WebServer) -> None:
    body = os.urandom(3_000_000)
    answer = site.get("/workspace/upload/", method="POST", body=body, Cookie="a=1; b=2")
    told = json.loads(answer.body)
    assert (told["method"], told["length"]) == ("POST", len(body))
    assert dict(told["headers"])["Cookie"].replace(" ", "") == "a=1;b=2"


def test_members_files_are_asked_of_the_application(site: WebServer) -> None:
    assert json.loads(site.get("/files/scan.pdf").body)["path"] == "/files/scan.pdf"
    assert "x-told-by" not in site.get("/files/images/a.png").headers


def test_more_than_twenty_megabytes_are_not_taken(site: WebServer) -> None:
    try:
        answer = site.get("/workspace/", method="POST", body=bytes(20 * 1024 * 1024 + 1))
    except ConnectionError:
        return  # it hung up in the middle of it
    assert answer.status in {413, 502}
    assert "x-told-by" not in answer.headers
