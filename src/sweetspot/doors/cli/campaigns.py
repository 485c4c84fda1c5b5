"""`sweetspot campaigns`: open them, bring creators in, see who is where."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sweetspot.doors.cli.plans import amount_of, money
from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, tell, workspace_option

if TYPE_CHECKING:
    from uuid import UUID

DAY = click.DateTime(["%Y-%m-%d"])
HEADERS = ["Campaign", "Name", "State", "Starts", "Ends", "Budget", "Landing page"]


@click.group()
def campaigns() -> None:
    """Campaigns and the creators in them."""


@campaigns.command(name="list")
@click.option("--state", type=click.Choice(["draft", "active", "ended"]), help="Only those in this state.")
@workspace_option
@json_option
def listing(state: str | None, workspace: str | None, as_json: bool) -> None:
    """List the campaigns, newest start first.

    \b
    sweetspot campaigns list --state active
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.campaigns import campaign_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.campaigns import queries

        found = listed(campaign_out(one.campaign) for one in queries.campaigns(state or ""))
    rows = [
        [one.id, one.name, one.state, one.starts_on, one.ends_on or "—", money(one.budget) if one.budget else "—",
         one.landing_url]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(HEADERS, rows))


@campaigns.command()
@click.argument("name")
@click.option("--landing-url", required=True, metavar="URL", help="The shop's page; links lead there.")
@click.option("--starts", type=DAY, help="First day; today unless given.")
@click.option("--ends", type=DAY, help="Last day; open unless given.")
@click.option("--currency", metavar="CODE", help="The workspace's unless given.")
@click.option("--budget", metavar="AMOUNT", help="Such as 5000.")
@click.option("--brief", default="", help="What creators are asked for.")
@click.option("--plan", metavar="PLAN", help="The plan it comes from (pln_…).")
@workspace_option
@json_option
def create(
    name: str, landing_url: str, starts: datetime | None, ends: datetime | None, currency: str | None,
    budget: str | None, brief: str, plan: str | None, workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Open a campaign as a draft and print its name (cmp_…).

    \b
    sweetspot campaigns create "Spring" --landing-url https://shop.example/spring --plan pln_01J…
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.campaigns import campaign_out
        from sweetspot.stages.campaigns import services
        from sweetspot.stages.planning import queries as planning

        now, code = datetime.now(UTC), currency or place.currency
        made = services.create_campaign(
            operator(place), name, landing_url=landing_url, currency=code, brief=brief, now=now,
            starts_on=(starts or now).date(), ends_on=ends.date() if ends else None,
            budget_minor=amount_of(budget, code).minor if budget else None,
            plan_id=planning.plan_detail(named("pln", plan)).summary.id if plan else None,
        )  # fmt: skip
        found = campaign_out(made)
    tell(found, as_json, found.id)


@campaigns.command()
@click.argument("campaign")
@click.argument("profiles", nargs=-1)
@click.option("--plan", metavar="PLAN", help="Everybody whom this plan chose (pln_…).")
@click.option("--fee", metavar="AMOUNT", help="A fee for each; else the plan's quoted costs, or none.")
@click.option("--modelled-fees", is_flag=True, help="Take costs that the plan modelled as fees, too.")
@click.option("--commission", type=click.FloatRange(0, 100), default=10, show_default=True, help="Per cent.")
@click.option("--window", type=click.IntRange(1, 365), default=30, show_default=True, help="Days a click counts.")
@click.option("--hold", type=click.IntRange(0, 365), default=14, show_default=True, help="Days commission waits.")
@click.option("--discount", type=click.FloatRange(0.01, 99.99), default=15, show_default=True, help="Per cent.")
@click.option("--despite", default="", help="Why to go on where a creator refuses the brand or the subject.")
@workspace_option
@json_option
def join(
    campaign: str, profiles: tuple[str, ...], plan: str | None, fee: str | None, modelled_fees: bool,
    commission: float, window: int, hold: int, discount: float, despite: str, workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Bring PROFILES (prf_…) or a plan's creators in: each gets terms, a link and a code, all or nothing.

    \b
    sweetspot campaigns join cmp_01J… --plan pln_01J… --commission 12 --discount 10

    Doing it twice changes nothing.
    """
    if not profiles and not plan:
        raise click.UsageError("Name PROFILES, or a plan with --plan.")
    with in_workspace(workspace) as place:
        from sweetspot import pipeline
        from sweetspot.doors.api.campaigns import equipment_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.campaigns import queries
        from sweetspot.stages.campaigns.services import Agreed
        from sweetspot.stages.creators import queries as creators
        from sweetspot.stages.tracking.queries import short_base

        found = queries.campaign(named("cmp", campaign))
        agreed = Agreed(amount_of(fee or "0", found.currency).minor, round(commission * 100), window, hold)
        fees = {} if fee or not plan else _plan_fees(plan, found.currency, modelled_fees)
        made = pipeline.join_campaign(
            operator(place), found, creators.profiles(_chosen(profiles, plan)), agreed=agreed, fees=fees,
            discount_basis_points=round(discount * 100), despite=despite, now=datetime.now(UTC),
        )  # fmt: skip
        base = short_base()
        equipped = listed(equipment_out(one, base) for one in made)
    rows = [[one.partnership, one.link, one.code] for one in equipped.data]
    tell(equipped, as_json, table(["Partnership", "Link", "Code"], rows))


def _plan_fees(plan: str, currency: str, modelled: bool) -> dict[UUID, int]:
    """The plan's costs as fees: what was quoted, and with `modelled` what was modelled."""
    from sweetspot.stages.planning import queries
    from sweetspot.stages.planning.services import QUOTED

    wanted = [one for one in queries.plan_detail(named("pln", plan)).choices if modelled or one.basis == QUOTED]
    return {one.profile.profile_id: one.cost.minor for one in wanted if one.cost.currency == currency}


def _chosen(profiles: tuple[str, ...], plan: str | None) -> list[UUID]:
    from sweetspot.stages.planning import queries

    planned = queries.plan_detail(named("pln", plan)).choices if plan else ()
    return [*(named("prf", one) for one in profiles), *(one.profile.profile_id for one in planned)]


@campaigns.command()
@click.argument("campaign")
@workspace_option
@json_option
def show(campaign: str, workspace: str | None, as_json: bool) -> None:
    """Show who is in a campaign (cmp_…), and how far.

    \b
    sweetspot campaigns show cmp_01J… --json
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.campaigns import partnership_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.campaigns import queries

        one = queries.campaign(named("cmp", campaign))
        found = listed(partnership_out(row) for row in queries.partnerships(campaign_id=one.id))
    rows = [[row.id, row.creator_name, row.profile, row.stage, f"{row.stage_since:%Y-%m-%d}"] for row in found.data]
    headers = ["Partnership", "Creator", "Profile", "Stage", "Since"]
    tell(found, as_json, f"{one.name} ({one.state})\n\n{table(headers, rows)}")
