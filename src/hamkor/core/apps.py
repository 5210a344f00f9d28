from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "hamkor.core"

    def ready(self) -> None:
        from hamkor.core import checks  # noqa: F401  registers the system checks
