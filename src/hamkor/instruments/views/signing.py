"""The signing pages, on an origin of their own: arriving there, and signing with a key (made in `signing_keys`).

What is pending between two requests is kept in this origin's session: a page cannot bring a statement of its own, and
nobody else's can be finished here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, TypedDict, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamkor.accounts import crossing
from hamkor.core.errors import DomainError
from hamkor.instruments import access
from hamkor.instruments.actions.words import sign_word
from hamkor.instruments.forms.signing import EvidenceForm
from hamkor.instruments.forms.words import WordForm
from hamkor.instruments.models import Instrument
from hamkor.instruments.receipts import is_signers, receipt_of, signed_word_or_404
from hamkor.instruments.shown_texts import texts_of_statement, texts_to_read
from hamkor.instruments.statements import check_still_true, ground_for, word_statement
from hamkor.network import passkeys
from hamkor.network.access import Viewer, viewer_for
from hamkor.network.access_keys import key_in_force, key_to_sign_with
from hamkor.network.access_people import person_of
from hamkor.network.models import Mandate, Person
from hamkor.network.statements import SignedStatement
from hamkor_proof.statement import Statement

type SigningView[**P] = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse]

_SIGNING: Final = "signing"
ERRAND: Final = "errand"


class Errand(TypedDict):
    """What she came to sign, and for whom."""

    slug: str
    organisation: str


class Signing(Errand):
    """A statement that was shown and is not signed yet."""

    statement: str


def signing_page[**P](view: SigningView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For every page under `/sign/`: passes the viewer, who came over from the site half an hour ago at most (a second
    factor is asked there) and holds a mandate in force. Others get one plain page that says where to start; they are
    sent nowhere, because signing in happens on another host."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = crossing.who_crossed(request)
        viewer = viewer_for(person_of(user)) if user else Viewer()
        if not viewer.mandates:
            return _where_to_start(request)
        return view(request, viewer, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)


@csrf_exempt
@require_POST
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Arrival from the site, by a form that the site's page carries here."""
    crossed = crossing.enter(request, request.POST.get("token", ""))
    return redirect(crossed.destination) if crossed else _where_to_start(request)


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Where nobody has arrived yet, or everybody has left."""
    return _where_to_start(request, status=200)


@require_POST
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session of these pages at once; the site's is another."""
    logout(request)
    messages.success(request, _("You have left the signing pages."))
    return redirect("signing:start")


