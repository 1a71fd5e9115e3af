"""The one exception that means: a person can act on this."""

from typing import Any


class Refused(Exception):
    """An act or a file was refused; the sentence says why and what to do next.

    Subclasses set ``code`` (stable, ``room.word``), ``vi`` and ``en`` (one sentence or two, with
    ``{facts}``) and the HTTP ``status`` that a page or the API answers with.
    """

    code = "refused"
    status = 400
    vi = "Không thực hiện được."
    en = "This cannot be done."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """Return the sentence in ``language`` ("vi" or "en")."""
        return (self.en if language.startswith("en") else self.vi).format(**self.facts)
