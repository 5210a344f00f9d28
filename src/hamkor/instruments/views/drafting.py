"""Members' pages of documents: the list, one document, and the steps up to consultation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hamkor.instruments.actions import drafting, texts
from hamkor.instruments.drafting_access import can_draft, check_may_draft, check_may_lead, check_may_work_on
from hamkor.instruments.forms.drafting import DraftForm, LanguageForm, TitleForm
from hamkor.instruments.models import Instrument, InstrumentTitle, Kind, Text
from hamkor.instruments.standing import desk, editions_of, standing_or_404, steps_for
from hamkor.instruments.views.steps import confirmation, done, person_of, posted, reads_and_posts, step
from hamkor.network.access import Viewer, member_page
from hamkor.network.models import Person


@require_safe
@member_page
def document_list(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    page, standings = desk(viewer, request.GET.get("page"))
    context = {"page": page, "standings": standings, "can_draft": can_draft(viewer), "section": "documents"}
    return render(request, "instruments/desk/list.html", context)


@require_safe
@member_page
def document(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    standing = standing_or_404(viewer, slug)
    context = {
        "standing": standing,
        "instrument": standing.instrument,
        "viewer": viewer,
        "steps": steps_for(viewer, standing),
        "editions": editions_of(standing.instrument),
        "section": "documents",
    }
    return render(request, "instruments/desk/document.html", context)


@reads_and_posts
@member_page
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Begins a document and leads to writing its first text."""
    by = person_of(viewer)
    check_may_draft(by)
    form = DraftForm(posted(request))

    def begin(form: DraftForm) -> Instrument:
        given = form.cleaned_data
        return drafting.draft_instrument(by=by, kind=Kind(given["kind"]), titles={given["language"]: given["title"]})

    if request.method == "POST" and (begun := done(form, begin)):
        return redirect("instruments:edit", slug=begun.slug, text=begun.editions.get().texts.get().pk)
    context = {"form": form, "section": "documents"}
    return render(request, "instruments/desk/new.html", context, status=422 if form.is_bound else 200)


@step("title", TitleForm, may=check_may_work_on, success=_("The title is saved."))
def title(by: Person, instrument: Instrument, form: TitleForm) -> InstrumentTitle:
    return drafting.set_title(by=by, instrument=instrument, **form.cleaned_data)


@step(
    "language",
    LanguageForm,
    may=check_may_work_on,
    success=_("The language is added; its text is still to be written."),
)
def language(by: Person, instrument: Instrument, form: LanguageForm) -> Text:
    return texts.add_language(by=by, instrument=instrument, language=form.cleaned_data["language"])


consultation = confirmation(
    "consultation", drafting.open_consultation, may=check_may_lead, success=_("The consultation is open.")
)
abandon = confirmation(
    "abandon", drafting.abandon, may=check_may_lead, success=_("Work on this document is abandoned.")
)
