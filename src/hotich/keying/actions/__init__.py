"""The only ways into keying."""

from hotich.keying.actions.asides import resume, set_aside
from hotich.keying.actions.leases import BATCH, LEASE, lease_batch, renew, return_lease
from hotich.keying.actions.practice import Tried, record_trials
from hotich.keying.actions.saving import Answer, Item, save_keying, save_keyings
from hotich.keying.actions.sharing import ask_help, end_help, set_aim, set_risk, set_sharing

__all__ = ["BATCH", "LEASE", "Answer", "Item", "Tried", "lease_batch", "record_trials"]
__all__ += ["renew", "resume", "return_lease", "save_keying", "save_keyings", "set_aside"]
__all__ += ["ask_help", "end_help", "set_aim", "set_risk", "set_sharing"]
