"""Who may do what with an instrument, and what of it is shown to whom."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.errors import DomainError, Refused
from hamkor.core.languages import chain
from hamkor.instruments.models import (
    Act,
    Capacity,
    Edition,
    Instrument,
    ListPhrase,
    State,
    Strength,
    TextRevision,
    Word,
)
from hamkor.network.access import (
    Viewer,
    can_act_for_secretariat,
    check_delegate,
    check_secretariat,
    get_or_404,
    mandates_of,
    viewer_for,
)
from hamkor.network.models import Mandate, Organisation, Person, Role, SigningKey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Words: who may give, record, withdraw and hide them, and what of them is shown to whom.

FEWEST_CANDIDATES: Final = 5
"""A withheld signatory's country is told only where at least so many organisations of it might be meant."""


_STRENGTHS: Final = tuple(Strength)  # the weakest first


def is_stronger(one: str, other: str) -> bool:
    """Whether a word of strength `one` may take the place of one of strength `other`."""
    return _STRENGTHS.index(Strength(one)) > _STRENGTHS.index(Strength(other))


class Awaited(NamedTuple):
    """A word that is asked for: on what, whose, and by when (None: no closing date is set)."""

    instrument: Instrument
    organisation: Organisation
    deadline: datetime | None


class Withheld(NamedTuple):
    """Organisations whose names the public is not told: their capacity, their country or `""`, how many."""

    capacity: str
    country: str
    number: int


class NextStep(NamedTuple):
    """What a delegate can do for one organisation: the act that is open to it (or the reason why none is), and the
    word that it gave already."""

    organisation: Organisation
    act: str
    closed: str
    word: Word | None

    @property
    def can_confirm(self) -> bool:
        """A recorded word may be given again by the organisation itself."""
        return bool(self.act) and self._is_weaker_than(Strength.CONFIRMED)

    @property
    def can_sign(self) -> bool:
        """A recorded or confirmed word may be given again with a key."""
        return bool(self.act) and self._is_weaker_than(Strength.SIGNED)

    def _is_weaker_than(self, strength: Strength) -> bool:
        if self.word is None:
            return True
        return not self.word.hidden_at and is_stronger(strength, self.word.strength)


class ShownWord(NamedTuple):
    """A word as members see it; without an organisation where its name is not theirs to know, and with what may be
    relied on about the key of a signed one."""

    word: Word
    organisation: Organisation | None
    key_in_words: "StrOrPromise"

    @property
    def only_recorded(self) -> bool:
        """Whether it stands on the secretariat's record alone, which may then withdraw it."""
        return self.word.strength == Strength.RECORDED and not self.word.withdrawn_at


def edition_in_force(instrument: Instrument) -> Edition:
    """The latest adopted edition; raises `DomainError` before adoption."""
    edition = instrument.editions.filter(adopted_at__isnull=False).order_by("-number").first()
    if edition is None:
        raise DomainError(_("This document is not adopted yet, so there is nothing to sign."))
    return edition


def texts_in_force(instrument: Instrument) -> list[TextRevision]:
    """The newest revision of each text of the edition in force: the authentic ones, then the translations."""
    return _newest(TextRevision.objects.filter(text__edition=edition_in_force(instrument)))


def bodiless_texts(edition: Edition) -> list[TextRevision]:
    """The newest revision of each text of this edition, for who needs languages, hashes and sizes, not the words."""
    return _newest(TextRevision.objects.filter(text__edition=edition).defer("body"))


def _newest(revisions: QuerySet[TextRevision]) -> list[TextRevision]:
    newest = {revision.text_id: revision for revision in revisions.select_related("text").order_by("number")}
    return sorted(newest.values(), key=lambda revision: (not revision.text.authentic, revision.text.language))


def standing_word(instrument: Instrument, organisation: Organisation) -> Word | None:
    """The one word that this organisation has given and not withdrawn, hidden or not."""
    return Word.objects.given().filter(instrument=instrument, organisation=organisation).first()


def act_open_to(organisation: Organisation, instrument: Instrument) -> Act:
    """How this organisation may give its word at this moment: members sign, and accede once signature is closed;
    others stand by the text. Raises `DomainError` with the reason where it may not."""
    match instrument.state_at(clock.now()):
        case State.DRAFT | State.CONSULTATION:
            raise DomainError(_("This document is not adopted yet, so there is nothing to sign."))
        case State.ABANDONED:
            raise DomainError(_("Work on this document was abandoned: it cannot be signed."))
        case State.ADOPTED:
            raise DomainError(_("This document is adopted but not open for signature yet."))
        case State.SIGNATURE:
            return Act.SIGN if organisation.category == "member" else Act.ENDORSE
        case State.ACCESSION:
            return Act.ACCEDE if organisation.category == "member" else Act.ENDORSE


