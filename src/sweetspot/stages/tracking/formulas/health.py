"""Whether a destination can be reached, judged from what asking it gave."""

from __future__ import annotations

from dataclasses import dataclass

#: So many times in a row something must fail before anybody is told: one failure is a passing one.
FAILURES = 2
OK, BROKEN, UNREACHABLE, NOT_ALLOWED, WAITING = "ok", "broken", "unreachable", "refused", "waiting"
#: Answers by which shops keep programs out while people get in.
_KEPT_OUT = frozenset({401, 403, 406, 407, 418, 429, 451, 999})


@dataclass(frozen=True, slots=True)
class Seen:
    """What asking one address gave: a status and the host that answered, or why there is none.

    `refused` says why it was not asked at all, `failed` why nobody answered; both empty where somebody did.
    """

    status: int | None = None
    milliseconds: int = 0
    final_host: str = ""
    refused: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a destination with the reason in words, and how often in a row it failed."""

    state: str
    failures: int
    reason: str


def health_after(before: Health, seen: Seen) -> Health:
    """The health after one more look. A failure changes the state only when it is the second in a row.

    Broken is a page that is gone (404, 410, other 4xx) or a server that fails (5xx); unreachable is no answer at all.
    Answers that keep programs out (401, 403, 429, ...) say nothing of people: "refused", at once, as is an address that
    may not be asked.
    """
    if seen.refused:
        return Health(NOT_ALLOWED, 0, seen.refused)
    if seen.status is not None and seen.status < 400:
        return Health(OK, 0, "")
    if seen.status in _KEPT_OUT:
        return Health(NOT_ALLOWED, 0, f"The shop lets no programs in ({seen.status}); people may well get through.")
    failures = before.failures + 1
    if failures < FAILURES:
        return Health(before.state, failures, before.reason)
    if seen.status is None:
        return Health(UNREACHABLE, failures, seen.failed)
    gone = "The page is not there" if seen.status in (404, 410) else "The shop answers with an error"
    return Health(BROKEN, failures, f"{gone} ({seen.status}).")


def needs_another_look(status: int) -> bool:
    """Whether HEAD may have been what was refused, not the page: then the page is asked for itself."""
    return status >= 400
