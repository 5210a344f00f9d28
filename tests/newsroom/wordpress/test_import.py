"""A site moves in from WordPress: all that can come comes once, what cannot is named, and a broken or hostile file
leaves nothing behind."""

from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Revision

from hamkor.audit.kernel import standing_in
from hamkor.audit.models import Event
from hamkor.newsroom.models import FormerAddress, ImportedPost, InformationPage, NewsItem, NewsroomImage, Topic
from hamkor.publishing.models import Touch
from tests.support.pictures import SECRET, picture
from tests.support.wxr import FOOT, HEAD, attachment, author, category, export, item, term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "_own_files")]

type Importer = Callable[..., str]


@pytest.fixture
def _own_files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}


@pytest.fixture
def bring(tmp_path: Path) -> Importer:
    """`bring(items)` brings an export of these in and gives what the command said."""

    def act(items: Iterable[str] | bytes, *options: str, head: str = "", language: str = "ru-RU") -> str:
        file = tmp_path / "export.xml"
        file.write_bytes(
            items if isinstance(items, bytes) else "".join(export(items, head=head, language=language)).encode()
        )
        said = StringIO()
        call_command("import_wordpress", str(file), *options, stdout=said)
        return said.getvalue()

    return act


def nothing_came() -> bool:
    return (
        not any(
            model.objects.exists()
            for model in (NewsItem, InformationPage, ImportedPost, FormerAddress, NewsroomImage, Touch)
        )
        and not Topic.objects.exists()
    )


class TestWhatComes:
    def test_a_post_with_all_that_belongs_to_it(self, bring: Importer, reader: Client) -> None:
        said = bring(
            [
                item(
                    5,
                    "<p>Words of the memorandum.</p>",
                    title="Memorandum &amp; more",
                    name="memorandum",
                    excerpt="<em>In</em> short",
                    creator="alice",
                    terms=[
                        ("category", "joint", "Вместе"),
                        ("post_tag", "kyiv", "Киев"),
                        ("category", "uncategorized", "-"),
                    ],
                )
            ],
            head=author("alice", "Alice Example"),
        )
        post = NewsItem.objects.get()
        assert (post.title, post.slug, post.lead, post.author) == (
            "Memorandum & more",
            "memorandum",
            "In short",
            "Alice Example",
        )
        assert (str(post.day), post.live, post.locale.language_code) == ("2013-04-30", True, "ru")
        assert {t.topic.slug: t.topic.names.get().text for t in post.page_topics.all()} == {
            "joint": "Вместе",
            "kyiv": "Киев",
        }
        assert "1  Posts published as news" in said
        shown = reader.get("/ru/news/memorandum/").content.decode()
        assert "Words of the memorandum." in shown
        assert "Alice Example" in shown

    def test_nothing_but_names_is_known_of_authors(self, bring: Importer) -> None:
        bring([item(5, creator="alice"), item(6, creator="root")], head=author("alice", "Alice Example"))
        assert [post.author for post in NewsItem.objects.order_by("pk")] == ["Alice Example", ""]
        kept = str(list(Revision.objects.values("content"))) + str(list(NewsItem.objects.values()))
        assert "alice@" not in kept
        assert "root" not in kept

    def test_an_editor_can_go_on_with_it(self, bring: Importer) -> None:
        bring([item(5, "<h2>H</h2><p>One</p>", terms=[("category", "a", "A")])])
        post = NewsItem.objects.get()
        draft = post.get_latest_revision_as_object()
        assert [topic.topic.slug for topic in draft.page_topics.all()] == ["a"]
        draft.title = "Changed"
        draft.save_revision().publish()
        post.refresh_from_db()
        assert (post.title, post.live, post.page_topics.count()) == ("Changed", True, 1)
        assert [block.block_type for block in post.body] == ["heading", "paragraph"]
        assert Page.find_problems() == ([], [], [], [], [])

    def test_pages_stand_by_themselves(self, bring: Importer, reader: Client) -> None:
        bring([item(5, type="page", name="about"), item(6, type="page", name="news", title="N")])
        assert sorted(InformationPage.objects.values_list("slug", flat=True)) == ["about", "item-news"]
        assert reader.get("/ru/about/").status_code == 200

    def test_the_same_name_twice_gets_two_addresses(self, bring: Importer) -> None:
        bring([item(5, name="same"), item(6, name="same"), item(7, name="%d0%bc%d0%b8%d1%80"), item(8, name="2013")])
        assert list(NewsItem.objects.order_by("pk").values_list("slug", flat=True)) == [
            "same",
            "same-2",
            "mir",
            "item-2013",
        ]

    def test_polylang(self, bring: Importer, reader: Client) -> None:
        """Languages and translations of posts and of categories."""
        head = (
            category(3, "joint-ru", "Вместе")
            + category(4, "joint-en", "Together")
            + term("language", 1, "ru", "Русский", 'a:1:{s:6:"locale";s:5:"ru_RU";}')
            + term("language", 2, "eng", "English", 'a:1:{s:6:"locale";s:5:"en_GB";}')
            + term("term_translations", 9, "pll_1", "pll_1", 'a:2:{s:2:"ru";i:3;s:3:"eng";i:4;}')
        )
        both = ("post_translations", "pll_2", "pll_2")
        said = bring(
            [
                item(5, "<p>По-русски</p>", name="memorandum-ru",
                     terms=[("language", "ru", "Русский"), both, ("category", "joint-ru", "Вместе")]),
                item(6, "<p>In English</p>", name="memorandum-en", link="https://old.example/eng/memorandum-en/",
                     terms=[("language", "eng", "English"), both, ("category", "joint-en", "Together")]),
                item(7, terms=[("language", "de", "Deutsch")]),
            ],
            head=head,
        )  # fmt: skip
        russian, english = NewsItem.objects.order_by("pk")
        assert russian.translation_key == english.translation_key
        assert (russian.slug, english.slug) == ("memorandum-ru", "memorandum-ru")
        assert [page.locale.language_code for page in (russian, english)] == ["ru", "en"]
        assert "По-русски" in reader.get("/ru/news/memorandum-ru/").content.decode()
        assert "In English" in reader.get("/en/news/memorandum-ru/").content.decode()
        topic = Topic.objects.get()
        assert dict(topic.names.values_list("language", "text")) == {"ru": "Вместе", "en": "Together"}
        assert "a language that this site does not have (de)" in said

    def test_links_among_posts_lead_to_the_new_addresses(self, bring: Importer) -> None:
        links = (
            '<a href="https://old.example/2013/04/30/post-6/">a</a> <a href="/2013/04/30/post-6/#x">b</a> '
            '<a href="http://www.old.example/?p=6">c</a> <a href="https://else.example/?p=6">d</a>'
        )
        bring([item(5, links), item(6)])
        body = str(NewsItem.objects.get(slug="post-5").body.raw_data[0]["value"])
        assert body.count('"/ru/news/post-6/"') == 2
        assert '"/ru/news/post-6/#x"' in body
        assert '"https://else.example/?p=6"' in body


