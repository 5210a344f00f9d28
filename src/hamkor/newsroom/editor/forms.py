"""What editors write: a page that is sent to go out must be ready for it."""

from typing import TYPE_CHECKING

from django.core.validators import validate_slug
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import string_to_ascii

if TYPE_CHECKING:
    from hamkor.newsroom.models import PublicPage


class PublicPageForm(WagtailAdminPageForm):
    """Sent to be published, it says beside the form what keeps the page from going out; sent as a draft it may be
    unfinished."""

    instance: "PublicPage"

    def clean_slug(self) -> str:
        """The title in Latin letters where no address was written. Refuses one that the site cannot have, in a draft
        too."""
        slug: str = self.cleaned_data["slug"] or slugify(string_to_ascii(self.cleaned_data.get("title", "")))
        validate_slug(slug)
        return slug

    def _post_clean(self) -> None:
        super()._post_clean()
        if self._is_to_go_out() and not self.errors:
            for sentence in self.instance.faults_before_publishing():
                self.add_error(None, sentence)

    def _is_to_go_out(self) -> bool:
        approves = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return "action-publish" in self.data or approves
