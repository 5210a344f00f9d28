from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "hamkor.network"

    def ready(self) -> None:
        from hamkor.accounts.models import User
        from hamkor.network import public_pages
        from hamkor.network.access_people import name_in_network

        public_pages.register_all()
        User.called_by = staticmethod(name_in_network)
