"""Members' pages of the network, under `/workspace/`."""

from hamkor.network.urls import keys, organisations, people

app_name = "network"
urlpatterns = [*organisations.urlpatterns, *people.urlpatterns, *keys.urlpatterns]
