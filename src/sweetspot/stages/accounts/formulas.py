"""What each role may do, and who is acting."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

#: Every permission, as `<noun>.<view|change>`; an API key's scopes are a subset of these.
NOUNS = (
    "creators", "shortlists", "plans", "campaigns", "tracking", "orders", "money", "reports", "settings", "members",
)  # fmt: skip
ALL = frozenset(f"{noun}.{verb}" for noun in NOUNS for verb in ("view", "change"))
_VIEW = frozenset(name for name in ALL if name.endswith(".view"))
_SEE = _VIEW - {"members.view", "settings.view", "money.view"}
_RUN = frozenset(f"{noun}.change" for noun in ("creators", "shortlists", "plans", "campaigns", "tracking", "orders"))

PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": ALL,
    "manager": _VIEW | _RUN,
    "finance": _VIEW | {"money.change", "orders.change"},
    "analyst": _SEE | {"money.view", "plans.change", "shortlists.change"},
    "viewer": _SEE,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in which workspace, and what they may do: a member, an API key, or the system itself."""

    kind: str
    id: UUID
    name: str
    workspace_id: UUID
    permissions: frozenset[str]
    role: str = ""

    def may(self, permission: str) -> bool:
        """Whether this is allowed."""
        return permission in self.permissions


def system(workspace_id: UUID, name: str = "Sweetspot") -> Actor:
    """The actor of work that no signed-in person asked for: a shop's webhook, a scheduled run, the command line."""
    return Actor("system", UUID(int=0), name, workspace_id, ALL)
