"""What happens to anything that public pages show is noted with it, in the same transaction."""

from django.dispatch import receiver

from hamkor.audit.kernel import recorded
from hamkor.audit.models import Event
from hamkor.core.public_pages import sections
from hamkor.publishing.actions import touch


@receiver(recorded, dispatch_uid="publishing.note")
def note(event: Event, **_kwargs: object) -> None:
    """Touches the row that the event is on, where some list of public pages shows rows like it."""
    lists = [pages() for pages in sections().values()]
    if any(each.is_touched_by(event.on_label) for each in lists):
        touch(event.on_label, event.on_id, hides=any(event.kind in each.hides for each in lists))
