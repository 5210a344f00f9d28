from django.db import migrations

from hamkor.core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [
        append_only("network_audience"),
        append_only("network_grant"),
        append_only("network_formername"),
        append_only("network_organisationchange"),
        append_only("network_keyconfirmation"),
        append_only("network_freezelifting"),
    ]
