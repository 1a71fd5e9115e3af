"""The picture of one field, cut from the picture of its entry: small enough for thirty a screen."""

import io

from PIL import Image

from hotich.files import storage
from hotich.people.errors import NotThere
from hotich.rules import layouts
from hotich.scans.models import Entry

WIDEST, QUALITY = 560, 72  # pixels, JPEG
AROUND_X, AROUND_Y = 3.0, 2.0  # mm


def of_field(entry: Entry, field: str) -> bytes:
    """Return the JPEG of a field's zone with a little around it; NotThere if it has none."""
    if entry.image is None or entry.layout not in layouts.LAYOUTS:
        raise NotThere
    layout = layouts.load(entry.layout)
    if field not in layout.fields():
        raise NotThere
    zone, box = layout.zone(field).box, layout.entries[entry.box]
    with Image.open(storage.path_of(entry.image.sha256)) as whole:
        x, y = whole.width / box.w, whole.height / box.h
        image = whole.crop(
            (
                int(max(zone.x - AROUND_X, 0) * x),
                int(max(zone.y - AROUND_Y, 0) * y),
                int(min(zone.x + zone.w + AROUND_X, box.w) * x),
                int(min(zone.y + zone.h + AROUND_Y, box.h) * y),
            )
        ).convert("RGB")
    image.thumbnail((WIDEST, WIDEST))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
