"""The page opened from a file in Chromium: a person drops a bundle on it and reads what it shows."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hamkor_proof.container import unpack
from hamkor_proof.fingerprint_words import parse_fingerprint, words
from hamkor_proof.page import LANGUAGES, build, program
from hamkor_proof.page.packing import deflate
from hamkor_proof.verdict import verify
from hamkor_proof.verdict_words import STATES
from tests.proof.bundles import Case
from tests.proof.page.catalogue import ALL, GOOD, of_code
from tests.proof.page.test_build import TEXTS
from tests.proof.records import Record
from tests.proof.story import tell
from tests.support.browsers import Browsers

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
DROP = """
([data, name]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture
def page(chromium: Browsers, page_file: Path) -> Iterator[Page]:
    """In English, on a desk; every complaint of the browser fails the test."""
    with_page = opened(chromium, page_file, locale="en", viewport=DESK)
    yield with_page
    with_page.close()


def opened(chromium: Browsers, page_file: Path, **options: object) -> Page:
    page = chromium.context(**options).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or pytest.fail(request.url))
    page.goto(page_file.as_uri())
    return page


def drop(page: Page, data: bytes, name: str = "evidence.zip") -> None:
    page.evaluate(DROP, [b64encode(data).decode(), name])


def choose(page: Page, data: bytes, name: str = "evidence.zip") -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": "application/zip", "buffer": data})


def pinned(page: Page, case: Case) -> None:
    page.get_by_label("The network's fingerprint").fill(case.pinned or "")


def test_a_good_bundle_dropped_on_it_is_proved_and_told_in_five_parts(page: Page) -> None:
    pinned(page, GOOD)
    drop(page, GOOD.data)
    expect(page.locator(".verdict")).to_have_text("Proved")
    expect(page.locator("#result")).to_contain_text("Status 0 · code proved")
    expect(page.locator("#result")).to_contain_text(" ".join(_groups(sha256(GOOD.data).hexdigest())))
    headings = ["texts", "words", "unopened", "state", "limits"]
    assert page.locator("#result h2").all_inner_texts() == [TEXTS["en"][each] for each in headings]


def _groups(written: str) -> list[str]:
    return [written[at : at + 4] for at in range(0, len(written), 4)]


def test_without_a_network_it_says_what_that_leaves_open(page: Page) -> None:
    choose(page, GOOD.data)
    expect(page.locator(".verdict")).to_have_text("Cannot tell")
    expect(page.locator("#verdict")).to_contain_text("you named no network")


def test_the_networks_descriptor_dropped_on_it_pins_the_network(page: Page) -> None:
    choose(page, GOOD.data)
    expect(page.locator(".verdict")).to_have_text("Cannot tell")
    drop(page, unpack(GOOD.data)["network/0001.json"], "network.json")
    expect(page.locator(".verdict")).to_have_text("Proved")


def test_another_network_contradicts(page: Page) -> None:
    page.get_by_label("The network's fingerprint").fill(" ".join(_groups("AB" * 32)))
    choose(page, GOOD.data)
    expect(page.locator(".verdict")).to_have_text("A contradiction was found")
    expect(page.locator("#result")).to_contain_text("Status 1 · code other-network")


def test_a_fingerprint_that_is_none_is_refused_beside_its_field(page: Page) -> None:
    pinned(page, GOOD)
    choose(page, GOOD.data)
    expect(page.locator(".verdict")).to_have_text("Proved")
    page.get_by_label("Fingerprints of keys").fill("12 34")
    page.get_by_label("Fingerprints of keys").blur()
    expect(page.locator("#keys-error")).to_contain_text("exactly 64 characters")
    expect(page.locator(".verdict")).to_have_count(0)
    page.get_by_label("Fingerprints of keys").fill(" ".join(words("cd" * 32, "en")))
    page.get_by_label("Fingerprints of keys").blur()
    expect(page.locator("#keys-error")).to_contain_text("In words, only “hamkor verify” reads it")
    page.get_by_label("Fingerprints of keys").fill("cd" * 32)
    page.get_by_label("Fingerprints of keys").blur()
    expect(page.locator("#result")).to_contain_text("signed nothing here")


def test_a_key_is_taken_as_a_qr_code_holds_it_and_as_people_write_it(page: Page) -> None:
    found = verify(GOOD.data).findings
    assert found
    key = next(word.key.fingerprint for word in found.words if word.key)
    choose(page, GOOD.data)
    expect(page.locator(".verdict")).to_have_text("Cannot tell")
    for written in (
        f"hamkor-key:{key}",
        f" HAMKOR-KEY:{key.upper()} ",
        " ".join(_groups(key)),
        ":".join(_groups(key)),
        "\u2013".join(_groups(key)) + ".",
        key.replace("a", "а").replace("c", "с").replace("e", "е"),
    ):
        assert parse_fingerprint(written) == key
        page.get_by_label("Fingerprints of keys").fill(written)
        page.get_by_label("Fingerprints of keys").blur()
        expect(page.locator("#keys-error")).to_be_empty()
        expect(page.locator("#result")).to_contain_text("You named this key.")
        page.get_by_label("Fingerprints of keys").fill("")
        page.get_by_label("Fingerprints of keys").blur()
        expect(page.locator("#result")).not_to_contain_text("You named this key.")


