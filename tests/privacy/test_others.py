"""Analytics of others in a real browser, on the files and headers that the front hands out. Their servers are played
here: nothing leaves the machine."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Route

from hamkor.privacy.analytics import parse
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import make, public_files
from tests.privacy.readers import Reader
from tests.support import webservers
from tests.support.browsers import Browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# As their own scripts do: they take what the page left for them, keep cookies of this host, and tell of the visit.
GTAG = """
const [, [, site, how]] = dataLayer;
const where = how.cookie_domain == "none" ? "" : "; domain=localhost";
document.cookie = "_ga=GA1.1.17.42; path=/; max-age=63072000" + where;
document.cookie = "_ga_" + site.slice(2) + "=GS1.1.17; path=/; max-age=63072000";
fetch("https://region1.google-analytics.com/g/collect?tid=" + site, {method: "POST", mode: "no-cors"});
"""
MATOMO = """
const said = Object.fromEntries(_paq.map(([name, value]) => [name, value ?? true]));
if (!said.disableCookies) document.cookie = "_pk_id.3.1fff=17; path=/; max-age=33955200";
new Image().src = said.setTrackerUrl + "?idsite=" + said.setSiteId;
"""
OTHERS = {
    "google": (
        "google=G-ABC123",
        "googletagmanager.com/gtag/js?id=G-ABC123",
        "google-analytics.com/g/collect?tid=G-ABC123",
    ),
    "matomo": ("matomo=https://stats.example/,3", "stats.example/matomo.js", "stats.example/matomo.php?idsite=3"),
}
STATIC = ("privacy/privacy.js", "privacy/others.js", "hamkor/hamkor.css")

type Site = Callable[[str], AbstractContextManager[str]]


@pytest.fixture
def site(settings) -> Iterator[Site]:
    """`with site("google=…") as url`: pages made under this setting, handed out by the front."""
    with tempfile.TemporaryDirectory(prefix="hamkor-test-") as name:
        home, run = Path(name, "home"), Path(name, "run")
        run.mkdir()

        @contextmanager
        def served(setting: str) -> Iterator[str]:
            settings.HAMKOR_ANALYTICS = parse(setting)
            settings.PUBLIC_ROOT = home / "public"
            with public_files().alone(wait=True):
                make(["/en/", "/en/privacy/"], quality=5)
            static = PublicFiles(home / "static")
            with static.alone():
                for each in STATIC:
                    found = finders.find(each)
                    assert isinstance(found, str)
                    static.write(f"/{each}", Path(found).read_bytes(), pack=True, quality=5)
            demonstration = {"DJANGO_SETTINGS_MODULE": "hamkor.config.test", "HAMKOR_ANALYTICS": setting}
            with webservers.front(home, run, **demonstration) as front:
                yield f"http://localhost:{front.port}"

        yield served


@dataclass
class ReaderAmongOthers(Reader):
    """One whose requests to others are answered here, as theirs would be."""

    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.route(lambda address: not address.startswith(self.url), self._as_the_others)

    def _as_the_others(self, route: Route) -> None:
        address = route.request.url
        self.told.append(address)
        script = GTAG if "/gtag/js" in address else MATOMO if address.endswith("/matomo.js") else ""
        route.fulfill(body=script, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})


@pytest.mark.parametrize("other", OTHERS)
def test_anothers_script_is_loaded_after_a_yes_only_and_by_the_wider_policy_only(
    chromium: Browsers, site: Site, other: str
) -> None:
    setting, script, told = OTHERS[other]
    with site(setting) as url:
        reader = ReaderAmongOthers.of(chromium, url)
        reader.open()
        reader.press("Refuse")
        reader.open()
        reader.open("/en/privacy/")
        reader.press("Accept")
        # This page has the narrow policy still.
        assert reader.told == []
        reader.open()
        assert any(address.endswith(script) for address in reader.told)
        assert any(address.endswith(told) for address in reader.told)
        # Somebody else's browser, which never answered, and one that says no by itself.
        another = ReaderAmongOthers.of(chromium, url)
        another.open()
        opposed = ReaderAmongOthers.of(chromium, url)
        opposed.context.set_extra_http_headers({"Sec-GPC": "1"})
        opposed.context.add_cookies([{"name": "hamkor_analytics", "value": "yes", "url": url}])
        opposed.open()
        assert another.told == opposed.told == []
        assert another.kept == {}


def test_under_the_narrow_policy_nothing_of_another_comes_in(chromium: Browsers, site: Site) -> None:
    """As behind a web server that was not told of consent: the page asks for the script, and the browser refuses."""
    with site(OTHERS["google"][0]) as url:
        reader = ReaderAmongOthers.of(chromium, url)
        reader.open("/en/privacy/")
        reader.press("Accept")
        reader.context.set_extra_http_headers({"Sec-GPC": "1"})  # heard by the server alone
        reader.open()
        assert reader.told == []
        assert reader.page.locator("script[src*=gtag]").count() == 1


@pytest.mark.parametrize("other", OTHERS)
def test_a_no_takes_away_what_it_kept(chromium: Browsers, site: Site, other: str) -> None:
    with site(OTHERS[other][0]) as url:
        reader = ReaderAmongOthers.of(chromium, url)
        reader.open("/en/privacy/")
        reader.press("Accept")
        reader.open("/en/privacy/")
        # Matomo is told to keep none; an older one may have.
        assert reader.kept.keys() == {"hamkor_analytics", *(("_ga", "_ga_ABC123") if other == "google" else ())}
        for name in ("_pk_id.3.1fff", "_pk_ses.3.1fff"):
            reader.context.add_cookies([{"name": name, "value": "17", "url": url}])
        reader.press("Refuse")
        assert reader.kept.keys() == {"hamkor_analytics"}
        reader.told.clear()
        reader.open()
        assert reader.told == []
        assert reader.kept.keys() == {"hamkor_analytics"}
