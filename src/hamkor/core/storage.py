"""Style sheets and scripts as they travel to readers."""

from typing import Final

import rcssmin
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS: Final = "hamkor/"


class ReadersStorage(CompressedManifestStaticFilesStorage):
    """Keeps our style sheets without comments and spaces: a first view of a page has ten kilobytes for everything."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]  # bytes or text, as it is read
        if name.startswith(OURS) and name.endswith(".css"):
            content.seek(0)
            content = ContentFile(rcssmin.cssmin(content.read().decode()).encode())
        return str(super()._save(name, content))
