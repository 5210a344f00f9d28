"""The house stands as designed: imports lean down, migrations are complete and named, rooms keep their furniture."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "hamkor"


def test_rooms_lean_down_only() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_have_names() -> None:
    assert [p.name for p in SOURCE.glob("*/migrations/*_auto_*.py")] == []


# The kernel's own row of an act; the demonstration's pages, which are written as Wagtail writes an editor's.
WRITES_ITSELF = {("audit", "kernel.py"), ("demo", "story", "newsroom.py")}


def test_only_models_access_and_actions_write() -> None:
    """Views, forms, templates' tags and commands call actions; they never save, create, update or delete."""
    writing = re.compile(
        r"\.(?:objects\.(?:create|bulk_create|update_or_create|get_or_create)|bulk_update)\("
        r"|\.objects\b.*\.update\(|\.delete\(\)"
        # not a session, a form of allauth's, a file laid bare, a drawn picture
        r"|(?<!session)(?<!form)(?<!bare)(?<!picture)\.save\("
    )
    faults = []
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE).parts
        if parts[0] in {"cli"} or {"migrations", "actions", "models", "actions.py", "models.py", "access.py"} & set(
            parts
        ):
            continue
        if writing.search(path.read_text()) and parts not in WRITES_ITSELF:
            faults.append("/".join(parts))
    assert faults == []


def test_no_path_of_a_machine_and_no_registry_is_named() -> None:
    hosts = ("python" + "hosted", "py" + r"pi\.org", "registry" + r"\.npm", "deb" + r"\.debian")
    paths = ("/ro" + "ot/", "/wo" + "rk/", "/home/" + "[a-z]+/")
    search = ["git", "grep", "-lE", "|".join((*hosts, *paths))]
    named = subprocess.run(search, cwd=ROOT, capture_output=True, text=True, check=False)
    assert named.stdout == ""
