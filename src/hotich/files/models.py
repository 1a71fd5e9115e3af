"""Files by content: the row is the promise that the bytes are on the storage."""

from django.db import models


class StoredFile(models.Model):
    """One file on the storage, named by the SHA-256 of its bytes (hex)."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media = models.CharField(max_length=100)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_named_by_hash", condition=models.Q(sha256__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="file_not_empty", condition=models.Q(size__gt=0)),
        ]
