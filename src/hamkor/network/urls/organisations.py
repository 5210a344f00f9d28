"""Members' pages of organisations and projects."""

from django.urls import URLPattern, path

from hamkor.network.views import organisation_list, organisations, projects, record

urlpatterns: list[URLPattern] = [
    path("organisations/", organisations.list_organisations, name="organisations"),
    path("organisations/add/", organisations.add, name="add_organisation"),
    path("organisations/bring-in/", organisation_list.bring_in, name="bring_in"),
    path("organisations/bring-in/confirm/", organisation_list.confirm, name="confirm_bringing_in"),
    path("organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:organisation_id>/describe/", organisations.describe, name="describe_organisation"),
    path("organisations/<uuid:organisation_id>/name/", organisations.name, name="name_organisation"),
    path("organisations/<uuid:organisation_id>/name/remove/", organisations.remove_name, name="remove_name"),
    path("organisations/<uuid:organisation_id>/publicity/", organisations.publicity, name="publicity"),
    path("organisations/<uuid:organisation_id>/logo/", organisations.logo, name="logo"),
    path("organisations/<uuid:organisation_id>/logo.png", organisations.logo_picture, name="logo_picture"),
    path("organisations/<uuid:organisation_id>/merge/", organisations.merge, name="merge_organisation"),
    path("organisations/<uuid:organisation_id>/leave/", organisations.leave, name="leave"),
    path("organisations/<uuid:organisation_id>/readmit/", organisations.readmit, name="readmit_organisation"),
    path("organisations/<uuid:organisation_id>/record/", record.record, name="record"),
    path("organisations/<uuid:organisation_id>/record.json", record.record_file, name="record_file"),
    path("projects/", projects.list_projects, name="projects"),
    path("projects/add/", projects.add, name="add_project"),
    path("projects/<uuid:project_id>/", projects.change, name="change_project"),
]
