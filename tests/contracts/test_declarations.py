"""Every model says what it is: mutable or append-only, who sees it, which fields are about a person."""

import re

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from wagtail.fields import StreamField

from hamkor.audit.kernel import standing_in
from hamkor.core.ids import new_id
from hamkor.core.models import INTERNAL, PUBLIC, Declared, Lifecycle
from hamkor.core.triggers import Trigger
from hamkor.network.models import Audience
from tests.support.rooms import our_models, own_fields, written_by_wagtail

GIVEN_BY_WAGTAIL = "uploaded_by_user"
KEYED_BY_THEIR_PLACE = {"ledger.Commitment", "ledger.Node", "ledger.Opening", "ledger.RegisterEntry"}
MODELS = sorted(our_models(), key=lambda m: m._meta.label)
WORDS_OR_BYTES = (
    models.CharField,
    models.TextField,
    models.BinaryField,
    models.JSONField,
    models.FileField,
    StreamField,
)
every_model = pytest.mark.parametrize("model", MODELS, ids=[m._meta.label for m in MODELS])


@every_model
def test_it_declares_itself(model: type[models.Model]) -> None:
    assert isinstance(getattr(model, "declared", None), Declared), f"{model._meta.label} declares nothing"


@every_model
def test_every_field_that_can_hold_words_is_personal_or_not(model: type[models.Model]) -> None:
    declared: Declared = model.declared
    named = {*declared.personal, *declared.impersonal}
    holding = {field.name for field in own_fields(model) if isinstance(field, WORDS_OR_BYTES) and not field.is_relation}
    assert named == holding
    assert not set(declared.personal) & set(declared.impersonal)


@every_model
def test_its_visibility_leads_to_an_audience_or_is_said(model: type[models.Model]) -> None:
    path: str = model.declared.visible
    if path in (PUBLIC, INTERNAL):
        return
    reached: type[models.Model] = model
    for step in path.split("__"):
        reached = reached._meta.get_field(step).related_model
    assert reached is Audience
    assert hasattr(model.objects.all(), "visible_to")


@every_model
@pytest.mark.django_db
def test_append_only_is_held_by_the_database(model: type[models.Model]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type='trigger' AND name LIKE %s", [f"{table}_append_only%"]
            )
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = %s", [f"{table}_append_only"])
        triggers = cursor.fetchone()[0]
    assert bool(triggers) == (model.declared.lifecycle is Lifecycle.APPEND_ONLY)


@pytest.mark.django_db
def test_every_trigger_of_a_migration_is_in_the_database() -> None:
    """A later migration that rebuilds a table, as SQLite must for many changes, drops its triggers without a word."""
    declared = {
        (trigger.table, name)
        for migration in MigrationLoader(connection).disk_migrations.values()
        for trigger in migration.operations
        if isinstance(trigger, Trigger)
        for name in trigger.names(connection.vendor)
    }
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE NOT tgisinternal AND tgenabled = 'O'"
            )
        there = set(cursor.fetchall())
    assert declared <= there
    # The others keep an index of words that SQLite cannot keep by itself: Wagtail's, and ours.
    assert {name for _table, name in there - declared if not name.endswith("_fts")} == (
        {"publishing_words_added", "publishing_words_removed"} if connection.vendor == "sqlite" else set()
    )
    assert "instruments_edition" in {table for table, _name in there}, "adopted texts are held by triggers too"


@pytest.mark.django_db
def test_an_append_only_row_can_be_neither_changed_nor_deleted() -> None:
    with standing_in("test"):
        audience = Audience.objects.of("CLEAR")
        for change in (
            lambda: Audience.objects.update(label="RED"),
            lambda: Audience.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()
    audience.refresh_from_db()
    assert audience.label == "CLEAR"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="nothing replaces a row on PostgreSQL")
@pytest.mark.parametrize(
    "table", [each._meta.db_table for each in MODELS if each.declared.lifecycle is Lifecycle.APPEND_ONLY]
)
def test_no_unique_key_of_an_append_only_table_lets_a_row_take_the_place_of_another(table: str) -> None:
    """SQLite's INSERT OR REPLACE takes away whatever row has the same primary key, or the same in any unique index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{table}_append_only_replace"])
        guard = cursor.fetchone()[0]
        cursor.execute("SELECT name FROM pragma_table_info(%s) WHERE pk", [table])
        keys = [{name for (name,) in cursor.fetchall()}]
        cursor.execute(f"SELECT name FROM pragma_index_list('{table}') WHERE \"unique\"")  # noqa: S608
        for (index,) in cursor.fetchall():
            cursor.execute("SELECT name FROM pragma_index_info(%s)", [index])
            keys.append({name for (name,) in cursor.fetchall()})
    guarded = [set(re.findall(r"(\w+) = NEW\.\1\b", part)) for part in guard.split("EXISTS")[1:]]
    assert all(key in guarded for key in keys), (keys, guarded)


@every_model
def test_no_name_stands_in_its_str(model: type[models.Model]) -> None:
    """A log line or an error page prints objects: it must not print people."""
    assert "__str__" not in model.__dict__ or model._meta.label == "accounts.User"


@every_model
def test_keys_are_random(model: type[models.Model]) -> None:
    if written_by_wagtail(model) or model._meta.label in KEYED_BY_THEIR_PLACE:
        return
    assert isinstance(model._meta.pk, models.UUIDField)
    assert model._meta.pk.default is new_id


def test_links_between_rooms_belong_to_the_upper_one() -> None:
    """A foreign key into another room leaves no name there, and never deletes silently."""
    faults = []
    for model in MODELS:
        for field in own_fields(model):
            if not isinstance(field, models.ForeignKey) or field.related_model._meta.app_label == model._meta.app_label:
                continue
            if not field.related_model.__module__.startswith("hamkor.") or field.name == GIVEN_BY_WAGTAIL:
                continue
            if field.remote_field.related_name != "+":
                faults.append(f"{model._meta.label}.{field.name}: related_name='+'")
            if (
                field.remote_field.on_delete is not models.PROTECT
                and field.related_model._meta.label != "accounts.User"
            ):
                faults.append(f"{model._meta.label}.{field.name}: PROTECT")
    assert faults == []
