"""`sweetspot shortlists`: profiles kept together, shown by links, and more like them."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from sweetspot.doors.cli.creators import alike_words, asked, filter_option
from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, tell, workspace_option


@click.group()
def shortlists() -> None:
    """Shortlists: profiles kept together, with notes and links for people without an account."""


@shortlists.command(name="list")
@workspace_option
@json_option
def listing(workspace: str | None, as_json: bool) -> None:
    """List the shortlists by name.

    \b
    sweetspot shortlists list
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.shortlists import shortlist_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.creators.queries import shortlists as known

        found = listed(shortlist_out(one) for one in known.shortlists(datetime.now(UTC)))
    rows = [[one.id, one.name, one.entries, one.open_links] for one in found.data]
    tell(found, as_json, table(["Shortlist", "Name", "Profiles", "Open links"], rows))


@shortlists.command()
@click.argument("name")
@click.option("--notes", default="", help="What it is for.")
@workspace_option
@json_option
def create(name: str, notes: str, workspace: str | None, as_json: bool) -> None:
    """Make an empty shortlist.

    \b
    sweetspot shortlists create "Spring" --notes "For the agency"
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.shortlists import shortlist_out
        from sweetspot.stages.creators.queries import shortlists as known
        from sweetspot.stages.creators.services import shortlists as services

        now = datetime.now(UTC)
        made = shortlist_out(known.shortlist(services.create_shortlist(operator(place), name, notes, now=now).id, now))
    tell(made, as_json, made.id)


@shortlists.command()
@click.argument("shortlist")
@workspace_option
@json_option
def show(shortlist: str, workspace: str | None, as_json: bool) -> None:
    """Show a SHORTLIST (shl_…) with notes and answers.

    \b
    sweetspot shortlists show shl_01J…
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.shortlists import shortlist_detail_out
        from sweetspot.stages.creators.queries import shortlists as known

        one = shortlist_detail_out(known.shortlist(named("shl", shortlist), datetime.now(UTC)))
    rows = [
        [each.profile.id, f"@{each.profile.handle}", each.profile.network, each.note,
         "; ".join(f"{said.name}: {said.choice} {said.comment}".strip() for said in each.answers)]
        for each in one.profiles
    ]  # fmt: skip
    tell(one, as_json, f"{one.name}\n\n{table(['Profile', 'Handle', 'Network', 'Note', 'Answers'], rows)}")


@shortlists.command()
@click.argument("shortlist")
@click.argument("profiles", nargs=-1)
@filter_option
@workspace_option
def add(shortlist: str, profiles: tuple[str, ...], filtered: str, workspace: str | None) -> None:
    """Put PROFILES (prf_…), or everybody who matches --filter, on a SHORTLIST.

    \b
    sweetspot shortlists add shl_01J… prf_01J… prf_01J…
    sweetspot shortlists add shl_01J… --filter 'tier=micro&country=DE'
    """
    if bool(profiles) == bool(filtered):
        raise click.UsageError("Name profiles, or give --filter.")
    with in_workspace(workspace) as place:
        from sweetspot.stages.creators.services import shortlists as services
        from sweetspot.stages.vetting import queries

        ids = queries.profile_ids(asked(filtered)) if filtered else [named("prf", one) for one in profiles]
        found = named("shl", shortlist)
        added = services.put_on(operator(place), found, ids, query=filtered, now=datetime.now(UTC))
    click.echo(f"{added} added.")


@shortlists.command()
@click.argument("shortlist")
@click.argument("profiles", nargs=-1, required=True)
@workspace_option
def remove(shortlist: str, profiles: tuple[str, ...], workspace: str | None) -> None:
    """Take PROFILES off a SHORTLIST.

    \b
    sweetspot shortlists remove shl_01J… prf_01J…
    """
    with in_workspace(workspace) as place:
        from sweetspot.stages.creators.services import shortlists as services

        ids = [named("prf", one) for one in profiles]
        gone = services.take_off(operator(place), named("shl", shortlist), ids, now=datetime.now(UTC))
    click.echo(f"{gone} taken off.")


@shortlists.command()
@click.argument("shortlist")
@click.option("--for", "label", required=True, help="Who gets the link.")
@click.option("--days", type=click.IntRange(1, 90), default=14, show_default=True, help="How long it works.")
@click.option("--with-notes", is_flag=True, help="Show the notes.")
@click.option("--with-prices", is_flag=True, help="Show prices.")
@workspace_option
@json_option
def share(
    shortlist: str, label: str, days: int, with_notes: bool, with_prices: bool, workspace: str | None, as_json: bool
) -> None:
    """Make a link to a SHORTLIST for people without an account; it is told this once.

    \b
    sweetspot shortlists share shl_01J… --for Agency --days 7
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.shortlists import made_share
        from sweetspot.stages.creators.services import shortlists as services

        made = services.share(
            operator(place), named("shl", shortlist), label, days=days, with_notes=with_notes,
            with_prices=with_prices, now=datetime.now(UTC),
        )  # fmt: skip
        link = made_share(*made)
    tell(link, as_json, link.url or "")


@shortlists.command()
@click.argument("shortlist")
@click.argument("link")
@workspace_option
def revoke(shortlist: str, link: str, workspace: str | None) -> None:
    """End a LINK (shr_…) to a SHORTLIST at once.

    \b
    sweetspot shortlists revoke shl_01J… shr_01J…
    """
    with in_workspace(workspace) as place:
        from sweetspot.stages.creators.services import shortlists as services

        ended = services.revoke(operator(place), named("shl", shortlist), named("shr", link), now=datetime.now(UTC))
    click.echo(f"The link for {ended.label} no longer works.")


@shortlists.command()
@click.argument("shortlist")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="How many at most.")
@workspace_option
@json_option
def alike(shortlist: str, limit: int, workspace: str | None, as_json: bool) -> None:
    """List the creators most like those on a SHORTLIST, each with its reasons.

    \b
    sweetspot shortlists alike shl_01J…
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.shortlists import alikes_out
        from sweetspot.stages.creators.queries import shortlists as known
        from sweetspot.stages.vetting import queries

        found = known.shortlist_row(named("shl", shortlist))
        shown = alikes_out(queries.look_alikes(known.profile_ids(found.id), limit))
    tell(shown, as_json, alike_words(shown))
