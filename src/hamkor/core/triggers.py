"""Migration operations for rules that the database itself must hold."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Trigger(Operation):
    """Refuses an event on a table's rows when `when` holds, with an integrity error that says `refusal`.

    `when` is an SQL condition over `NEW` and `OLD` that SQLite and PostgreSQL read alike.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, *, table: str, event: str, when: str = "", refusal: str) -> None:
        self.name = name
        self.table = table
        self.event = event
        self.when = when
        self.refusal = refusal

    def deconstruct(self) -> tuple[str, Sequence[str], dict[str, str]]:
        kwargs = {"table": self.table, "event": self.event, "when": self.when, "refusal": self.refusal}
        return type(self).__name__, [self.name], kwargs

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are not part of the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            # SQLite takes one event a trigger.
            for number, event in enumerate(self._events()):
                condition = f"WHEN {self.when}" if self.when else ""
                schema_editor.execute(
                    f"CREATE TRIGGER {self.name}_{number} BEFORE {event} ON {self.table} FOR EACH ROW {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
                )
            return
        schema_editor.execute(
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {self.when or 'TRUE'} THEN RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'restrict_violation'; "
            "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for number, _event in enumerate(self._events()):
                schema_editor.execute(f"DROP TRIGGER {self.name}_{number}")
            return
        schema_editor.execute(f"DROP TRIGGER {self.name} ON {self.table}")
        schema_editor.execute(f"DROP FUNCTION {self.name}()")

    def names(self, vendor: str) -> list[str]:
        """What the database calls it."""
        if vendor != "sqlite":
            return [self.name]
        return [f"{self.name}_{number}" for number, _event in enumerate(self._events())]

    def describe(self) -> str:
        return f"Refuse {self.event} on {self.table}: {self.refusal}"

    def _events(self) -> list[str]:
        return self.event.split(" OR ")


class AppendOnly(Trigger):
    """Rows of a table are written once: no update, no delete; and none of what does either without saying so, SQLite's
    `INSERT OR REPLACE` and PostgreSQL's `TRUNCATE`.

    On SQLite it holds for the unique keys that the table has when this runs. (A later one means a new table there,
    which has no triggers at all until they are made again.)
    """

    def __init__(self, table: str) -> None:
        super().__init__(
            f"{table}_append_only", table=table, event="UPDATE OR DELETE", refusal=f"{table} is append-only"
        )

    def deconstruct(self) -> tuple[str, Sequence[str], dict[str, str]]:
        return type(self).__name__, [self.table], {}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor == "sqlite":
            # What a replacement takes away fires no trigger that SQLite has by default, so a row that would take the
            # place of another is refused before.
            taken = " OR ".join(
                f"EXISTS (SELECT 1 FROM {self.table} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in key)})"  # noqa: S608
                for key in _unique_keys(schema_editor, self.table)
            )
            schema_editor.execute(
                f"CREATE TRIGGER {self.name}_replace BEFORE INSERT ON {self.table} FOR EACH ROW WHEN {taken} "
                f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {self.name}_truncate BEFORE TRUNCATE ON {self.table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()"
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {self.name}_replace")
        else:
            schema_editor.execute(f"DROP TRIGGER {self.name}_truncate ON {self.table}")
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def names(self, vendor: str) -> list[str]:
        return [*super().names(vendor), f"{self.name}_{'replace' if vendor == 'sqlite' else 'truncate'}"]


def append_only(table: str) -> AppendOnly:
    """Rows of `table` are written once."""
    return AppendOnly(table)


def _unique_keys(schema_editor: BaseDatabaseSchemaEditor, table: str) -> list[list[str]]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_info({table})")
        keys = [[name for _number, name, _type, _not_null, _default, primary in cursor.fetchall() if primary]]
        cursor.execute(f"PRAGMA index_list({table})")
        for _number, index, unique, _origin, partial in cursor.fetchall():
            if unique and not partial:
                cursor.execute(f"PRAGMA index_info({index})")
                keys.append([name for _rank, _column, name in cursor.fetchall()])
    return [key for number, key in enumerate(keys) if key not in keys[:number]]
