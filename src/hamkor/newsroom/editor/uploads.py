"""Pictures and files as editors send them: freed of what they tell before anything is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from hamkor.core.errors import DomainError
from hamkor.newsroom.cleaning import cleaned
from hamkor.newsroom.media import is_used


class _WithCleanFile:
    cleaned_data: dict[str, Any]

    def clean_file(self) -> "File[bytes] | None":
        """The file without its metadata; raises `ValidationError` with the sentence for one that cannot be cleaned."""
        file: File[bytes] | None = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            return cleaned(file)
        except DomainError as error:
            raise ValidationError(str(error.sentence)) from None


class ImageForm(_WithCleanFile, BaseImageForm):
    def clean_description(self) -> str:
        """May be left for later, but not taken away from a picture that readers see."""
        description: str = self.cleaned_data["description"]
        if not description.strip() and self.instance.pk and is_used(self.instance):
            raise ValidationError(
                _("A page that readers see shows this picture: describe it for those who cannot see.")
            )
        return description


class DocumentForm(_WithCleanFile, BaseDocumentForm):
    pass
