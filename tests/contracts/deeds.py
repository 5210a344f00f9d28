"""What can be done by sending a form to an address: by whom, with what, and to which thing.

The walk lets all who may not do it send just that. A new address that takes a form needs a line here.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from hamkor.instruments.models import Instrument
from tests.contracts.worlds import ARGUMENTS, THINGS, Side, Thing
from tests.support.addresses import Address
from tests.support.pictures import picture

type Form = Mapping[str, object]


@dataclass(frozen=True)
class Deed:
    """`by` whom: the secretariat, or the delegate of the organisation whose the thing is. `sent` is the form, or makes
    it; `to` says which of its things is meant where it is not the usual one."""

    by: str
    sent: Form | Callable[[Side], Form] = field(default_factory=dict)
    to: Mapping[str, Thing] = field(default_factory=dict)

    def form(self, side: Side) -> Form:
        return self.sent(side) if callable(self.sent) else self.sent


def _document(name: str) -> dict[str, Thing]:
    return {"slug": lambda side: getattr(side, name).slug}


def _hashes(instrument: Instrument) -> dict[str, str]:
    """The fields that say which texts the page showed."""
    edition = instrument.editions.latest("number")
    return {f"hash_{text.language}": text.current().sha256 for text in edition.texts.all()}


HERS: Final = "its delegate"
SECRETARIAT: Final = "coordinator"

_DAY: Final = "2020-01-01"
_TOLD: Final = {"channel": "email", "told_at": "2020-01-01T10:00"}
_LIST: Final = b64encode(b"name\nA Third Example\n").decode()

DEEDS: Final[dict[str, Deed]] = {
    # organisations and projects
    "network:add_organisation": Deed(
        SECRETARIAT,
        {"language": "en", "text": "A New Example", "country_of_work": "KG", "category": "member", "since": _DAY},
    ),
    "network:confirm_bringing_in": Deed(
        SECRETARIAT, {"language": "en", "country": "KG", "category": "member", "data": _LIST}
    ),
    "network:describe_organisation": Deed(HERS, {"country_of_work": "TJ", "category": "member"}),
    "network:name_organisation": Deed(HERS, {"language": "kk", "text": "Мысал"}),
    "network:remove_name": Deed(HERS, {"language": "en"}),
    "network:publicity": Deed(HERS, {"name": "withhold"}),
    "network:logo": Deed(HERS, lambda _side: {"picture": SimpleUploadedFile("logo.png", picture())}),
    "network:merge_organisation": Deed(SECRETARIAT, lambda side: {"into": side.neighbour.pk, "on": _DAY}),
    "network:leave": Deed(SECRETARIAT, {"on": _DAY}),
    "network:readmit_organisation": Deed(SECRETARIAT, to={"organisation_id": lambda side: side.left.pk}),
    "network:add_project": Deed(SECRETARIAT, {"name_en": "A Second Table", "since": _DAY}),
    "network:change_project": Deed(SECRETARIAT, {"name_en": "Another Table", "since": _DAY}),
    # people and their keys
    "network:invite": Deed(
        HERS, lambda side: {"name": "Somebody", "organisation": side.organisation.pk, "role": "observer"}
    ),
    "network:invite_again": Deed(SECRETARIAT),
    "network:revoke_invitation": Deed(HERS),
    "network:grant_mandate": Deed(HERS, lambda side: {"organisation": side.organisation.pk, "role": "observer"}),
    "network:accept_mandate": Deed(SECRETARIAT, to={"mandate_id": lambda side: side.waiting.pk}),
    "network:end_mandate": Deed(HERS, {"until": "2100-01-01"}),
    "network:revoke_mandate": Deed(HERS),
    "network:freeze_person": Deed(
        SECRETARIAT, {"code": "1234 1234 1234"}, to={"person_id": lambda side: side.with_a_code.person_id}
    ),
    "network:lift_freeze": Deed(HERS, to={"person_id": lambda side: side.freeze.person_id}),
    "network:ask_recovery": Deed(SECRETARIAT),
    "network:agree_to_recovery": Deed(SECRETARIAT, to={"person_id": lambda side: side.lost.person_id}),
    "network:cancel_recovery": Deed(HERS, to={"person_id": lambda side: side.lost.person_id}),
    "network:make_recovery_link": Deed(HERS, to={"person_id": lambda side: side.returning.person_id}),
    "network:confirm_key": Deed(
        SECRETARIAT, lambda side: {"fingerprint": side.key.fingerprint, "found": "letterhead of 20 February"}
    ),
    "network:contest_key": Deed(SECRETARIAT),
    "network:revoke_key": Deed(HERS),
    "signing:revoke": Deed(HERS),
    "mfa_edit_webauthn": Deed(HERS, {"name": "The other one"}),
    "mfa_remove_webauthn": Deed(HERS),
    # documents
    "instruments:new": Deed(HERS, {"kind": "memorandum", "title": "Memorandum", "language": "en"}),
    "instruments:title": Deed(HERS, {"language": "kk", "title": "Меморандум"}),
    "instruments:language": Deed(HERS, {"language": "kk"}),
    "instruments:consultation": Deed(HERS),
    "instruments:abandon": Deed(HERS),
    "instruments:edit": Deed(HERS, {"body": "Мы продолжаем.", "based_on": 1}),
    "instruments:keep_draft": Deed(HERS, {"body": "Мы про", "based_on": 1}),
    "instruments:discard_draft": Deed(HERS),
    "instruments:authentic": Deed(HERS),
    "instruments:adopt": Deed(
        SECRETARIAT,
        lambda side: {"adopted_on": _DAY, "place_ru": "Киев", "place_en": "Kyiv", **_hashes(side.consulted)},
        to=_document("consulted"),
    ),
    "instruments:open": Deed(SECRETARIAT, to=_document("adopted")),
    "instruments:close": Deed(SECRETARIAT, to=_document("opened")),
    "instruments:publish": Deed(SECRETARIAT, {"published_on": _DAY}, to=_document("adopted")),
    "instruments:correct": Deed(SECRETARIAT, to=_document("adopted")),
    "instruments:adopt_correction": Deed(
        SECRETARIAT, lambda side: {"note": "Two words.", **_hashes(side.corrected)}, to=_document("corrected")
    ),
    "instruments:drop_correction": Deed(SECRETARIAT, to=_document("corrected")),
    # an organisation's word
    "instruments:word": Deed(HERS, {"read": "ru"}, to=_document("opened")),
    "instruments:withdraw": Deed(HERS, to=_document("given")),
    "instruments:hide": Deed(HERS, to=_document("given")),
    "instruments:disclose": Deed(HERS, to=_document("given")),
    "instruments:record": Deed(
        SECRETARIAT, lambda side: {"organisation": side.organisation.pk, **_TOLD}, to=_document("opened")
    ),
    "instruments:record_many": Deed(
        SECRETARIAT,
        lambda side: {"lines": side.organisation.names.get(language="en").text, "save": "", **_TOLD},
        to=_document("opened"),
    ),
    "instruments:phrase": Deed(SECRETARIAT, {"en": "more than ten organisations"}, to=_document("opened")),
}

# Addresses that take a form by which alone nothing happens to anything of somebody's.
NOTHING_BY_ITSELF: Final = {
    "network:bring_in": "shows what the list would do; `confirm_bringing_in` does it",
    "signing:enter": "takes what the site's page made a moment before: tests/accounts/test_crossing.py",
    "signing:leave": "ends one's own session",
    "signing:key": "begins what a passkey goes on with: tests/instruments/test_signing.py",
    "signing:prove": "goes on with what her session began",
    "signing:replace": "begins what a passkey goes on with: tests/network/test_keys_on_signing_pages.py",
    "signing:hand_over": "goes on with what her session began",
    "signing:vouch": "goes on with what her session began",
    "signing:sign": "begins what a passkey goes on with",
    "signing:seal": "goes on with what her session began",
    "entrance:invitation": "whoever holds an open link may; the walk holds closed ones",
    "entrance:recovery": "whoever holds a good link may; the walk holds closed ones",
    "account_reset_password_from_key": "whoever holds a good link may; the walk holds closed ones",
}


def arguments(address: Address, side: Side) -> dict[str, object]:
    """The things of this side that the address names. Raises `KeyError` for an argument that the world lacks."""
    deed = DEEDS.get(address.name)
    things = {**ARGUMENTS, **THINGS.get(address.name, {}), **(deed.to if deed else {})}
    return {name: things[name](side) for name in address.arguments}


def form(address: Address, side: Side) -> Form:
    deed = DEEDS.get(address.name)
    return deed.form(side) if deed else {}
