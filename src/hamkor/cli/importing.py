"""`./hamkor import`: brings lists and other sites into a real installation."""

from collections.abc import Sequence
from typing import Final

from hamkor.cli import manage
from hamkor.cli.checkout import ObstacleError

KINDS: Final = {"organisations": "import_organisations", "wordpress": "import_wordpress"}


def run(arguments: Sequence[str]) -> int:
    """Hands over to the kind's own command; raises `ObstacleError` for a kind that there is not."""
    if not arguments or arguments[0] not in KINDS:
        raise ObstacleError(f"./hamkor import takes one of: {', '.join(KINDS)}; then a file.")
    kind, *rest = arguments
    return manage.run([KINDS[kind], *rest])
