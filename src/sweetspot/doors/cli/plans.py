"""`sweetspot plans`: creators for a budget."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sweetspot.doors.cli.creators import filter_option
from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, tell, workspace_option

if TYPE_CHECKING:
    from sweetspot.core.money import Money
    from sweetspot.doors.api.plans import PlanDetailOut
    from sweetspot.doors.api.values import MoneyOut


@click.group()
def plans() -> None:
    """Plans: which creators reach most people for a budget."""


@plans.command(name="list")
@workspace_option
@json_option
def listing(workspace: str | None, as_json: bool) -> None:
    """List the plans, newest first.

    \b
    sweetspot plans list
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.plans import plan_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.planning import queries

        found = listed(plan_out(one) for one in queries.plans())
    rows = [
        [one.id, one.name, one.objective, money(one.budget), money(one.spend), one.reach.creators,
         f"{one.reach.people:,.0f}"]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(["Plan", "Name", "Objective", "Budget", "Spend", "Creators", "People"], rows))


@plans.command()
@click.argument("name")
@click.option("--budget", required=True, metavar="AMOUNT", help="Such as 2500 or 2500.50.")
@click.option("--currency", metavar="CODE", help="The workspace's unless given.")
@click.option("--objective", type=click.Choice(["reach", "engaged"]), default="reach", show_default=True)
@filter_option
@click.option("--lock", "locked", multiple=True, metavar="PROFILE", help="A profile that must be in it (prf_…).")
@click.option("--exclude", "excluded", multiple=True, metavar="PROFILE", help="A profile that must not.")
@workspace_option
@json_option
def make(
    name: str, budget: str, currency: str | None, objective: str, filtered: str, locked: tuple[str, ...],
    excluded: tuple[str, ...], workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Choose the creators that reach most different people for a budget, and keep the answer.

    \b
    sweetspot plans make "Spring" --budget 5000 --filter 'tier=micro&country=DE' --objective engaged
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.plans import candidates, plan_detail_out
        from sweetspot.stages.planning import queries, services

        made = services.make_plan(
            operator(place), name, objective=objective, budget=amount_of(budget, currency or place.currency),
            candidates=candidates(filtered), locked=[named("prf", one) for one in locked],
            excluded=[named("prf", one) for one in excluded], now=datetime.now(UTC),
        )  # fmt: skip
        found = plan_detail_out(queries.plan_detail(made.id))
    tell(found, as_json, _words(found))


@plans.command()
@click.argument("plan")
@workspace_option
@json_option
def show(plan: str, workspace: str | None, as_json: bool) -> None:
    """Show a plan (pln_…) with its creators and why each is in it.

    \b
    sweetspot plans show pln_01J…
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.plans import plan_detail_out
        from sweetspot.stages.planning import queries

        found = plan_detail_out(queries.plan_detail(named("pln", plan)))
    tell(found, as_json, _words(found))


def _words(plan: PlanDetailOut) -> str:
    reach = plan.reach
    head = (
        f"{plan.name} ({plan.id}): {reach.people:,.0f} people ({reach.low:,.0f} to {reach.high:,.0f}, estimate) "
        f"for {money(plan.spend)} of {money(plan.budget)}; {plan.considered} of {plan.matching} profiles considered."
    )
    rows = [
        [one.position, one.profile, one.name, money(one.cost), one.cost_basis, f"{one.people_added:,.0f}"]
        for one in plan.choices
    ]
    return f"{head}\n\n{table(['', 'Profile', 'Creator', 'Cost', 'Basis', 'People added'], rows)}"


def money(amount: MoneyOut) -> str:
    """An amount of the API for people, such as `1,250.00 EUR`."""
    from sweetspot.core.money import Money

    return str(Money(amount.amount_minor, amount.currency))


def amount_of(text: str, currency: str) -> Money:
    """The amount that somebody typed; a usage error for anything else."""
    from sweetspot.core.money import CURRENCIES, Money

    if currency not in CURRENCIES:
        raise click.UsageError(f"{currency} is not a currency code. Use one such as EUR or USD.")
    try:
        return Money.parse(text, currency)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
