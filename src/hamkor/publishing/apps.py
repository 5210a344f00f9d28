from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "hamkor.publishing"
