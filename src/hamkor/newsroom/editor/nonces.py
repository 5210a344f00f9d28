"""The request's nonce on scripts that Wagtail writes without a template."""

from collections.abc import Callable
from functools import wraps

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hamkor.newsroom.editor import policy


def with_nonce[**P](render: Callable[P, SafeString]) -> Callable[P, SafeString]:
    """Wraps a widget's `render`, whose last script element is its own: that one gets the nonce."""

    @wraps(render)
    def rendered(*args: P.args, **kwargs: P.kwargs) -> SafeString:
        drawn = render(*args, **kwargs)
        value = policy.nonce.get()
        before, script, after = drawn.rpartition("<script>")
        if value is None or not script:
            return drawn
        return format_html('{}<script nonce="{}">{}', SafeString(before), value, SafeString(after))

    return rendered
