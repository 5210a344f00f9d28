"""Under `/account/`: pages of people who are not in yet, or who step out."""

from django.urls import URLPattern, path

from hamkor.network.views import entrance

app_name = "entrance"
urlpatterns: list[URLPattern] = [
    path("invitation/<str:token>/", entrance.invitation, name="invitation"),
    path("recovery/<str:token>/", entrance.recovery, name="recovery"),
    path("freeze/", entrance.freeze, name="freeze"),
    path("freeze-code/", entrance.freeze_code, name="freeze_code"),
]
