"""What holds for every installation; `demo`, `test` and `production` add what they differ in."""

import re
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from hamkor.config import environment
from hamkor.config.databases import from_url
from hamkor.core import first_style
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.core.static_headers import never_guessed_at
from hamkor.privacy import analytics

SOURCE = Path(__file__).resolve().parents[1]
ONION = re.compile(r"http://[a-z2-7]{56}\.onion")

HAMKOR_HOME = Path(
    environment.text("HAMKOR_HOME", default="var/hamkor", explanation="Folder that holds the database, files and keys.")
).resolve()

SECRET_KEY = environment.text("HAMKOR_SECRET_KEY", explanation="Django's secret key: 50 random characters or more.")
DEBUG = False
ALLOWED_HOSTS: list[str] = environment.words(
    "HAMKOR_HOSTS", explanation="Host names that this installation answers to, with commas."
)

# What the network is called where the site speaks of itself; per language in HAMKOR_NETWORK_NAME_RU and so on.
HAMKOR_NETWORK_NAME = environment.text(
    "HAMKOR_NETWORK_NAME", default="Hamkor", explanation="The network's name, where no language has its own."
)
HAMKOR_NETWORK_NAMES = {
    code: environment.text(
        f"HAMKOR_NETWORK_NAME_{code.upper()}",
        default=HAMKOR_NETWORK_NAME,
        explanation=f"The network's name in the language {code}.",
    )
    for code in INTERFACE_LANGUAGES
}
HAMKOR_SITE_ORIGIN = environment.text(
    "HAMKOR_SITE_ORIGIN", explanation="Origin of the site, for example https://network.example; no path."
)
HAMKOR_SIGN_ORIGIN = environment.text(
    "HAMKOR_SIGN_ORIGIN",
    explanation="Origin of the signing pages, a host of its own, for example https://sign.network.example.",
)
HAMKOR_ONION = environment.text(
    "HAMKOR_ONION", explanation="Origin of the site's onion service, http:// and a name of 56 letters with .onion."
)
if HAMKOR_ONION:
    if not ONION.fullmatch(HAMKOR_ONION):
        raise ValueError("HAMKOR_ONION is http:// and the 56 letters of an onion service with .onion, and no path")
    ALLOWED_HOSTS.append(HAMKOR_ONION.removeprefix("http://"))
HAMKOR_EDITOR_ORIGIN = environment.text(
    "HAMKOR_EDITOR_ORIGIN",
    explanation="Origin of the editors' pages where they have a host of their own; left out, they are on the site's.",
)
HAMKOR_LOGIN_RP_ID = environment.text(
    "HAMKOR_LOGIN_RP_ID", explanation="Relying-party id of the passkeys for signing in: the site's host name."
)
HAMKOR_SIGN_RP_ID = environment.text(
    "HAMKOR_SIGN_RP_ID",
    explanation="Relying-party id of the passkeys kept for signing: the signing host name.",
)
HAMKOR_SPARE_SIGN_ORIGIN = environment.text(
    "HAMKOR_SPARE_SIGN_ORIGIN",
    explanation="Origin under another domain where delegates keep a second key, should the signing domain be lost.",
)
HAMKOR_SPARE_SIGN_RP_ID = environment.text(
    "HAMKOR_SPARE_SIGN_RP_ID",
    explanation="Relying-party id of those second keys: the host name of the spare origin.",
)
HAMKOR_FURTHER_CATEGORIES = environment.words(
    "HAMKOR_FURTHER_CATEGORIES",
    explanation="Codes of categories of organisations beyond member and partner, with commas.",
)
HAMKOR_DEMONSTRATION = False
HAMKOR_ANALYTICS = analytics.parse(
    environment.text(
        "HAMKOR_ANALYTICS",
        default="own",
        explanation="Which analytics readers are asked about: own, off, matomo=<address>,<site id> or google=<id>.",
    )
)
HAMKOR_CHECKPOINT_MINUTES = environment.number(
    "HAMKOR_CHECKPOINT_MINUTES",
    default=60,
    explanation="Minutes from one signed checkpoint of the ledger to the next, on average.",
)
# Seconds for which visits are gathered in memory before their sums are written down.
HAMKOR_VISITS_WAIT = 600.0

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    # the templates of form fields
    "django.forms",
    # before allauth, whose pages it puts into our words
    "hamkor.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "hamkor.core",
    "hamkor.audit",
    "hamkor.ledger",
    "hamkor.network",
    "hamkor.instruments",
    "hamkor.newsroom",
    "hamkor.publishing",
    "hamkor.privacy",
    "hamkor.workspace",
    # the editors' site, whose words ours come before
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]

WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = never_guessed_at
MIDDLEWARE = [
    # Style and scripts are parts of pages: half a kilobyte of a page's headers would be sent with each for nothing.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "hamkor.core.middleware.OriginMiddleware",
    "hamkor.publishing.middleware.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Outside the messages, which become words of a language when the response leaves.
    "hamkor.core.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hamkor.core.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "hamkor.config.urls"
WSGI_APPLICATION = "hamkor.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hamkor.core.context.site",
                "hamkor.privacy.context.consent",
            ],
            "builtins": ["django.templatetags.i18n", "hamkor.core.templatetags.hamkor"],
        },
    }
]
FORM_RENDERER = "hamkor.core.forms.Renderer"

