"""Addresses of former sites: whatever no other part answers, if a page had it."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from hamkor.newsroom.models import FormerAddress
from hamkor.newsroom.views import former


class FormerConverter(StringConverter):
    """Only what there is: any other address is answered as if this were not here."""

    regex = ".+/"

    def to_python(self, value: str) -> str:
        if len(value) >= 600 or not FormerAddress.objects.filter(path=f"/{value}").exists():
            raise ValueError
        return value


register_converter(FormerConverter, "former")

urlpatterns: list[URLPattern] = [path("<former:path>", former.former, name="former")]
