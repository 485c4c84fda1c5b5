"""`sweetspot codes`: which there are, making them, files for a shop, and moving them from state to state."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from sweetspot.core.errors import Invalid
from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, tell, workspace_option

if TYPE_CHECKING:
    from sweetspot.doors.api.codes import OfferOut

_STATES = ("draft", "waiting", "active", "paused", "failed", "expired", "used_up")


@click.group()
def codes() -> None:
    """Discount codes."""


@codes.command(name="list")
@click.option("--campaign", metavar="CAMPAIGN", help="Only those of this campaign (cmp_…).")
@click.option("--pool", metavar="POOL", help="Those of this pool of single-use codes (cpl_…).")
@click.option("--state", type=click.Choice(_STATES), multiple=True, help="Only those in this state; may be repeated.")
@workspace_option
@json_option
def list_codes(
    campaign: str | None, pool: str | None, state: tuple[str, ...], workspace: str | None, as_json: bool
) -> None:  # fmt: skip
    """List discount codes with their state and the orders that used them.

    \b
    sweetspot codes list --state waiting
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.codes import codes_out
        from sweetspot.stages.tracking.queries import CodeFilter

        wanted = CodeFilter(
            campaign_ids=[named("cmp", campaign)] if campaign else (), states=state,
            pool_id=named("cpl", pool) if pool else None,
        )  # fmt: skip
        found = codes_out(wanted, limit=sys.maxsize)
    cells = [[one.id, one.code, _worth(one.offer), one.state, one.orders] for one in found.data]
    tell(found, as_json, table(["Code", "Typed as", "Gives", "State", "Orders"], cells))


