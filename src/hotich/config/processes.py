"""What ends with the process that holds it, however that dies: children and locks. Linux only."""

import ctypes
import fcntl
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)  # loaded here: after a fork nothing may be imported


def stop_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Return a ``preexec_fn`` that has the kernel send ``number`` to the child when we die.

    Linux means the *thread* that starts the child: call this where that thread is the main one.
    ``subprocess`` runs it after it has changed the user, which would have cleared the wish.
    """
    parent = os.getpid()

    def wish() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died before the wish
            os._exit(1)

    return wish


def take_lock(file: int) -> bool:
    """Take the lock on an open file and say whether we have it; a child given the file shares it.

    The kernel frees it when the last process with this open file is gone.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share_lock(file: int) -> None:
    """Hold the lock on an open file together with others who share it, so that none can take it."""
    fcntl.flock(file, fcntl.LOCK_SH)
