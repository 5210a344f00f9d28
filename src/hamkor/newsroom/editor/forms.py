"""What editors write: a page that is sent to go out must be ready for it."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from wagtail.admin.forms import WagtailAdminPageForm

if TYPE_CHECKING:
    from hamkor.newsroom.models import PublicPage


class PublicPageForm(WagtailAdminPageForm):
    """Sent to be published, it says beside the form what keeps the page from going out; sent as a draft it may be
    unfinished."""

    instance: "PublicPage"

    def clean_slug(self) -> str:
        """Refuses an address that the site cannot have, and another than the one that readers know; in a draft too."""
        slug: str = self.cleaned_data["slug"]
        validate_slug(slug)
        if fault := self.instance.fault_of_address(slug):
            raise ValidationError(fault)
        return slug

    def _post_clean(self) -> None:
        super()._post_clean()
        if self._is_to_go_out() and not self.errors:
            for sentence in self.instance.faults_before_publishing():
                self.add_error(None, sentence)

    def _is_to_go_out(self) -> bool:
        approves = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return "action-publish" in self.data or approves
