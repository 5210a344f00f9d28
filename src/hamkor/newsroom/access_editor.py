"""Who edits the public site: who gave a second factor and has a mandate for it in force, at each request anew."""

from typing import Final

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import second_factor_given
from hamkor.accounts.models import User
from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import Refused
from hamkor.network.models import Mandate, Person, Role
from hamkor.network.models.people import SECRETARIAT

EDITORIAL: Final = (Role.EDITOR, *SECRETARIAT)
GROUP: Final = "Редакция · Editors"


def editors() -> QuerySet[User]:
    """The accounts of those who may edit at this moment."""
    mandates = Mandate.objects.in_force(clock.now()).filter(role__in=EDITORIAL)
    people = Person.objects.filter(pk__in=mandates.values("person"))
    return User.objects.filter(pk__in=people.values("account"), is_active=True, frozen_at=None)


def may_edit(request: HttpRequest) -> bool:
    """True where this session was opened with a second factor, by somebody who may edit at this moment."""
    return isinstance(request.user, User) and second_factor_given(request) and editors().contains(request.user)


def editors_group() -> Group:
    """The group that holds Wagtail's permissions; made by a migration."""
    return Group.objects.get(name=GROUP)


@permission
def check_editor(by: Actor) -> None:
    """Raises `Refused` for an account without a mandate for editing in force."""
    if not isinstance(by, User) or not editors().contains(by):
        raise Refused(_("Only an editor, the coordinator or her deputy can edit the public site."))


@permission
def check_no_editor(by: Actor) -> None:
    """Raises `Refused` for an account that may edit: it keeps its place."""
    if not isinstance(by, User) or editors().contains(by):
        raise Refused(_("Who may edit the public site stays among its editors."))
