"""`./hamkor serve`: a real installation; not from an unsafe configuration or a database that is behind."""

import argparse
from collections.abc import Sequence

from hamkor.cli import catalogues, check, restored, server
from hamkor.cli.checkout import ObstacleError
from hamkor.cli.loading import PRODUCTION, database_in_words, load
from hamkor.cli.steps import step


def run(arguments: Sequence[str]) -> int:
    """Serve until stopped.

    Raises `ObstacleError` for an unsafe configuration, missing migrations, a damaged list of erasures, a record that
    does not continue what was signed (as after a restored backup), or a busy port.
    """
    parser = argparse.ArgumentParser(prog="./hamkor serve", description="Serve a real installation.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=server.port, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each (default: %(default)s)")
    options = parser.parse_args(arguments)

    server.check_port(options.host, options.port)
    catalogues.compile_all()
    load(PRODUCTION)
    faults = check.sentences(deploy=True, serious_only=True)
    if faults:
        raise ObstacleError("Not served, because the configuration is unsafe:\n" + "\n".join(faults))
    _check_migrated()
    _mind_a_restored_backup()
    _make_site()
    return server.serve(
        host=options.host,
        port=options.port,
        workers=options.workers,
        threads=options.threads,
        announcement=f"Hamkor answers on {options.host}:{options.port}.",
    )


def _check_migrated() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with database_in_words():
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        connection.close()
    if behind:
        raise ObstacleError(
            "Not served, because the database is behind the program: run ./hamkor manage migrate first."
        )


def _mind_a_restored_backup() -> None:
    from django.db import connections

    try:
        with database_in_words():
            restored.look_after()
    finally:
        connections.close_all()


def _make_site() -> None:
    """Readers get files only, so the first ones come before them; later changes are the clock's to bring in."""
    from django.db import connections

    from hamkor.publishing.files import CannotWriteError
    from hamkor.publishing.making import public_files
    from hamkor.publishing.rebuild import rebuild

    if public_files().made_from:
        return
    try:
        with step("the public site"), database_in_words():
            rebuild()
    except CannotWriteError as error:
        raise ObstacleError(str(error)) from error
    finally:
        connections.close_all()
