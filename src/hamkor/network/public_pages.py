"""The public address of the members' list."""

from django.urls import reverse

from hamkor.core.public_pages import PublicPages, register, register_files
from hamkor.network.access import PUBLIC
from hamkor.network.models import Organisation


class Members(PublicPages):
    shows = frozenset({"network.organisation", "network.project"})
    hides = frozenset({"network.name_withheld"})

    def items(self) -> list[str]:
        return ["members:list"]

    def location(self, item: str) -> str:
        return reverse(item)


def logo_may_be_shown(name: str) -> bool:
    """A logo is public as long as its organisation's name is."""
    named = Organisation.objects.visible_to(PUBLIC.keys).publicly_named()
    return named.filter(logo=name).exists()


def register_all() -> None:
    """Adds the members' list to the public site, and the logos that public pages show."""
    register("network.members", Members)
    register_files("logos/", logo_may_be_shown)
