"""Who may see a thing: a TLP 2.0 label, which says how recipients may handle it, and grants, which say who they are."""

from collections.abc import Collection
from hashlib import sha256
from typing import Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hamkor.core.models import INTERNAL, Declared, Lifecycle, Model


class Label(models.TextChoices):
    CLEAR = "CLEAR", _("TLP:CLEAR, public")
    GREEN = "GREEN", _("TLP:GREEN, the network")
    AMBER = "AMBER", _("TLP:AMBER, named organisations and those whom they need")
    AMBER_STRICT = "AMBER+STRICT", _("TLP:AMBER+STRICT, named organisations only")
    RED = "RED", _("TLP:RED, named people only")


# Which grants each label allows. `group:secretariat` is the coordinator and her deputy.
_ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    Label.CLEAR: ("public",),
    Label.GREEN: ("network", "group:"),
    Label.AMBER: ("organisation:", "delegates:", "group:", "person:"),
    Label.AMBER_STRICT: ("organisation:", "delegates:", "group:", "person:"),
    Label.RED: ("person:",),
}


class AudienceManager(models.Manager["Audience"]):
    def of(self, label: str, *keys: str) -> "Audience":
        """The audience with this label and just these grants; CLEAR and GREEN need no keys named.

        Audiences never change, so things with the same audience share one row, and a list of many things is as quick
        to look through as a list of few.

        Raises `ValueError` for a grant that the label does not allow, so that nothing RED is ever public.
        """
        implied = {Label.CLEAR: ("public",), Label.GREEN: ("network",)}.get(Label(label), ())
        granted = {*implied, *keys}
        for key in granted:
            if not any(
                key == allowed or (allowed.endswith(":") and key.startswith(allowed)) for allowed in _ALLOWED[label]
            ):
                raise ValueError(f"{label} allows no grant {key!r}")
        if not granted:
            raise ValueError(f"{label} needs at least one grant")
        digest = sha256("\n".join([label, *sorted(granted)]).encode()).hexdigest()
        audience, new = self.get_or_create(digest=digest, defaults={"label": label})
        if new:
            Grant.objects.bulk_create(Grant(audience=audience, key=key) for key in sorted(granted))
        return audience


class Audience(Model):
    """Never changed: a thing that gets another audience gets another row."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=INTERNAL, impersonal=("label", "digest"))

    label = models.CharField(max_length=16, choices=Label)
    digest = models.CharField(max_length=64, unique=True)  # of label and grants

    objects = AudienceManager()


class Grant(Model):
    """One of `public`, `network`, `organisation:<id>`, `delegates:<id>`, `group:<code>`, `person:<id>`."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=INTERNAL, impersonal=("key",))

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="grants")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "key"], name="grant_once")]
        indexes = [models.Index(fields=["key", "audience"])]


class VisibleQuerySet[M: models.Model](models.QuerySet[M]):
    """For models whose `declared.visible` is a path to an audience."""

    def visible_to(self, keys: Collection[str]) -> Self:
        """The rows that a holder of these keys may see: one subquery, whatever their number."""
        path: str = self.model.declared.visible  # type: ignore[attr-defined]  # every model of ours declares it
        return self.filter(**{f"{path}__in": Grant.objects.filter(key__in=keys).values("audience")})
