"""Which of the editors' pictures and files anybody may fetch: those that a live page shows."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from hamkor.newsroom.models import NewsroomDocument, NewsroomImage, Rendition


def may_be_shown(name: str) -> bool:
    """Whether the file `name` under `MEDIA_ROOT` is a document, or a rendition of a picture, that a live page uses.

    The picture as it was uploaded is never shown.
    """
    document = NewsroomDocument.objects.filter(file=name).first()
    if document is not None:
        return is_used(document)
    rendition = Rendition.objects.filter(file=name).select_related("image").first()
    return rendition is not None and is_used(rendition.image)


def is_brought_in(name: str) -> bool:
    """Whether the file `name` is an editor's: a picture in any size, or a document."""
    return any(model.objects.filter(file=name).exists() for model in (Rendition, NewsroomImage, NewsroomDocument))


def is_used(thing: NewsroomDocument | NewsroomImage) -> bool:
    """Whether a live page shows it."""
    return pages_with(thing).exists()


def pages_with(thing: NewsroomDocument | NewsroomImage) -> QuerySet[Page]:
    """The live pages that show it, in the text or beside it."""
    base = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(thing).filter(base_content_type=base)
    keys = {int(key) for key in references.values_list("object_id", flat=True)}
    pages: QuerySet[Page] = Page.objects.filter(pk__in=keys, live=True).order_by()
    return pages
