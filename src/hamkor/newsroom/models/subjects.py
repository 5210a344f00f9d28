"""What a page is about: countries and topics."""

from collections.abc import Sequence
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Page

from hamkor.core.languages import INTERFACE_LANGUAGES, country_choices
from hamkor.core.localised import localised
from hamkor.core.models import PUBLIC, Declared, Lifecycle


class TopicQuerySet(models.QuerySet["Topic"]):
    def named(self, chain: Sequence[str]) -> Self:
        """Adds `name` and `name_language` in the reader's language or the next best."""
        return self.annotate(**localised(TopicName, owner="topic", chain=chain, name="text", name_language="language"))


class Topic(ClusterableModel):
    """A topic by which news and documents are found; its names are rows, one a language."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC, impersonal=("slug",))

    slug = models.SlugField(_("address"), max_length=60, unique=True, help_text=_("Latin letters and hyphens."))

    objects = TopicQuerySet.as_manager()

    panels = [FieldPanel("slug"), InlinePanel("names", label=_("name"), min_num=1)]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class TopicName(models.Model):
    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC, impersonal=("language", "text"))

    topic = ParentalKey(Topic, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=8, choices=[(tag, tag) for tag in INTERFACE_LANGUAGES])
    text = models.CharField(_("name"), max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "language"], name="one_topic_name_a_language")]


class PageCountry(models.Model):
    """That a page is about a country (ISO 3166-1 alpha-2)."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC, impersonal=("country",))

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_countries")
    country = models.CharField(_("country"), max_length=2, choices=country_choices)

    panels = [FieldPanel("country")]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "country"], name="a_country_once_a_page")]
        indexes = [models.Index(fields=["country", "page"])]


class PageTopic(models.Model):
    """That a page is about a topic."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC)

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic"))

    panels = [FieldPanel("topic")]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="a_topic_once_a_page")]
        indexes = [models.Index(fields=["topic", "page"])]
