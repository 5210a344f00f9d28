"""The tests' settings, with static files as an installation hands them out: compressed, named by their content."""

from hamkor.config.base import STORAGES as _INSTALLED
from hamkor.config.test import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": _INSTALLED["staticfiles"],
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
