"""The example people: first names, marked as examples, each in an example organisation."""

import secrets
from dataclasses import dataclass
from typing import Final

from hamkor.core.errors import DomainError
from hamkor.demo.story.organisations import COORDINATING, MEMBERS, PARTNERS
from hamkor.network.actions.invitations import Invited, Outcome, accept_invitation
from hamkor.network.models import Person, Role


@dataclass(frozen=True)
class ExamplePerson:
    """`code` is the first part of her e-mail address."""

    code: str
    name: str
    organisation: str
    role: str = Role.DELEGATE

    @property
    def email(self) -> str:
        return f"{self.code}@{self.organisation}.example"

    @property
    def marked_name(self) -> str:
        return f"{self.name} (пример)"


COORDINATOR: Final = ExamplePerson("coordinator", "Асель", COORDINATING, Role.COORDINATOR)
DEPUTY: Final = ExamplePerson("deputy", "Тимур", "steppe-well", Role.DEPUTY)
CONTRIBUTOR: Final = ExamplePerson("contributor", "Нурия", "walnut-grove", Role.CONTRIBUTOR)
OBSERVER: Final = ExamplePerson("observer", "Лейла", "caravan-lantern", Role.OBSERVER)

_NAMES: Final = (
    "Данияр", "Алия", "Марат", "Бермет", "Эрмек", "Салтанат", "Фаррух", "Зарина", "Мехри", "Огульджан", "Сердар",
    "Дильшод", "Гульнора", "Шахноза", "Анна", "Питер", "Ева",
)  # fmt: skip
DELEGATES: Final = tuple(
    ExamplePerson("delegate", name, organisation.code)
    for name, organisation in zip(_NAMES, (*MEMBERS, *PARTNERS), strict=True)
)
# Invited, and her letter not opened yet.
AWAITED: Final = ExamplePerson("invited", "Камила", "open-gate")
# Invited by the delegate of his organisation; the coordinator has still to accept him.
TO_BE_ACCEPTED: Final = ExamplePerson("second", "Рустам", "blue-door", Role.CONTRIBUTOR)


def arrive(example: ExamplePerson, invited: Invited) -> Person:
    """She takes up the invitation, with an account whose password nobody knows."""
    invitation = invited.invitation
    person = invitation.mandate.person
    outcome = accept_invitation(
        by=person,
        invitation=invitation,
        code=invited.code,
        email=example.email,
        password=secrets.token_urlsafe(32),
    )
    if outcome is not Outcome.ACCEPTED:
        raise DomainError(f"{example.email}: {outcome.name}")
    return Person.objects.select_related("account").get(pk=person.pk)
