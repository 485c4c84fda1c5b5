"""How the processes that a door starts end with it, even when it is killed and cannot say so."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def ends_with_parent() -> Callable[[], None] | None:
    """What a child has to do before its program begins (`preexec_fn`), so that Linux stops it when we are gone.

    None elsewhere: there a killed parent leaves its children behind.
    """
    if sys.platform != "linux":
        return None
    system, parent = ctypes.CDLL(None), os.getpid()

    def begin() -> None:
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # gone before it was asked for
            os._exit(1)

    return begin
