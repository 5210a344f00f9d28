"""No number below five is kept of a day that is over: rests that are too small go, other pages are what is left over."""

from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

FEW = 5


def merge_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Days that were closed before are brought to what closing leaves now."""
    alias = schema_editor.connection.alias
    days = apps.get_model("privacy", "VisitDay").objects.using(alias)
    pages = apps.get_model("privacy", "PageVisits").objects.using(alias)
    pages.filter(address="").delete()
    small = Q(visitors__lt=FEW) | Q(views__lt=FEW)
    days.filter(small, closed_at__isnull=False).exclude(language="").delete()
    days.filter(small, closed_at__isnull=False).update(visitors=0, views=0)
    apps.get_model("privacy", "VisitMonth").objects.using(alias).filter(small).delete()
    named = defaultdict(list)
    closed = set(days.filter(closed_at__isnull=False).values_list("day", flat=True))
    for page in pages.filter(day__in=closed).order_by("views", "address"):
        named[page.day, page.address.split("/", 2)[1]].append(page)
    views = {(row.day, row.language): row.views for row in days.filter(closed_at__isnull=False)}
    for key, of_language in named.items():
        without = views.get(key, 0) - sum(page.views for page in of_language)
        for page in of_language:
            if key in views and page.views >= FEW and not 0 < without < FEW:
                break
            without += page.views
            page.delete()


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.RunPython(merge_again, migrations.RunPython.noop),
        migrations.AlterField(model_name="pagevisits", name="address", field=models.CharField(max_length=500)),
        migrations.AddConstraint(
            model_name="visitday",
            constraint=models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(visitors=0, views=0) | Q(visitors__gte=FEW, views__gte=FEW),
                name="no_few_visits_on_a_closed_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitmonth",
            constraint=models.CheckConstraint(
                condition=Q(visitors=0, views=0) | Q(visitors__gte=FEW, views__gte=FEW),
                name="no_few_visits_in_a_month",
            ),
        ),
    ]
