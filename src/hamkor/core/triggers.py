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

    def describe(self) -> str:
        return f"Refuse {self.event} on {self.table}: {self.refusal}"

    def _events(self) -> list[str]:
        return self.event.split(" OR ")


def append_only(table: str) -> Trigger:
    """Rows of `table` are written once: no update, no delete."""
    return Trigger(f"{table}_append_only", table=table, event="UPDATE OR DELETE", refusal=f"{table} is append-only")