class TestWhatDoesNot:
    @pytest.mark.parametrize(
        "fields", [{"status": "private"}, {"status": "trash"}, {"password": "secret"}, {"status": "auto-draft"}]
    )
    def test_what_was_closed_stays_behind(self, bring: Importer, fields: dict[str, str]) -> None:
        said = bring([item(5, title="Closed", **fields)])
        assert not Page.objects.filter(depth=3).exists()
        assert "Closed: Left out." in said

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "draft", "date": "0000-00-00 00:00:00"},
            {"status": "pending"},
            {"status": "future", "date": "2999-01-01 00:00:00"},
            {"date": "2999-01-01 00:00:00"},
        ],
    )
    def test_what_was_not_public_is_not_published(
        self, bring: Importer, reader: Client, fields: dict[str, str]
    ) -> None:
        bring([item(5, "<p>Soon</p>", **fields)])
        post = NewsItem.objects.get()
        assert (post.live, post.has_unpublished_changes) == (False, True)
        assert reader.get("/ru/news/post-5/").status_code == 404
        assert reader.get("/2013/04/30/post-5/").status_code == 404

    def test_numbers_that_are_none_or_taken(self, bring: Importer) -> None:
        said = bring(
            [item(5), item(5, title="Again"), item(0, title="Zero", guid=""), item(10**30, title="Huge", guid="")]
        )
        assert NewsItem.objects.count() == 1
        assert "Again: Left out. Another item has its number" in said
        assert said.count("It has no number") >= 2

    def test_a_date_that_is_none_is_named(self, bring: Importer) -> None:
        assert "It has no date" in bring([item(5, date="0000-00-00 00:00:00")])

    def test_menus_and_the_like_are_counted(self, bring: Importer) -> None:
        assert "1  Not posts or pages: nav_menu_item" in bring([item(5, type="nav_menu_item")])