@codes.command()
@click.option("--campaign", required=True, metavar="CAMPAIGN", help="For whose creators (cmp_…).")
@click.option("--pattern", default="", metavar="PATTERN", help="How they are called, such as {FIRST}{PERCENT}.")
@click.option("--percent", type=float, help="What they give, in per cent.")
@click.option("--amount", nargs=2, metavar="NUMBER CURRENCY", help="What they give, such as 10 EUR.")
@click.option("--shipping", is_flag=True, help="They give free shipping.")
@click.option("--uses", type=int, help="How often each may be used.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day they expire, at its beginning in UTC.")
@click.option("--everybody", is_flag=True, help="Also for creators who have a code.")
@click.option("--preview", is_flag=True, help="Only show the codes that would be made.")
@workspace_option
@json_option
def create(
    campaign: str, pattern: str, percent: float | None, amount: tuple[str, str] | None, shipping: bool,
    uses: int | None, until: datetime | None, everybody: bool, preview: bool, workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a code for each creator of a campaign who has none; they wait to be created in the shop.

    \b
    sweetspot codes create --campaign cmp_01J… --pattern '{FIRST}{PERCENT}' --percent 15 --preview
    """
    given: dict[str, Any] = {"uses": uses, "expires_at": until.replace(tzinfo=UTC) if until else None}
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.codes import CodesIn, OfferIn, created, previewed

        offer = OfferIn(**_offer(percent, amount, shipping), **given)
        wanted = CodesIn(campaign=campaign, pattern=pattern, offer=offer, everybody=everybody)
        if preview:
            seen = previewed(wanted)
            rows = [[one.code, one.taken or ""] for one in seen.data]
            tell(seen, as_json, table(["Code", "Instead of, which is taken"], rows))
            return
        made = created(operator(place), wanted)
    tell(made, as_json, table(["Code", "Typed as"], [[one.id, one.code] for one in made.data]))


@codes.command()
@click.option("--campaign", metavar="CAMPAIGN", help="Only those of this campaign (cmp_…).")
@click.option("--pool", metavar="POOL", help="Those of this pool (cpl_…).")
@click.option("--state", type=click.Choice(_STATES), multiple=True, help="Only those in this state; may be repeated.")
@click.option("--form", type=click.Choice(["plain", "shopify", "woocommerce"]), default="plain", help="For which tool.")
@workspace_option
def export(
    campaign: str | None, pool: str | None, state: tuple[str, ...], form: str, workspace: str | None
) -> None:  # fmt: skip
    """Write codes as CSV to standard output, also as import tools of shops read them.

    \b
    sweetspot codes export --state waiting --form shopify > discounts.csv
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.web.codes import file_rows
        from sweetspot.stages.tracking.formulas.code_files import rows
        from sweetspot.stages.tracking.queries import CodeFilter

        wanted = CodeFilter(
            campaign_ids=[named("cmp", campaign)] if campaign else (), states=state, with_pools=True,
            pool_id=named("cpl", pool) if pool else None,
        )  # fmt: skip
        zone = ZoneInfo(place.time_zone)
        csv.writer(sys.stdout).writerows(rows(file_rows(wanted, "", datetime.now(UTC)), form, zone))


@codes.command(name="import")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@workspace_option
@json_option
def import_codes(file: TextIO, workspace: str | None, as_json: bool) -> None:
    """Say which codes exist in the shop: those that FILE names and that wait become active.

    \b
    sweetspot codes import shop-export.csv
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.codes import ChangedOut
        from sweetspot.stages.tracking.formulas.code_files import named_codes
        from sweetspot.stages.tracking.services.codes import found_in_shop

        now, typed = datetime.now(UTC), named_codes(file.read())
        changed, known = found_in_shop(operator(place), typed, now=now)
        found = ChangedOut(changed=changed, moment=now.isoformat())
    tell(found, as_json, f"{changed:,} became active; {len(typed) - known:,} named codes are not known here.")


@codes.command()
@click.argument("state", type=click.Choice(["active", "paused", "expired", "waiting"]))
@click.argument("code", nargs=-1, required=True)
@workspace_option
@json_option
def mark(state: str, code: tuple[str, ...], workspace: str | None, as_json: bool) -> None:
    """Bring codes (cod_… or as they are typed) into STATE, as far as their own leads to it.

    \b
    sweetspot codes mark paused ANNA15
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.codes import ChangedOut
        from sweetspot.stages.tracking.formulas.offers import State
        from sweetspot.stages.tracking.services.codes import change_state

        now = datetime.now(UTC)
        changed = change_state(operator(place), [_named(one) for one in code], State(state), now=now)
        found = ChangedOut(changed=changed, moment=now.isoformat())
    tell(found, as_json, f"{changed:,} of {len(code):,} are {state} now.")


def _named(text: str) -> UUID:
    from sweetspot.core.errors import NotFound
    from sweetspot.stages.tracking import queries

    if text.startswith("cod_"):
        return named("cod", text)
    if found := list(queries.codes_named([text]).values()):
        return found[0].id
    raise NotFound(f"There is no code {text!r} here.")


def _offer(percent: float | None, amount: tuple[str, str] | None, shipping: bool) -> dict[str, Any]:
    from sweetspot.core.money import Money
    from sweetspot.stages.tracking.formulas.offers import Kind

    if sum([percent is not None, amount is not None, shipping]) > 1:
        raise click.UsageError("Codes give one thing: --percent, --amount or --shipping.")
    if amount:
        try:
            money = Money.parse(amount[0], amount[1].upper())
        except ValueError as error:
            raise Invalid(f"{amount[0]} {amount[1]} is no amount. Give one such as 10 EUR.") from error
        return {"kind": Kind.AMOUNT, "amount_minor": money.minor, "currency": money.currency}
    if percent is not None:
        return {"kind": Kind.PERCENT, "discount_basis_points": round(percent * 100)}
    return {"kind": Kind.SHIPPING if shipping else Kind.NONE}


def _worth(offer: OfferOut) -> str:
    from sweetspot.doors.api.codes import offer_of
    from sweetspot.doors.web.offers import worth

    return worth(offer_of(offer))
