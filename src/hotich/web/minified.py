"""Static files as they are served: modules and styles without comments and blanks, packed once.

The sources stay as they are written; a village line carries a third less.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin
from whitenoise.storage import CompressedStaticFilesStorage

SHRINK: dict[str, Callable[[str], str]] = {".js": rjsmin.jsmin, ".css": rcssmin.cssmin}


class MinifiedStorage(CompressedStaticFilesStorage):
    """What `collectstatic` fills when hotich starts to serve."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Shrink what is ours to shrink, then pack everything."""
        for name in paths:
            shrink = SHRINK.get(Path(name).suffix)
            if shrink and ".min." not in name and not dry_run:
                file = Path(self.path(name))
                file.write_text(shrink(file.read_text(encoding="utf-8")), encoding="utf-8")
        yield from super().post_process(paths, dry_run, **options)
