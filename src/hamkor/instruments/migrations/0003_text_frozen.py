"""What is adopted stays as it is: held by the database, whoever writes to it."""

from django.db import migrations

from hamkor.core.triggers import Trigger

_ADOPTED = "SELECT 1 FROM instruments_edition AS e WHERE e.adopted_at IS NOT NULL AND e.id ="


class Migration(migrations.Migration):
    dependencies = [("instruments", "0002_append_only")]

    operations = [
        Trigger(
            "instruments_adopted_text_is_final",
            table="instruments_textrevision",
            event="INSERT",
            when=(
                "EXISTS (SELECT 1 FROM instruments_text AS t JOIN instruments_edition AS e ON e.id = t.edition_id "
                "WHERE t.id = NEW.text_id AND t.authentic AND e.adopted_at IS NOT NULL)"
            ),
            refusal="an adopted authentic text is final",
        ),
        Trigger(
            "instruments_adopted_texts_stay",
            table="instruments_text",
            event="UPDATE OR DELETE",
            when=f"EXISTS ({_ADOPTED} OLD.edition_id)",
            refusal="the texts of an adopted edition stay as they are",
        ),
        Trigger(
            "instruments_no_authentic_text_after_adoption",
            table="instruments_text",
            event="INSERT OR UPDATE",
            when=f"NEW.authentic AND EXISTS ({_ADOPTED} NEW.edition_id)",
            refusal="an adopted edition gets no further authentic text",
        ),
        Trigger(
            "instruments_adopted_edition_is_final",
            table="instruments_edition",
            event="UPDATE OR DELETE",
            when="OLD.adopted_at IS NOT NULL",
            refusal="an adopted edition is final",
        ),
        Trigger(
            "instruments_adoption_is_final",
            table="instruments_instrument",
            event="UPDATE",
            when=(
                "OLD.adopted_at IS NOT NULL AND (NEW.adopted_at IS DISTINCT FROM OLD.adopted_at "
                "OR NEW.adopted_on IS DISTINCT FROM OLD.adopted_on)"
            ),
            refusal="an adoption cannot be undone or dated anew",
        ),
        Trigger(
            "instruments_adopted_titles_stay",
            table="instruments_instrumenttitle",
            event="UPDATE OR DELETE",
            when=(
                "EXISTS (SELECT 1 FROM instruments_text AS t JOIN instruments_edition AS e ON e.id = t.edition_id "
                "WHERE t.authentic AND e.adopted_at IS NOT NULL "
                "AND t.language = OLD.language AND e.instrument_id = OLD.instrument_id)"
            ),
            refusal="the titles in adopted languages stay as they are",
        ),
        Trigger(
            "instruments_adopted_instrument_stays",
            table="instruments_instrument",
            event="DELETE",
            when="OLD.adopted_at IS NOT NULL",
            refusal="an adopted instrument stays",
        ),
    ]
