"""Let a line be sealed once; forbid every other change, whoever asks."""

from django.db import migrations

GUARD = """
CREATE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.seq IS NULL THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.seq IS NULL AND NEW.seq IS NOT NULL
           AND (NEW.id, NEW.at, NEW.actor, NEW.verb, NEW.subject, NEW.unit, NEW.detail)
             = (OLD.id, OLD.at, OLD.actor, OLD.verb, OLD.subject, OLD.unit, OLD.detail)
        THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only';
END $$;
CREATE TRIGGER ledger_line_guard BEFORE INSERT OR UPDATE OR DELETE ON ledger_line
    FOR EACH ROW EXECUTE FUNCTION ledger_guard();
CREATE TRIGGER ledger_line_keep BEFORE TRUNCATE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard();
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps what was written', TG_TABLE_NAME;
END $$;
CREATE TRIGGER ledger_reading_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_reading
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER ledger_reading_guard ON ledger_reading;
DROP FUNCTION refuse_change();
DROP TRIGGER ledger_line_guard ON ledger_line;
DROP TRIGGER ledger_line_keep ON ledger_line;
DROP FUNCTION ledger_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
