"""What the tests run with: the demonstration's origins, quick password hashes, mail kept in memory."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("HAMKOR_HOME", str(Path(tempfile.gettempdir()) / f"hamkor-test-home-{os.getuid()}"))
Path(os.environ["HAMKOR_HOME"]).mkdir(parents=True, exist_ok=True)

from hamkor.config.base import *  # noqa: E402, F403
from hamkor.config.base import CACHES, INSTALLED_APPS  # noqa: E402

SECRET_KEY = "for-tests-only-" + "0" * 40
INSTALLED_APPS = [*INSTALLED_APPS, "hamkor.demo"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "sign.localhost", "spare.localhost", "testserver"]
_port = f":{os.environ['HAMKOR_PORT']}" if "HAMKOR_PORT" in os.environ else ""
HAMKOR_DEMONSTRATION = True
HAMKOR_SITE_ORIGIN = f"http://localhost{_port}"
HAMKOR_SIGN_ORIGIN = f"http://sign.localhost{_port}"
HAMKOR_LOGIN_RP_ID = "localhost"
HAMKOR_SIGN_RP_ID = "sign.localhost"
HAMKOR_SPARE_SIGN_ORIGIN = f"http://spare.localhost{_port}"
HAMKOR_SPARE_SIGN_RP_ID = "spare.localhost"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
HAMKOR_VISITS_WAIT = 0.0
# Each process of the tests counts for itself unless told where; the folder goes with it.
_counts = tempfile.TemporaryDirectory(prefix="hamkor-test-")
_counted = os.environ.get("HAMKOR_TEST_COUNTS", _counts.name)
CACHES = {"default": {**CACHES["default"], "LOCATION": f"{_counted}/attempts.sqlite3"}}
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # allauth reads False as: no limits
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
(Path(os.environ["HAMKOR_HOME"]) / "static").mkdir(exist_ok=True)
