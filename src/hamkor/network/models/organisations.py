"""Organisations and their projects."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkor.core.localised import localised
from hamkor.core.models import INTERNAL, PUBLIC, Declared, Lifecycle, Model, Personal
from hamkor.network.models.audiences import Audience, VisibleQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

country_code = RegexValidator(r"^[A-Z]{2}\Z", _("Give the country's two-letter code."))


def categories() -> "dict[str, StrOrPromise]":
    """Codes of the categories an organisation may have: member, partner, and further ones by setting."""
    return {
        "member": _("Member"),
        "partner": _("Partner"),
        **{code: code for code in settings.HAMKOR_FURTHER_CATEGORIES},
    }


class OrganisationQuerySet(VisibleQuerySet["Organisation"]):
    def named(self, chain: Sequence[str]) -> Self:
        """Adds `name`, `short_name` and `name_language`: the name by the reader's languages, and which it is in."""
        return self.annotate(
            **localised(
                OrganisationName,
                owner="organisation",
                chain=chain,
                name="text",
                short_name="short",
                name_language="language",
            )
        )

    def current(self) -> Self:
        """Those that have neither left nor been merged into another."""
        return self.filter(until=None)

    def publicly_named(self) -> Self:
        return self.filter(name_withheld=False)


class Organisation(Model):
    declared = Declared(
        Lifecycle.MUTABLE,
        visible="audience",
        personal={"website": Personal.KEPT, "logo": Personal.KEPT},
        impersonal=("category", "country_of_work", "country_of_seat"),
    )

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=32, default="member")
    country_of_work = models.CharField(max_length=2, validators=[country_code])
    country_of_seat = models.CharField(max_length=2, validators=[country_code])
    website = models.URLField(blank=True)
    logo = models.FileField(upload_to="logos", blank=True)
    # Public or withheld. Withheld: only the audience learns that this organisation belongs to the network.
    name_withheld = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    # Set by `named()`.
    name: str
    short_name: str
    name_language: str

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="leaves_after_joining"),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="not_into_itself"),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(until__isnull=False), name="merged_has_left"),
        ]

    @property
    def works_from_exile(self) -> bool:
        return self.country_of_work != self.country_of_seat


class OrganisationNameQuerySet(VisibleQuerySet["OrganisationName"]):
    pass


class OrganisationName(Model):
    declared = Declared(
        Lifecycle.MUTABLE,
        visible="organisation__audience",
        personal={"text": Personal.KEPT, "short": Personal.KEPT},
        impersonal=("language",),
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=35)
    text = models.CharField(max_length=300)
    short = models.CharField(max_length=60, blank=True)

    objects = OrganisationNameQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "language"], name="one_name_a_language")]


class FormerNameQuerySet(VisibleQuerySet["FormerName"]):
    pass


class FormerName(Model):
    """A name that an organisation no longer bears."""

    declared = Declared(
        Lifecycle.APPEND_ONLY,
        visible="organisation__audience",
        personal={"text": Personal.KEPT},
        impersonal=("language",),
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    language = models.CharField(max_length=35)
    text = models.CharField(max_length=300)
    until = models.DateField()

    objects = FormerNameQuerySet.as_manager()


class OrganisationChangeQuerySet(VisibleQuerySet["OrganisationChange"]):
    pass


class OrganisationChange(Model):
    """A turn in an organisation's history, on the day it took effect."""

    class Kind(models.TextChoices):
        JOINED = "joined", _("joined")
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged into another")
        LEFT = "left", _("left the network")

    declared = Declared(Lifecycle.APPEND_ONLY, visible="organisation__audience", impersonal=("kind",))

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=16, choices=Kind)
    on = models.DateField()

    objects = OrganisationChangeQuerySet.as_manager()


class ProjectQuerySet(models.QuerySet["Project"]):
    def named(self, chain: Sequence[str]) -> Self:
        """Adds `name`, `funder` and the language of each, by the reader's languages; no funder, where none is told."""
        return self.annotate(
            **localised(ProjectName, owner="project", chain=chain, name="text", name_language="language"),
            **localised(
                ProjectName.objects.exclude(funder=""),
                owner="project",
                chain=chain,
                funder="funder",
                funder_language="language",
            ),
        )


class Project(Model):
    """What organisations do together under a name of its own. Always public: what may not be is not a project here."""

    declared = Declared(Lifecycle.MUTABLE, visible=PUBLIC, personal={"social_page": Personal.KEPT})

    social_page = models.URLField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    # Set by `access_organisations.projects()`.
    carried_out_by: list[Organisation]

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="project_ends_later")
        ]


class ProjectName(Model):
    """What a project is called in one language, and who pays for it."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=PUBLIC,
        personal={"text": Personal.KEPT, "funder": Personal.KEPT},
        impersonal=("language",),
    )

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=35)
    text = models.CharField(max_length=300)
    funder = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "language"], name="one_project_name_a_language")]


class ProjectImplementer(Model):
    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="implementers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "organisation"], name="implements_once")]
