"""The page as a file: small, the same wherever it is built, bound to its own program, complete in seven languages."""

import json
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from zlib import decompress

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import hamkor_proof.page
from hamkor_proof import verdict_words
from hamkor_proof.bundle import readme
from hamkor_proof.page import LANGUAGES, MODULES, build, policy, program, unpack
from hamkor_proof.page.packing import deflate
from tests.commandline.conftest import hamkor

SOURCES = Path(hamkor_proof.page.__file__).parent
SPECIFICATION = Path(__file__).parents[3] / "docs" / "evidence-bundle.md"
TEXTS = {language: json.loads((SOURCES / "texts" / f"{language}.json").read_bytes()) for language in LANGUAGES}


def test_it_has_at_most_60_kilobytes() -> None:
    assert len(build()) <= 60 * 1024


def test_it_is_built_the_same_in_another_process(tmp_path: Path) -> None:
    file = tmp_path / "verify.html"
    call = [sys.executable, "-m", "hamkor_proof.page", str(file)]
    done = subprocess.run(call, cwd=SOURCES.parents[1], capture_output=True, text=True, check=True)
    assert file.read_bytes() == build()
    assert done.stdout == f"{sha256(build()).hexdigest()}  {file}\n"


def test_the_command_writes_it_and_prints_its_sha256(tmp_path: Path) -> None:
    file = tmp_path / "verify.html"
    done = hamkor("verify-page", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [sha256(file.read_bytes()).hexdigest(), str(file)]


def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    done = hamkor("verify-page", str(tmp_path / "no" / "verify.html"))
    assert done.returncode == 2
    assert "verify.html cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_anybody_can_take_its_program_out_and_compare_it(tmp_path: Path) -> None:
    file = tmp_path / "verify.html"
    file.write_bytes(build())
    call = [sys.executable, "-m", "hamkor_proof.page", "--unpack", str(file)]
    done = subprocess.run(call, cwd=SOURCES.parents[1], capture_output=True, check=True)
    assert done.stdout.decode() == program() == unpack(build())
    file.write_bytes(b"something else")
    assert subprocess.run(call, cwd=SOURCES.parents[1], capture_output=True, check=False).returncode == 2


def test_its_policy_lets_nothing_run_but_its_own_program_and_reach_nothing() -> None:
    written = build().decode()
    assert f'content="{policy()}"' in written
    hashes = {b64encode(sha256(each.encode()).digest()).decode() for each in [program(), _within("style", written)]}
    assert policy().startswith("default-src 'none'; ")
    assert all(f"'sha256-{each}'" in policy() for each in hashes)
    assert "unsafe" not in policy()
    assert not re.search(r"https?://[a-z]", written)


def _within(element: str, written: str) -> str:
    found = re.search(f"<{element}>(.*?)</{element}>", written, re.DOTALL)
    assert found
    return found[1]


def test_every_module_is_in_the_program() -> None:
    assert sorted(MODULES) == sorted(path.stem for path in SOURCES.glob("*.mjs"))
    assert "import " not in re.sub(r"//.*", "", program()).replace("importKey", "")


def test_it_shares_no_code_with_the_verifier_in_python() -> None:
    assert sha256(readme()).hexdigest() in program()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_every_language(language: str) -> None:
    assert list(TEXTS[language]) == list(TEXTS["en"])
    for key, words in TEXTS[language].items():
        assert words.strip()
        assert sorted(re.findall(r"\{\d\}", words)) == sorted(re.findall(r"\{\d\}", TEXTS["en"][key])), key
        assert words.count("|") == TEXTS["en"][key].count("|"), key


STATES_ON_THE_PAGE = {
    "fingerprint": ("confirmed-key", "way-fingerprint"),
    "earlier-key": ("confirmed-key", "way-earlier"),
    "members": ("confirmed-key", "way-members"),
    "site-only": ("way-site",),
    "revoked": ("revoked",),
    "suspect": ("suspect",),
    "contested": ("contested",),
}


def test_the_states_of_a_key_are_the_same_words_on_the_page_and_in_the_terminal() -> None:
    said = {state: ": ".join(TEXTS["en"][key] for key in keys) for state, keys in STATES_ON_THE_PAGE.items()}
    assert said == verdict_words.STATES


def test_the_states_of_a_key_are_the_sites_own_words() -> None:
    """In Russian but for "this site": the page is another one."""
    with (SOURCES.parents[1] / "hamkor" / "locale" / "ru" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    for key in ("confirmed-key", "way-site", "revoked", "suspect", "contested"):
        message = catalogue.get(TEXTS["en"][key].replace("{0}", "%(day)s"))
        assert message, f"the site says it otherwise: {key}"
        assert TEXTS["ru"][key].replace("{0}", "%(day)s") == str(message.string).replace(
            "только этот сайт", "только сайт"
        )


def test_every_code_of_the_specification_has_a_sentence() -> None:
    section = SPECIFICATION.read_text().partition("## 3.")[2].partition("## 4.")[0]
    codes = {*re.findall(r"\| `([a-z-]+)` \|", section), "proved"}
    assert len(codes) > 30
    told = dict(
        re.findall(r'"?([a-z-]+)"?: "([A-Za-z-]+)"', (SOURCES / "page.mjs").read_text().partition("TOLD = {")[2])
    )
    assert [code for code in codes if f"c-{told.get(code, code)}" not in TEXTS["en"]] == []


@given(st.binary(max_size=3000) | st.text(st.sampled_from("аб ab"), max_size=3000).map(str.encode))
def test_what_is_packed_is_read_by_others(data: bytes) -> None:
    assert decompress(deflate(data), wbits=-15) == data


def test_long_runs_are_packed() -> None:
    data = b"abc" * 40_000 + bytes(70_000)
    assert decompress(deflate(data), wbits=-15) == data
    assert len(deflate(data)) < 2_000
