"""Keys for signing, on the signing origin and on the spare one: made, replaced, signing for another, revoked.

Like a word, what is pending between two requests is kept in this origin's session.
"""

from typing import Final, NotRequired, TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamkor.core.errors import DomainError
from hamkor.instruments import access
from hamkor.instruments.forms.signing import EvidenceForm, RegistrationForm
from hamkor.instruments.views.signing import ERRAND, Errand, person_of_viewer, signing_page
from hamkor.network import fingerprints, passkeys
from hamkor.network.access import Viewer
from hamkor.network.access_keys import (
    key_in_force,
    key_to_vouch_for_or_404,
    keys_to_vouch_for,
    own_mandate_or_404,
)
from hamkor.network.actions.key_confirmations import confirm_by_earlier_key
from hamkor.network.actions.keys import register_key, replace_key, revoke_key
from hamkor.network.forms.keys import RevocationForm
from hamkor.network.models import Mandate, SigningKey
from hamkor.network.passkeys import SigningSite, site_of
from hamkor.network.statements import SignedStatement, key_statement, registration_of, vouching_statement
from hamkor_proof import base64url
from hamkor_proof.evidence import Evidence
from hamkor_proof.statement import Act, Statement

_REGISTERING: Final = "key-registering"
_PROVING: Final = "key-proving"
_HANDING_OVER: Final = "key-handing-over"
_VOUCHING: Final = "key-vouching"


class Registering(TypedDict, total=False):
    """A passkey that was asked for and has not answered yet."""

    mandate: str
    challenge: str


class Proving(TypedDict):
    """A new key that has not signed its own registration yet; `replaces` where it takes the place of hers."""

    mandate: str
    statement: str
    credential_id: str
    public_key: str
    replaces: NotRequired[bool]


class HandingOver(TypedDict):
    """A new key that has signed its registration, and the statement by which the earlier one shall sign for it."""

    proven: Proving
    evidence: dict[str, str]
    statement: str


class Vouching(TypedDict):
    """The statement by which her key shall sign for another."""

    key: str
    statement: str


@require_http_methods(["GET", "HEAD", "POST"])
@signing_page
def key(request: HttpRequest, viewer: Viewer, mandate: UUID) -> HttpResponse:
    """The key of one mandate on this site: what it is good for, or making one."""
    held, site = own_mandate_or_404(viewer, mandate), site_of(request)
    if current := key_in_force(held, site):
        return _key_page(request, viewer, current, RevocationForm())
    return _make(request, viewer, held, replaces=None)


@require_http_methods(["GET", "HEAD", "POST"])
@signing_page
def replace(request: HttpRequest, viewer: Viewer, mandate: UUID) -> HttpResponse:
    """A new key takes the place of hers, which signs for it: so it is confirmed as far as hers is."""
    held, site = own_mandate_or_404(viewer, mandate), site_of(request)
    current = key_in_force(held, site)
    if current is None or current.contested_at:
        return redirect("signing:key", mandate=held.pk)
    return _make(request, viewer, held, replaces=current)


