"""Many links at once: each row is made or refused by itself, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.codes import proposed_slug, wished_slug
from sweetspot.stages.tracking.formulas.destinations import destination_problems
from sweetspot.stages.tracking.formulas.letters import plain
from sweetspot.stages.tracking.formulas.link_rows import LinkRow
from sweetspot.stages.tracking.models import Link, Placement
from sweetspot.stages.tracking.services import parameters_for, taken
from sweetspot.stages.tracking.services.applied import apply_codes

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Partnership

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: the link, or why there is none."""

    number: int
    link: Link | None
    reason: str = ""


@transaction.atomic
def add_links(
    actor: Actor, partnerships: Sequence[Partnership], rows: Sequence[LinkRow], *, now: datetime
) -> list[Outcome]:  # fmt: skip
    """A link for each row that can have one, in order, for the creators among `partnerships`.

    A row names its creator by handle or name, else by its short name or label. Refused rows change nothing; making the
    good ones again refuses them as taken. Conflict where another workspace takes a short name at this very moment:
    then nothing is made.
    """
    take_turn("names", actor.workspace_id)
    known = by_name(partnerships)
    wished = [_name_of(row) for row in rows]
    used = taken({name for name, _ in wished if name})
    places = _Places()
    outcomes: list[Outcome] = []
    templates = queries.templates()
    for row, (name, fault) in zip(rows, wished, strict=True):
        partnership = next((known[key] for key in map(name_key, row.names) if key in known), None)
        reason = row.fault or fault or _reason(row, name, used, places)
        if partnership is None:
            reason = reason or f"No creator of this campaign is called {row.names[0] if row.names else 'nothing'}."
        if reason or partnership is None:
            outcomes.append(Outcome(row.number, None, reason))
            continue
        link = Link(
            workspace_id=actor.workspace_id, partnership=partnership, slug=name, destination=row.destination,
            label=row.label, placement=row.placement, expires_at=row.expires, fallback=row.fallback,
        )  # fmt: skip
        used |= {name} - {""}
        outcomes.append(Outcome(row.number, link))
    made = [one.link for one in outcomes if one.link]
    _name_the_rest(made, used)
    for link in made:
        link.parameters = parameters_for(link, templates)
    try:
        with transaction.atomic():
            Link.objects.bulk_create(made, batch_size=_BATCH)
    except IntegrityError as error:
        raise Conflict("A short name was taken meanwhile; nothing was made. Try again.") from error
    if made:
        apply_codes({link.partnership_id for link in made}, now=now)
        record(actor, "links.made", f"{len(made)} links", {"refused": len(outcomes) - len(made)}, now=now)
    return outcomes


class _Places:
    """Whether an address may be led to; asked once for each, because many links lead to few."""

    def __init__(self) -> None:
        self._hosts, self._own = queries.verified_hosts(), queries.own_hosts()
        self._known: dict[str, str] = {}

    def fault(self, url: str) -> str:
        if url not in self._known:
            problems = destination_problems(url, self._hosts, self._own)
            self._known[url] = " ".join(problem.message for problem in problems)
        return self._known[url]


def by_name(partnerships: Sequence[Partnership]) -> dict[str, Partnership]:
    """The partnerships by handle, and by name where no other creator has it."""
    names = Counter(name_key(row.creator.name) for row in partnerships)
    known = {key: row for row in partnerships if names[key := name_key(row.creator.name)] == 1 and key}
    return known | {name_key(row.profile.handle): row for row in partnerships}


def name_key(text: str) -> str:
    return plain(text).replace(" ", "") or text.strip().casefold()


def _name_of(row: LinkRow) -> tuple[str, str]:
    """The short name wished for, empty for none, and what is wrong with it."""
    try:
        return (wished_slug(row.slug) if row.slug else ""), ""
    except Invalid as error:
        return "", error.message


def _reason(row: LinkRow, name: str, used: set[str], places: _Places) -> str:
    if row.placement not in Placement:
        return f"A link stands in one of {', '.join(Placement.values)}; not in {row.placement}."
    if name in used:
        return f"{name} is taken. Choose another short name."
    return places.fault(row.destination) or (places.fault(row.fallback) if row.fallback else "")


def _name_the_rest(links: Sequence[Link], used: set[str]) -> None:
    """A free short name for each link that wishes for none; two questions for all."""
    open_ones = [link for link in links if not link.slug]
    counts: Counter[str] = Counter()
    for link in open_ones:
        stem = proposed_slug(link.partnership.creator.name or link.partnership.profile.handle)
        counts[stem] += 1
        link.slug = stem
    # Numbered names of each stem that are taken, here or in whichever workspace.
    wanted = {f"{stem}-{number}" for stem, many in counts.items() for number in range(2, 2 * many + 12)} | set(counts)
    busy = used | taken(wanted)
    nexts: Mapping[str, list[int]] = {stem: [1] for stem in counts}
    for link in open_ones:
        stem, number = link.slug, nexts[link.slug]
        name = stem
        while name in busy:
            number[0] += 1
            name = f"{stem}-{number[0]}"
        busy.add(name)
        link.slug = name
