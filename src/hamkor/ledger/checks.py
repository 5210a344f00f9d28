"""Whether the settings agree with the network's descriptor: what is signed elsewhere, nobody can prove."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from hamkor.ledger.access import newest_descriptor


@register(Tags.database)
def signing_sites_are_the_networks(
    app_configs: Sequence[AppConfig] | None, *, databases: Sequence[str] | None = None, **_kwargs: object
) -> list[CheckMessage]:
    """Refuses a signing site of the settings that the newest edition of the descriptor does not name, or names as
    ended. Says nothing of a database that cannot be asked yet, or of a network that is not founded."""
    if not databases:
        return []
    try:
        latest = newest_descriptor()
    except DatabaseError:
        return []
    if latest is None:
        return []
    named = {(party.id, origin) for party in latest.relying_parties if party.until is None for origin in party.origins}
    ours = {
        (settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SIGN_ORIGIN),
        (settings.HAMKOR_SPARE_SIGN_RP_ID, settings.HAMKOR_SPARE_SIGN_ORIGIN),
    }
    return [
        Error(
            f"The network's descriptor names no signing site {rp_id} with the origin {origin} that is in force: what "
            "is signed there could not be proved.",
            hint=f"Add it (./hamkor ledger descriptor --add-site {rp_id} {origin}), or correct the settings.",
            id="hamkor.E013",
        )
        for rp_id, origin in sorted(ours - named)
        if rp_id
    ]
