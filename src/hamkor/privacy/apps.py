from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hamkor.privacy"

    def ready(self) -> None:
        from hamkor.privacy import public_pages, replaying, retention
        from hamkor.publishing import clockwork

        public_pages.register_all()
        clockwork.register("privacy.retain", retention.retain, seconds=3600)
        clockwork.register("privacy.replay_erasures", replaying.replay, seconds=60)
