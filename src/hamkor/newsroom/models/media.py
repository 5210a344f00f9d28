"""Pictures and files that editors bring in. Whatever way they come, they are cleaned before they are kept."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from hamkor.core.models import INTERNAL, Declared, Lifecycle, Personal
from hamkor.newsroom.cleaning import CleanFile, cleaned

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def working_language() -> str:
    """The interface's language that is spoken at this moment: what an editor writes is most likely in hers."""
    spoken = get_language()
    return spoken if spoken in INTERFACE_LANGUAGES else INTERFACE_LANGUAGES[0]


def _language_of(what: "StrOrPromise") -> "models.CharField[str, str]":
    return models.CharField(
        _("language"),
        max_length=8,
        blank=True,
        choices=list(ENDONYMS.items()),
        default=working_language,
        help_text=what,
    )


def _is_handed_in(file: FieldFile) -> bool:
    """Whether the file has come just now, and nobody has cleaned it."""
    return bool(file) and not getattr(file, "_committed", True) and not isinstance(file.file, CleanFile)


class NewsroomImage(AbstractImage):
    """A picture. Its `description` is what somebody hears who cannot see it: without one nothing that shows it is
    published."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=INTERNAL,
        personal={"title": Personal.KEPT, "description": Personal.KEPT, "credit": Personal.KEPT},
        impersonal=("file", "file_hash", "language"),
    )

    language = _language_of(_("The one that its description and credit are in."))
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who took or made the picture."))

    if TYPE_CHECKING:
        file: models.ImageField

    admin_form_fields = (*Image.admin_form_fields, "credit", "language")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `DomainError`, and keeps nothing, for a picture that cannot be cleaned."""
        if _is_handed_in(self.file):
            self.file = cleaned(self.file.file)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class Rendition(AbstractRendition):
    """A picture at one size, made when it is first shown."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("file", "filter_spec", "focal_point_key"))

    image = models.ForeignKey(NewsroomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_of_a_kind")
        ]


class NewsroomDocument(AbstractDocument):
    """A file to download."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=INTERNAL,
        personal={"title": Personal.KEPT},
        impersonal=("file", "file_hash", "language"),
    )

    language = _language_of(_("The one that its title is in."))

    if TYPE_CHECKING:
        file: models.FileField

    admin_form_fields = (*Document.admin_form_fields, "language")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `DomainError`, and keeps nothing, for a file that cannot be cleaned."""
        if _is_handed_in(self.file):
            self.file = cleaned(self.file.file)
            self._set_document_file_metadata()
        super().save(*args, **kwargs)
