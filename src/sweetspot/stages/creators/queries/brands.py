"""Which brands does the workspace listen for?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.stages.creators.formulas.brands import Listener, Words, listener, shared
from sweetspot.stages.creators.formulas.filters import ANY
from sweetspot.stages.creators.models import Brand, BrandKind

PREFIX = "brd"
#: The kinds with their words, as a form offers them.
KINDS: list[tuple[str, str]] = [(one.value, str(one.label)) for one in BrandKind]


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand that is listened for; `shares` are words it has in common with others, which then all count."""

    id: UUID
    name: str
    kind: str
    words: Words[UUID]
    aliases: tuple[str, ...]
    shares: tuple[str, ...]

    @property
    def ref(self) -> str:
        """The outside name, `brd_…`."""
        return to_public(PREFIX, self.id)

    @property
    def label(self) -> str:
        """Whose it is, in words."""
        return str(BrandKind(self.kind).label)

    @property
    def is_own(self) -> bool:
        """Whether it is one of the workspace's own."""
        return self.kind == BrandKind.OWN


def brands() -> list[BrandRow]:
    """Every brand that is listened for, our own first, by name."""
    rows = list(Brand.objects.order_by("name", "id"))
    common = shared([_words(row) for row in rows])
    return sorted((_row(row, common) for row in rows), key=lambda one: not one.is_own)


def brand(brand_id: UUID) -> BrandRow:
    """One brand; NotFound where it is not here."""
    found = next((one for one in brands() if one.id == brand_id), None)
    if found is None:
        raise NotFound("There is no such brand. It may have been deleted.")
    return found


def brand_ids(names: Collection[str]) -> list[UUID]:
    """The brands with these names, in whatever case, or outside names; `any` stands for all."""
    return [one.id for one in brands() if ANY in names or one.name.lower() in names or one.ref in names]


def competitor_ids(names: Collection[str]) -> list[UUID]:
    """The competitors' brands among `brand_ids`."""
    wanted = set(brand_ids(names))
    return [one.id for one in brands() if one.id in wanted and not one.is_own]


def listening(*, own_only: bool = False) -> Listener[UUID]:
    """The listener for every brand of the workspace, or only for its own; its keys are their ids."""
    rows = Brand.objects.filter(kind=BrandKind.OWN) if own_only else Brand.objects.all()
    return listener(_words(row) for row in rows.order_by("id"))


def _row(row: Brand, common: dict[str, tuple[UUID, ...]]) -> BrandRow:
    shares = tuple(word for word, keys in common.items() if row.id in keys)
    return BrandRow(row.id, row.name, row.kind, _words(row), tuple(row.aliases), shares)


def _words(row: Brand) -> Words[UUID]:
    return Words(
        row.id, (row.name, *row.aliases), tuple(row.ordinary), tuple(row.context), tuple(row.handles),
        tuple(row.hashtags),
    )  # fmt: skip
