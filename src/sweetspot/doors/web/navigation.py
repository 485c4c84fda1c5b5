"""Where one can go: the map of the whole product, shown only as far as its pages exist."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the sidebar; `letter` opens it after `g`, `badge` counts what waits for a person."""

    label: str
    path: str
    icon: str
    letter: str
    badge: int = 0
    current: bool = False
    #: Other addresses that belong to it.
    also: tuple[str, ...] = ()

    @property
    def badge_text(self) -> str:
        """The badge as shown: at most 99+."""
        return "99+" if self.badge > 99 else str(self.badge)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together; the first group has no label."""

    label: str
    items: tuple[Item, ...]


MAP: tuple[Group, ...] = (
    Group(
        "",
        (
            Item("Home", "/", "home", "h"),
            Item("Creators", "/creators", "creators", "c"),
            Item("Shortlists", "/shortlists", "table", "t"),
            Item("Plans", "/plans", "plans", "p"),
            Item("Campaigns", "/campaigns", "campaigns", "m"),
            Item("Links & codes", "/links", "links", "l", also=("/codes",)),
        ),
    ),
    Group(
        "Insights",
        (
            Item("Performance", "/performance", "performance", "f"),
            Item("Report", "/report", "insights", "r"),
            Item("Mentions", "/mentions", "mentions", "n"),
            Item("Orders", "/orders", "orders", "o"),
        ),
    ),
    Group(
        "Money",
        (
            Item("Commissions", "/commissions", "money", "y"),
            Item("Payouts", "/payouts", "payouts", "u"),
            Item("Ledger", "/ledger", "ledger", "b"),
        ),
    ),
    Group(
        "Workspace",
        (
            Item("Jobs", "/jobs", "jobs", "j"),
            Item("Settings", "/settings", "settings", "s"),
            Item("Design", "/design", "design", "d"),
        ),
    ),
)


def groups(
    path: str, badges: Mapping[str, int] | None = None, permissions: Collection[str] | None = None
) -> list[Group]:
    """The map as the visitor of `path` sees it; `badges` gives queue lengths by the entry's path.

    Pages that do not exist yet are absent (as is `/design` outside debugging), as are those that `permissions` do not
    open (None: all are shown), and a group without entries with them.
    """
    waiting = badges or {}
    shown = []
    for group in MAP:
        items = tuple(
            replace(
                item,
                badge=waiting.get(item.path, 0),
                current=any(_within(path, one) for one in (item.path, *item.also)),
            )
            for item in group.items
            if _opens(item.path, permissions) and (settings.DEBUG or item.path != "/design")
        )
        if items:
            shown.append(Group(group.label, items))
    return shown


def _within(path: str, section: str) -> bool:
    return path == section or (section != "/" and path.startswith(f"{section}/"))


def _opens(path: str, permissions: Collection[str] | None) -> bool:
    """Whether there is such a page, and what it needs is among the permissions."""
    view = _view(path)
    needed = getattr(view, "permission", None)
    return view is not None and (permissions is None or needed is None or needed in permissions)


@cache
def _view(path: str) -> Callable[..., Any] | None:
    """What answers at an address, which stays the same while the program runs; None where nothing does."""
    for candidate in (path, f"{path}/"):
        try:
            return resolve(candidate).func
        except Resolver404:
            continue
    return None