DATABASES = {
    "default": from_url(
        environment.text(
            "DATABASE_URL",
            explanation="postgres://user:password@host:port/name; left out, SQLite inside the home.",
        ),
        home=HAMKOR_HOME,
    )
}
CACHES = {
    "default": {
        "BACKEND": "hamkor.core.shared_cache.SharedCache",
        "LOCATION": str(HAMKOR_HOME / "attempts.sqlite3"),
        "TIMEOUT": 300,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hamkor.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"

ACCOUNT_ADAPTER = "hamkor.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "hamkor.accounts.tokens.ResetTokens"  # noqa: S105 - the path of a class
ACCOUNT_FORMS = {
    "login": "hamkor.accounts.forms.LoginForm",
    "reauthenticate": "hamkor.accounts.forms.ReauthenticateForm",
    "change_password": "hamkor.accounts.forms.ChangePasswordForm",
    "set_password": "hamkor.accounts.forms.SetPasswordForm",
    "reset_password": "hamkor.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "hamkor.accounts.forms.ResetPasswordKeyForm",
}
# No address is looked at: what allauth calls `ip` counts all visitors together. Those limits lie near what a small
# machine can answer, so that a flood shuts nobody out sooner than the flood itself would; the counts that hold are by
# account.
ACCOUNT_RATE_LIMITS = {
    "login": "3000/m/ip",
    "login_failed": "3000/m/ip,10/5m/key",
    "second_factor": "50/d/key",
    "reset_password": "600/m/ip,5/h/key",
    "reset_password_from_key": "600/m/ip",
}
MFA_ADAPTER = "hamkor.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": "3000/m/ip"}
MFA_FORMS = {
    "authenticate": "hamkor.accounts.forms.AuthenticateForm",
    "reauthenticate": "hamkor.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "hamkor.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "hamkor.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "hamkor.accounts.forms.EditWebAuthnForm",
    "login_webauthn": "hamkor.accounts.forms.LoginWebAuthnForm",
    "authenticate_webauthn": "hamkor.accounts.forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "hamkor.accounts.forms.ReauthenticateWebAuthnForm",
}

LANGUAGE_CODE = "ru"
LANGUAGES = [
    ("ru", _("Russian")),
    ("en", _("English")),
    ("kk", _("Kazakh")),
    ("ky", _("Kyrgyz")),
    ("tg", _("Tajik")),
    ("tk", _("Turkmen")),
    ("uz", _("Uzbek")),
]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HAMKOR_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hamkor.core.storage.ReadersStorage"},
}
MEDIA_ROOT = HAMKOR_HOME / "files"
MEDIA_URL = "/files/"
# The public site as files: what a web server hands out by itself.
PUBLIC_ROOT = HAMKOR_HOME / "public"

SESSION_COOKIE_NAME = "hamkor_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "hamkor_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "hamkor.core.views.form_expired"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, first_style.ALLOWED],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": environment.text("HAMKOR_MAIL_HOST", default="localhost", explanation="SMTP server."),
            "port": environment.number("HAMKOR_MAIL_PORT", default=25, explanation="Its port."),
            "username": environment.text("HAMKOR_MAIL_USER", explanation="Its user name, if it asks for one."),
            "password": environment.text("HAMKOR_MAIL_PASSWORD", explanation="Its password."),
            "use_tls": environment.flag("HAMKOR_MAIL_TLS", explanation="1 to speak STARTTLS with it."),
        },
    }
}
DEFAULT_FROM_EMAIL = environment.text(
    "HAMKOR_MAIL_FROM", default="hamkor@localhost", explanation="Sender of the mail that Hamkor sends."
)

# No address of a reader or member is written down, and no page: only a fault of ours names the path that led to it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}

# The editors' site.
WAGTAIL_SITE_NAME = HAMKOR_NETWORK_NAME
WAGTAILADMIN_BASE_URL = HAMKOR_EDITOR_ORIGIN or HAMKOR_SITE_ORIGIN
WAGTAIL_I18N_ENABLED = True
# Addresses are letters that can be read out, typed and printed anywhere: the editor spells a Russian title in Latin.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# Only these two have Wagtail's own words in full.
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.NewsroomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "newsroom.NewsroomDocument"
# What can be cleaned of metadata, see `hamkor.newsroom.cleaning`.
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "docx", "xlsx", "md", "txt", "csv"]
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "hamkor.newsroom.editor.uploads.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "hamkor.newsroom.editor.uploads.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
# A translation goes out when its editor says so, never because its source did.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = False
# Nothing about an editor is asked of other sites, and no other site is asked whether there is a newer release.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
# Comments would be sent by mail, with what they say of drafts.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[object] = []
TAGGIT_CASE_INSENSITIVE = True
