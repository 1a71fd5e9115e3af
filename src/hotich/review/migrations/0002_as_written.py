"""What was answered is never changed: settlements and reasons can only be added."""

from django.db import migrations

TABLES = ("review_settlement", "review_reason")


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"DROP TRIGGER {table}_guard ON {table}",
        )
        for table in TABLES
    ]
