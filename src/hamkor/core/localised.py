"""One text out of several languages, chosen in the query, together with the language it is in."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Case, OuterRef, Subquery, Value, When


def localised(
    child: type[models.Model] | models.QuerySet[Any], *, owner: str, chain: Sequence[str], **fields: str
) -> dict[str, Subquery]:
    """Annotations for `owner`'s rows: for each `name="field"` the text of the best language in `chain`.

    `localised(OrganisationName, owner="organisation", chain=chain("kk"), name="text", name_language="language")`.
    `child` may also be a queryset, of those rows that may stand in at all. Where none of the chain exists, the first
    language by tag stands in, so that nothing shows empty.
    """
    rank = Case(
        *(When(language=language, then=Value(place)) for place, language in enumerate(chain)),
        default=Value(len(chain)),
        output_field=models.IntegerField(),
    )
    rows = child if isinstance(child, models.QuerySet) else child._default_manager
    best = rows.filter(**{owner: OuterRef("pk")}).order_by(rank, "language")
    return {name: Subquery(best.values(field)[:1]) for name, field in fields.items()}
