"""The secretariat's steps: adopt, open, close, publish, correct."""

from django.utils.translation import gettext_lazy as _

from hamkor.instruments.actions import adoption
from hamkor.instruments.drafting_access import check_depositary
from hamkor.instruments.forms.drafting import AdoptionForm, CorrectionForm, OpeningForm, PublicationForm
from hamkor.instruments.models import Edition, Instrument
from hamkor.instruments.views.steps import confirmation, step
from hamkor.network.models import Person


@step("adopt", AdoptionForm, may=check_depositary, success=_("The text is adopted."))
def adopt(by: Person, instrument: Instrument, form: AdoptionForm) -> Edition:
    return adoption.adopt(
        by=by,
        instrument=instrument,
        adopted_on=form.cleaned_data["adopted_on"],
        places=form.places(),
        hashes=form.hashes(),
    )


@step("open", OpeningForm, may=check_depositary, success=_("Signature is arranged."))
def open_for_signature(by: Person, instrument: Instrument, form: OpeningForm) -> Instrument:
    return adoption.open_for_signature(
        by=by, instrument=instrument, opens_at=form.opens_at(), closes_at=form.closes_at()
    )


@step("publish", PublicationForm, may=check_depositary, success=_("The document is public."))
def publish(by: Person, instrument: Instrument, form: PublicationForm) -> Instrument:
    return adoption.publish(by=by, instrument=instrument, published_on=form.cleaned_data["published_on"])


@step(
    "adopt_correction",
    CorrectionForm,
    may=check_depositary,
    success=_("The correction is adopted; the former text stays on record."),
)
def adopt_correction(by: Person, instrument: Instrument, form: CorrectionForm) -> Edition:
    return adoption.adopt_correction(by=by, instrument=instrument, note=form.cleaned_data["note"], hashes=form.hashes())


close_for_signature = confirmation(
    "close",
    adoption.close_for_signature,
    may=check_depositary,
    success=_("Signature is closed; organisations can accede."),
)
correct = confirmation(
    "correct",
    adoption.begin_correction,
    may=check_depositary,
    success=_("The texts are copied: correct them, then adopt the correction."),
)
drop_correction = confirmation(
    "drop_correction",
    adoption.drop_correction,
    may=check_depositary,
    success=_("The correction is dropped; the text in force stays as it is."),
)
