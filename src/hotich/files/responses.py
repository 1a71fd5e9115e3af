"""Answer a request with a stored file, streamed, never guessed at by the browser."""

from django.http import FileResponse, HttpResponseBase

from hotich.files import storage
from hotich.files.errors import Unreachable
from hotich.files.models import StoredFile

PIECE = 32 * 1024  # bytes; the web server holds up to 32 of them for a slow line


def show(file: StoredFile) -> HttpResponseBase:
    """Return an image to be shown in a page; it may stay in this browser for an hour."""
    response = _stream(file)
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def download(file: StoredFile, name: str) -> HttpResponseBase:
    """Return a file to be saved under a name."""
    response = _stream(file, name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _stream(file: StoredFile, save_as: str = "") -> FileResponse:
    try:
        handle = storage.path_of(file.sha256).open("rb")
    except OSError as error:
        raise Unreachable(sha256=file.sha256[:12]) from error
    response = FileResponse(
        handle, content_type=file.media, as_attachment=bool(save_as), filename=save_as
    )
    response.block_size = PIECE
    return response
