"""Published documents: the list, a document's page, its texts byte for byte, its PDF, its evidence."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hamkor.core import clock
from hamkor.instruments import published
from hamkor.instruments.commonmark import paragraphs
from hamkor.instruments.evidence import evidence_of
from hamkor.instruments.listing import list_page_or_404
from hamkor.instruments.models import State
from hamkor.instruments.pdf import document_pdf
from hamkor.instruments.printed import Evidence, printed
from hamkor.instruments.signatories import public_list
from hamkor.ledger.seal import the_seal


@require_safe
def document_list(request: HttpRequest, number: int = 0) -> HttpResponse:
    page = list_page_or_404(get_language() or "ru", number)
    return render(request, "instruments/public/list.html", {"page": page, "section": "documents"})


@require_safe
def document(request: HttpRequest, slug: str, asked: str = "") -> HttpResponse:
    """With the text that is asked for by its tag; else the reader's language chooses, else an authentic one."""
    language = get_language() or "ru"
    instrument = published.published_or_404(slug, language)
    editions = published.editions_or_404(instrument, language)
    texts = editions[0].texts
    shown = published.text_or_404(editions, asked) if asked else published.best_text(texts, language)
    state = instrument.state_at(clock.now())
    context = {
        "instrument": instrument,
        "state": state,
        "open_for_words": state in (State.SIGNATURE, State.ACCESSION),
        "editions": editions,
        "texts": texts,
        "shown": shown,
        "in_readers_language": shown.language.partition("-")[0] == language,
        "paragraphs": paragraphs(published.body_of(shown)),
        "list": public_list(instrument, language),
        "evidence": evidence_of(instrument.pk),
        "section": "documents",
    }
    return render(request, "instruments/public/document.html", context)


@require_safe
def text(request: HttpRequest, slug: str, language: str, edition: int | None = None) -> HttpResponse:
    """The text's bytes and nothing else: what `sha256sum` prints for the saved file is the text's fingerprint."""
    instrument = published.published_or_404(slug, get_language() or "ru")
    found = published.text_or_404(published.editions_or_404(instrument, language), language, edition)
    return HttpResponse(
        published.body_of(found).encode(),
        content_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{slug}.{found.language}.edition{found.edition}.md"',
            "Content-Language": found.language,
            "ETag": f'"{found.sha256}"',
        },
    )


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """All texts of the edition in force and the public list, in the reader's language."""
    language = get_language() or "ru"
    instrument = published.published_or_404(slug, language)
    edition = published.editions_or_404(instrument, language)[0]
    state = instrument.state_at(clock.now())
    listed = public_list(instrument, language)
    seal, found = the_seal(), evidence_of(instrument.pk)
    address = f"{settings.HAMKOR_SITE_ORIGIN}{reverse('documents:evidence', args=[slug])}"
    shown = Evidence(address, found.sha256) if found else None
    return HttpResponse(
        document_pdf(
            printed(instrument, edition.texts, listed, state, language, evidence=shown, seal=seal),
            seal,
        ),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{slug}.edition{edition.number}.pdf"'},
    )


@require_safe
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """What anybody can check the document with, without us; not there until a checkpoint covers it."""
    found = evidence_of(published.published_or_404(slug, get_language() or "ru").pk)
    if found is None:
        raise Http404
    return HttpResponse(
        found.body,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{slug}.evidence.zip"', "ETag": f'"{found.sha256}"'},
    )
