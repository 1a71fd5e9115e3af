"""Each unit there already gets its founding and its one spell, so that the history is whole."""

from django.db import migrations
from django.utils import timezone


def tell(apps, schema_editor):
    unit, change, party, spell = (
        apps.get_model("units", name) for name in ("Unit", "Change", "Party", "Spell")
    )
    for one in unit.objects.order_by("path"):
        founded = change.objects.create(
            kind="founded", on=one.valid_from, recorded_by="system", applied_at=timezone.now()
        )
        called = {"unit": one, "name": one.name, "level": one.level, "parent": one.parent}
        party.objects.create(change=founded, side="target", **called)
        spell.objects.create(valid_from=one.valid_from, valid_to=one.valid_to, **called)


class Migration(migrations.Migration):
    dependencies = [("units", "0002_changes")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
