"""`sweetspot links` and `domains`: what creators got to work with, and where it may lead."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, tell, workspace_option


@click.group()
def links() -> None:
    """Short links and who followed them."""


@links.command(name="list")
@click.option("--campaign", metavar="CAMPAIGN", help="Only those of this campaign (cmp_…).")
@workspace_option
@json_option
def list_links(campaign: str | None, workspace: str | None, as_json: bool) -> None:
    """List links with their clicks by class; only people are called clicks.

    \b
    sweetspot links list --campaign cmp_01J…
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.tracking import link_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.tracking import queries

        rows = queries.links(campaign_id=named("cmp", campaign) if campaign else None)
        clicks, base = queries.visits_per_link([row.id for row in rows]), queries.short_base()
        found = listed(link_out(row, clicks[row.id], base) for row in rows)
    cells = [
        [one.id, one.address, "on" if one.active else "off", one.clicks.people, one.clicks.visitors,
         one.clicks.previews + one.clicks.bots + one.clicks.suspects + one.clicks.own, one.destination]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(["Link", "Address", "", "Clicks", "Visitors", "Not people", "Leads to"], cells))


@links.command()
@click.argument("link")
@workspace_option
@json_option
def pause(link: str, workspace: str | None, as_json: bool) -> None:
    """Turn a link (lnk_…) off: visitors get a friendly page instead of the shop.

    \b
    sweetspot links pause lnk_01J…
    """
    _switch("pause", link, workspace, as_json)


@links.command()
@click.argument("link")
@workspace_option
@json_option
def resume(link: str, workspace: str | None, as_json: bool) -> None:
    """Turn a link (lnk_…) on again.

    \b
    sweetspot links resume lnk_01J…
    """
    _switch("resume", link, workspace, as_json)


def _switch(verb: str, link: str, workspace: str | None, as_json: bool) -> None:
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.tracking import link_out
        from sweetspot.stages.tracking import queries, services

        act: Callable[..., Any] = getattr(services, verb)
        row = act(operator(place), named("lnk", link), now=datetime.now(UTC))
        found = link_out(queries.link(row.id), queries.visits_per_link([row.id])[row.id], queries.short_base())
    tell(found, as_json, f"{found.address} is {'on' if found.active else 'off'}.")


@links.command(name="import")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@click.option("--campaign", required=True, metavar="CAMPAIGN", help="Whose creators the links are for (cmp_…).")
@workspace_option
@json_option
def import_links(file: TextIO, campaign: str, workspace: str | None, as_json: bool) -> None:
    """Make the links that FILE lists: rows of handle, address, short name, label, or an export of Dub, Bitly, Short.io.

    \b
    sweetspot links import links.csv --campaign cmp_01J…
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.tracking import outcome_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.campaigns import queries as campaigns
        from sweetspot.stages.tracking import queries
        from sweetspot.stages.tracking.formulas.link_rows import link_rows
        from sweetspot.stages.tracking.services import many

        partnerships = campaigns.partnerships(campaign_id=campaigns.campaign(named("cmp", campaign)).id)
        outcomes = many.add_links(operator(place), partnerships, link_rows(file.read()), now=datetime.now(UTC))
        base = queries.short_base()
        found = listed(outcome_out(one, base) for one in outcomes)
    rows = [[one.row, one.address, one.reason] for one in found.data]
    tell(found, as_json, table(["Row", "Address", "Why not"], rows))


@links.command()
@click.argument("link")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default="-")
@workspace_option
def qr(link: str, file: Path, workspace: str | None) -> None:
    """Write a link's QR code to FILE, .svg or .png; SVG to standard output where no file is named.

    \b
    sweetspot links qr lnk_01J… anna.png
    """
    form = "svg" if str(file) == "-" else file.suffix.lower().lstrip(".")
    if form not in ("svg", "png"):
        raise click.UsageError("The file's name ends in .svg or .png.")
    with in_workspace(workspace):
        from sweetspot.stages.tracking import queries

        image = queries.qr_image(queries.link(named("lnk", link)), form)
    if str(file) == "-":
        sys.stdout.write(image.decode() + "\n")
        return
    file.write_bytes(image)
    click.echo(f"Written to {file}.", err=True)


@click.group()
def domains() -> None:
    """The shop's hosts, which links may lead to."""


@domains.command(name="list")
@workspace_option
@json_option
def list_domains(workspace: str | None, as_json: bool) -> None:
    """List the hosts that links may lead to.

    \b
    sweetspot domains list
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.tracking import domain_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.tracking import queries

        found = listed(domain_out(row) for row in queries.domains())
    rows = [[one.host, f"{one.verified_at:%Y-%m-%d}" if one.verified_at else "not yet"] for one in found.data]
    tell(found, as_json, table(["Host", "Verified"], rows))


@domains.command()
@click.argument("host")
@workspace_option
@json_option
def verify(host: str, workspace: str | None, as_json: bool) -> None:
    """Vouch that HOST is the brand's own, so that links may lead to it; *.shop.example covers its subdomains.

    \b
    sweetspot domains verify shop.example
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.tracking import domain_out
        from sweetspot.stages.tracking import services

        found = domain_out(services.verify_domain(operator(place), host, now=datetime.now(UTC)))
    tell(found, as_json, f"Links may lead to {found.host}.")
