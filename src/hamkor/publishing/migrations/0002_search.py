"""The pages that a search finds, and each database's own index of their words, kept by itself with every row.

A later migration that makes SQLite copy the table (altering a column does) has to make the two triggers anew.
"""

import hamkor.core.ids
from django.db import migrations, models

# The words are ready as they are: whatever is no ASCII letter, digit or space belongs to a word.
SQLITE = [
    """CREATE VIRTUAL TABLE publishing_words USING fts5(
    title_keys, keys, content=publishing_indexedpage, content_rowid=number, tokenize=ascii
)""",
    """CREATE TRIGGER publishing_words_added AFTER INSERT ON publishing_indexedpage BEGIN
    INSERT INTO publishing_words(rowid, title_keys, keys) VALUES (new.number, new.title_keys, new.keys);
END""",
    """CREATE TRIGGER publishing_words_removed AFTER DELETE ON publishing_indexedpage BEGIN
    INSERT INTO publishing_words(publishing_words, rowid, title_keys, keys)
    VALUES ('delete', old.number, old.title_keys, old.keys);
END""",
]
POSTGRESQL = """
ALTER TABLE publishing_indexedpage ADD COLUMN found tsvector GENERATED ALWAYS AS
    (setweight(to_tsvector('simple', title_keys), 'A') || to_tsvector('simple', keys)) STORED;
CREATE INDEX publishing_indexedpage_found ON publishing_indexedpage USING gin (found)
"""


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """PostgreSQL's goes with the table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE publishing_words")


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexedPage',
            fields=[
                ('id', models.UUIDField(default=hamkor.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(unique=True)),
                ('address', models.CharField(max_length=1000, unique=True)),
                ('place', models.CharField(max_length=1000)),
                ('language', models.CharField(max_length=35)),
                ('written_in', models.CharField(max_length=35)),
                ('kind', models.CharField(choices=[('document', 'Document'), ('news', 'News'), ('library', 'Library'), ('country', 'Country'), ('page', 'Page')], max_length=10)),
                ('day', models.DateField(null=True)),
                ('title', models.TextField()),
                ('title_keys', models.TextField()),
                ('keys', models.TextField()),
                ('text', models.TextField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
