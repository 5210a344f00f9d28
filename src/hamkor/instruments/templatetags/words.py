"""Words on a document's page in the workspace: which are asked of the viewer, which were given."""

from django import template
from django.template import Context

from hamkor.core import clock
from hamkor.instruments.access import next_steps, words_for_members
from hamkor.instruments.models import Instrument, State
from hamkor.network.access import Viewer

register = template.Library()


@register.inclusion_tag("instruments/words/asked.html", takes_context=True)
def asked_of(context: Context, instrument: Instrument, viewer: Viewer) -> dict[str, object]:
    """`{% asked_of instrument viewer %}`: what she can do for each organisation whose word she may give."""
    return {
        "instrument": instrument,
        "steps": next_steps(instrument, viewer),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("instruments/words/panel.html")
def words_of(instrument: Instrument, viewer: Viewer) -> dict[str, object]:
    """`{% words_of instrument viewer %}`: who has given which word."""
    words = words_for_members(instrument, viewer)
    return {
        "instrument": instrument,
        "entries": [entry for entry in words if entry.organisation],
        "unnamed": sum(1 for entry in words if not entry.organisation),
        "secretariat": viewer.is_secretariat,
        "open": instrument.state_at(clock.now()) in (State.SIGNATURE, State.ACCESSION),
    }
