"""Which of the editors' pictures and files may be public: those that a live page shows which was not withdrawn."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from hamkor.newsroom.models import NewsroomDocument, NewsroomImage, PublicPage, Rendition


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
    """Whether readers see it: on a live page that was not withdrawn. What is withdrawn stays live, to say so; its
    pictures and files do not."""
    pages = pages_with(thing)
    for kind in apps.get_models():
        if issubclass(kind, PublicPage):
            pages = pages.exclude(pk__in=kind._default_manager.filter(withdrawn_on__isnull=False).values("pk"))
    return pages.exists()


def pages_with(thing: NewsroomDocument | NewsroomImage) -> QuerySet[Page]:
    """The live pages that refer to it, in the text or beside it."""
    base = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(thing).filter(base_content_type=base)
    keys = {int(key) for key in references.values_list("object_id", flat=True)}
    pages: QuerySet[Page] = Page.objects.filter(pk__in=keys, live=True).order_by()
    return pages
