"""Which views of a list does somebody have, and does what they look at differ from one?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Q

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.stages.creators.models import DefaultView, SavedView

PREFIX = "svw"
#: Parts of an address that are no part of a view: which page, which view, which file.
_PASSING = frozenset(("after", "page", "limit", "view", "bom", "selected"))


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view; `own` where the person who looks made it."""

    id: UUID
    name: str
    query: str
    shared: bool
    pinned: bool
    own: bool
    default: bool

    @property
    def ref(self) -> str:
        """The outside name, `svw_…`, which stays when the view is renamed."""
        return to_public(PREFIX, self.id)

    def differs(self, query: str) -> bool:
        """Whether an address asks for something else than this view."""
        return kept(query) != self.query


def views(of_list: str, person_id: UUID) -> list[ViewRow]:
    """A person's own views of a list and those that everybody sees, by name."""
    default = DefaultView.objects.filter(of_list=of_list, person_id=person_id).values_list("view_id", flat=True).first()
    rows = SavedView.objects.filter(Q(shared=True) | Q(person_id=person_id), of_list=of_list).order_by("name", "id")
    return [
        ViewRow(one.id, one.name, one.query, one.shared, one.pinned, one.person_id == person_id, one.id == default)
        for one in rows
    ]


def view_row(view_id: UUID, person_id: UUID) -> SavedView:
    """The stored view; NotFound for one that the person does not see."""
    found = SavedView.objects.filter(Q(shared=True) | Q(person_id=person_id), id=view_id).first()
    if found is None:
        raise NotFound("There is no such view. It may have been deleted.")
    return found


def kept(query: str) -> str:
    """The part of an address that a view keeps, in one order: what it asks for, not where one stands in it."""
    gathered: dict[str, list[str]] = {}
    for name, value in parse_qsl(query.removeprefix("?")):
        if name not in _PASSING and value.strip():
            gathered.setdefault(name, []).append(value.strip())
    return urlencode(sorted((name, ",".join(values)) for name, values in gathered.items()), safe=",")


def ref_of(view: SavedView) -> str:
    """A stored view's outside name."""
    return to_public(PREFIX, view.id)
