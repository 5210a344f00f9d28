"""What else the entry of an organisation holds beside its names: countries, category, website."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError
from hamkor.core.languages import country_codes
from hamkor.network.models.organisations import categories

LONGEST_ADDRESS: Final = 200
_http: Final = URLValidator(schemes=("http", "https"))


def clean_country(code: str) -> str:
    """The ISO 3166-1 code in capitals; raises `DomainError` for any other."""
    code = code.strip().upper()
    if code not in country_codes():
        raise DomainError(_("“%(code)s” is no country's two-letter code.") % {"code": code[:40]})
    return code


def clean_category(code: str) -> str:
    """A category of this network; raises `DomainError` for any other."""
    if code not in categories():
        raise DomainError(
            _("“%(category)s” is no category here. There are: %(known)s.")
            % {"category": code[:40], "known": ", ".join(categories())}
        )
    return code


def clean_website(address: str) -> str:
    """An http or https address, or nothing; raises `DomainError` for any other."""
    address = address.strip()
    if not address:
        return ""
    try:
        _http(address)
    except ValidationError:
        raise DomainError(_("Give the whole address of the website, beginning with https://.")) from None
    if len(address) > LONGEST_ADDRESS:
        raise DomainError(_("This is longer than %(longest)d characters: shorten it.") % {"longest": LONGEST_ADDRESS})
    return address
