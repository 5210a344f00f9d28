from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "hamkor.newsroom"

    def ready(self) -> None:
        from hamkor.newsroom import public_pages, receivers  # noqa: F401 - listens once it is loaded
        from hamkor.newsroom.actions import publish_scheduled_pages
        from hamkor.publishing import clockwork

        public_pages.register_all()
        clockwork.register("newsroom.schedule", publish_scheduled_pages, seconds=15)
