"""Members' pages of documents: the list, one document, and the steps up to consultation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hamkor.instruments.actions import drafting, texts
from hamkor.instruments.drafting_access import can_draft, can_lead
from hamkor.instruments.forms.drafting import ConfirmForm, DraftForm, LanguageForm, TitleForm
from hamkor.instruments.models import Instrument, Kind
from hamkor.instruments.standing import desk, standing_or_404, steps_for
from hamkor.instruments.views.steps import done, person_of, posted, step
from hamkor.network.access import Viewer, member_page

reads_and_posts = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@member_page
def document_list(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    page, standings = desk(viewer, request.GET.get("page"))
    context = {"page": page, "standings": standings, "can_draft": can_draft(viewer), "section": "documents"}
    return render(request, "instruments/desk/list.html", context)


@reads_and_posts
@member_page
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Begins a document and leads to writing its first text."""
    form = DraftForm(posted(request))
    begun: list[Instrument] = []

    def begin(form: DraftForm) -> None:
        given = form.cleaned_data
        begun.append(
            drafting.draft_instrument(
                by=person_of(viewer), kind=Kind(given["kind"]), titles={given["language"]: given["title"]}
            )
        )

    if request.method == "POST" and done(form, begin):
        text = begun[0].editions.get().texts.get()
        return redirect("instruments:edit", slug=begun[0].slug, text=text.pk)
    context = {"form": form, "section": "documents"}
    return render(request, "instruments/desk/new.html", context, status=422 if form.is_bound else 200)


@require_safe
@member_page
def document(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    standing = standing_or_404(viewer, slug)
    context = {
        "standing": standing,
        "instrument": standing.instrument,
        "viewer": viewer,
        "steps": steps_for(viewer, standing),
        "editions": standing.instrument.editions.order_by("-number"),
        "can_lead": can_lead(viewer, standing.instrument),
        "section": "documents",
    }
    return render(request, "instruments/desk/document.html", context)


@reads_and_posts
@member_page
def title(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        TitleForm(posted(request)),
        lambda form: drafting.set_title(by=person_of(viewer), instrument=instrument, **form.cleaned_data),
        template="instruments/desk/title.html",
        context={"instrument": instrument, "titles": instrument.titles.order_by("language")},
        success=_("The title is saved."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def language(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        LanguageForm(posted(request)),
        lambda form: texts.add_language(by=person_of(viewer), instrument=instrument, **form.cleaned_data),
        template="instruments/desk/language.html",
        context={"instrument": instrument},
        success=_("The language is added; its text is still to be written."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def consultation(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        ConfirmForm(posted(request)),
        lambda _form: drafting.open_consultation(by=person_of(viewer), instrument=instrument),
        template="instruments/desk/consultation.html",
        context={"instrument": instrument},
        success=_("The consultation is open."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def abandon(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        ConfirmForm(posted(request)),
        lambda _form: drafting.abandon(by=person_of(viewer), instrument=instrument),
        template="instruments/desk/abandon.html",
        context={"instrument": instrument},
        success=_("Work on this document is abandoned."),
        leads_to=page_of(instrument),
    )


def page_of(instrument: Instrument) -> str:
    """The address of a document's page in the workspace."""
    return reverse("instruments:document", args=[instrument.slug])
