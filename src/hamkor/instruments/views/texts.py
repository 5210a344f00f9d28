"""Members' pages of texts: reading, writing, comparing."""

import re
from typing import TypedDict
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from hamkor.core.errors import DomainError
from hamkor.instruments.actions import texts as actions
from hamkor.instruments.commonmark import aligned, numbering_differs, paragraphs
from hamkor.instruments.differences import three_way, words
from hamkor.instruments.drafting_access import can_lead, can_write, check_may_lead
from hamkor.instruments.forms.drafting import TextForm
from hamkor.instruments.models import EditorsDraft, Text, TextRevision
from hamkor.instruments.standing import (
    authors_seen_by,
    can_be_rendered,
    draft_of,
    revisions_of,
    standing_or_404,
    text_or_404,
)
from hamkor.instruments.transitions import closed_to_writing
from hamkor.instruments.views.steps import asked, done, page_of, person_of, posted, reads_and_posts
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
        "closed": closed_to_writing(found),
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
    """Writes a text, going on from what she typed and did not save. Whoever saves second is shown both states; what
    is sent and cannot be saved is kept as her draft."""
    found = text_or_404(viewer, slug, text)
    draft = draft_of(viewer, found)
    if reason := _why_not(viewer, found):
        return _closed(request, found, reason, draft)
    newest = found.revisions.select_related("renders__text").order_by("-number").first()
    rendered = newest.renders if newest else None
    can_render = [] if found.authentic else can_be_rendered(found, also=rendered)
    begun_from: dict[str, object] = {
        "body": newest.body if newest else "",
        "based_on": newest.number if newest else 0,
        "renders": rendered or (can_render[0] if len(can_render) == 1 else None),
    }
    if draft:
        begun_from |= {"body": draft.body, "based_on": draft.based_on}
    form = TextForm(posted(request), language=found.language, can_render=can_render, initial=begun_from)
    if request.method == "POST":
        try:
            if done(form, lambda form: actions.save_text(by=person_of(viewer), text=found, **_given(form))):
                messages.success(request, _("The text is saved."))
                return redirect("instruments:text", slug=slug, text=text)
        except actions.TextMoved as moved:
            return _both(request, viewer, found, moved, can_render)
        _keep(request, viewer, found)
    context = {**_about(found), "form": form}
    if draft and not form.is_bound:
        context |= {"draft": draft, "draft_changes": words(newest.body if newest else "", draft.body)}
    return render(request, "instruments/desk/edit.html", context, status=422 if form.is_bound else 200)


def _both(
    request: HttpRequest, viewer: Viewer, text: Text, moved: actions.TextMoved, can_render: list[TextRevision]
) -> HttpResponse:
    """Both people's changes, and a form that goes on from the newer revision."""
    _keep(request, viewer, text)
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
    found = text_or_404(viewer, slug, text)
    reason = _why_not(viewer, found)
    if request.headers.get("Accept") == "application/json":
        if reason:
            return HttpResponse(reason, status=409, content_type="text/plain")
        _keep(request, viewer, found)
        return HttpResponse(status=204)
    if reason:
        return _closed(request, found, reason, draft_of(viewer, found))
    kept = _keep(request, viewer, found)
    messages.success(
        request, _("Your draft is kept. Nobody else sees it.") if kept else _("There is nothing new to keep.")
    )
    return redirect("instruments:edit", slug=slug, text=text)


@require_POST
@member_page
def discard_draft(request: HttpRequest, viewer: Viewer, slug: str, text: UUID) -> HttpResponse:
    found = text_or_404(viewer, slug, text)
    actions.discard_draft(by=person_of(viewer), text=found)
    messages.success(request, _("Your draft is thrown away."))
    return redirect("instruments:text" if _why_not(viewer, found) else "instruments:edit", slug=slug, text=text)


@reads_and_posts
@member_page
def authentic(request: HttpRequest, viewer: Viewer, slug: str, text: UUID) -> HttpResponse:
    """Whether a text will be authentic, or a translation."""
    found = text_or_404(viewer, slug, text)
    check_may_lead(person_of(viewer), found.edition.instrument)
    return asked(
        request,
        forms.Form(posted(request)),
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


def _why_not(viewer: Viewer, text: Text) -> str:
    """Why she cannot write this text; empty where she can."""
    if reason := closed_to_writing(text):
        return str(reason)
    return "" if can_write(viewer, text) else str(_("Your mandate does not let you write this text."))


def _closed(request: HttpRequest, text: Text, reason: str, draft: EditorsDraft | None) -> HttpResponse:
    """Why nothing can be saved, and what she wrote meanwhile, for her to copy."""
    status = 409 if closed_to_writing(text) else 403
    written = request.POST.get("body", "") or (draft.body if draft else "")
    context = {**_about(text), "reason": reason, "draft": draft, "written": written}
    return render(request, "instruments/desk/closed.html", context, status=status)


def _keep(request: HttpRequest, viewer: Viewer, text: Text) -> bool:
    """Keeps what was sent as her draft; False where there is nothing new to keep."""
    typed, based_on = request.POST.get("body", ""), request.POST.get("based_on", "")
    number = int(based_on) if re.fullmatch(r"[0-9]{1,9}", based_on) else 0
    try:
        actions.keep_draft(by=person_of(viewer), text=text, body=typed, based_on=number)
    except DomainError:
        return False
    return True
