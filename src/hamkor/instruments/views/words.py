"""Members' pages of giving an organisation's word, recording it, and what becomes of it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hamkor.core.errors import DomainError
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.instruments import access
from hamkor.instruments.actions import words as actions
from hamkor.instruments.actions.recorded_list import Matched, entries_of, match_lines, read_lines, record_list
from hamkor.instruments.forms.words import PastedListForm, PhraseForm, RecordForm, WordForm
from hamkor.instruments.models import Instrument, Word
from hamkor.instruments.shown_texts import texts_to_read
from hamkor.instruments.statements import Choices
from hamkor.network.access import Viewer, member_page
from hamkor.network.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@require_safe
@member_page
def for_whom(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """For which of her organisations; with one only, its page at once."""
    instrument = access.titled_or_404(viewer, slug)
    steps = access.next_steps(instrument, viewer)
    if len(steps) == 1:
        return redirect("instruments:word", slug=slug, organisation=steps[0].organisation.pk)
    return render(request, "instruments/words/for_whom.html", {"instrument": instrument, "steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def word(request: HttpRequest, viewer: Viewer, slug: str, organisation: UUID) -> HttpResponse:
    """A delegate confirms her organisation's word; works without a script."""
    instrument = access.titled_or_404(viewer, slug)
    whose = access.delegation_or_404(viewer, organisation)
    step = access.next_step(instrument, whose)
    context = {"instrument": instrument, "organisation": whose, "step": step}
    if not step.can_confirm:
        return render(request, "instruments/words/given.html", context)
    texts = texts_to_read(instrument)
    form = WordForm(
        request.POST if request.method == "POST" else None,
        languages=[text.revision.text.language for text in texts],
        organisation=whose,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_word(by=_person(viewer), instrument=instrument, organisation=whose, choices=form.choices())
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Your organisation's word is given."))
            return redirect("instruments:word", slug=slug, organisation=organisation)
    context |= {"form": form, "texts": texts}
    return render(request, "instruments/words/confirm.html", context, status=422 if form.is_bound else 200)


class Turn(NamedTuple):
    """What can become of a word: its action, its page, and what is said afterwards."""

    act: Callable[..., Word]
    template: str
    done: "StrOrPromise"


TURNS: Final = {
    "withdraw": Turn(actions.withdraw_word, "instruments/words/withdraw.html", _("The word is withdrawn.")),
    "hide": Turn(actions.hide_word, "instruments/words/hide.html", _("The word is hidden.")),
    "disclose": Turn(actions.disclose_name, "instruments/words/disclose.html", _("The name is published from now on.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def turn(request: HttpRequest, viewer: Viewer, slug: str, organisation: UUID, what: str) -> HttpResponse:
    """One question, one button: withdraw, hide, or let the name be published."""
    instrument = access.titled_or_404(viewer, slug)
    given = access.word_or_404(instrument, viewer, organisation)
    act, template, done = TURNS[what]
    context = {"instrument": instrument, "word": given, "organisation": access.named_organisation(given)}
    if request.method == "POST":
        try:
            act(by=_person(viewer), word=given)
        except DomainError as error:
            return render(request, template, {**context, "error": error.sentence}, status=422)
        messages.success(request, done)
        return redirect(_page_of(instrument))
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def record(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """The secretariat records one word that it was given by other means."""
    instrument = _as_secretariat(viewer, slug)
    organisations = {str(one.pk): one for one in access.organisations_without_word(instrument, viewer)}
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        organisations=[(pk, access.name_of(one)) for pk, one in organisations.items()],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_word(
                by=_person(viewer),
                instrument=instrument,
                organisation=organisations[given["organisation"]],
                channel=given["channel"],
                told_at=given["told_at"],
                choices=form.choices(),
                scan=given["scan"],
            )
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The word is recorded."))
            return redirect(_page_of(instrument))
    context = {"instrument": instrument, "form": form}
    return render(request, "instruments/words/record.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def record_many(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """A pasted list: shown with what each line means, then saved whole or not at all."""
    instrument = _as_secretariat(viewer, slug)
    form = PastedListForm(request.POST if request.method == "POST" else None)
    context = {"instrument": instrument, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "instruments/words/record_many.html", context, status=422 if form.is_bound else 200)
    seen = access.organisations_seen(viewer)
    matches = match_lines(read_lines(form.cleaned_data["lines"]), instrument, seen)
    if not matches:
        form.add_error("lines", _("The list is empty."))
        return render(request, "instruments/words/record_many.html", context, status=422)
    names = {one.pk: one for one in seen}
    rows = [
        {
            "match": match,
            "candidates": [names[pk] for pk in match.candidates],
            "chosen": _chosen(request, match),
        }
        for match in matches
    ]
    context |= {"rows": rows, "ready": not any(match.fault for match in matches)}
    if "save" not in request.POST:
        return render(request, "instruments/words/record_many_look.html", context)
    try:
        record_list(
            by=_person(viewer),
            instrument=instrument,
            entries=entries_of(matches, partial(_chosen, request), channel=form.cleaned_data["channel"]),
            told_at=form.cleaned_data["told_at"],
            choices=Choices(),
        )
    except DomainError as error:
        context["error"] = error.sentence
        return render(request, "instruments/words/record_many_look.html", context, status=422)
    messages.success(request, _("All words of the list are recorded."))
    return redirect(_page_of(instrument))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def phrase(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """The phrase instead of the list of names, and back."""
    instrument = _as_secretariat(viewer, slug)
    standing = access.phrases(instrument)
    languages = [*INTERFACE_LANGUAGES, *sorted(set(standing) - set(INTERFACE_LANGUAGES))]
    form = PhraseForm(request.POST if request.method == "POST" else None, initial=standing, languages=languages)
    if request.method == "POST" and form.is_valid():
        by = _person(viewer)
        try:
            if "show" in request.POST:
                actions.show_list(by=by, instrument=instrument)
            else:
                actions.keep_list_back(by=by, instrument=instrument, phrases=form.phrases())
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Saved. The public page shows it from now on."))
            return redirect(_page_of(instrument))
    context = {"instrument": instrument, "form": form}
    return render(request, "instruments/words/phrase.html", context, status=422 if form.is_bound else 200)


@require_safe
@member_page
def scan(request: HttpRequest, viewer: Viewer, slug: str, word: UUID) -> HttpResponse:
    """The scan of a recorded word, to keep on disk and never shown inside the site."""
    recorded = access.scan_or_404(access.titled_or_404(viewer, slug), viewer, word)
    kind = (recorded.scan.name or "").rpartition(".")[2]
    with recorded.scan.open() as kept:
        return HttpResponse(
            kept.read(),
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="scan.{kind}"', "Cache-Control": "no-store"},
        )


def _person(viewer: Viewer) -> Person:
    if viewer.person is None:
        raise Http404
    return viewer.person


def _as_secretariat(viewer: Viewer, slug: str) -> Instrument:
    instrument = access.titled_or_404(viewer, slug)
    if not viewer.is_secretariat:
        raise Http404
    return instrument


def _page_of(instrument: Instrument) -> str:
    return reverse("instruments:document", args=[instrument.slug])


def _chosen(request: HttpRequest, match: Matched) -> UUID | None:
    """What a line means: surely, or as the coordinator chose among its candidates."""
    if match.sure:
        return match.candidates[0]
    chosen = request.POST.get(f"line-{match.line.number}", "")
    return next((pk for pk in match.candidates if str(pk) == chosen), None)
