"""Check 12: the PDF of each entry, by the facts that whoever opened it has found."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hotich.rules.checks.facts import LIMITS, Limits
from hotich.rules.checks.findings import Finding, found


@dataclass(frozen=True, slots=True)
class FileFacts:
    """An entry's PDF. ``entry`` is the caller's id; ``expected`` the name that the record gives it.

    ``name`` is "" where there is no file; ``pages`` None where it does not open; ``a4_pages`` the
    area of all its pages in sheets of A4 (an A3 spread is 2.0); ``size`` in bytes; ``sha256`` ""
    where it is not to be held against the other files.
    """

    entry: str
    expected: str
    name: str = ""
    pages: int | None = None
    a4_pages: float = 0.0
    size: int = 0
    sha256: str = ""


def _file(file: FileFacts, limits: Limits) -> Iterator[Finding]:
    """Check 12: the PDF exists, opens, has pages and the right name, and is no heavier than need
    be."""
    if not file.name:
        yield found("R12a", None, entry=file.entry, expected=file.expected)
        return
    if file.name != file.expected:
        facts = {"name": file.name, "expected": file.expected}
        yield found("R12d", None, entry=file.entry, **facts)
    if file.pages is None:
        yield found("R12b", None, entry=file.entry, name=file.name)
    elif file.pages == 0:
        yield found("R12c", None, entry=file.entry, name=file.name)
    else:
        sheets = max(1, round(file.a4_pages))
        most = limits.heavy_file_factor * limits.bytes_per_a4 * sheets
        if file.size > most:
            kilobytes, limit = -(-file.size // 1000), most // 1000
            sizes = {"kilobytes": kilobytes, "limit": limit, "sheets": sheets}
            yield found("R12e", None, entry=file.entry, name=file.name, **sizes)


def _shared(files: Sequence[FileFacts]) -> Iterator[Finding]:
    """Check 12: no file stands under two entries; a finding for each that shares one."""
    same: dict[str, list[FileFacts]] = defaultdict(list)
    for file in files:
        if file.name and file.sha256:
            same[file.sha256].append(file)
    for file in files:
        others = [f.name for f in same.get(file.sha256, ()) if f.entry != file.entry]
        if file.name and others:
            facts = {"name": file.name, "others": ", ".join(others)}
            yield found("R12f", None, entry=file.entry, **facts)


def check_files(files: Sequence[FileFacts], limits: Limits = LIMITS) -> list[Finding]:
    """Return what is wrong with the PDFs of a book; ``facts["entry"]`` names the entry."""
    return [*(f for file in files for f in _file(file, limits)), *_shared(files)]
