"""The button by which a page of the site leads to the signing pages."""

from django import template
from django.template import Context

register = template.Library()


@register.inclusion_tag("accounts/cross_button.html", takes_context=True)
def cross_to(context: Context, destination: str, label: str) -> dict[str, object]:
    """`{% cross_to "/sign/…/" _("Sign with a passkey") %}`: a form with one button, for somebody who is signed in."""
    return {"destination": destination, "label": label}
