import django.db.models.deletion
from django.db import migrations, models

import hamkor.core.ids
from hamkor.core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_registers")]

    operations = [
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=hamkor.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("witness", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("value", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="ledger.checkpoint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("checkpoint", "witness", "at"), name="a_witness_cosigns_once_at_a_time"
                    )
                ],
            },
        ),
        append_only("ledger_cosignature"),
    ]