class TestPictures:
    POST = (
        '<figure><img class="wp-image-9" src="https://old.example/wp-content/uploads/2013/04/forum-300x200.png" '
        'alt="{}"><figcaption>{}</figcaption></figure><p>Words</p>'
    )

    @pytest.fixture
    def media(self, tmp_path: Path) -> Path:
        folder = tmp_path / "uploads" / "2013" / "04"
        folder.mkdir(parents=True)
        (folder / "forum.png").write_bytes(picture())
        return tmp_path / "uploads"

    def test_a_described_picture_comes_and_is_clean(self, bring: Importer, media: Path) -> None:
        said = bring(
            [item(5, self.POST.format("Around a table", "Kyiv")), attachment(9, "2013/04/forum.png")],
            "--media",
            str(media),
        )
        image = NewsroomImage.objects.get()
        assert image.description == "Around a table"
        with image.file.open() as file:
            assert SECRET.encode() not in file.read()
        block = NewsItem.objects.get().body[0]
        assert (block.block_type, block.value["image"], block.value["caption"]) == ("picture", image, "Kyiv")
        assert "1  Pictures" in said

    def test_one_that_nobody_described_waits_for_an_editor(self, bring: Importer, media: Path) -> None:
        said = bring([item(5, self.POST.format("", ""))], "--media", str(media))
        post = NewsItem.objects.get()
        assert [block.block_type for block in post.body] == ["paragraph"]
        assert [block.block_type for block in post.get_latest_revision_as_object().body] == ["picture", "paragraph"]
        assert post.has_unpublished_changes
        assert "Readers do not see 1 of its pictures" in said

    def test_missing_ones_are_named(self, bring: Importer) -> None:
        said = bring([item(5, self.POST.format("x", "Kyiv"))])
        assert "A picture is not in the folder of pictures: 2013/04/forum-300x200.png" in said
        assert "Kyiv" in str(NewsItem.objects.get().body.raw_data[0])

    def test_the_posts_own_picture_stands_on_top(self, bring: Importer, media: Path) -> None:
        bring(
            [item(5, "<p>Words</p>", meta={"_thumbnail_id": "9"}), attachment(9, "2013/04/forum.png", alt="A table")],
            "--media",
            str(media),
        )
        assert [block.block_type for block in NewsItem.objects.get().body] == ["picture", "paragraph"]

    @pytest.mark.parametrize(
        "file", ["../secret.png", "/etc/passwd", "..\\secret.png", "2013/../../secret.png", "link.png", "a\x01b", "."]
    )
    def test_no_path_leads_out_of_the_folder(self, bring: Importer, media: Path, file: str) -> None:
        (media.parent / "secret.png").write_bytes(picture())
        (media / "link.png").symlink_to(media.parent / "secret.png")
        bring(
            [item(5, '<img class="wp-image-9" alt="x">'), attachment(9, file.replace("\x01", "%00"))],
            "--media",
            str(media),
        )
        assert not NewsroomImage.objects.exists()

    def test_a_file_that_is_no_picture_is_named(self, bring: Importer, media: Path) -> None:
        (media / "2013/04/forum.png").write_bytes(b"<script>")
        said = bring([item(5, self.POST.format("x", ""))], "--media", str(media))
        assert "forum.png: This is not a picture that can be read" in said
        assert not NewsroomImage.objects.exists()

    def test_a_broken_file_leaves_no_picture(self, bring: Importer, media: Path, settings) -> None:
        class Broken(Exception):
            pass

        def refuse(*_args: object, **_kwargs: object) -> None:
            raise Broken

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("hamkor.newsroom.wordpress.actions._Arriving.finish", refuse)
            with pytest.raises(Broken):
                bring([item(5, self.POST.format("x", ""))], "--media", str(media))
        assert nothing_came()
        assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


