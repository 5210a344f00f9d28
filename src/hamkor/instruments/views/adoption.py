"""The secretariat's steps: adopt, open, close, publish, correct."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hamkor.instruments.actions import adoption
from hamkor.instruments.forms.drafting import (
    AdoptionForm,
    ConfirmForm,
    CorrectionForm,
    OpeningForm,
    PublicationForm,
    hashes_in,
)
from hamkor.instruments.standing import Standing, standing_or_404
from hamkor.instruments.views.drafting import page_of, reads_and_posts
from hamkor.instruments.views.steps import person_of, posted, step
from hamkor.network.access import Viewer, check_secretariat, member_page


def _hashes(standing: Standing) -> dict[str, str]:
    """The hash of each authentic text as it is now, by language."""
    return {text.language: getattr(text, "sha256", None) or "" for text, _flag in standing.texts if text.authentic}


@reads_and_posts
@member_page
def adopt(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    check_secretariat(person_of(viewer))
    standing = standing_or_404(viewer, slug)
    instrument, shown = standing.instrument, _hashes(standing)
    places = dict(instrument.titles.values_list("language", "place"))
    return step(
        request,
        AdoptionForm(posted(request), languages=list(shown), shown=shown, **places),
        lambda form: adoption.adopt(
            by=person_of(viewer),
            instrument=instrument,
            adopted_on=form.cleaned_data["adopted_on"],
            places=form.places(),
            hashes=hashes_in(form),
        ),
        template="instruments/desk/adopt.html",
        context={"instrument": instrument, "standing": standing},
        success=_("The text is adopted."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def open_for_signature(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    check_secretariat(person_of(viewer))
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        OpeningForm(posted(request)),
        lambda form: adoption.open_for_signature(
            by=person_of(viewer), instrument=instrument, opens_at=form.opens_at(), closes_at=form.closes_at()
        ),
        template="instruments/desk/open.html",
        context={"instrument": instrument},
        success=_("Signature is arranged."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def close_for_signature(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    check_secretariat(person_of(viewer))
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        ConfirmForm(posted(request)),
        lambda _form: adoption.close_for_signature(by=person_of(viewer), instrument=instrument),
        template="instruments/desk/close.html",
        context={"instrument": instrument},
        success=_("Signature is closed; organisations can accede."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def publish(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    check_secretariat(person_of(viewer))
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        PublicationForm(posted(request)),
        lambda form: adoption.publish(by=person_of(viewer), instrument=instrument, **form.cleaned_data),
        template="instruments/desk/publish.html",
        context={"instrument": instrument},
        success=_("The document is public."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def correct(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    check_secretariat(person_of(viewer))
    instrument = standing_or_404(viewer, slug).instrument
    return step(
        request,
        ConfirmForm(posted(request)),
        lambda _form: adoption.begin_correction(by=person_of(viewer), instrument=instrument),
        template="instruments/desk/correct.html",
        context={"instrument": instrument},
        success=_("The texts are copied: correct them, then adopt the correction."),
        leads_to=page_of(instrument),
    )


@reads_and_posts
@member_page
def adopt_correction(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    check_secretariat(person_of(viewer))
    standing = standing_or_404(viewer, slug)
    instrument = standing.instrument
    return step(
        request,
        CorrectionForm(posted(request), shown=_hashes(standing)),
        lambda form: adoption.adopt_correction(
            by=person_of(viewer), instrument=instrument, note=form.cleaned_data["note"], hashes=hashes_in(form)
        ),
        template="instruments/desk/adopt_correction.html",
        context={"instrument": instrument, "standing": standing},
        success=_("The correction is adopted; the former text stays on record."),
        leads_to=page_of(instrument),
    )
