"""The tree of pages: one home a language, and the pages that stand in it. Facts about the network are not pages."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from hamkor.core.languages import country_choices
from hamkor.core.models import PUBLIC, Declared, Lifecycle, Personal
from hamkor.newsroom.blocks import Body, pictures_without_description
from hamkor.newsroom.editor.forms import PublicPageForm
from hamkor.newsroom.editor.readiness import NotReady, untranslated_passages

# Addresses directly under a language that are other rooms' own.
RESERVED: frozenset[str] = frozenset(
    {"check", "countries", "documents", "library", "members", "news", "privacy", "search", "topics"}
)


class PublicPage(Page):
    """What every page that a reader sees has in common: it is corrected and withdrawn in sight of the reader.

    Abstract. A translation keeps the address of what it translates, so that switching the language keeps the page.
    """

    corrected_on = models.DateField(_("corrected on"), null=True, blank=True)
    correction = models.TextField(_("what was corrected"), blank=True, help_text=_("Readers see it with its date."))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal = models.TextField(
        _("why it was withdrawn"), blank=True, help_text=_("Shown in the place of the page's text.")
    )

    override_translatable_fields: ClassVar[list[object]] = [SynchronizedField("slug", overridable=False)]
    changes_panel: ClassVar[Panel] = MultiFieldPanel(
        [
            FieldPanel("corrected_on"),
            FieldPanel("correction"),
            FieldPanel("withdrawn_on"),
            FieldPanel("withdrawal"),
        ],
        heading=_("Correction and withdrawal"),
        classname="collapsed",
    )
    # Titles are not for search engines apart; the public side of a page is what its own view makes of it.
    promote_panels: ClassVar[list[Panel]] = [FieldPanel("slug")]
    base_form_class = PublicPageForm
    show_in_menus_default = False

    class Meta:
        abstract = True

    @classmethod
    def path_of(cls, slug: str) -> str:
        """The address of the page of this slug in the active language, without the site."""
        raise NotImplementedError

    def public_path(self) -> str:
        """The address of the page in the active language, without the site."""
        return self.path_of(self.slug)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Wagtail's links lead to where our own views show the page."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with translation.override(self.locale.language_code):
            return (parts[0], settings.HAMKOR_SITE_ORIGIN, self.public_path())

    def clean(self) -> None:
        super().clean()
        for day, words in (("corrected_on", "correction"), ("withdrawn_on", "withdrawal")):
            if bool(getattr(self, day)) != bool(getattr(self, words).strip()):
                raise ValidationError({words: _("Give both the day and the words, or neither.")})

    def faults_before_publishing(self) -> list[str]:
        """Sentences that say what must be mended before readers see this page; none where it can go out."""
        undescribed = pictures_without_description(self.body) if hasattr(self, "body") else []
        faults = [
            str(_("Describe the picture “%(title)s” for those who cannot see it.") % {"title": title})
            for title in undescribed
        ]
        if left := untranslated_passages(self):
            faults.append(
                ngettext(
                    "%(number)d passage is not translated yet.", "%(number)d passages are not translated yet.", left
                )
                % {"number": left}
            )
        if fault := self.fault_of_address(self.slug):
            faults.append(fault)
        return faults

    def fault_of_address(self, slug: str) -> str:
        """A sentence where the page may not have this address, because readers know it, or a translation of it, by
        another; else nothing."""
        together = Page.objects.filter(translation_key=self.translation_key).order_by()
        known = list(together.values_list("pk", "slug", "live")) if self.pk else []
        is_new = any(pk == self.pk and before != slug for pk, before, _live in known)
        if is_new and any(live and before != slug for _pk, before, live in known):
            return str(_("Readers know this page by its address. To change it, first unpublish it in every language."))
        return ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `NotReady` for a page that readers see, or would see from now on, and that has faults. Whatever way
        a page goes out, now or by the clock, it passes here."""
        if self.live and kwargs.get("update_fields") is None:
            self._check_is_ready()
        super().save(*args, **kwargs)

    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publishes a revision or has it wait for its hour. Raises `NotReady`, and leaves all as it was, for one that
        has faults."""
        with transaction.atomic():
            self._check_is_ready()
            super().publish(*args, **kwargs)

    def _check_is_ready(self) -> None:
        if faults := self.faults_before_publishing():
            raise NotReady(self, faults)

    def serve(self, request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        """The page by the same view that readers get it from; previews come here."""
        from hamkor.newsroom.editor.policy import framed_by_the_editor
        from hamkor.newsroom.views import show

        with translation.override(self.locale.language_code):
            response = show(request, self)
        if getattr(request, "is_preview", False):
            framed_by_the_editor(response)
        return response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What readers will get, and nothing else."""
        return self.serve(request)


class LanguageHome(Page):
    """The root of one language's pages. What readers see at `/{lang}/` is made of facts, not of this."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "newsroom.NewsItem",
        "newsroom.LibraryItem",
        "newsroom.CountryPage",
        "newsroom.InformationPage",
    ]

    class Meta:
        verbose_name = _("pages of one language")

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with translation.override(self.locale.language_code):
            return (parts[0], settings.HAMKOR_SITE_ORIGIN, reverse("publishing:home"))


class InformationPage(PublicPage):
    """About the network, contact, and whatever else stands by itself at `/{lang}/<address>/`."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=PUBLIC,
        personal={
            "lead": Personal.KEPT,
            "body": Personal.KEPT,
            "correction": Personal.KEPT,
            "withdrawal": Personal.KEPT,
        },
    )

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(Body(), verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["newsroom.LanguageHome"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        PublicPage.changes_panel,
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("This address is taken by the site itself.")})

    @classmethod
    def path_of(cls, slug: str) -> str:
        return reverse("pages:page", args=[slug])


class CountryPage(PublicPage):
    """An editor's words about a country, above the news, members and documents that the site gathers by itself."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=PUBLIC,
        personal={
            "lead": Personal.KEPT,
            "body": Personal.KEPT,
            "correction": Personal.KEPT,
            "withdrawal": Personal.KEPT,
        },
        impersonal=("country",),
    )

    country = models.CharField(_("country"), max_length=2, choices=country_choices)
    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(Body(), verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["newsroom.LanguageHome"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        FieldPanel("country"),
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        PublicPage.changes_panel,
    ]

    class Meta:
        verbose_name = _("country page")
        verbose_name_plural = _("country pages")

    def public_path(self) -> str:
        return reverse("countries:country", args=[self.country.lower()])
