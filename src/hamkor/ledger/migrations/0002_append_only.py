from django.db import migrations

from hamkor.core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        append_only("ledger_descriptor"),
        append_only("ledger_commitment"),
        append_only("ledger_node"),
        append_only("ledger_checkpoint"),
        append_only("ledger_registerentry"),
        append_only("ledger_register"),
        append_only("ledger_cosignature"),
    ]