@permission
def check_may_give_word(by: Person, instrument: Instrument, organisation: Organisation) -> Mandate:
    """The mandate by which `by` gives this organisation's word on a document that she can see; else `Refused`."""
    viewer = viewer_for(by)
    mandate = viewer.mandate(Role.DELEGATE, organisation.pk)
    if mandate is None:
        raise Refused(_("Only a delegate of this organisation can do this."))
    _check_sees(viewer, instrument)
    return mandate


@permission
def check_may_record_word(by: Person, instrument: Instrument) -> None:
    """Raises `Refused` unless `by` is coordinator or deputy and sees the document."""
    check_secretariat(by)
    _check_sees(viewer_for(by), instrument)


@permission
def check_may_withdraw(by: Person, word: Word) -> Mandate | None:
    """The delegate's mandate; None for the secretariat, which may withdraw what it recorded itself. Else `Refused`."""
    mandate = mandates_of(by, Role.DELEGATE).filter(organisation=word.organisation_id).first()
    if mandate is None and not (word.strength == Strength.RECORDED and can_act_for_secretariat(by)):
        raise Refused(_("Only a delegate of this organisation can withdraw its word."))
    return mandate


@permission
def check_may_hide(by: Person, word: Word) -> None:
    """For safety, so wide: any delegate of the organisation, the coordinator, her deputy. Else `Refused`."""
    if not mandates_of(by, Role.DELEGATE).filter(organisation=word.organisation_id).exists():
        check_secretariat(by)


def awaiting_word(viewer: Viewer) -> list[Awaited]:
    """The documents open for signature on which an organisation of hers has not given its word, the soonest to close
    first. Nothing is asked by a document that is only open for accession."""
    organisations = _named([mandate.organisation_id for mandate in viewer.mandates if mandate.role == Role.DELEGATE])
    if not organisations:
        return []
    now = clock.now()
    instruments = (
        Instrument.objects.visible_to(viewer.keys)
        .in_state(State.SIGNATURE, now)
        .titled(_reader_chain())
        .order_by(F("signature_closes_at").asc(nulls_last=True), "slug")
    )
    given = set(
        Word.objects.given().filter(organisation__in=organisations).values_list("instrument_id", "organisation_id")
    )
    return [
        Awaited(instrument, organisation, instrument.signature_closes_at)
        for instrument in instruments
        for organisation in organisations.values()
        if (instrument.pk, organisation.pk) not in given
    ]


def next_steps(instrument: Instrument, viewer: Viewer) -> list[NextStep]:
    """One for each organisation whose word she may give."""
    organisations = _named([mandate.organisation_id for mandate in viewer.mandates if mandate.role == Role.DELEGATE])
    given = Word.objects.given().filter(instrument=instrument, organisation__in=organisations)
    words = {word.organisation_id: word for word in given}
    return [_step(instrument, organisation, words.get(pk)) for pk, organisation in organisations.items()]


def next_step(instrument: Instrument, organisation: Organisation) -> NextStep:
    """What a delegate can do for this organisation."""
    return _step(instrument, organisation, standing_word(instrument, organisation))


def words_for_members(instrument: Instrument, viewer: Viewer) -> list[ShownWord]:
    """Every word given, withdrawn ones too, in the order given.

    A name withheld for this word, or of an organisation outside the viewer's sight, is known to its own delegates and
    the secretariat only; a hidden one to nobody. Their entries come last, without an order.
    """
    words = list(
        Word.objects.newest()
        .filter(instrument=instrument)
        .select_related("organisation", "key")
        .order_by("given_at", "pk")
    )
    own = {mandate.organisation_id for mandate in viewer.mandates}
    seen = Organisation.objects.visible_to(viewer.keys).filter(pk__in={word.organisation_id for word in words})
    named = _named(list(seen.values_list("pk", flat=True)))
    keys = SigningKey.objects.filter(pk__in={word.key_id for word in words if word.key_id})
    confirmed = set(keys.confirmed().values_list("pk", flat=True))
    shown = []
    for word in words:
        may_name = word.organisation_id in own or viewer.is_secretariat or word.publish_name
        organisation = named.get(word.organisation_id) if may_name and not word.hidden_at else None
        relied_on = word.key.in_words(confirmed=word.key_id in confirmed) if word.key else ""
        shown.append(ShownWord(word, organisation, relied_on))
    return sorted(shown, key=lambda entry: entry.organisation is None)


def withheld_words(instrument: Instrument) -> list[Withheld]:
    """How many more gave their word and are not named in public, by capacity and, where it may be told, country.

    A country is told where the organisation agreed and at least `FEWEST_CANDIDATES` current organisations of that
    category and country, not named under this document, remain that might be meant.
    """
    words = Word.objects.filter(instrument=instrument)
    open_names = set(words.openly_named().values_list("organisation_id", flat=True))
    kept = Counter(
        (word.capacity, word.organisation.country_of_work if word.publish_country else "")
        for word in words.standing()
        .filter(Q(publish_name=False) | Q(organisation__name_withheld=True))
        .select_related("organisation")
    )
    told: Counter[tuple[str, str]] = Counter()
    for (capacity, country), number in kept.items():
        told[
            capacity,
            country if country and _candidates(capacity, country, open_names) >= number - 1 + FEWEST_CANDIDATES else "",
        ] += number
    return [Withheld(capacity, country, number) for (capacity, country), number in sorted(told.items())]


