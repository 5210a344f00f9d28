"""One home a language, translations of one another, and the site that they are the root of."""

import uuid

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_KEY = uuid.UUID("5e6f0f04-6c6b-4b0c-9d0e-8f4f6f3b8a11")


def plant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Replaces Wagtail's welcome page. Written as rows, because historical models know no tree."""
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    ContentType = apps.get_model("contenttypes", "ContentType")
    LanguageHome = apps.get_model("newsroom", "LanguageHome")

    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    content_type, _ = ContentType.objects.get_or_create(app_label="newsroom", model="languagehome")
    homes = {}
    for place, (code, _name) in enumerate(settings.LANGUAGES, start=1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        homes[code] = LanguageHome.objects.create(
            path=f"{root.path}{place:04}",
            depth=2,
            numchild=0,
            title=code,
            draft_title=code,
            slug=code,
            url_path=f"/{code}/",
            content_type=content_type,
            locale=locale,
            translation_key=_KEY,
            live=True,
        )
    root.numchild = len(homes)
    root.save()
    Site.objects.create(hostname="localhost", root_page=homes[settings.LANGUAGE_CODE], is_default_site=True)


def uproot(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the homes away again; pages below them go with them."""
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("newsroom", "LanguageHome").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(plant, uproot)]