def test_the_latest_time_that_a_witness_can_state_is_shown(page: Page) -> None:
    choose(page, ALL["reading-note-cosigned-in-the-last-second-of-9999"].data)
    expect(page.locator("#result")).to_contain_text("December 31, 9999")
    choose(page, ALL["reading-note-cosigned-beyond-what-a-calendar-shows"].data)
    expect(page.locator("#result")).to_contain_text("code cosignature")


def test_what_a_key_is_is_said_in_the_same_words_as_in_the_terminal(page: Page) -> None:
    story = tell(Record(drop=("key-kg-2", "confirm-kg-2", "word-kg-2")))
    choose(page, story.bundle())
    expect(page.locator(".verdict")).to_have_text("Cannot tell")
    shown = page.locator("#result").inner_text()
    for state in ("fingerprint", "members", "site-only", "suspect"):
        said = STATES[state].partition("{0}")[0].rstrip("( ")
        assert said in shown
    assert "since January 6, 2026" in shown


def test_a_demonstration_counts_only_where_one_says_so_and_is_always_marked(page: Page) -> None:
    case = next(each for each in ALL.values() if each.code == "proved" and each.demonstration)
    pinned(page, case)
    choose(page, case.data)
    expect(page.locator("#result")).to_contain_text("Status 2 · code demonstration")
    page.get_by_label("Demonstrations count").check()
    expect(page.locator("#result")).to_contain_text("Status 0 · code proved")
    expect(page.locator("#verdict")).to_contain_text("This is a demonstration")


def test_every_code_gets_its_sentence_and_its_status(page: Page) -> None:
    """One file for each code; what the page does with a code is the same for all files."""
    for code in {case.code for case in ALL.values()} - {"demonstration"}:
        case = of_code(code)
        pinned(page, case)
        choose(page, case.data)
        expect(page.locator("#result")).to_contain_text(f"Status {case.status} · code {code}")


def test_it_works_by_keyboard(page: Page, tmp_path: Path) -> None:
    bundle = tmp_path / "evidence.zip"
    bundle.write_bytes(GOOD.data)
    # From the start, for the browser may learn that dialogs are answered here only after the key that opens one.
    page.on("filechooser", lambda _dialog: None)
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.lang"))
        if reached[-1] == "file":
            break
    assert reached[-1] == "file", reached
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(bundle)
    expect(page.locator(".verdict")).to_be_focused()


def test_what_a_file_says_is_never_markup(page: Page) -> None:
    choose(page, b"no bundle", '<img src=x onerror="document.title=1">.zip')
    expect(page.locator("#result")).to_contain_text("<img src=x")
    assert page.locator("img").count() == 0


def test_it_speaks_seven_languages(page: Page) -> None:
    pinned(page, GOOD)
    choose(page, GOOD.data)
    for language in LANGUAGES:
        page.locator(f"nav button[lang={language}]").click()
        expect(page.locator(".verdict")).to_have_text(TEXTS[language]["status-0"])
        assert page.locator("html").get_attribute("lang") == language
        assert page.title() == TEXTS[language]["title"]


def test_it_speaks_the_readers_language_from_the_start(chromium: Browsers, page_file: Path) -> None:
    page = opened(chromium, page_file, locale="kk-KZ")
    expect(page.locator("h1")).to_have_text(TEXTS["kk"]["title"])


def test_its_program_can_be_read_on_the_page(page: Page) -> None:
    page.locator("summary").click()
    expect(page.locator("#shown pre")).to_contain_text("// container.mjs")


def test_a_changed_program_does_not_run(chromium: Browsers, page_file: Path) -> None:
    """Its policy names the program's hash; who changes one of them has to change the file's own SHA-256 too."""
    other = b64encode(deflate(program().replace("status: open ? 2 : 0", "status: 0").encode()))
    before, marked, rest = build().partition(b'id="packed">')
    page_file.write_bytes(before + marked + other + rest[rest.index(b"<") :])
    page = chromium.context().new_page()
    page.goto(page_file.as_uri())
    page.wait_for_selector("#program", state="attached")
    assert page.locator("#ask").is_hidden()


def test_without_script_it_says_what_it_needs(chromium: Browsers, page_file: Path) -> None:
    page = opened(chromium, page_file, java_script_enabled=False)
    expect(page.locator("main")).to_contain_text("It needs JavaScript")
    assert page.locator("#ask").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    chromium: Browsers, page_file: Path, viewport: dict[str, int], scheme: str
) -> None:
    page = chromium.context(bypass_csp=True, locale="ru", viewport=viewport, color_scheme=scheme).new_page()
    page.goto(page_file.as_uri())
    choose(page, GOOD.data)
    page.wait_for_selector(".verdict")
    found = Axe().run(page).response["violations"]
    assert [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_printed_it_is_the_verdict_without_the_form(page: Page) -> None:
    pinned(page, GOOD)
    choose(page, GOOD.data)
    page.wait_for_selector(".verdict")
    page.emulate_media(media="print")
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator(".verdict")).to_be_visible()
