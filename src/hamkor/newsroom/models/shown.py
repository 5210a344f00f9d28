"""Which documents of the network a live page shows, so that the page is made anew when one of them changes."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from wagtail.models import Page

from hamkor.core.models import INTERNAL, Declared, Lifecycle
from hamkor.instruments.models import Instrument


class ShownInstruments(models.Manager["ShownInstrument"]):
    def note(self, page: Page, shown: Collection[UUID]) -> None:
        """From now on the page shows these documents and no other."""
        self.filter(page=page).exclude(instrument__in=shown).delete()
        known = set(self.filter(page=page).values_list("instrument", flat=True))
        self.bulk_create(ShownInstrument(page=page, instrument_id=key) for key in sorted({*shown} - known))


class ShownInstrument(models.Model):
    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL)

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")

    objects = ShownInstruments()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "instrument"], name="a_document_once_a_page")]
