"""Uploads straight to the storage: hashed while they stream, stopped at the limit, kept nowhere
else.
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from hotich.files.storage import CHUNK, Incoming, Kept
from hotich.rules.errors import Refused


class StoredUpload(UploadedFile):
    """An upload that is on the storage, or the refusal that stopped it."""

    def __init__(self, name: str, kept: Kept | None, refused: Refused | None) -> None:
        super().__init__(name=name, size=kept.size if kept else 0)
        self.name: str = name
        self.kept = kept
        self.refused = refused


class StoringHandler(FileUploadHandler):
    """Writes each file of a request to the storage; a refused one does not stop the others."""

    chunk_size = CHUNK
    _incoming: Incoming | None = None
    _refused: Refused | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._refused, self._incoming = None, None
        try:
            self._incoming = Incoming(limit=settings.HOTICH_UPLOAD_LIMIT)
        except Refused as why:
            self._refused = why

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self._incoming and not self._refused:
            try:
                self._incoming.write(raw_data)
            except Refused as why:
                self._refused = why
        return None

    def file_complete(self, file_size: int) -> StoredUpload:
        kept = None
        if self._incoming and not self._refused:
            try:
                kept = self._incoming.keep()
            except Refused as why:
                self._refused = why
        return StoredUpload(self.file_name or "", kept, self._refused)

    def upload_interrupted(self) -> None:
        if self._incoming:
            self._incoming.drop()
