from django.db import migrations

from hamkor.core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]

    operations = [
        append_only("instruments_textrevision"),
    ]
