"""What was written is never changed: rows of review_settlement can only be added."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER review_settlement_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON review_settlement "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER review_settlement_guard ON review_settlement",
        )
    ]
