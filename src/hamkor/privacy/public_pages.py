"""The overview of what is kept about readers."""

from django.urls import reverse

from hamkor.core.public_pages import PublicPages, register


class Overview(PublicPages):
    in_copies = False

    def items(self) -> list[str]:
        return ["privacy:overview"]

    def location(self, item: str) -> str:
        return reverse(item)


def register_all() -> None:
    """Adds it to the public site."""
    register("privacy.overview", Overview)
