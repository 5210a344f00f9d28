"""Addresses that pages had on a former site: a small page that leads on, since a file cannot redirect."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from hamkor.newsroom import access
from hamkor.newsroom.models import PublicPage


@require_safe
def former(request: HttpRequest, path: str) -> HttpResponse:
    page = access.former_page(f"/{path}")
    if page is None:
        raise Http404
    return _leads_to(request, page)


def or_former(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose addresses look like those that a former site may have had: what is not found here may be one."""

    @wraps(view)
    def found(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            page = access.former_page(request.path_info)
            if page is None:
                raise
            return _leads_to(request, page)

    return found


def _leads_to(request: HttpRequest, page: PublicPage) -> HttpResponse:
    with translation.override(page.locale.language_code):
        address = page.public_path()
        context = {"item": page, "address": address, "whole_address": f"{settings.HAMKOR_SITE_ORIGIN}{address}"}
        response = render(request, "newsroom/former.html", context)
        response.headers["Content-Language"] = page.locale.language_code
    return response
