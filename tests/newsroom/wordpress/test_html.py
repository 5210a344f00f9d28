"""A post's HTML becomes blocks: nothing of it is lost that a reader read, nothing of it stays that could harm one."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hamkor.newsroom.blocks import Body
from hamkor.newsroom.wordpress.html import to_blocks

pytestmark = pytest.mark.usefixtures("in_english")


class Around:
    """A site that has every picture; pages of old.example are at /new/."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def link(self, address: str) -> str:
        if address.startswith("https://old.example/"):
            return address.replace("https://old.example/", "/new/")
        return address if address.startswith(("http://", "https://", "mailto:", "/")) else ""

    def picture(self, address: str, number: int, alternative: str, caption: str) -> int | None:
        return None if "missing" in address else (number or 7)

    def gallery(self, numbers: Sequence[int]) -> Iterable[tuple[int, str]]:
        return [(number, f"no {number}") for number in numbers or (1, 2)]

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)


def blocks(source: str) -> list[tuple[str, object]]:
    return [(str(block["type"]), block["value"]) for block in to_blocks(source, Around())]


def notes(source: str) -> list[str]:
    around = Around()
    to_blocks(source, around)
    return around.notes


def words(source: str) -> Counter[str]:
    """Every word that a reader finds in the blocks."""
    found: list[str] = []
    for _kind, value in blocks(source):
        parts = [str(part) for part in value.values() if isinstance(part, str)] if isinstance(value, dict) else [value]
        found += [unescape(re.sub(r"<[^<>]*>", " ", str(part))) for part in parts]
    return Counter(re.findall(r"\w+", " ".join(found)))


def picture(key: int, caption: str = "") -> tuple[str, object]:
    return ("picture", {"image": key, "caption": caption, "credit": ""})


class TestForms:
    def test_paragraphs_and_lists_are_one_text_between_headings(self) -> None:
        assert blocks(
            "<h2>One &amp; two</h2><p>A <strong>b</strong></p><ul><li>c<ol><li>d</li></ol></li></ul><h3>e</h3>"
        ) == [
            ("heading", "One & two"),
            ("paragraph", "<p>A <b>b</b></p><ul><li>c<ol><li>d</li></ol></li></ul><h3>e</h3>"),
        ]

    def test_a_file_and_its_button_are_two_links_and_halves_of_a_link_are_one(self) -> None:
        link = '<a href="https://files.example/a.pdf"'
        assert blocks(f'<p>{link}>Report</a>{link} class="wp-block-file__button">Download</a></p>') == [
            (
                "paragraph",
                '<p><a href="https://files.example/a.pdf">Report</a> <a href="https://files.example/a.pdf">Download</a></p>',
            )
        ]
        assert blocks(f"<p>{link}>Rep</a>{link}>ort</a></p>") == [
            ("paragraph", '<p><a href="https://files.example/a.pdf">Report</a></p>')
        ]

    def test_text_without_tags_is_parted_as_wordpress_parts_it(self) -> None:
        assert blocks("One\ntwo\n\nthree <em>four</em>") == [
            ("paragraph", "<p>One<br/>two</p><p>three <i>four</i></p>")
        ]

    def test_line_ends_of_the_block_editor_mean_nothing(self) -> None:
        assert blocks("<!-- wp:paragraph --><p>One\ntwo</p><!-- /wp:paragraph -->") == [("paragraph", "<p>One two</p>")]

    def test_a_quote_keeps_whose_words_they_are(self) -> None:
        assert blocks("<blockquote><p>Said <b>so</b></p><cite>Somebody</cite></blockquote>") == [
            ("quote", {"text": "<p>Said <b>so</b></p>", "source": "Somebody"})
        ]

    @pytest.mark.parametrize(
        "source",
        [
            '<figure><img class="wp-image-5" src="/a.jpg"/><figcaption>In Kyiv</figcaption></figure>',
            '[caption id="x"]<a href="/a.jpg"><img class="wp-image-5" src="/a.jpg"></a> In Kyiv[/caption]',
            '[caption caption="In Kyiv"]<img class="wp-image-5" src="/a.jpg">[/caption]',
        ],
    )
    def test_a_picture_keeps_its_caption(self, source: str) -> None:
        assert blocks(source) == [picture(5, "In Kyiv")]

    def test_a_picture_in_a_paragraph_parts_it(self) -> None:
        assert blocks('<p>before <img class="wp-image-5" src="/a.jpg"> after</p>') == [
            ("paragraph", "<p>before</p>"),
            picture(5),
            ("paragraph", "<p>after</p>"),
        ]

    def test_the_caption_of_a_picture_that_did_not_come_stays_as_words(self) -> None:
        assert blocks('<figure><img src="/missing.jpg"><figcaption>In Kyiv</figcaption></figure>') == [
            ("paragraph", "<p>In Kyiv</p>")
        ]

    def test_galleries_are_pictures(self) -> None:
        assert blocks('[gallery ids="3,4"]') == [picture(3, "no 3"), picture(4, "no 4")]
        assert blocks("[gallery]") == [picture(1, "no 1"), picture(2, "no 2")]

    def test_embeds_are_links(self) -> None:
        link = '<p><a href="https://video.example/1">https://video.example/1</a></p>'
        assert blocks("[embed]https://video.example/1[/embed]") == [("paragraph", link)]
        assert blocks('<figure class="wp-block-embed"><div>\nhttps://video.example/1\n</div></figure>') == [
            ("paragraph", link)
        ]

    def test_links_lead_to_where_the_pages_are_now(self) -> None:
        assert blocks('<a href="https://old.example/x/">x</a>') == [("paragraph", '<p><a href="/new/x/">x</a></p>')]

    def test_tables_are_lines(self) -> None:
        source = "<table><tr><th>Country</th><th>Year</th></tr><tr><td>KG</td><td>2013</td></tr></table>"
        assert blocks(source) == [("paragraph", "<p><b>Country</b> | <b>Year</b></p><p>KG | 2013</p>")]
        assert "A table came as lines" in notes(source)[0]

    def test_unknown_shortcodes_stay_and_are_named(self) -> None:
        assert blocks("Call [contact-form id='1'] us") == [
            ("paragraph", "<p>Call [contact-form id=&#x27;1&#x27;] us</p>")
        ]
        assert notes("[contact-form id='1']") == ["The shortcode [contact-form] means nothing here: it stays as text."]

    def test_what_a_server_would_have_made_is_named(self) -> None:
        assert "latest-posts" in notes('<!-- wp:latest-posts {"columns":3} /-->')[0]

    def test_an_empty_post_is_no_block(self) -> None:
        assert blocks(" \n&nbsp;<p></p><h1>&nbsp;</h1><li> </li>") == []
        assert blocks("") == []


