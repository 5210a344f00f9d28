"""The demonstration's own pages; they exist nowhere else."""

from django.urls import path

from hamkor.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("step-in/<uuid:mandate>/", views.step_in, name="step-in"),
    path("step-out/", views.step_out, name="step-out"),
]
