"""The library: documents of others and of the network's own that readers may take."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import Orderable, Page

from hamkor.core.models import PUBLIC, Declared, Lifecycle, Personal
from hamkor.newsroom.models.media import NewsroomDocument
from hamkor.newsroom.models.news import today
from hamkor.newsroom.models.pages import PublicPage


class LibraryItem(PublicPage):
    """A document as it is catalogued in one language; its files may be in several."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=PUBLIC,
        personal={"lead": Personal.KEPT, "correction": Personal.KEPT, "withdrawal": Personal.KEPT},
        impersonal=("publisher", "source_url"),
    )

    day = models.DateField(_("date"), default=today, help_text=_("The day that the document bears."))
    publisher = models.CharField(_("published by"), max_length=200, blank=True)
    lead = models.TextField(_("what it is"), blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    parent_page_types: ClassVar[list[str]] = ["newsroom.LanguageHome"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("day"), FieldPanel("publisher")]),
        FieldPanel("lead"),
        FieldPanel("source_url"),
        InlinePanel("files", heading=_("Files"), label=_("file"), min_num=1),
        MultiFieldPanel(
            [
                InlinePanel("page_countries", heading=_("Countries"), label=_("country")),
                InlinePanel("page_topics", heading=_("Topics"), label=_("topic")),
            ],
            heading=_("What it is about"),
        ),
        PublicPage.changes_panel,
    ]

    class Meta:
        verbose_name = _("library document")
        verbose_name_plural = _("library documents")
        indexes = [models.Index(fields=["-day", "-page_ptr"], name="library_newest_first")]

    @classmethod
    def path_of(cls, slug: str) -> str:
        return reverse("library:item", args=[slug])


class LibraryFile(Orderable):
    """A file of a library document, and the language that it is in."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC, impersonal=("language",))

    item = ParentalKey(LibraryItem, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(NewsroomDocument, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    language = models.CharField(_("language"), max_length=35, help_text=_("Its tag: ru, en, uz-Cyrl …"))

    panels = [FieldPanel("document"), FieldPanel("language")]
