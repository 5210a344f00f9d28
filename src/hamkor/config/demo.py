"""The demonstration: loopback only, marked everywhere, keys thrown away."""

import os
from pathlib import Path

os.environ.setdefault("HAMKOR_HOME", "var/demo")

from hamkor.config.base import *  # noqa: F403
from hamkor.config.base import HAMKOR_HOME, INSTALLED_APPS

_port = os.environ.get("HAMKOR_PORT", "8000")

HAMKOR_DEMONSTRATION = True
INSTALLED_APPS = [*INSTALLED_APPS, "hamkor.demo"]
SECRET_KEY = (
    (Path(HAMKOR_HOME) / "secret-key").read_text().strip()
    if (Path(HAMKOR_HOME) / "secret-key").exists()
    else "demonstration-only-" + "0" * 40
)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "sign.localhost"]
HAMKOR_SITE_ORIGIN = f"http://localhost:{_port}"
HAMKOR_SIGN_ORIGIN = f"http://sign.localhost:{_port}"
HAMKOR_LOGIN_RP_ID = "localhost"
HAMKOR_SIGN_RP_ID = "sign.localhost"
HAMKOR_NETWORK_NAMES = {
    "ru": "Сеть взаимной помощи",
    "en": "Mutual Support Network",
    "kk": "Өзара қолдау желісі",
    "ky": "Өз ара колдоо тармагы",
    "tg": "Шабакаи дастгирии мутақобила",
    "tk": "Özara goldaw tory",
    "uz": "Oʻzaro koʻmak tarmogʻi",
}
PASSWORD_HASHERS = ["hamkor.demo.hashers.QuickHasher"]
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(HAMKOR_HOME / "mail")},
    }
}
