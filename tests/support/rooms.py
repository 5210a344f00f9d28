"""The code of the house, found by looking: rooms, their action modules, their models."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import Field, Model

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


def own_fields(model: type[Model]) -> list[Field]:
    """A model's fields but for those that a page keeps in Wagtail's own table."""
    return [field for field in model._meta.concrete_fields if field.model.__module__.startswith("hamkor.")]


def written_by_wagtail(model: type[Model]) -> bool:
    """Whether the editors' site writes this table, and numbers its rows."""
    return model._meta.app_label == "newsroom"
