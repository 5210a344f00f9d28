"""Translations: every string is collected, none is lost, a gap or a wrong placeholder is named."""

import os
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from hamkor.cli import catalogues
from hamkor.cli.checkout import ObstacleError

VIEW = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
title = _("Hello, %(name)s")
count = ngettext("%(n)d signature", "%(n)d signatures", 3)
month = pgettext_lazy("month", "May")
"""
PAGE = """{% load i18n %}
      <p title="it's">{% translate "Don't panic" %} {{ x|default:_("none") }}</p>
  'a quotation that does not end \"""
    {% blocktranslate trimmed count n=c %}
        One <b>member</b> of {{ place }}
    {% plural %}
        {{ n }} members of {{ place }}
    {% endblocktranslate %}
{% comment %}{% translate "not shown" %}{% endcomment %}
"""


class Tree:
    """A small source tree with catalogues."""

    def __init__(self, folder: Path) -> None:
        self.source, self.locale = folder / "source", folder / "locale"
        self.templates = self.source / "templates" / "room" / "public"
        self.templates.mkdir(parents=True)
        (self.source / "views.py").write_text(VIEW)
        (self.templates / "page.html").write_text(PAGE)

    def update(self) -> list[Path]:
        return catalogues.update(source=self.source, locale=self.locale)

    def missing(self, language: str) -> list[str]:
        faults = catalogues.missing(source=self.source, locale=self.locale)
        return [fault for fault in faults if fault.startswith(f"{language}: ")]

    def po(self, language: str) -> Path:
        return self.locale / language / "LC_MESSAGES" / "django.po"

    def translate(self, language: str, source: str, translation: str) -> None:
        po = self.po(language)
        before = f'msgid "{source}"\nmsgstr ""\n'
        assert before in po.read_text()
        po.write_text(po.read_text().replace(before, f'msgid "{source}"\nmsgstr "{translation}"\n'))


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_strings_of_code_and_templates_are_collected(tree: Tree) -> None:
    found = {message.id for message in catalogues.collect(tree.source) if message.id}
    assert found == {
        "Hello, %(name)s",
        ("%(n)d signature", "%(n)d signatures"),
        "May",
        "Don't panic",
        "none",
        ("One <b>member</b> of %(place)s", "%(n)s members of %(place)s"),
    }


def test_updating_again_changes_nothing(tree: Tree) -> None:
    assert len(tree.update()) == len(catalogues.LANGUAGES)
    assert tree.update() == []


def test_moving_a_line_changes_no_catalogue(tree: Tree) -> None:
    tree.update()
    (tree.source / "views.py").write_text("\n\n\n" + VIEW)
    assert tree.update() == []


def test_a_translation_survives_and_one_no_longer_used_is_kept_apart(tree: Tree) -> None:
    tree.update()
    tree.translate("ru", "none", "нет")
    tree.translate("ru", "Don't panic", "Без паники")
    (tree.templates / "page.html").write_text(PAGE.replace('_("none")', '"none"'))
    tree.update()
    text = tree.po("ru").read_text()
    assert 'msgid "Don\'t panic"\nmsgstr "Без паники"' in text
    assert '#~ msgid "none"\n#~ msgstr "нет"' in text


def test_russian_needs_everything_and_the_others_what_a_reader_sees(tree: Tree) -> None:
    assert len(tree.missing("ru")) == 6
    tree.update()
    assert len(tree.missing("ru")) == 6
    assert len(tree.missing("kk")) == 3
    tree.translate("kk", "none", "жоқ")
    assert len(tree.missing("kk")) == 2


def test_a_fuzzy_translation_counts_as_missing(tree: Tree) -> None:
    tree.update()
    tree.translate("ru", "none", "нет")
    assert not [fault for fault in tree.missing("ru") if "'none'" in fault]
    tree.po("ru").write_text(tree.po("ru").read_text().replace('msgid "none"', '#, fuzzy\nmsgid "none"'))
    assert [fault for fault in tree.missing("ru") if "fuzzy: 'none'" in fault]


@pytest.mark.parametrize("wrong", ["Здравствуйте, %(имя)s", "Здравствуйте", "Здравствуйте, %(name)s, на 100%"])
def test_a_translation_that_could_not_be_filled_in_is_named(tree: Tree, wrong: str) -> None:
    tree.update()
    tree.translate("ru", "Hello, %(name)s", "Здравствуйте, %(name)s")
    assert not [fault for fault in tree.missing("ru") if "placeholders" in fault]
    tree.po("ru").write_text(tree.po("ru").read_text().replace("Здравствуйте, %(name)s", wrong))
    assert [fault for fault in tree.missing("ru") if "placeholders" in fault]


def test_compiling_is_done_once_and_again_after_a_change(tree: Tree) -> None:
    tree.update()
    assert len(catalogues.compile_all(locale=tree.locale)) == len(catalogues.LANGUAGES)
    assert catalogues.compile_all(locale=tree.locale) == []
    compiled = tree.po("ru").with_suffix(".mo")
    tree.translate("ru", "none", "нет")
    later = compiled.stat().st_mtime_ns + 1
    os.utime(tree.po("ru"), ns=(later, later))
    assert catalogues.compile_all(locale=tree.locale) == [compiled]
    assert "нет".encode() in compiled.read_bytes()
    assert not list(tree.locale.rglob(".*"))


def test_a_catalogue_that_cannot_be_read_is_one_sentence(tree: Tree) -> None:
    tree.update()
    tree.po("ru").write_text('<<<<<<< ours\nmsgid "a"\n')
    with pytest.raises(ObstacleError, match=r"django\.po cannot be read"):
        tree.update()


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=40))
def test_any_text_comes_back_from_a_catalogue_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    tree = Tree(tmp_path_factory.mktemp("tree"))
    (tree.source / "views.py").write_text(f"_({text!r})\n", encoding="utf-8")
    tree.update()
    with tree.po("ru").open("rb") as file:
        assert text in read_po(file)
