"""Among the editors, and no longer."""

from hamkor.accounts.models import User
from hamkor.audit.kernel import standing_in
from hamkor.newsroom.access_editor import editors_group
from tests.contracts.examples import Example, example
from tests.factories.network import coordinator, delegate


def account(person) -> User:
    assert person.account is not None
    return person.account


@example("newsroom.admit_editor")
def _() -> Example:
    allowed = {"by": account(coordinator())}
    return Example(allowed=allowed, stranger=account(delegate()), event="newsroom.editor_admitted")


@example("newsroom.dismiss_editor")
def _() -> Example:
    former = account(delegate())
    with standing_in("factory"):
        former.groups.add(editors_group())
    return Example(allowed={"by": former}, stranger=account(coordinator()), event="newsroom.editor_dismissed")
