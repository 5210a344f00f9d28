"""The setting that names the analytics, and the policy that follows from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.privacy.analytics import parse
from hamkor.privacy.policy import has_consented, is_widened, policy_for


def test_own_counts_load_nothing_from_elsewhere(settings) -> None:
    for value in ("own", "off"):
        settings.HAMKOR_ANALYTICS = parse(value)
        assert policy_for(True) == policy_for(False)
        assert not is_widened()


@pytest.mark.parametrize(
    ("value", "origin"),
    [("matomo=https://stats.example/matomo/,7", "https://stats.example"), ("google=G-ABC123", "googletagmanager.com")],
)
def test_the_policy_is_wider_for_those_who_said_yes_and_for_nobody_else(settings, value: str, origin: str) -> None:
    settings.HAMKOR_ANALYTICS = parse(value)
    assert is_widened()
    assert origin not in policy_for(False)
    assert "unsafe" not in policy_for(True)
    parts = dict(part.strip().split(" ", 1) for part in policy_for(True).split(";") if part.strip())
    assert origin in parts["script-src"]
    assert "'self'" in parts["script-src"]
    assert "*" not in parts["script-src"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Own",
        "google",
        "google=",
        "google=G-1; script-src *",
        "matomo=http://stats.example/,1",
        "matomo=https://stats.example,1",
        "matomo=https://stats.example/;,1",
        "matomo=https://stats.example/ *,1",
        "matomo=https://user@stats.example/,1",
        "matomo=https://stats.example/,x",
        "own=1",
    ],
)
def test_what_is_none_of_the_four_is_refused_in_a_sentence(value: str) -> None:
    with pytest.raises(ValueError, match="HAMKOR_ANALYTICS is one of"):
        parse(value)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_nothing_that_is_taken_can_end_up_in_a_policy_beside_its_place(text: str) -> None:
    for value in (f"matomo=https://{text}/,1", f"google=G-{text}"):
        try:
            analytics = parse(value)
        except ValueError:
            continue
        assert not set("; ,'\"\n\r") & set("".join((*analytics.scripts, *analytics.collects)))


@pytest.mark.parametrize(
    ("cookies", "gpc", "yes"),
    [
        ("hamkor_analytics=yes", "", True),
        ("a=b; hamkor_analytics=yes; c=d", "", True),
        ("hamkor_analytics=yes", "1", False),
        ("hamkor_analytics=no", "", False),
        ("xhamkor_analytics=yes", "", False),
        ("a=hamkor_analytics=yes", "", False),
        ("hamkor_analytics=yesterday", "", False),
        ("", "", False),
    ],
)
def test_only_the_readers_own_yes_counts(cookies: str, gpc: str, yes: bool) -> None:
    assert has_consented(cookies, gpc=gpc) is yes
