"""Bringing a whole list of organisations in: all of it, or nothing."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import action, record
from hamkor.core.actors import Actor
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.network.access_organisations import check_may_bring_in, known_names
from hamkor.network.actions.organisations import add_organisation
from hamkor.network.models import Organisation
from hamkor.network.organisation_list import Row, doubtful


@action
def bring_in_organisations(
    *, by: Actor, rows: Sequence[Row], leave_out: Collection[int] = (), bring_in: Collection[int] = ()
) -> list[Organisation]:
    """Adds an organisation for each row, or, if one of them cannot be, none.

    A row that may be an organisation of the network already must be decided on, by its line: `leave_out` or
    `bring_in`. Raises `Refused` for all but the secretariat and the operator, `Conflict` naming the lines that nobody
    decided on (somebody may have added the organisation meanwhile), `DomainError` naming the line that cannot be
    added, `NothingToDo` where every row is left out.
    """
    check_may_bring_in(by)
    undecided = {each.row.line for each in doubtful(rows, known_names())} - {*leave_out, *bring_in}
    if undecided:
        raise Conflict(
            _("Likely doubles stand in these lines, and nothing was decided about them: %(lines)s. Nothing was saved.")
            % {"lines": ", ".join(map(str, sorted(undecided)))}
        )
    added = [_add(by, row) for row in rows if row.line not in leave_out]
    if not added:
        raise NothingToDo(_("There is nothing in the list that is to be brought in."))
    record("network.organisations_brought_in", by=by, on=added[0], organisations=len(added))
    return added


def _add(by: Actor, row: Row) -> Organisation:
    try:
        return add_organisation(
            by=by,
            names=row.names,
            country_of_work=row.country_of_work,
            country_of_seat=row.country_of_seat,
            website=row.website,
            category=row.category,
            since=row.since,
        )
    except DomainError as error:
        raise DomainError(
            _("Line %(line)d: %(why)s Nothing was saved.") % {"line": row.line, "why": error.sentence}
        ) from None
