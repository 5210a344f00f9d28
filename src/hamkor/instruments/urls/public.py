"""Published documents."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from hamkor.instruments.views import public


class LanguageTagConverter(StringConverter):
    """A BCP 47 tag as this site writes it: `ru`, `uz-Cyrl`."""

    regex = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"


register_converter(LanguageTagConverter, "tag")

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("", public.document_list, name="list"),
    path("page/<int:number>/", public.document_list, name="list"),
    path("<slug:slug>/", public.document, name="document"),
    path("<slug:slug>/in-<tag:asked>/", public.document, name="document"),
    path("<slug:slug>/<tag:language>.md", public.text, name="text"),
    path("<slug:slug>/edition-<int:edition>/<tag:language>.md", public.text, name="text"),
    path("<slug:slug>/document.pdf", public.pdf, name="pdf"),
    path("<slug:slug>/evidence.zip", public.evidence, name="evidence"),
]
