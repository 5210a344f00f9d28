"""Wagtail looks for this module by its name: what the editors' site has of ours, and what it must not do."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import ForeignKey
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.models import Page

from hamkor.instruments.models import Instrument
from hamkor.newsroom.editor.by_language import by_language
from hamkor.newsroom.editor.choices import InstrumentField, TopicField, in_own_language
from hamkor.newsroom.editor.languages import LanguagesPanel
from hamkor.newsroom.editor.nonces import with_nonce
from hamkor.newsroom.editor.readiness import NotReady, is_translated_from_another
from hamkor.newsroom.models import LanguageHome, Topic

# Wagtail draws a chooser's script without a template.
BaseChooser.render = with_nonce(BaseChooser.render)

register_form_field_override(ForeignKey, to=Topic, override={"form_class": TopicField})
register_form_field_override(ForeignKey, to=Instrument, override={"form_class": InstrumentField})


class Topics(ModelViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = (TitleColumn("name", label=_("topic"), accessor=in_own_language, url_name="topics:edit"), "slug")


@hooks.register("register_admin_viewset")
def topics() -> Topics:
    return Topics("topics", url_prefix="topics")


@hooks.register("construct_homepage_panels")
def languages_at_a_glance(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(LanguagesPanel())


@hooks.register("register_admin_urls")
def own_pages() -> list[URLPattern]:
    return [path("languages/", by_language, name="editor_languages")]


@hooks.register("register_admin_menu_item")
def back_to_the_workspace() -> MenuItem:
    from django.conf import settings

    address = settings.HAMKOR_SITE_ORIGIN + reverse("workspace:home")
    return MenuItem(_("Workspace"), address, name="workspace", icon_name="home", order=10_000)


@hooks.register("construct_main_menu")
def nothing_of_other_sites(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's help leads to its makers' site; ours is in the docs."""
    items[:] = [item for item in items if item.name != "help"]


@hooks.register("before_delete_page")
def what_readers_saw_stays(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that was public is withdrawn, not deleted: links to it lead to a page that says so."""
    if isinstance(page.specific, LanguageHome):
        return _not_so(request, page, _("The page of a language stays as it is."))
    if page.first_published_at and request.method == "POST":
        return _not_so(
            request, page, _("Readers have seen this page. Withdraw it, or unpublish it where somebody is in danger.")
        )
    return None


@hooks.register("before_copy_page")
@hooks.register("before_move_page")
@hooks.register("before_convert_alias_page")
def addresses_stay(request: HttpRequest, page: Page, *_to: object) -> HttpResponse | None:
    """A page belongs to its language, and its address to its translations."""
    return _not_so(request, page, _("Pages are neither copied nor moved: translate the page, or write a new one."))


@hooks.register("before_edit_page", order=-10)
@hooks.register("before_unpublish_page")
def language_homes_stay(request: HttpRequest, page: Page) -> HttpResponse | None:
    if isinstance(page.specific, LanguageHome) or page.is_root():
        return _not_so(request, page, _("The page of a language stays as it is."))
    if request.method == "POST" and "localize-convert-to-alias" in request.POST:
        return _not_so(request, page, _("A page in another language cannot stand in for this one by itself."))
    return None


@hooks.register("before_bulk_action")
def not_in_bulk(
    request: HttpRequest, action_type: str, objects: Sequence[object], _view: object
) -> HttpResponse | None:
    if action_type in {"move", "delete"} and any(isinstance(each, Page) for each in objects):
        messages.error(request, _("Pages are neither moved nor deleted many at once."))
        return redirect("wagtailadmin_home")
    return None


@hooks.register("before_edit_page", order=-5)
def whole_translations_only(request: HttpRequest, page: Page) -> None:
    """Raises `NotReady` where a translation is sent to go out before it is finished: the library would publish it."""
    if request.method == "POST" and request.POST.get("action") == "publish" and is_translated_from_another(page):
        faults = page.specific.faults_before_publishing()
        if faults:
            raise NotReady(page.specific, faults)


def _not_so(request: HttpRequest, page: Page, sentence: object) -> HttpResponse:
    messages.error(request, str(sentence))
    parent = page.get_parent() or page
    return redirect("wagtailadmin_explore", parent.pk)