class TestTwice:
    def test_what_came_stays_as_it_is(self, bring: Importer) -> None:
        bring([item(5), item(6)])
        NewsItem.objects.filter(slug="post-5").update(title="Mended here")
        touches = Touch.objects.count()
        said = bring([item(5), item(6)])
        assert "2  Here already" in said
        assert sorted(NewsItem.objects.values_list("title", flat=True)) == ["Mended here", "Title 6"]
        assert Touch.objects.count() == touches

    def test_what_is_new_comes(self, bring: Importer) -> None:
        bring([item(5)])
        bring([item(5), item(6, '<a href="/2013/04/30/post-5/">x</a>')])
        assert NewsItem.objects.count() == 2
        assert "/ru/news/post-5/" in str(NewsItem.objects.get(slug="post-6").body.raw_data[0])

    def test_what_was_deleted_here_does_not_come_back(self, bring: Importer) -> None:
        """It may have been taken away for somebody's safety."""
        bring([item(5)])
        NewsItem.objects.get().delete()
        bring([item(5)])
        assert not NewsItem.objects.exists()

    def test_another_site_has_numbers_of_its_own(self, bring: Importer) -> None:
        bring([item(5)])
        other = "".join(export([item(5)])).replace("old.example", "other.example")
        bring(other.encode())
        assert sorted(NewsItem.objects.values_list("slug", flat=True)) == ["post-5", "post-5-2"]

    def test_a_dry_run_says_the_same_and_writes_nothing(self, bring: Importer) -> None:
        rehearsed = bring([item(5), item(6, status="private")], "--dry-run")
        assert nothing_came()
        assert not Event.objects.filter(kind="newsroom.wordpress_brought_in").exists()
        done = bring([item(5), item(6, status="private")])
        assert rehearsed == f"{done}Nothing was saved: this was a dry run.\n"
        assert Event.objects.filter(kind="newsroom.wordpress_brought_in").exists()


class TestFormerAddresses:
    def test_the_old_address_leads_to_the_new_one(self, bring: Importer, reader: Client) -> None:
        bring([item(5)])
        answered = reader.get("/2013/04/30/post-5/")
        assert answered.status_code == 200
        body = answered.content.decode()
        assert '<html lang="ru">' in body
        assert '<meta http-equiv="refresh" content="0; url=/ru/news/post-5/">' in body
        assert 'rel="canonical" href="http' in body
        assert Touch.objects.filter(address="/2013/04/30/post-5/").exists()
        assert Touch.objects.filter(address="/ru/news/post-5/").exists()
        assert Touch.objects.filter(address="/ru/news/").exists()

    def test_under_a_languages_prefix(self, bring: Importer, reader: Client) -> None:
        """As Polylang has it; what is really there wins."""
        bring(
            [
                item(5, link="https://old.example/ru/post-5/"),
                item(6, type="page", name="about", link="https://old.example/ru/about/"),
            ]
        )
        assert "/ru/news/post-5/" in reader.get("/ru/post-5/").content.decode()
        assert "http-equiv" not in reader.get("/ru/about/").content.decode()

    def test_it_goes_with_its_page(self, bring: Importer, reader: Client) -> None:
        bring([item(5)])
        with standing_in("test"):
            Touch.objects.all().delete()
        NewsItem.objects.get().unpublish()
        assert reader.get("/2013/04/30/post-5/").status_code == 404
        assert Touch.objects.filter(address="/2013/04/30/post-5/").exists()

    @pytest.mark.parametrize(
        "link",
        [
            *(
                "https://old.example/?p=5",
                "https://old.example/",
                "https://old.example/workspace/x/",
                "/editor/",
                "/ru/",
            ),
            *("https://old.example/../../etc/passwd", "https://old.example/a%00b/", "https://old.example/.git/config/"),
            *("https://old.example/a/..%2f..%2fb/", "/files/x/", "https://old.example/%e2%80%aeabc/", "https://[/"),
            *("https://old.example/x.br", "javascript:alert(1)", "https://old.example/" + "a" * 700, "/a%5cb/"),
        ],
    )
    def test_no_address_takes_what_is_ours_or_leads_out(self, bring: Importer, link: str) -> None:
        bring([item(5, link=link)])
        assert NewsItem.objects.exists()
        assert not FormerAddress.objects.filter(path__regex=r"\.\.|\x00|^/(workspace|editor|files)|\\").exists()
        assert FormerAddress.objects.count() <= ("javascript" in link)

    def test_any_other_address_is_answered_as_before(self, reader: Client) -> None:
        assert reader.get("/nothing/here/").status_code == 404
        assert reader.get("/nothing").status_code == 404


WHOLE = "".join(export([item(5), item(6)]))


def line_of(words: str) -> int:
    """Where they first stand in the whole file."""
    return WHOLE[: WHOLE.index(words)].count("\n") + 1


