"""What only the front does: it passes on, keeps files in memory, knows the onion service and who agreed."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing.files import PublicFiles
from hamkor.serving.behind import ELSEWHERE, TELLS, THIS_MACHINE, BehindTheFront, asked_from
from hamkor.serving.front import APPLICATION, UPLOADS
from hamkor.serving.kept import KeptFiles
from hamkor.serving.negotiation import language
from tests.serving.conftest import lay_out, page
from tests.support import webservers
from tests.support.webservers import WebServer

ONION = "http://" + "a" * 56 + ".onion"
MATOMO = "matomo=https://stats.example/,1"


@pytest.fixture(scope="module")
def front() -> Iterator[WebServer]:
    with tempfile.TemporaryDirectory(prefix="hamkor-test-") as name:
        lay_out(Path(name, "home"))
        Path(name, "run").mkdir()
        with webservers.front(Path(name, "home"), Path(name, "run")) as running:
            yield running


class TestPassingOn:
    def test_what_only_a_proxy_says_is_not_taken_from_a_visitor(self, front: WebServer) -> None:
        told = json.loads(
            front.get(
                "/workspace/",
                X_Forwarded_For="192.0.2.7",
                X_Forwarded_Host="evil.example",
                X_Real_Ip="192.0.2.7",
                Forwarded="for=192.0.2.7",
                Via="1.1 elsewhere",
                X_Hamkor_Asked_From=THIS_MACHINE,
                Connection="keep-alive, x-secret",
                X_Secret="of this line",
                TE="trailers",
                Referer="https://network.example/ru/",
            ).body
        )
        arrived = {name.lower(): value for name, value in told["headers"]}
        assert arrived["x-forwarded-proto"] == "https"
        assert arrived["x-hamkor-asked-from"] == ELSEWHERE
        assert arrived["referer"] == "https://network.example/ru/"
        assert arrived["connection"] == "close"
        for name in ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via", "x-secret", "te"):
            assert name not in arrived
        assert "192.0.2.7" not in str(told)

    def test_both_cookies_come_back(self, front: WebServer) -> None:
        raw = front.raw(
            b"GET /workspace/ HTTP/1.1\r\nHost: network.example\r\nX-Forwarded-Proto: https\r\n"
            b"Connection: close\r\n\r\n"
        ).lower()
        assert b"set-cookie: one=1" in raw
        assert b"set-cookie: two=2" in raw

    def test_a_body_of_unsaid_length_is_refused(self, front: WebServer) -> None:
        raw = front.raw(
            b"POST /workspace/ HTTP/1.1\r\nHost: network.example\r\nX-Forwarded-Proto: https\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        )
        assert raw.startswith(b"HTTP/1.1 411 ")

    def test_where_the_application_is_gone_readers_are_told_and_files_go_on(self, home: Path) -> None:
        with webservers.front(home, home.parent / "run") as site:
            os.unlink(home.parent / "run" / "behind")
            answer = site.get("/ru/search/?q=x")
            assert (answer.status, answer.body) == (502, page("broken ru"))
            assert answer.headers["retry-after"]
            assert site.get("/ru/").status == 200

    def test_plain_http_is_led_to_https(self, front: WebServer) -> None:
        answer = front.get("/ru/?a=b", X_Forwarded_Proto="http", Host="evil.example")
        assert (answer.status, answer.headers["location"]) == (301, "https://network.example/ru/?a=b")

    def test_the_signing_host_shows_no_page_of_the_site(self, front: WebServer) -> None:
        for host in ("sign.network.example", "SIGN.network.example:443", "sign.network.example."):
            assert json.loads(front.get("/ru/", Host=host).body)["path"] == "/ru/"
        assert front.get("/static/hamkor/hamkor.css", Host="sign.network.example").status == 200


class TestWhoAsks:
    @pytest.mark.parametrize(
        ("environ", "place"),
        [
            ({"REMOTE_ADDR": "127.0.0.1"}, THIS_MACHINE),
            ({"REMOTE_ADDR": "::1"}, THIS_MACHINE),
            ({"REMOTE_ADDR": "192.0.2.7"}, ELSEWHERE),
            ({"REMOTE_ADDR": ""}, ELSEWHERE),
            ({}, ELSEWHERE),
            ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, ELSEWHERE),
            ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, ELSEWHERE),
            ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, ELSEWHERE),
            ({"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 x"}, ELSEWHERE),
            ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "127.0.0.1"}, ELSEWHERE),
        ],
    )
    def test_this_machine_is_whoever_asks_from_it_straight(self, environ: dict[str, str], place: str) -> None:
        assert asked_from(environ) == place

    @pytest.mark.django_db
    @pytest.mark.parametrize(("told", "status"), [({TELLS: THIS_MACHINE}, 200), ({TELLS: ELSEWHERE}, 404), ({}, 404)])
    def test_the_demonstrations_roles_are_there_for_this_machine_only(self, told: dict[str, str], status: int) -> None:
        client = Client(headers={"host": "localhost:8000"}, REMOTE_ADDR="127.0.0.1", **told)
        plain = client.handler

        def behind(environ: dict[str, object]) -> object:
            answers: list[object] = []

            def application(environ: dict[str, object], _start: object) -> list[object]:
                answers.append(plain(environ))
                return []

            BehindTheFront(application)(environ, None)
            return answers[0]

        client.handler = behind  # type: ignore[assignment]
        assert client.get("/demo/").status_code == status


class TestOnion:
    def test_pages_name_their_onion_address(self, home: Path) -> None:
        with webservers.front(home, home.parent / "run", HAMKOR_ONION=ONION) as site:
            assert site.get("/ru/news/").headers["onion-location"] == f"{ONION}/ru/news/"
            assert "onion-location" not in site.get("/static/hamkor/hamkor.css").headers
            inside = site.get("/ru/news/", Host=ONION.removeprefix("http://"), X_Forwarded_Proto="http")
            assert inside.status == 200
            assert "onion-location" not in inside.headers
            assert "strict-transport-security" not in inside.headers

    def test_readers_pages_and_search_answer_there_and_members_pages_do_not(self, home: Path) -> None:
        host = ONION.removeprefix("http://")
        with webservers.front(home, home.parent / "run", HAMKOR_ONION=ONION) as site:
            assert json.loads(site.get("/ru/search/?q=x", Host=host).body)["path"] == "/ru/search/?q=x"
            for path in ("/workspace/", "/account/login/", "/editor/", "/files/scan.pdf"):
                assert site.get(path, Host=host).status == 404

    def test_without_one_nothing_is_said(self, home: Path) -> None:
        with webservers.front(home, home.parent / "run") as site:
            assert "onion-location" not in site.get("/ru/").headers


class TestConsent:
    def test_only_who_agreed_gets_the_wider_policy(self, home: Path) -> None:
        with webservers.front(home, home.parent / "run", HAMKOR_ANALYTICS=MATOMO) as site:
            plain, agreed = site.get("/ru/"), site.get("/ru/", Cookie="a=b; hamkor_analytics=yes")
            assert "stats.example" not in plain.headers["content-security-policy"]
            assert "stats.example" in agreed.headers["content-security-policy"]
            for cookie in ("hamkor_analytics=no", "hamkor_analytics=yesterday", "x_hamkor_analytics=yes"):
                assert (
                    site.get("/ru/", Cookie=cookie).headers["content-security-policy"]
                    == (plain.headers["content-security-policy"])
                )
            refused = site.get("/ru/", Cookie="hamkor_analytics=yes", Sec_GPC="1")
            assert "stats.example" not in refused.headers["content-security-policy"]
            assert "Cookie" in plain.headers["vary"]
            # What was kept under the narrow policy is sent anew under the wider one.
            again = site.get("/ru/", Cookie="hamkor_analytics=yes", If_None_Match=plain.headers["etag"])
            assert again.status == 200

    def test_our_own_counts_change_nothing(self, home: Path) -> None:
        with webservers.front(home, home.parent / "run") as site:
            plain, agreed = site.get("/ru/"), site.get("/ru/", Cookie="hamkor_analytics=yes")
            del plain.headers["date"], agreed.headers["date"]
            assert plain.headers == agreed.headers


class TestMemory:
    def test_what_was_least_recently_asked_for_is_forgotten(self, tmp_path: Path) -> None:
        files = PublicFiles(tmp_path)
        with files.alone():
            for number in range(5):
                files.write(f"/{number}.txt", bytes(1000), pack=False, quality=5)
        kept = KeptFiles({"/": tmp_path}, most=3000)
        for number in (0, 1, 2):
            assert kept.get(f"/{number}.txt")
        first = kept.get("/0.txt")
        kept.get("/3.txt")
        assert kept.get("/0.txt") is first
        assert sorted(kept._kept) == ["/0.txt", "/2.txt", "/3.txt"]
        assert kept._bytes == 3000

    def test_a_large_file_is_read_from_disk_whole(self, home: Path) -> None:
        body = os.urandom(5 * 1024 * 1024)
        PublicFiles(home / "public").write("/ru/documents/m/large.pdf", body, pack=False, quality=5)
        with webservers.front(home, home.parent / "run") as site:
            answer = site.get("/ru/documents/m/large.pdf")
            assert answer.body == body
            again = site.get("/ru/documents/m/large.pdf", If_None_Match=answer.headers["etag"])
            assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "*",
        "en",
        "de, en;q=0.5",
        "en;q=0.1, kk;q=0.2",
        "uz-Cyrl-UZ, en",
        "ru;q=0, en",
        "EN-us",
        "x" * 600,
        ";;,q=",
        "tg;q=2",
    ],
)
def test_the_language_is_the_one_that_the_application_would_choose(header: str) -> None:
    answer = Client(headers={"host": "localhost", "accept-language": header}).get("/")
    assert answer.headers["Location"] == f"/{language(header)}/"


def test_every_address_is_a_public_page_or_asked_of_the_application() -> None:
    """Otherwise it would answer to nobody, without anybody noticing."""
    lost = []
    for pattern in get_resolver().url_patterns:
        prefix = f"/{pattern.pattern}"
        # Below a language, at the root and in the ledger lie the public files; the tests of publishing see to these.
        if (
            prefix not in {"/", "/ledger/"}
            and prefix[1:3] not in INTERFACE_LANGUAGES
            and not prefix.startswith((*APPLICATION, UPLOADS))
        ):
            lost.append(prefix)
    assert lost == []
