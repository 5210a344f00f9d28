"""A text in pages: numbered alike in every language, never anything but words, nothing signed that is not seen."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.translation import override
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from hamkor.instruments.commonmark import LINK_SCHEMES, aligned, faults, numbering_differs, paragraphs
from hamkor_proof.faults import TextFault
from hamkor_proof.text import normalise
from tests.support import udhr

HOSTILE = st.lists(
    st.sampled_from(
        (
            *("<", ">", "/", "!", "-", "[", "]", "(", ")", '"', "'", "`", "*", "_", "&", ";", "#", "\\", "=", ":", " "),
            *("\n", "\x00", "а", "b", "1. ", "\n\n", "    ", "<script>", "</pre>", "<!--", "javascript:", "mailto:a"),
            *("data:text/html,", "&#106;", " onerror=", "&quot;", "https://a.example", "]("),
        )
    ),
    max_size=40,
).map("".join)
PLAIN = ("p", "h2", "h3", "h4", "h5", "h6", "em", "strong", "code", "ul", "li", "blockquote", "hr", "br", "pre")
ALLOWED = {"a": {"href", "rel"}, "ol": {"start"}} | {tag: set[str]() for tag in PLAIN}


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


class TestNumbers:
    def test_paragraphs_lists_and_quotes_are_numbered_and_headings_and_rules_are_not(self) -> None:
        body = "# Preamble\n\nOne.\n\n1. two\n2. two\n\n> three\n\n---\n\n## Articles\n\nFour.\n"
        assert [(p.number, p.kind) for p in paragraphs(body)] == [
            (None, "heading"),
            (1, "paragraph"),
            (2, "list"),
            (3, "quote"),
            (None, "rule"),
            (None, "heading"),
            (4, "paragraph"),
        ]

    def test_headings_stand_below_the_pages_title_and_skip_no_level(self) -> None:
        body = "### a\n\n## b\n\n#### c\n\n## d\n\n# e\n\n## f\n"
        assert [p.level for p in paragraphs(body)] == [2, 2, 3, 2, 2, 3]
        assert paragraphs(body)[2].html == "<h3>c</h3>"

    def test_a_language_with_another_number_of_paragraphs_is_noticed(self) -> None:
        assert not numbering_differs({"ru": "Раз.\n\nДва.\n", "en": "# Title\n\nOne.\n\n- two\n"})
        assert numbering_differs({"ru": "Раз.\n\nДва.\n", "en": "One.\n"})
        assert not numbering_differs({})

    def test_two_languages_stand_side_by_side_by_number(self) -> None:
        rows = aligned("# Т\n\nРаз.\n\nДва.\n\nТри.\n", "One.\n\n## H\n\nTwo.\n")
        assert [(row.left and row.left.plain, row.right and row.right.plain) for row in rows] == [
            ("Т", None),
            ("Раз.", "One."),
            (None, "H"),
            ("Два.", "Two."),
            ("Три.", None),
        ]

    @settings(deadline=None)
    @given(HOSTILE, HOSTILE)
    def test_side_by_side_loses_nothing_and_sets_number_by_number(self, left: str, right: str) -> None:
        rows = aligned(left, right)
        assert tuple(row.left for row in rows if row.left) == paragraphs(left)
        assert tuple(row.right for row in rows if row.right) == paragraphs(right)
        assert all(row.left.number == row.right.number for row in rows if row.left and row.right)


class TestWhatReachesAPage:
    @settings(deadline=None)
    @given(HOSTILE)
    @example("<script>alert(1)</script>")
    @example("[a](javascript:alert(1)) ![b](x onerror=alert(1)) <javascript:alert(1)>")
    @example('[a](https://a.example/"onmouseover="alert(1))')
    @example("[a](&#106;avascript:alert(1))")
    @example("[a](http://[)")
    @example("```<b>\n</pre><b>\n```")
    def test_only_plain_elements_whatever_is_written(self, body: str) -> None:
        for paragraph in paragraphs(body):
            for tag, attributes in Seen(paragraph.html).tags:
                assert set(attributes) <= ALLOWED[tag]
                if tag == "a":
                    assert (attributes["href"] or "").split(":")[0] in LINK_SCHEMES

    def test_what_stands_too_deep_is_shown_as_it_is_written(self) -> None:
        body = "*" * 20_000 + "a" + "*" * 20_000 + "\n"
        assert [paragraph.plain for paragraph in paragraphs(body)] == [body.strip()]
        assert {fault.code for fault in faults(body)} == {"marks"}

    def test_it_looks_as_written(self) -> None:
        html = paragraphs("We *must*, we **shall**\\\nsee [here](https://a.example/?a&b) `x`.\n")[0].html
        assert html == (
            "<p>We <em>must</em>, we <strong>shall</strong><br>see "
            '<a href="https://a.example/?a&amp;b" rel="nofollow noreferrer">here</a> <code>x</code>.</p>'
        )

    def test_tight_lists_are_tight_and_begin_at_their_number(self) -> None:
        assert paragraphs("4. a\n5. b\n")[0].html == '<ol start="4"><li>a</li><li>b</li></ol>'

    def test_plain_words_for_a_search(self) -> None:
        assert [p.plain for p in paragraphs("## *A* b\n\nc\nd\\\ne\n\n- f\n- g\n")] == ["A b", "c d\ne", "f\ng"]


class TestFaults:
    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ("A\n\n<div>b</div>\n", [(3, "html")]),
            ("A\nb <i>c</i>\n", [(2, "html")]),
            ("A <!-- unseen -->\n", [(1, "html")]),
            ("A\n\n![b](https://c.example/d.png)\n", [(3, "image")]),
            ("[a](javascript:alert(1))\n", [(1, "link")]),
            ("[a](/documents/)\n", [(1, "link")]),
            ("<ftp://a.example>\n", [(1, "link")]),
            ('[a](https://b.example "unseen")\n', [(1, "link-title")]),
            ("A\n\n[b]: https://c.example 'unseen'\n", [(3, "definition")]),
            ("[b]: https://c.example\n[b]: https://d.example\n", [(1, "definition"), (2, "definition")]),
            ("    A\n", [(1, "code")]),
            ("```\nA\n```\n", [(1, "code")]),
            ("A&#8238;b\n", [(1, "unseen")]),
            ("A\nb *c&ZeroWidthSpace;*\n", [(2, "unseen")]),
            ("A 網\n", [(1, "unprintable")]),
            ("- - - - - deep\n", [(1, "deep")]),
            ("a\n" + "*a **b " * 3 + "c" + "***" * 3 + "\n", [(2, "marks")]),
            ("> " * 30 + "lost\n", [(1, "deep"), (1, "empty")]),
            ("> # a\n", [(1, "heading-inside")]),
            ("#\n", [(1, "empty")]),
            ("# &nbsp;\n", [(1, "empty")]),
            ("1. a\n2.\n", [(2, "empty")]),
        ],
    )
    def test_what_cannot_be_signed_is_named_with_its_line(self, body: str, found: list[tuple[int, str]]) -> None:
        assert list(dict.fromkeys((fault.line, fault.code) for fault in faults(body))) == found
        assert all(f"Line {fault.line}:" in fault.sentence for fault in _in_english(body))

    @pytest.mark.parametrize(
        "body",
        [
            "# Title\n\nWe *shall* [write](mailto:a@b.example) **now**\\\nand <https://c.example>.\n",
            "1. a\n   - b\n\n> c\n\n---\n",
            "a < b & c > d — 5 \\* 3 №«»“”‘’\n",
            "ҳамкор әңғүұқөһіӣӯҷґўʻžňýşäöüç qadr‐qiymat\n",
        ],
    )
    def test_what_a_memorandum_needs_is_welcome(self, body: str) -> None:
        assert faults(body) == []

    @pytest.mark.real
    def test_the_declaration_is_welcome_in_nine_versions(self) -> None:
        for version in udhr.versions().values():
            assert faults(version.body) == []
            words = "".join(paragraph.plain for paragraph in paragraphs(version.body))
            assert "".join(words.split()) == "".join("".join(version.lines).split())

    @settings(deadline=None)
    @given(st.text(alphabet=st.sampled_from("aбЎ .)-+*_#>`~[](:/\\<\n\"'!=")))
    def test_nothing_is_signed_that_is_not_seen(self, body: str) -> None:
        try:
            body = normalise(body).decode()
        except TextFault:
            assume(False)
        assume(not faults(body) and "](" not in body)
        seen = "".join(paragraph.plain for paragraph in paragraphs(body))
        assert re.findall(r"\w", seen.replace("_", "")) == re.findall(r"\w", body.replace("_", ""))


def _in_english(body: str):
    with override("en"):
        return faults(body)
