"""Members' pages of drafting, texts, consultation and adoption."""

from django.urls import URLPattern, path

from hamkor.instruments.views import adoption, drafting, texts

_text = "<slug:slug>/texts/<uuid:text>/"

urlpatterns: list[URLPattern] = [
    path("", drafting.document_list, name="list"),
    path("new/", drafting.new, name="new"),
    path("<slug:slug>/", drafting.document, name="document"),
    path("<slug:slug>/title/", drafting.title, name="title"),
    path("<slug:slug>/language/", drafting.language, name="language"),
    path("<slug:slug>/consultation/", drafting.consultation, name="consultation"),
    path("<slug:slug>/abandon/", drafting.abandon, name="abandon"),
    path("<slug:slug>/compare/", texts.compare, name="compare"),
    path(_text, texts.text, name="text"),
    path(f"{_text}edit/", texts.edit, name="edit"),
    path(f"{_text}draft/", texts.keep_draft, name="keep_draft"),
    path(f"{_text}draft/discard/", texts.discard_draft, name="discard_draft"),
    path(f"{_text}authentic/", texts.authentic, name="authentic"),
    path(f"{_text}revisions/<int:number>/", texts.revision, name="revision"),
    path("<slug:slug>/adoption/", adoption.adopt, name="adopt"),
    path("<slug:slug>/opening/", adoption.open_for_signature, name="open"),
    path("<slug:slug>/closing/", adoption.close_for_signature, name="close"),
    path("<slug:slug>/publication/", adoption.publish, name="publish"),
    path("<slug:slug>/correction/", adoption.correct, name="correct"),
    path("<slug:slug>/correction/drop/", adoption.drop_correction, name="drop_correction"),
    path("<slug:slug>/correction/adoption/", adoption.adopt_correction, name="adopt_correction"),
]
