"""Members' pages of texts: reading, writing, comparing."""

from typing import TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from hamkor.core.errors import DomainError, NothingToDo, Refused
from hamkor.instruments.actions import texts as actions
from hamkor.instruments.commonmark import aligned, numbering_differs, paragraphs
from hamkor.instruments.differences import three_way, words
from hamkor.instruments.drafting_access import can_lead, can_write
from hamkor.instruments.forms.drafting import ConfirmForm, TextForm
from hamkor.instruments.models import Text, TextRevision
from hamkor.instruments.standing import (
    authors_seen_by,
    can_be_rendered,
    draft_of,
    revisions_of,
    standing_or_404,
    text_or_404,
)
from hamkor.instruments.views.drafting import page_of, reads_and_posts
from hamkor.instruments.views.steps import done, person_of, posted, step
from hamkor.network.access import Viewer, member_page


@require_safe
@member_page
def text(request: HttpRequest, viewer: Viewer, slug: str, text: UUID) -> HttpResponse:
    """A text as it reads now, and all its revisions."""
    found = text_or_404(viewer, slug, text)
    revisions = revisions_of(found)
    context = {
        **_about(found),
        "revisions": revisions,
        "authors": authors_seen_by(viewer, revisions),
        "paragraphs": paragraphs(revisions[0].body) if revisions else (),
        "can_write": can_write(viewer, found),
        "can_lead": can_lead(viewer, found.edition.instrument) and not found.edition.adopted_at,
    }
    return render(request, "instruments/desk/text.html", context)


@require_safe
@member_page
def revision(request: HttpRequest, viewer: Viewer, slug: str, text: UUID, number: int) -> HttpResponse:
    """What a revision changed, in words, against the one before it."""
    found = text_or_404(viewer, slug, text)
    by_number = {each.number: each for each in found.revisions.filter(number__in=(number, number - 1))}
    if number not in by_number:
        raise Http404
    before = by_number[number - 1].body if number - 1 in by_number else ""
    context = {**_about(found), "revision": by_number[number], "changes": words(before, by_number[number].body)}
    return render(request, "instruments/desk/revision.html", context)


