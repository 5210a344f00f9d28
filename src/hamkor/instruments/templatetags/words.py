"""The panel of words on a document's page in the workspace."""

from django import template
from django.template import Context

from hamkor.core import clock
from hamkor.instruments.access import next_steps, words_for_members
from hamkor.instruments.models import Instrument, State
from hamkor.network.access import Viewer

register = template.Library()


@register.inclusion_tag("instruments/words/panel.html", takes_context=True)
def words_of(context: Context, instrument: Instrument, viewer: Viewer) -> dict[str, object]:
    """`{% words_of instrument viewer %}`: who has given which word, and what the viewer can do next."""
    words = words_for_members(instrument, viewer)
    return {
        "instrument": instrument,
        "entries": [entry for entry in words if entry.organisation],
        "unnamed": sum(1 for entry in words if not entry.organisation),
        "steps": next_steps(instrument, viewer),
        "secretariat": viewer.is_secretariat,
        "open": instrument.state_at(clock.now()) in (State.SIGNATURE, State.ACCESSION),
        "csrf_token": context.get("csrf_token"),
    }