def _candidates(capacity: str, country: str, open_names: Collection[UUID]) -> int:
    """How many organisations that the public knows might stand behind a withheld name."""
    known = Organisation.objects.current().publicly_named().filter(country_of_work=country).exclude(pk__in=open_names)
    member = Q(category="member")
    return known.filter(member if capacity == Capacity.SIGNATORY else ~member).count()


def _step(instrument: Instrument, organisation: Organisation, word: Word | None) -> NextStep:
    try:
        return NextStep(organisation, act_open_to(organisation, instrument), "", word)
    except DomainError as closed:
        return NextStep(organisation, "", str(closed), word)


def _check_sees(viewer: Viewer, instrument: Instrument) -> None:
    if not Instrument.objects.visible_to(viewer.keys).filter(pk=instrument.pk).exists():
        raise Refused(_("This document is not open to you."))


def _named(organisations: Collection[UUID]) -> dict[UUID, Organisation]:
    """Organisations by id, with their names in the reader's language."""
    found = Organisation.objects.filter(pk__in=organisations).named(_reader_chain()).order_by("pk")
    return {organisation.pk: organisation for organisation in found}


def _reader_chain() -> tuple[str, ...]:
    return chain(get_language() or "ru")


@permission
def check_may_disclose(by: Person, word: Word) -> Mandate:
    """The mandate of the organisation's delegate; nobody else lets its name be known. Else `Refused`."""
    return check_delegate(by, word.organisation)


def delegation_or_404(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """An organisation whose word she may give, with its name; the same `Http404` for any other, there or not."""
    if organisation_id not in {organisation.pk for organisation in viewer.delegations()}:
        raise Http404
    return _named([organisation_id])[organisation_id]


def delegate_mandate_or_404(viewer: Viewer, organisation_id: UUID) -> Mandate:
    """Her mandate to give this organisation's word; the same `Http404` for any other organisation, there or not."""
    mandate = viewer.mandate(Role.DELEGATE, organisation_id)
    if mandate is None:
        raise Http404
    return mandate


def visible_or_404(viewer: Viewer, slug: str) -> Instrument:
    """The instrument as it is kept, without its titles; raises `Http404` for what is not hers to see."""
    return get_or_404(Instrument.objects.all(), viewer, slug=slug)


def titled_or_404(viewer: Viewer, slug: str) -> Instrument:
    """The instrument with its title in the reader's language; raises `Http404` for what is not hers to see."""
    return get_or_404(Instrument.objects.titled(_reader_chain()), viewer, slug=slug)


def word_or_404(instrument: Instrument, viewer: Viewer, organisation_id: UUID) -> Word:
    """The latest word of this organisation here, for its delegates and the secretariat; else `Http404`."""
    if not viewer.is_secretariat:
        delegation_or_404(viewer, organisation_id)
    word = (
        Word.objects.newest()
        .filter(instrument=instrument, organisation=organisation_id)
        .select_related("organisation", "edition", "key")
        .order_by("-given_at")
        .first()
    )
    if word is None:
        raise Http404
    return word


def organisations_without_word(instrument: Instrument, viewer: Viewer) -> list[Organisation]:
    """Current organisations that the viewer sees and that have not given their word here, with their names."""
    given = Word.objects.given().filter(instrument=instrument).values("organisation")
    waiting = Organisation.objects.visible_to(viewer.keys).current().exclude(pk__in=given)
    return sorted(waiting.named(_reader_chain()), key=name_of)


def organisations_seen(viewer: Viewer) -> list[Organisation]:
    """Current organisations that the viewer sees, with their names."""
    return sorted(Organisation.objects.visible_to(viewer.keys).current().named(_reader_chain()), key=name_of)


def named_organisation(word: Word) -> Organisation:
    """The word's organisation with its name in the reader's language."""
    return _named([word.organisation_id])[word.organisation_id]


def name_of(organisation: Organisation) -> str:
    """The name of an organisation that one of the functions here has named."""
    return str(getattr(organisation, "name", ""))


def phrases(instrument: Instrument) -> dict[str, str]:
    """What stands instead of the list of names, by language."""
    return dict(ListPhrase.objects.filter(instrument=instrument).values_list("language", "text"))


def scan_or_404(instrument: Instrument, viewer: Viewer, word_id: UUID) -> Word:
    """A recorded word with its scan, for the secretariat alone; else `Http404`."""
    word = Word.objects.filter(instrument=instrument, pk=word_id, hidden_at=None).exclude(scan="").first()
    if word is None or not viewer.is_secretariat:
        raise Http404
    return word
