"""A real installation, configured by environment variables; `./hamkor check --deploy` says what is unsafe."""

from hamkor.config.base import *  # noqa: F403

# A browser takes cookies called so from this very host only: no neighbouring host can lay a session into it.
SESSION_COOKIE_NAME = "__Host-hamkor_session"
CSRF_COOKIE_NAME = "__Host-hamkor_csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Preloading would be a public register of the network's host names.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
