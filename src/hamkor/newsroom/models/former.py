"""Where pages came from: what was brought in from another site, and the addresses that it had there."""

from django.db import models
from wagtail.models import Page

from hamkor.core.models import INTERNAL, PUBLIC, Declared, Lifecycle, Model


class FormerSite(Model):
    """A site that was brought in, as its export names it."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("address",))

    address = models.CharField(max_length=500, unique=True)


class ImportedPost(models.Model):
    """That a post of that site came, so that it does not come twice: not even after an editor deleted it here."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("guid",))

    site = models.ForeignKey(FormerSite, on_delete=models.CASCADE, related_name="+")
    wp_id = models.PositiveBigIntegerField()
    # Tells it from another post of the same number, as after a site was set up anew at its old address.
    guid = models.CharField(max_length=255, blank=True)
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "wp_id", "guid"], name="a_post_comes_once")]


class FormerAddress(models.Model):
    """An address that a page had on the former site (`/2013/04/30/memorandum/`, decoded), which leads to it now."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC, impersonal=("path",))

    path = models.CharField(max_length=600, unique=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
