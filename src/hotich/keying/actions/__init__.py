"""The only ways into keying."""

from hotich.keying.actions.asides import resume, set_aside
from hotich.keying.actions.leases import BATCH, LEASE, lease_batch, renew
from hotich.keying.actions.saving import save_keying

__all__ = ["BATCH", "LEASE", "lease_batch", "renew", "resume", "save_keying", "set_aside"]