@require_http_methods(["GET", "HEAD", "POST"])
@signing_page
def prove(request: HttpRequest, viewer: Viewer, mandate: UUID) -> HttpResponse:
    """The new key signs its own registration: only then it is kept, or hers signs for it."""
    held, site = own_mandate_or_404(viewer, mandate), site_of(request)
    pending: Proving | None = request.session.get(_PROVING)
    if pending is None or pending["mandate"] != str(held.pk):
        return redirect("signing:key", mandate=held.pk)
    statement = Statement.parse(pending["statement"].encode())
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        del request.session[_PROVING]
        evidence = form.evidence(base64url.decode(pending["public_key"]))
        try:
            signed = SignedStatement(statement, evidence, site)
            if pending.get("replaces"):
                return _hand_over(request, held, pending, signed)
            register_key(
                by=person_of_viewer(viewer),
                mandate=held,
                credential_id=base64url.decode(pending["credential_id"]),
                signed=signed,
            )
        except DomainError as error:
            messages.error(request, str(error.sentence))
            return redirect("signing:key", mandate=held.pk)
        messages.success(request, _("Your signing key is registered."))
        return _back(request, held)
    context = {
        "organisation": access.delegation_or_404(viewer, held.organisation_id),
        "errand": request.session.get(ERRAND),
        "form": form,
        "options": passkeys.signature_options(statement.digest, base64url.decode(pending["credential_id"]), site),
        "statement": pending["statement"],
        "fingerprint": statement.key,
        "replaces": pending.get("replaces", False),
    }
    return render(request, "instruments/signing/prove.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signing_page
def hand_over(request: HttpRequest, viewer: Viewer, mandate: UUID) -> HttpResponse:
    """Her earlier key signs for the new one, and is revoked: the last step of replacing it."""
    held, site = own_mandate_or_404(viewer, mandate), site_of(request)
    current = key_in_force(held, site)
    pending: HandingOver | None = request.session.get(_HANDING_OVER)
    if current is None or pending is None or pending["proven"]["mandate"] != str(held.pk):
        return redirect("signing:key", mandate=held.pk)
    proven, statement = pending["proven"], Statement.parse(pending["statement"].encode())
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        del request.session[_HANDING_OVER]
        try:
            replace_key(
                by=person_of_viewer(viewer),
                key=current,
                credential_id=base64url.decode(proven["credential_id"]),
                signed=SignedStatement(
                    Statement.parse(proven["statement"].encode()), Evidence.from_dict({**pending["evidence"]}), site
                ),
                vouched=SignedStatement(statement, form.evidence(bytes(current.public_key)), site),
            )
        except DomainError as error:
            messages.error(request, str(error.sentence))
            return redirect("signing:key", mandate=held.pk)
        messages.success(request, _("Your new key is registered, your earlier key has signed for it and is revoked."))
        return _back(request, held)
    context: dict[str, object] = {"replaces": True, "fingerprint": Statement.parse(proven["statement"].encode()).key}
    return _vouch_page(request, viewer, current, statement, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@signing_page
def vouch(request: HttpRequest, viewer: Viewer, mandate: UUID, key_id: UUID) -> HttpResponse:
    """Her key signs for a later key of her organisation."""
    if site_of(request) != passkeys.signing_site():
        raise Http404  # her key does not answer here
    held = own_mandate_or_404(viewer, mandate)
    own, meant = key_to_vouch_for_or_404(held, key_id)
    pending: Vouching | None = request.session.get(_VOUCHING)
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and pending and pending["key"] == str(meant.pk):
        del request.session[_VOUCHING]
        try:
            confirm_by_earlier_key(
                by=person_of_viewer(viewer),
                key=meant,
                earlier=own,
                vouched=SignedStatement(
                    Statement.parse(pending["statement"].encode()), form.evidence(bytes(own.public_key))
                ),
            )
        except DomainError as error:
            messages.error(request, str(error.sentence))
        else:
            messages.success(request, _("Your key has signed for the other one."))
        return redirect("signing:key", mandate=held.pk)
    statement = vouching_statement(own, registration_of(meant))
    request.session[_VOUCHING] = Vouching(key=str(meant.pk), statement=statement.to_bytes().decode())
    context: dict[str, object] = {
        "meant": meant,
        "is_own": meant.mandate_id == held.pk,
        "fingerprint": meant.fingerprint,
    }
    return _vouch_page(request, viewer, own, statement, form, context)


@require_POST
@signing_page
def revoke(request: HttpRequest, viewer: Viewer, mandate: UUID) -> HttpResponse:
    """Ends the key of this mandate on this site."""
    held = own_mandate_or_404(viewer, mandate)
    current = key_in_force(held, site_of(request))
    if current is None:
        return redirect("signing:key", mandate=held.pk)
    form = RevocationForm(request.POST)
    if form.is_valid():
        try:
            revoke_key(by=person_of_viewer(viewer), key=current, suspect_from=form.moment(current.registered_at))
        except DomainError as error:
            form.add_error("suspect_from", str(error.sentence))
        else:
            messages.success(request, _("The key is revoked."))
            return redirect("signing:key", mandate=held.pk)
    return _key_page(request, viewer, current, form)


def _make(request: HttpRequest, viewer: Viewer, held: Mandate, *, replaces: SigningKey | None) -> HttpResponse:
    site = site_of(request)
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            proving = _proving(held, form, request.session.pop(_REGISTERING, {}), site)
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            request.session[_PROVING] = {**proving, "replaces": replaces is not None}
            return redirect("signing:prove", mandate=held.pk)
    options = passkeys.new_key_options(site)
    request.session[_REGISTERING] = Registering(mandate=str(held.pk), challenge=str(options["challenge"]))
    context = {
        "organisation": access.delegation_or_404(viewer, held.organisation_id),
        "errand": request.session.get(ERRAND),
        "form": form,
        "options": options,
        "replaces": replaces,
        "is_spare": site != passkeys.signing_site(),
    }
    return render(request, "instruments/signing/new_key.html", context, status=422 if form.is_bound else 200)


def _proving(mandate: Mandate, form: RegistrationForm, asked: Registering, site: SigningSite) -> Proving:
    challenge = asked["challenge"] if asked.get("mandate") == str(mandate.pk) else ""
    made = passkeys.read_new_key(form.answer(), challenge=challenge, site=site)
    statement = key_statement(act=Act.KEY_REGISTER, mandate=mandate, fingerprint=made.fingerprint)
    return Proving(
        mandate=str(mandate.pk),
        statement=statement.to_bytes().decode(),
        credential_id=base64url.encode(made.credential_id),
        public_key=base64url.encode(made.public_key),
    )


def _hand_over(request: HttpRequest, held: Mandate, proven: Proving, signed: SignedStatement) -> HttpResponse:
    current = key_in_force(held, signed.site)
    if current is None:
        raise DomainError(
            _("The key that you have cannot sign for another one any more. Revoke it, then make another.")
        )
    request.session[_HANDING_OVER] = HandingOver(
        proven=proven,
        evidence=signed.evidence.to_dict(),
        statement=vouching_statement(current, signed.statement).to_bytes().decode(),
    )
    return redirect("signing:hand_over", mandate=held.pk)


def _back(request: HttpRequest, held: Mandate) -> HttpResponse:
    errand: Errand | None = request.session.pop(ERRAND, None)
    return redirect("signing:sign", **errand) if errand else redirect("signing:key", mandate=held.pk)


def _vouch_page(
    request: HttpRequest,
    viewer: Viewer,
    own: SigningKey,
    statement: Statement,
    form: EvidenceForm,
    more: dict[str, object],
) -> HttpResponse:
    context = {
        "organisation": access.delegation_or_404(viewer, own.mandate.organisation_id),
        "form": form,
        "options": passkeys.signature_options(statement.digest, bytes(own.credential_id), site_of(request)),
        "statement": statement.to_bytes().decode(),
        "mandate": own.mandate,
        **more,
    }
    return render(request, "instruments/signing/vouch.html", context, status=422 if form.is_bound else 200)


def _key_page(request: HttpRequest, viewer: Viewer, key: SigningKey, form: RevocationForm) -> HttpResponse:
    context = {
        "key": key,
        "organisation": access.delegation_or_404(viewer, key.mandate.organisation_id),
        "errand": request.session.get(ERRAND),
        "form": form,
        "in_words": fingerprints.in_words(key.fingerprint),
        "to_vouch_for": keys_to_vouch_for(key.mandate) if key.is_for_signing_site else [],
    }
    return render(request, "instruments/signing/key.html", context, status=422 if form.is_bound else 200)
