"""What was written is never changed: rows of delivery_receipt can only be added."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER delivery_receipt_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_receipt "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER delivery_receipt_guard ON delivery_receipt",
        )
    ]
