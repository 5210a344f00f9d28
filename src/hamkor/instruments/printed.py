"""A published document put into the reader's words for its PDF: the same words as on its page."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamkor.core.languages import country_name, language_name
from hamkor.core.templatetags.hamkor import written_date
from hamkor.instruments.models import InstrumentTitle, State
from hamkor.instruments.pdf import (
    PrintedDocument,
    PrintedFingerprint,
    PrintedGroup,
    PrintedList,
    PrintedName,
    PrintedText,
)
from hamkor.instruments.published import PublishedText, body_of
from hamkor.instruments.signatories import Entries, PublicList, Signatory
from hamkor.ledger.seal import Seal

if TYPE_CHECKING:
    from hamkor.instruments.published import TitledInstrument


class Evidence(NamedTuple):
    """Where the document's evidence bundle is, and its SHA-256 in hexadecimal."""

    url: str
    sha256: str


def printed(
    instrument: "TitledInstrument",
    texts: Sequence[PublishedText],
    listed: PublicList,
    state: State,
    language: str,
    *,
    evidence: Evidence | None = None,
    seal: Seal | None = None,
) -> PrintedDocument:
    """`instrument` as `published_or_404` gives it; `texts` in the order in which they are printed; `evidence` if there
    is any; `seal` if the PDF will be sealed with it."""
    titles = dict(InstrumentTitle.objects.filter(instrument=instrument).values_list("language", "title"))
    network = settings.HAMKOR_NETWORK_NAMES.get(language, settings.HAMKOR_NETWORK_NAME)
    dated = instrument.published_on or instrument.adopted_on
    assert dated is not None, "published"
    address = reverse("documents:document", args=[instrument.slug])
    return PrintedDocument(
        language=language,
        network=network,
        kind=f"{instrument.get_kind_display()} · {state.label}",
        title=instrument.title,
        title_language=instrument.title_language,
        facts=_facts(instrument, network),
        texts=tuple(
            PrintedText(
                language=text.language,
                title=titles.get(text.language, instrument.title),
                label=f"{language_name(text.language, in_language=language)}, {_standing(text)}",
                body=body_of(text),
                sha256=text.sha256,
            )
            for text in texts
        ),
        lists=tuple(_lists(listed, language)),
        fingerprints_heading=_("How to check a text"),
        fingerprints=_(
            "Each text is attached to this file as it was adopted. Save it and compute its SHA-256: it must be the "
            "one below, and the one that a signatory gives you."
        ),
        dated=dated,
        address=f"{settings.HAMKOR_SITE_ORIGIN}{address}",
        demonstration=_("Demonstration: the organisations, people and signatures here are examples.")
        if settings.HAMKOR_DEMONSTRATION
        else "",
        further=tuple(_further_fingerprints(network, evidence, seal)),
    )


def _further_fingerprints(network: str, evidence: Evidence | None, seal: Seal | None) -> Iterator[PrintedFingerprint]:
    if evidence is not None:
        yield PrintedFingerprint(
            _("Evidence, with which signatures can be checked without this site: %(address)s")
            % {"address": evidence.url},
            evidence.sha256,
        )
    if seal is not None:
        yield PrintedFingerprint(
            _("Certificate of the seal of “%(network_name)s” (%(host)s), which shows whether this PDF was changed")
            % {"network_name": network, "host": urlsplit(settings.HAMKOR_SITE_ORIGIN).hostname},
            seal.fingerprint,
        )


def _facts(instrument: "TitledInstrument", network: str) -> str:
    adopted = _("Adopted by organisations of “%(network_name)s” on %(date)s") % {
        "network_name": network,
        "date": written_date(instrument.adopted_on),
    }
    if instrument.place:
        adopted = f"{adopted}, {instrument.place}"
    return f"{adopted} · {_('published on %(date)s') % {'date': written_date(instrument.published_on)}}"


def _standing(text: PublishedText) -> str:
    if text.authentic:
        return _("authentic")
    return _("older wording") if text.outdated else _("translation")


def _lists(listed: PublicList, language: str) -> Iterator[PrintedList]:
    if listed.phrase:
        yield PrintedList(_("Signed by"), phrase=listed.phrase.text or _("The list of signatories is kept back."))
        return
    number = listed.signatories.count
    signed = ngettext("%(number)s organisation signed", "%(number)s organisations signed", number)
    yield _list(signed if number else _("No signatures"), listed.signatories, language)
    for heading, entries in _further(listed):
        if entries.count:
            yield _list(heading, entries, language)


def _further(listed: PublicList) -> Iterator[tuple[str, Entries]]:
    number = listed.partners.count
    yield (
        ngettext(
            "%(number)s partner organisation stands by it", "%(number)s partner organisations stand by it", number
        ),
        listed.partners,
    )
    number = listed.withdrawn_signatories.count
    yield (
        ngettext(
            "%(number)s organisation withdrew its signature",
            "%(number)s organisations withdrew their signatures",
            number,
        ),
        listed.withdrawn_signatories,
    )
    number = listed.withdrawn_partners.count
    yield (
        ngettext(
            "%(number)s partner organisation withdrew its support",
            "%(number)s partner organisations withdrew their support",
            number,
        ),
        listed.withdrawn_partners,
    )


def _list(heading: str, entries: Entries, language: str) -> PrintedList:
    groups = [
        PrintedGroup(
            country_name(country.code, in_language=language),
            tuple(_name(entry, language) for entry in country.named),
            ngettext(
                "and %(number)s more organisation whose name is not given",
                "and %(number)s more organisations whose names are not given",
                country.unnamed,
            )
            % {"number": country.unnamed}
            if country.unnamed
            else "",
        )
        for country in entries.countries
    ]
    unplaced = []
    if entries.unnamed:
        unplaced.append(
            ngettext(
                "%(number)s more organisation, whose name and country are not given",
                "%(number)s more organisations, whose names and countries are not given",
                entries.unnamed,
            )
            % {"number": entries.unnamed}
        )
    if entries.hidden:
        unplaced.append(
            ngettext("%(number)s entry is hidden", "%(number)s entries are hidden", entries.hidden)
            % {"number": entries.hidden}
        )
    if unplaced:
        groups.append(PrintedGroup("", closing="; ".join(unplaced)))
    return PrintedList(heading % {"number": entries.count}, tuple(groups))


def _name(entry: Signatory, language: str) -> PrintedName:
    announced = _("With a reservation:") if entry.reservation else ""
    return PrintedName(entry.name, entry.language, _note(entry, language), announced, entry.reservation)


def _note(entry: Signatory, language: str) -> str:
    notes = []
    if entry.seat:
        country = country_name(entry.seat, in_language=language)
        notes.append(_("works from abroad: %(country)s") % {"country": country})
    if entry.acceded_on:
        notes.append(_("acceded on %(date)s") % {"date": written_date(entry.acceded_on)})
    if entry.withdrawn_on:
        notes.append(_("withdrew on %(date)s") % {"date": written_date(entry.withdrawn_on)})
    return " · ".join(notes)
