"""The strings that a package marks for translation, as they stand in its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


def strings_of(*modules: ModuleType) -> Iterator[str]:
    for module in modules:
        file = Path(str(module.__file__))
        for path in sorted(file.parent.rglob("*.py")) if file.name == "__init__.py" else [file]:
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(func=ast.Name(id="_" | "gettext"), args=[ast.Constant(value=str(text)), *_]):
                        yield text