@require_safe
@member_page
def compare(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Two languages side by side, paragraph by paragraph; the first two where none are asked for."""
    standing = standing_or_404(viewer, slug)
    written = {each.language: each for each, _flag in standing.texts if each not in standing.missing}
    chosen = [request.GET.get("left", ""), request.GET.get("right", "")]
    if not all(tag in written for tag in chosen):
        if any(chosen):
            raise Http404
        chosen = list(written)[:2]
    bodies = {tag: written[tag].current().body for tag in chosen}
    context = {
        "instrument": standing.instrument,
        "languages": list(written),
        "left": chosen[0] if chosen else "",
        "right": chosen[-1] if chosen else "",
        "rows": aligned(bodies[chosen[0]], bodies[chosen[-1]]) if len(written) > 1 else [],
        "numbering_differs": numbering_differs(bodies),
        "section": "documents",
    }
    return render(request, "instruments/desk/compare.html", context)


@reads_and_posts
@member_page
def edit(request: HttpRequest, viewer: Viewer, slug: str, text: UUID) -> HttpResponse:
    """Writes a text. Whoever saves second is shown both states and loses nothing; a kept draft is offered."""
    found = _writable(viewer, slug, text)
    newest = found.revisions.select_related("renders__text").order_by("-number").first()
    rendered = newest.renders if newest else None
    can_render = [] if found.authentic else can_be_rendered(found, also=rendered)
    draft = draft_of(viewer, found)
    from_draft = draft is not None and "draft" in request.GET
    begun_from: dict[str, object] = {
        "body": newest.body if newest else "",
        "based_on": newest.number if newest else 0,
        "renders": rendered or (can_render[0] if len(can_render) == 1 else None),
    }
    if draft is not None and from_draft:
        begun_from |= {"body": draft.body, "based_on": draft.based_on}
    form = TextForm(posted(request), language=found.language, can_render=can_render, initial=begun_from)
    act = actions.correct_translation if found.edition.adopted_at else actions.save_text
    if request.method == "POST":
        try:
            if done(form, lambda form: act(by=person_of(viewer), text=found, **_given(form))):
                messages.success(request, _("The text is saved."))
                return redirect("instruments:text", slug=slug, text=text)
        except actions.TextMoved as moved:
            return _both(request, viewer, found, moved, can_render)
    context = {
        **_about(found),
        "form": form,
        "draft": None if from_draft or form.is_bound else draft,
        "draft_changes": words(newest.body if newest else "", draft.body) if draft and not from_draft else (),
    }
    return render(request, "instruments/desk/edit.html", context, status=422 if form.is_bound else 200)


def _both(
    request: HttpRequest, viewer: Viewer, text: Text, moved: actions.TextMoved, can_render: list[TextRevision]
) -> HttpResponse:
    """Both people's changes, and a form that goes on from the newer revision."""
    typed = request.POST["body"]
    _keep(viewer, text, typed, moved.base.number if moved.base else 0)
    base = moved.base.body if moved.base else ""
    merge = three_way(base, moved.mine, moved.theirs.body)
    form = TextForm(
        language=text.language,
        can_render=can_render,
        initial={
            "body": merge.text,
            "based_on": moved.theirs.number,
            "renders": request.POST.get("renders") or moved.theirs.renders_id,
        },
    )
    context = {
        **_about(text),
        "form": form,
        "theirs": moved.theirs,
        "sentence": moved.sentence,
        "clashes": merge.clashes,
        "their_changes": words(base, moved.theirs.body),
        "my_changes": words(base, moved.mine),
        "mine": moved.mine,
    }
    return render(request, "instruments/desk/both.html", context, status=409)


@require_POST
@member_page
def keep_draft(request: HttpRequest, viewer: Viewer, slug: str, text: UUID) -> HttpResponse:
    """Keeps what is typed. A script is answered without a page."""
    found = _writable(viewer, slug, text)
    by_script = request.headers.get("Accept") == "application/json"
    try:
        based_on = max(int(request.POST.get("based_on", "0")), 0)
    except ValueError:
        return HttpResponse(status=400)
    kept = _keep(viewer, found, request.POST.get("body", ""), based_on)
    if by_script:
        return HttpResponse(status=204)
    messages.success(
        request, _("Your draft is kept. Nobody else sees it.") if kept else _("There is nothing new to keep.")
    )
    return redirect(f"{reverse('instruments:edit', args=[slug, text])}?draft")


@require_POST
@member_page
def discard_draft(request: HttpRequest, viewer: Viewer, slug: str, text: UUID) -> HttpResponse:
    actions.discard_draft(by=person_of(viewer), text=_writable(viewer, slug, text))
    messages.success(request, _("Your draft is thrown away."))
    return redirect("instruments:edit", slug=slug, text=text)


@reads_and_posts
@member_page
def authentic(request: HttpRequest, viewer: Viewer, slug: str, text: UUID) -> HttpResponse:
    """Whether a text will be authentic, or a translation."""
    found = text_or_404(viewer, slug, text)
    return step(
        request,
        ConfirmForm(posted(request)),
        lambda _form: actions.mark_authentic(by=person_of(viewer), text=found, authentic=not found.authentic),
        template="instruments/desk/authentic.html",
        context=_about(found),
        success=_("It is marked."),
        leads_to=page_of(found.edition.instrument),
    )


def _about(text: Text) -> dict[str, object]:
    return {"text": text, "instrument": text.edition.instrument, "section": "documents"}


class _Given(TypedDict):
    body: str
    based_on: int
    renders: TextRevision | None


def _given(form: TextForm) -> _Given:
    given = form.cleaned_data
    return _Given(body=given["body"], based_on=given["based_on"], renders=given.get("renders"))


def _writable(viewer: Viewer, slug: str, text: UUID) -> Text:
    found = text_or_404(viewer, slug, text)
    if not can_write(viewer, found):
        raise Refused(_("Your mandate does not let you write this text."))
    if found.authentic and found.edition.adopted_at:
        raise DomainError(_("This text is adopted and stays as it is. A change to it is a correction: a new edition."))
    return found


def _keep(viewer: Viewer, text: Text, body: str, based_on: int) -> bool:
    try:
        actions.keep_draft(by=person_of(viewer), text=text, body=body, based_on=based_on)
    except NothingToDo:
        return False
    return True
