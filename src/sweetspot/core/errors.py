"""The errors Sweetspot raises on purpose; each door has one table that turns them into its own answers.

SweetspotError
├── NotFound       no such thing, or it belongs to another workspace
├── NotAllowed     the person or key lacks the permission
├── Conflict       the thing changed meanwhile, or exists already
├── Invalid        the input cannot be accepted; may name several fields
└── Unavailable    something outside did not answer; `permanent` says whether trying again helps
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: the field, a stable code, and a sentence for people."""

    field: str
    code: str
    message: str


class SweetspotError(Exception):
    """What every deliberate error shares: a sentence that says what happened and what to do."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).__name__.lower()


class NotFound(SweetspotError):
    """No such thing here; also said of another workspace's things, so that ids tell nothing."""


class NotAllowed(SweetspotError):
    """The person or key lacks the permission."""


class Conflict(SweetspotError):
    """The thing changed meanwhile, exists already, or is in a state that forbids the step."""


class Invalid(SweetspotError):
    """The input cannot be accepted; `problems` names each field."""

    def __init__(self, message: str, *, code: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, code=code)
        self.problems = tuple(problems)


class Unavailable(SweetspotError):
    """Something outside did not answer; `permanent` is True where trying again cannot help."""

    def __init__(self, message: str, *, code: str = "", permanent: bool = False) -> None:
        super().__init__(message, code=code)
        self.permanent = permanent
