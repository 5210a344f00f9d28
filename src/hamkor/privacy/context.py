"""What public pages say about analytics."""

from django.conf import settings
from django.http import HttpRequest


def consent(_request: HttpRequest) -> dict[str, object]:
    return {"analytics": settings.HAMKOR_ANALYTICS}
