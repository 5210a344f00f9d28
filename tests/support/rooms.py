"""The code of the house, found by looking: rooms, their action modules, their models."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import Model

import hamkor


def load_all_actions() -> None:
    """Imports every `actions` module or package, so that each action has registered itself."""
    for room in sorted(p.name for p in Path(hamkor.__path__[0]).iterdir() if p.is_dir()):
        name = f"hamkor.{room}.actions"
        if importlib.util.find_spec(name) is None:
            continue
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(getattr(package, "__path__", [])):
            importlib.import_module(f"{name}.{module.name}")


def our_models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("hamkor."):
            yield model
