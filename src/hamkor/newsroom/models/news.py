"""News: what happened, when, and where it is from."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail_localize.fields import SynchronizedField

from hamkor.core import clock
from hamkor.core.languages import ENDONYMS
from hamkor.core.models import PUBLIC, Declared, Lifecycle, Personal
from hamkor.instruments.models import Instrument
from hamkor.newsroom.blocks import Body
from hamkor.newsroom.models.pages import PublicPage


def today() -> object:
    return clock.now().date()


class NewsItem(PublicPage):
    """One item in one language; its translations share its address and its day."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=PUBLIC,
        personal={
            "lead": Personal.KEPT,
            "body": Personal.KEPT,
            "author": Personal.ERASABLE,
            "source_name": Personal.KEPT,
            "correction": Personal.KEPT,
            "withdrawal": Personal.KEPT,
        },
        impersonal=("source_url", "project_url"),
    )

    day = models.DateField(_("date"), default=today, help_text=_("The day that readers see and news is sorted by."))
    lead = models.TextField(_("lead"), blank=True, help_text=_("One or two sentences; lists show them too."))
    body = StreamField(Body(), verbose_name=_("text"))
    author = models.CharField(_("author"), max_length=200, blank=True, help_text=_("Only who wishes to be named."))
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    project_url = models.URLField(_("the project's social page"), max_length=500, blank=True)

    override_translatable_fields: ClassVar[list[object]] = [
        *PublicPage.override_translatable_fields,
        SynchronizedField("author"),
    ]
    parent_page_types: ClassVar[list[str]] = ["newsroom.LanguageHome"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("day"), FieldPanel("author")]),
        FieldPanel("lead"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("source_name"),
                FieldPanel("source_url"),
                FieldPanel("project_url"),
                InlinePanel("ran_elsewhere", heading=_("Where else it ran"), label=_("place")),
            ],
            heading=_("Source"),
        ),
        MultiFieldPanel(
            [
                InlinePanel("page_countries", heading=_("Countries"), label=_("country")),
                InlinePanel("page_topics", heading=_("Topics"), label=_("topic")),
            ],
            heading=_("What it is about"),
        ),
        MultiFieldPanel(
            [
                InlinePanel("related_news", heading=_("Related news"), label=_("news")),
                InlinePanel("related_instruments", heading=_("Related documents"), label=_("document")),
                InlinePanel("related_library", heading=_("From the library"), label=_("library document")),
            ],
            heading=_("Read also"),
        ),
        PublicPage.changes_panel,
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        indexes = [models.Index(fields=["-day", "-page_ptr"], name="news_newest_first")]

    @classmethod
    def path_of(cls, slug: str) -> str:
        return reverse("news:item", args=[slug])


class RanElsewhere(Orderable):
    """Another site that ran the same news."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC, impersonal=("name", "language", "url"))

    item = ParentalKey(NewsItem, on_delete=models.CASCADE, related_name="ran_elsewhere")
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language of the name"),
        max_length=8,
        blank=True,
        choices=list(ENDONYMS.items()),
        help_text=_("Only where it is another than the page's."),
    )
    url = models.URLField(_("address"), max_length=500)

    panels = [FieldPanel("name"), FieldPanel("language"), FieldPanel("url")]


class RelatedNews(Orderable):
    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC)

    item = ParentalKey(NewsItem, on_delete=models.CASCADE, related_name="related_news")
    related = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="+", verbose_name=_("news item"))

    panels = [PageChooserPanel("related")]


class RelatedInstrument(Orderable):
    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC)

    item = ParentalKey(NewsItem, on_delete=models.CASCADE, related_name="related_instruments")
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="+", verbose_name=_("document of the network")
    )

    panels = [FieldPanel("instrument")]


class RelatedLibraryItem(Orderable):
    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC)

    item = ParentalKey(NewsItem, on_delete=models.CASCADE, related_name="related_library")
    related = models.ForeignKey(
        "newsroom.LibraryItem", on_delete=models.CASCADE, related_name="+", verbose_name=_("library document")
    )

    panels = [PageChooserPanel("related")]
