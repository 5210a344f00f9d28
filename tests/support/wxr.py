"""Exports of WordPress, written for tests and measurements."""

from collections.abc import Iterable, Iterator
from html import escape

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The old site</title>
<link>https://old.example</link>
<language>{language}</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
FOOT = "</channel>\n</rss>\n"


def cdata(words: str) -> str:
    return f"<![CDATA[{words.replace(']]>', ']]]]><![CDATA[>')}]]>"


def item(number: int, html: str = "<p>Words.</p>", **fields: object) -> str:
    """A published post of 30.04.2013, but for what `fields` say: title, name, link, status, type, parent, password,
    date, excerpt, creator, guid, url (of a file); `terms` as (domain, slug, name); `meta` as a dictionary."""
    kind = fields.get("type", "post")
    name = fields.get("name", f"post-{number}")
    given = {
        "title": cdata(str(fields.get("title", f"Title {number}"))),
        "link": escape(str(fields.get("link", f"https://old.example/2013/04/30/{name}/"))),
        "dc:creator": cdata(str(fields.get("creator", ""))),
        "guid": escape(str(fields.get("guid", f"https://old.example/?p={number}"))),
        "content:encoded": cdata(html),
        "excerpt:encoded": cdata(str(fields.get("excerpt", ""))),
        "wp:post_id": str(number),
        "wp:post_date": str(fields.get("date", "2013-04-30 12:00:00")),
        "wp:post_name": cdata(str(name)),
        "wp:status": str(fields.get("status", "publish")),
        "wp:post_parent": str(fields.get("parent", 0)),
        "wp:post_type": str(kind),
        "wp:post_password": cdata(str(fields.get("password", ""))),
    }
    if "url" in fields:
        given["wp:attachment_url"] = escape(str(fields["url"]))
    lines = [f"<{tag}>{words}</{tag}>" for tag, words in given.items()]
    for domain, slug, words in fields.get("terms", ()):  # type: ignore[attr-defined]
        lines.append(f'<category domain="{domain}" nicename="{escape(slug)}">{cdata(words)}</category>')
    for key, value in dict(fields.get("meta", {})).items():  # type: ignore[call-overload]
        lines.append(
            f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        )
    return "<item>\n" + "\n".join(lines) + "\n</item>\n"


def attachment(number: int, file: str, **fields: object) -> str:
    """A picture in the old site's library, under `wp-content/uploads/`."""
    meta = {"_wp_attached_file": file, "_wp_attachment_image_alt": str(fields.pop("alt", ""))}
    return item(
        number, "", type="attachment", status="inherit", meta=meta,
        url=f"https://old.example/wp-content/uploads/{file}", **fields,
    )  # fmt: skip


def export(items: Iterable[str], *, head: str = "", language: str = "ru-RU") -> Iterator[str]:
    """The parts of a whole file; `head` stands before the items."""
    yield HEAD.format(language=language) + head
    yield from items
    yield FOOT


def author(login: str, name: str) -> str:
    return (
        f"<wp:author><wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_email>{cdata(login + '@old.example')}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
    )


def term(taxonomy: str, number: int, slug: str, name: str, description: str = "") -> str:
    return (
        f"<wp:term><wp:term_id>{number}</wp:term_id><wp:term_taxonomy>{taxonomy}</wp:term_taxonomy>"
        f"<wp:term_slug>{cdata(slug)}</wp:term_slug><wp:term_name>{cdata(name)}</wp:term_name>"
        f"<wp:term_description>{cdata(description)}</wp:term_description></wp:term>\n"
    )


def category(number: int, slug: str, name: str) -> str:
    return (
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{cdata(slug)}</wp:category_nicename>"
        f"<wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>\n"
    )
