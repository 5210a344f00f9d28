"""For Wagtail's templates that carry a script: the nonce under which it may run."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hamkor.newsroom.editor import policy

register = template.Library()


@register.simple_tag
def nonce() -> SafeString:
    """` nonce="…"` for a script element, or nothing where no editor's request is being answered."""
    value = policy.nonce.get()
    return SafeString("") if value is None else format_html(' nonce="{}"', value)
