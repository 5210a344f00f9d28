"""What visits come to, for editors and the secretariat."""

from django.urls import URLPattern, path

from hamkor.privacy import views

urlpatterns: list[URLPattern] = [path("visits/", views.visits, name="visits")]
