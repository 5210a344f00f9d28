import tempfile
from pathlib import Path

from hamkor.core.actors import OPERATOR
from tests.contracts.examples import Example, example
from tests.factories.network import coordinator
from tests.support.wxr import export, item


@example("newsroom.bring_in_wordpress")
def _() -> Example:
    file = Path(tempfile.mkdtemp(prefix="hamkor-wxr-")) / "export.xml"
    file.write_text("".join(export([item(5)])))
    return Example(
        allowed={"by": OPERATOR, "file": file, "media": None, "language": "", "tell": lambda *_told: None},
        stranger=coordinator(),
        event="newsroom.wordpress_brought_in",
    )
