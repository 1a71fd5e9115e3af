"""Books there already get the usual form of their kind and year, and what they are found by."""

from django.db import migrations

from hotich.rules import layouts
from hotich.rules.names import search_key


def fill(apps, schema_editor):
    for book in apps.get_model("books", "Book").objects.select_related("unit"):
        for layout in layouts.candidates(book.kind, book.year)[:1]:
            book.layout = layout.id
        label = f"{book.number:02d}/{book.year}"
        book.search = search_key(f"{label} {book.office} {book.unit.name}")[:260]
        book.save(update_fields=["layout", "search"])


class Migration(migrations.Migration):
    dependencies = [("books", "0003_layouts_and_offices")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
