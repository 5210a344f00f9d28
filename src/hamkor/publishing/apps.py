from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "hamkor.publishing"

    def ready(self) -> None:
        from hamkor.publishing import clockwork, public_pages, receivers  # noqa: F401 - receivers listen once loaded

        public_pages.register_all()
        clockwork.register_all()