class TestBrokenAndHostile:
    @pytest.mark.parametrize(
        ("data", "line", "number", "why"),
        [
            (WHOLE[:-40].encode(), WHOLE[:-40].count("\n") + 1, 2, "ends in the middle"),
            (WHOLE.replace("</item>", "</itm>", 1).encode(), line_of("</item>"), 1, "closed that is not open"),
            (
                WHOLE.replace("Words", "Wo\x00rds", 1).encode(),
                line_of("Words"),
                1,
                "a character that XML does not allow",
            ),
            (WHOLE.replace("Words", "Wo\x08rds").encode(), line_of("Words"), 1, "a character that XML does not allow"),
            (WHOLE.replace("Words", "Слова").encode("cp1251"), line_of("Words"), 1, "not in the file's encoding"),
            (WHOLE.encode("utf-16"), 1, 0, "encoding"),
            (WHOLE.replace('"UTF-8"', '"no-such-code"').encode(), 1, 0, "encoding"),
            (
                WHOLE.replace("<wp:wxr_version>1.2", "<wp:wxr_version>9").encode(),
                line_of("<wp:wxr_version>"),
                0,
                "no version of WordPress's export",
            ),
            (b"", 1, 0, "ends in the middle"),
            (b"PK\x03\x04zip", 1, 0, "does not allow"),
            (b"<html><body></body></html>", 1, 0, "no export of WordPress"),
            (b"<rss><channel><title>News</title></channel></rss>", 1, 0, "does not name its version"),
            (WHOLE.replace("<title>The", "&nbsp;<title>The").encode(), 6, 0, "entity"),
            (WHOLE.replace("ru-RU", "eo").encode(), 1, 0, "--language"),
        ],
    )
    def test_it_says_where_and_why_and_brings_nothing(
        self, bring: Importer, data: bytes, line: int, number: int, why: str
    ) -> None:
        with pytest.raises(CommandError) as told:
            bring(data)
        said = str(told.value)
        assert why in said
        assert f":{line}" in said
        assert (f"(item {number})" if number else f":{line}: ") in said
        assert said.endswith("Nothing was brought in.")
        assert nothing_came()

    def test_a_billion_laughs(self, bring: Importer) -> None:
        bomb = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
        )
        with pytest.raises(CommandError, match="document type"):
            bring(WHOLE.replace("<rss", f"{bomb}]><rss", 1).replace("Title 5", "&j;").encode())
        assert nothing_came()

    @pytest.mark.parametrize(
        "entity", ['SYSTEM "file:///etc/passwd"', 'SYSTEM "http://spy.example/x"', 'PUBLIC "a" "b"']
    )
    def test_nothing_outside_the_file_is_read(self, bring: Importer, entity: str) -> None:
        with pytest.raises(CommandError, match="document type"):
            bring(
                WHOLE.replace("<rss", f"<!DOCTYPE rss [<!ENTITY x {entity}>]><rss", 1)
                .replace("Title 5", "&x;")
                .encode()
            )

    def test_nesting_without_end(self, bring: Importer) -> None:
        with pytest.raises(CommandError, match="nested deeper"):
            bring(WHOLE.replace("<item>", "<a>" * 100_000, 1).encode())
        assert nothing_came()

    def test_an_item_without_end(self, bring: Importer) -> None:
        with pytest.raises(CommandError, match="larger than eight million"):
            bring((HEAD.format(language="ru") + "<item><title>" + "a" * 8_100_000 + "</title></item>" + FOOT).encode())

    def test_a_fault_at_the_very_end_undoes_all(self, bring: Importer) -> None:
        with pytest.raises(CommandError):
            bring("".join(export(item(n) for n in range(1, 300))).replace("</rss>", "</rs>").encode())
        assert nothing_came()

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16", "koi8-r"])
    def test_other_encodings_are_read_where_the_file_says_so(self, bring: Importer, encoding: str) -> None:
        source = "".join(export([item(5, title="Меморандум")])).replace('"UTF-8"', f'"{encoding.removesuffix("-sig")}"')
        bring(source.encode(encoding))
        assert NewsItem.objects.get().title == "Меморандум"

    def test_titles_cannot_steer_a_terminal(self, bring: Importer) -> None:
        said = bring([item(5, title="\u202eabc&#27;[2J", status="private")])
        assert "\x1b" not in said
        assert "\u202e" not in said

    def test_a_file_that_is_not_there(self) -> None:
        with pytest.raises(CommandError, match=r"/nowhere.xml cannot be read"):
            call_command("import_wordpress", "/nowhere.xml")
