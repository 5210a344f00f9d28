from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "hamkor.instruments"

    def ready(self) -> None:
        from hamkor.instruments import public_pages

        public_pages.register_all()
