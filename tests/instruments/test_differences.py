"""Differences between two states of a text: exact, in whole words, readable without colour."""

from itertools import pairwise

from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hamkor.instruments.differences import Change, three_way, words

TEXTS = st.lists(
    st.sampled_from(["we", "мы", "qadr‐qiymat", "oʻz", "and", ",", ".", "\n\n", "\n", " ", "  ", "друг", "с"]),
    max_size=40,
).map("".join)
PARAGRAPHS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6).map(lambda each: "\n\n".join(each) + "\n")


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(change.kind, change.text) for change in words(old, new)]


class TestWords:
    @settings(deadline=None)
    @given(TEXTS, TEXTS)
    @example("", "a")
    @example(" a", "a ")
    def test_both_texts_can_be_put_together_from_it(self, old: str, new: str) -> None:
        changes = words(old, new)
        assert "".join(change.text for change in changes if change.kind != "gone") == new
        assert "".join(change.text for change in changes if change.kind != "new") == old
        assert all(change.text for change in changes)
        assert all(one.kind != other.kind for one, other in pairwise(changes))

    @settings(deadline=None)
    @given(TEXTS)
    def test_a_text_does_not_differ_from_itself(self, text: str) -> None:
        assert words(text, text) == ([Change("same", text)] if text else [])

    def test_words_change_not_letters(self) -> None:
        assert shown("Мы советуемся.\n", "Мы совещаемся.\n") == [
            ("same", "Мы "),
            ("gone", "советуемся"),
            ("new", "совещаемся"),
            ("same", ".\n"),
        ]
        assert ("gone", "qadr‐qiymat ") in shown("bu qadr‐qiymat haqida", "bu qadr‐qimmat haqida")

    def test_a_short_word_between_two_changes_is_part_of_the_change(self) -> None:
        assert shown("help of friends here", "aid of neighbours here") == [
            ("gone", "help of friends "),
            ("new", "aid of neighbours "),
            ("same", "here"),
        ]

    def test_a_new_paragraph_is_new_as_a_whole_also_beside_one_that_changed(self) -> None:
        old = "We consult one another often.\n\nWe help.\n"
        new = "We consult each other often.\n\nWe write.\n\nWe help.\n"
        assert ("new", "We write.\n\n") in shown(old, new)

    def test_joining_and_parting_of_paragraphs_shows(self) -> None:
        assert shown("We help.\n\nWe write.\n", "We help. We write.\n") == [
            ("same", "We help."),
            ("gone", "\n\n"),
            ("new", " "),
            ("same", "We write.\n"),
        ]
        assert ("same", "We write.\n") in shown("We help. We write.\n", "We help.\n\nWe write.\n")

    def test_a_flood_of_repeated_words_is_still_compared(self) -> None:
        old, new = "a " * 15_000, "b a " * 9_000
        assert "".join(change.text for change in words(old, new) if change.kind != "gone") == new


class TestMerging:
    def test_changes_in_different_paragraphs_come_together(self) -> None:
        merge = three_way("a\n\nb\n\nc\n", "a1\n\nb\n\nc\n", "a\n\nb\n\nc\n\nd\n")
        assert (merge.text, merge.clashes) == ("a1\n\nb\n\nc\n\nd\n", ())

    def test_neighbouring_paragraphs_come_together_too(self) -> None:
        merge = three_way("a\n\nb\n", "a1\n\nb\n", "a\n\nb1\n")
        assert (merge.text, merge.clashes) == ("a1\n\nb1\n", ())

    def test_one_paragraph_changed_by_both_keeps_both_and_says_where(self) -> None:
        merge = three_way("a\n\nb\n\nc\n", "a\n\nmine\n\nc\n", "a\n\ntheirs\n\nc\n")
        assert merge.text == "a\n\nmine\n\ntheirs\n\nc\n"
        (clash,) = merge.clashes
        assert (clash.base, clash.mine, clash.theirs) == ("b", "mine", "theirs")
        assert merge.text.splitlines()[clash.line - 1] == "mine"

    def test_a_paragraph_that_one_removed_and_the_other_changed_is_a_clash(self) -> None:
        merge = three_way("a\n\nb\n\nc\n", "a\n\nc\n", "a\n\nb1\n\nc\n")
        assert "b1" in merge.text
        assert [clash.theirs for clash in merge.clashes] == ["b1"]

    @settings(deadline=None)
    @given(PARAGRAPHS, PARAGRAPHS)
    def test_one_persons_changes_alone_are_taken_as_they_are(self, base: str, changed: str) -> None:
        assert three_way(base, changed, base) == three_way(base, base, changed) == three_way(base, changed, changed)
        assert three_way(base, changed, base).text == changed

    @settings(deadline=None)
    @given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
    def test_nothing_that_either_wrote_is_lost(self, base: str, mine: str, theirs: str) -> None:
        merged = three_way(base, mine, theirs).text.split("\n\n")
        for written in (mine, theirs):
            new = set(written.split()) - set(base.split())
            assert new <= {paragraph.strip() for paragraph in merged}


def test_it_is_told_in_words_as_well_as_by_lines() -> None:
    with override("en"):
        html = render_to_string(
            "instruments/_difference.html",
            {"changes": words("We <b>help</b>.\n", "We <i>assist</i>.\n"), "language": "en-GB"},
        )
    assert "added:" in html.partition("<ins>")[2]
    assert "removed:" in html.partition("<del>")[2]
    assert 'lang="en-GB"' in html
    assert "<b>" not in html
    assert "<i>" not in html
