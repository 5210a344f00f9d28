"""An installation as its operator has it: a home, a database, and the commands."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support import servers


@dataclass(frozen=True)
class Installation:
    """A home and a database that other processes see as this one does; factories write to it."""

    home: Path
    database_url: str

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "hamkor.config.test",
                "HAMKOR_HOME": str(self.home),
                "DATABASE_URL": self.database_url,
                "PYTHONPATH": f"{servers.SOURCE / 'src'}:{servers.SOURCE}",
                **environment,
            },
            cwd=servers.SOURCE,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    def hamkor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "hamkor", *arguments)
