"""The ledger's files, at the addresses that C2SP `tlog-tiles` names, and the network's descriptor."""

from django.urls import URLPattern, path, register_converter

from hamkor.ledger import views
from hamkor.ledger.published import TileFile


class TileConverter:
    """A tile as its address has it: `0/x001/234.p/56`, `entries/000`."""

    regex = r"[0-9a-z/.]+"

    def to_python(self, value: str) -> TileFile:
        return TileFile.parse(value)

    def to_url(self, value: TileFile) -> str:
        return value.path


register_converter(TileConverter, "tile")

app_name = "ledger"
urlpatterns: list[URLPattern] = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("tile/<tile:file>", views.tile, name="tile"),
    path("network.json", views.network, name="network"),
    path("network/<int:edition>.json", views.network, name="edition"),
]
