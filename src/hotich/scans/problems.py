"""Say again, in any language, why a file or a page could not be read."""

from hotich.files import errors as file_errors
from hotich.rules.errors import Refused
from hotich.scans import errors
from hotich.scans.models import ScanFile


class NotReceived(Refused):
    code = "scans.not_received"
    vi = "Tệp chưa đến nơi trọn vẹn. Gửi lại tệp này."
    en = "The file did not arrive whole. Send it again."


_KNOWN = {
    known.code: known
    for module in (errors, file_errors)
    for known in vars(module).values()
    if isinstance(known, type) and issubclass(known, Refused)
}


def sentence(scan_file: ScanFile, language: str) -> str:
    """Return why a file was refused; "" if it was not."""
    known = _KNOWN.get(scan_file.problem)
    return known(**scan_file.facts).text(language) if known else ""
