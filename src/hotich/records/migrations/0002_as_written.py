"""What was written is never changed: rows of records_version can only be added."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER records_version_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON records_version "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER records_version_guard ON records_version",
        )
    ]
