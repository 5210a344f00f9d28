"""Members' pages of documents, under `/workspace/documents/`."""

from hamkor.instruments.urls import drafting, words

app_name = "instruments"
urlpatterns = [*drafting.urlpatterns, *words.urlpatterns]
