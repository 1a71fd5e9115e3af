"""What was written is never changed: rows of keying_keying can only be added."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("keying", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER keying_keying_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON keying_keying "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER keying_keying_guard ON keying_keying",
        )
    ]
