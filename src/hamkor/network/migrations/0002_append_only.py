from django.db import migrations

from hamkor.core.triggers import Trigger, append_only


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [
        append_only("network_audience"),
        append_only("network_grant"),
        append_only("network_formername"),
        append_only("network_organisationchange"),
        append_only("network_keyconfirmation"),
        append_only("network_freezelifting"),
        # What `AudienceManager.of` refuses, the database refuses to whoever goes past it.
        Trigger(
            "network_grant_of_the_label",
            table="network_grant",
            event="INSERT",
            when=(
                "(NEW.key = 'public' AND (SELECT label FROM network_audience WHERE id = NEW.audience_id) <> 'CLEAR') OR "
                "(NEW.key = 'network' AND (SELECT label FROM network_audience WHERE id = NEW.audience_id) <> 'GREEN')"
            ),
            refusal="only CLEAR is public, and only GREEN is for the whole network",
        ),
    ]
