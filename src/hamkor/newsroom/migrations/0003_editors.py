"""One group of editors and one workflow, in the place of those that Wagtail brings along."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GROUP = "Редакция · Editors"
REVIEW = "Проверка · Review"


def admit(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Wagtail's moderators may do with pages, pictures and files what our editors may; topics come to it. Who belongs to
    the group follows from mandates."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group.objects.filter(name="Editors").delete()
    group = Group.objects.get(name="Moderators")
    group.name = GROUP
    group.save()
    kind, _ = ContentType.objects.get_or_create(app_label="newsroom", model="topic")
    for verb in ("add", "change"):
        may, _ = Permission.objects.get_or_create(
            content_type=kind, codename=f"{verb}_topic", defaults={"name": f"Can {verb} topic"}
        )
        group.permissions.add(may)
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name="Moderators approval").update(name=REVIEW)


def dismiss(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Names them as Wagtail does."""
    apps.get_model("auth", "Group").objects.filter(name=GROUP).update(name="Moderators")
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=REVIEW).update(name="Moderators approval")


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_tree"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(admit, dismiss)]