class TestHarm:
    @pytest.mark.parametrize(
        "source",
        [
            "<script>alert(1)</script>",
            '<iframe src="https://spy.example/"></iframe>',
            "<style>p{}</style>",
            '<object data="https://spy.example/x.swf"></object>',
            '<svg onload="alert(1)"><text>x</text></svg>',
        ],
    )
    def test_what_runs_or_loads_is_dropped_and_named(self, source: str) -> None:
        assert blocks(source) == []
        assert "Left out" in notes(source)[0]

    @pytest.mark.parametrize(
        "source",
        [
            '<p onclick="alert(1)" style="x" class="y" id="z">a</p>',
            '<a href="javascript:alert(1)">a</a>',
            '<a href="data:text/html,x">a</a>',
            "<a href='vbscript:x'>a</a>",
            '<p><font face="x"><u>a</u></font></p>',
        ],
    )
    def test_nothing_but_words_and_plain_marks_gets_in(self, source: str) -> None:
        assert blocks(source) == [("paragraph", "<p>a</p>")]

    def test_words_that_look_like_html_stay_words(self) -> None:
        assert blocks("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>") == [
            ("paragraph", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")
        ]
        assert blocks("<h2>&lt;b&gt;</h2>") == [("heading", "<b>")]

    def test_an_address_cannot_break_out_of_its_attribute(self) -> None:
        ((_kind, html),) = blocks('<a href="https://x.example/&quot;><img src=x onerror=y>">a</a>')
        assert str(html).count("<") == 4

    def test_ten_thousand_nested_elements_are_read_as_words(self) -> None:
        source = "<div>" * 10_000 + "deep words" + "</div>" * 10_000 + " after"
        assert words(source) == Counter(["deep", "words", "after"])
        assert "nested too deep" in notes(source)[0]

    @pytest.mark.parametrize(
        "part", ["<!", "<![CDATA[", "<a ", "<!--", "<b>", "</", "<a b='", "<?", "[caption]", "[gallery ", "<", "&"]
    )
    def test_hostile_html_ends(self, part: str) -> None:
        """Python's own parser needs minutes for some of these; the test would hang."""
        to_blocks(part * 100_000, Around())

    def test_control_characters_go(self) -> None:
        assert blocks("a\x00\x08b") == [("paragraph", "<p>ab</p>")]


WORD = st.text("abcdeабвғқӯ", min_size=1, max_size=6)
TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
TAGS = st.sampled_from(
    [
        *("p", "div", "h1", "h2", "h3", "h6", "ul", "ol", "li", "blockquote", "cite", "b", "em", "a", "span", "table"),
        *("tr", "td", "th", "tbody", "figure", "figcaption", "pre", "code", "dl", "dt", "dd", "section", "details"),
        *("summary", "font", "center", "form", "label", "address", "x-unknown", "caption", "button", "q", "sup"),
    ]
)
TREES = st.recursive(
    TEXT | st.sampled_from(["\n\n", "\n", "<br>", "<hr>", " ", "<!-- wp:more -->", '<img src="/x.jpg">', "&nbsp;"]),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4), st.booleans()).map(
        lambda made: f"<{made[0]}>{' '.join(made[1])}" + (f"</{made[0]}>" if made[2] else "")
    ),
    max_leaves=25,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TREES, max_size=5).map(" ".join))
@example("<table>a<tr>b<td>c</td>d</tr></table>")
@example("<ul>a<li>b<ul>c</ul>d</li>e</ul>")
@example("<blockquote><cite>a</cite><ul><li>b</li></ul></blockquote>")
def test_no_word_is_lost_and_none_added(source: str) -> None:
    read = unescape(re.sub(r"<[^<>]*>", " ", source))
    assert words(source) == Counter(re.findall(r"\w+", read))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TREES | st.text(max_size=60), max_size=6).map("".join))
def test_it_never_raises_and_always_gives_a_body(source: str) -> None:
    made = to_blocks(source, Around())
    json.dumps(made)
    assert {block["type"] for block in made} <= set(Body().child_blocks)
    for block in made:
        if block["type"] == "heading":
            assert 0 < len(str(block["value"])) <= 200
