"""How a key was confirmed, as the ledger holds it; keys that are contested; a second key for a spare signing site."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import hamkor.core.ids
from hamkor.core.triggers import AppendOnly, append_only


class NoLonger(AppendOnly):
    """Takes away what its twin put there."""

    database_forwards = AppendOnly.database_backwards
    database_backwards = AppendOnly.database_forwards


class Migration(migrations.Migration):
    dependencies = [("network", "0002_append_only")]

    operations = [
        # What was confirmed before bears neither statement nor place in the record: nobody outside could check it. It
        # has to be confirmed anew.
        NoLonger("network_keyconfirmation"),
        migrations.DeleteModel(name="KeyConfirmation"),
        migrations.AddField("signingkey", "contested_at", models.DateTimeField(null=True)),
        migrations.AddField("signingkey", "contested_position", models.PositiveBigIntegerField(null=True)),
        migrations.RemoveConstraint("signingkey", "one_key_a_mandate"),
        migrations.AddConstraint(
            "signingkey",
            models.UniqueConstraint(
                fields=["mandate", "rp_id"], condition=Q(revoked_at=None), name="one_key_a_mandate_and_site"
            ),
        ),
        migrations.CreateModel(
            name="KeyConfirmation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=hamkor.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("fingerprint", "its fingerprint was found elsewhere"),
                            ("earlier-key", "an earlier key of the organisation signed for it"),
                            ("member", "another member asked the organisation"),
                        ],
                        max_length=16,
                    ),
                ),
                ("found", models.CharField(blank=True, max_length=500)),
                ("client_data", models.BinaryField(null=True)),
                ("authenticator_data", models.BinaryField(null=True)),
                ("signature", models.BinaryField(null=True)),
                ("statement", models.BinaryField()),
                ("position", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.person"
                    ),
                ),
                (
                    "earlier_key",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.signingkey",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="network.signingkey",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["key", "by"], name="one_confirmation_a_person"),
                    models.UniqueConstraint(fields=["key", "organisation"], name="one_confirmation_a_member"),
                    models.CheckConstraint(
                        condition=Q(
                            way="earlier-key",
                            earlier_key__isnull=False,
                            client_data__isnull=False,
                            authenticator_data__isnull=False,
                            signature__isnull=False,
                        )
                        | Q(
                            ~Q(way="earlier-key"),
                            earlier_key=None,
                            client_data=None,
                            authenticator_data=None,
                            signature=None,
                        ),
                        name="evidence_of_an_earlier_key",
                    ),
                    models.CheckConstraint(condition=Q(way="fingerprint") ^ Q(found=""), name="found_somewhere"),
                ],
            },
        ),
        append_only("network_keyconfirmation"),
    ]
