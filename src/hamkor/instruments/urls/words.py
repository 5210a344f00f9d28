"""Members' pages of giving an organisation's word, and of what becomes of it."""

from django.urls import URLPattern, path

from hamkor.instruments.views import words as views

_word = "<slug:slug>/word/<uuid:organisation>/"

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/word/", views.for_whom, name="for_whom"),
    path(_word, views.word, name="word"),
    path(f"{_word}withdraw/", views.turn, {"what": "withdraw"}, name="withdraw"),
    path(f"{_word}hide/", views.turn, {"what": "hide"}, name="hide"),
    path(f"{_word}disclose/", views.turn, {"what": "disclose"}, name="disclose"),
    path("<slug:slug>/words/record/", views.record, name="record"),
    path("<slug:slug>/words/record-many/", views.record_many, name="record_many"),
    path("<slug:slug>/words/phrase/", views.phrase, name="phrase"),
    path("<slug:slug>/words/<uuid:word>/scan/", views.scan, name="scan"),
]
