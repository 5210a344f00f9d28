from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "hamkor.ledger"

    def ready(self) -> None:
        from hamkor.ledger import checks, public_pages  # noqa: F401 - a check is known once it is loaded

        public_pages.register_all()