@require_http_methods(["GET", "HEAD", "POST"])
@signing_page
def sign(request: HttpRequest, viewer: Viewer, slug: str, organisation: UUID) -> HttpResponse:
    """What is chosen before signing: languages read, what is published, a reservation. Consequences are said first."""
    instrument = access.titled_or_404(viewer, slug)
    whose = access.delegation_or_404(viewer, organisation)
    mandate = access.delegate_mandate_or_404(viewer, organisation)
    step = access.next_step(instrument, whose)
    errand = Errand(slug=slug, organisation=str(organisation))
    context: dict[str, object] = {"instrument": instrument, "organisation": whose, "step": step, "errand": errand}
    if not step.can_sign:
        context["has_receipt"] = is_signers(step.word, person_of_viewer(viewer))
        return render(request, "instruments/signing/given.html", context)
    current = key_to_sign_with(mandate)
    if current is None:
        request.session[ERRAND] = errand
        context |= {"mandate": mandate, "contested": key_in_force(mandate)}
        return render(request, "instruments/signing/no_key.html", context)
    texts = texts_to_read(instrument)
    form = WordForm(
        request.POST if request.method == "POST" else None,
        languages=[text.revision.text.language for text in texts],
        organisation=whose,
    )
    if request.method == "POST" and form.is_valid():
        try:
            statement = word_statement(
                ground_for(instrument, whose), choices=form.choices(), mandate=mandate, key=current
            )
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            request.session[_SIGNING] = Signing(**errand, statement=statement.to_bytes().decode())
            return redirect("signing:seal", slug=slug, organisation=organisation)
    context |= {"form": form, "texts": texts}
    return render(request, "instruments/signing/choose.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signing_page
def seal(request: HttpRequest, viewer: Viewer, slug: str, organisation: UUID) -> HttpResponse:
    """Exactly what will be signed, and the button that signs it."""
    # Titles and names are for the page alone; the moment in which many sign at once does without them.
    instrument = access.visible_or_404(viewer, slug)
    mandate = access.delegate_mandate_or_404(viewer, organisation)
    current = key_to_sign_with(mandate)
    pending: Signing | None = request.session.get(_SIGNING)
    if current is None or pending is None or (pending["slug"], pending["organisation"]) != (slug, str(organisation)):
        return redirect("signing:sign", slug=slug, organisation=organisation)
    statement = Statement.parse(pending["statement"].encode())
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid():
            sign_word(
                by=person_of_viewer(viewer),
                instrument=instrument,
                organisation=mandate.organisation,
                signed=SignedStatement(statement, form.evidence(bytes(current.public_key))),
            )
            return redirect("signing:receipt", slug=slug, organisation=organisation)
        # Nothing is shown to be signed that could not be: the document may have changed, or closed, since.
        check_still_true(statement, ground_for(instrument, mandate.organisation), mandate=mandate, key=current)
    except DomainError as error:
        return _not_sealed(request, instrument, mandate, statement, error)
    context = {
        "instrument": access.titled_or_404(viewer, slug),
        "organisation": access.delegation_or_404(viewer, organisation),
        "form": form,
        "statement": pending["statement"],
        "said": statement,
        "digest": statement.digest.hex(),
        "texts": texts_of_statement(instrument, statement),
        "key": current,
        "options": passkeys.signature_options(statement.digest, bytes(current.credential_id)),
        "errand": pending,
    }
    return render(request, "instruments/signing/seal.html", context, status=422 if form.is_bound else 200)


@require_safe
@signing_page
def receipt(request: HttpRequest, viewer: Viewer, slug: str, organisation: UUID) -> HttpResponse:
    """What was signed, to keep elsewhere. Nothing is pending any more."""
    request.session.pop(_SIGNING, None)
    instrument = access.titled_or_404(viewer, slug)
    whose = access.delegation_or_404(viewer, organisation)
    word = signed_word_or_404(instrument, whose, person_of_viewer(viewer))
    context = {"instrument": instrument, "organisation": whose, "word": word}
    return render(request, "instruments/signing/receipt.html", context)


@require_safe
@signing_page
def receipt_file(request: HttpRequest, viewer: Viewer, slug: str, organisation: UUID) -> HttpResponse:
    """The receipt as a file: statement, evidence, and where the ledger holds it."""
    instrument = access.titled_or_404(viewer, slug)
    whose = access.delegation_or_404(viewer, organisation)
    word = signed_word_or_404(instrument, whose, person_of_viewer(viewer))
    response = JsonResponse(receipt_of(word), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-receipt.json"'
    return response


def _where_to_start(request: HttpRequest, *, status: int = 403) -> HttpResponse:
    # What she wrote before her half hour ended is hers to copy.
    kept = {"reservation": request.POST.get("reservation", "")}
    return render(request, "instruments/signing/start.html", kept, status=status)


def _not_sealed(
    request: HttpRequest, instrument: Instrument, mandate: Mandate, statement: Statement, why: DomainError
) -> HttpResponse:
    """Back to the choices with the reason; to the receipt where a second click finds it signed by the first."""
    word = access.standing_word(instrument, mandate.organisation)
    if word is not None and word.statement_sha256 == statement.digest.hex():
        return redirect("signing:receipt", slug=instrument.slug, organisation=mandate.organisation_id)
    request.session.pop(_SIGNING, None)
    messages.error(request, str(why.sentence))
    return redirect("signing:sign", slug=instrument.slug, organisation=mandate.organisation_id)


def person_of_viewer(viewer: Viewer) -> Person:
    """Who signs."""
    assert viewer.person is not None  # nobody without a mandate passes the guard
    return viewer.person
