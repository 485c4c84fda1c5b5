"""`sweetspot shops`: where orders come from."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from sweetspot.doors.cli.session import in_workspace, json_option, operator, table, tell, workspace_option


@click.group()
def shops() -> None:
    """The shops that orders come from."""


@shops.command(name="list")
@workspace_option
@json_option
def listing(workspace: str | None, as_json: bool) -> None:
    """List the shops, and when each last sent a message.

    \b
    sweetspot shops list
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.shops import shop_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.orders import queries

        last = queries.last_messages()
        found = listed(shop_out(row, last) for row in queries.shops())
    rows = [
        [one.id, one.platform, one.name, one.domain or "—", "yes" if one.signs else "no",
         f"{one.last_message_at:%Y-%m-%d %H:%M}" if one.last_message_at else "never"]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(["Shop", "Platform", "Name", "Domain", "Signs", "Last message"], rows))


@shops.command()
@click.argument("name")
@click.option("--platform", type=click.Choice(["shopify", "api"]), default="shopify", show_default=True)
@click.option("--domain", metavar="HOST", help="Such as brand.myshopify.com.")
@click.option(
    "--secret-file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="A file with the shop's signing secret; - reads it from standard input.",
)  # fmt: skip
@workspace_option
@json_option
def register(
    name: str, platform: str, domain: str | None, secret_file: Path | None, workspace: str | None, as_json: bool
) -> None:
    """Register a shop and print where it sends its messages. The secret never stands on the command line.

    \b
    sweetspot shops register "Main street" --domain brand.myshopify.com --secret-file secret.txt
    pass show shopify | sweetspot shops register "Main street" --secret-file -
    """
    secret = _secret(secret_file)
    with in_workspace(workspace) as place:
        from django.conf import settings
        from django.urls import reverse

        from sweetspot.doors.api.shops import shop_out
        from sweetspot.stages.orders import services

        made = services.register_shop(
            operator(place), platform, name, domain=domain, secret=secret, now=datetime.now(UTC)
        )
        found = shop_out(made, {})
        hook = f"{settings.PUBLIC_URL}{reverse('shopify_hook', args=[place.id, made.id])}"
    tell(found, as_json, hook if platform == "shopify" else found.id)
    if platform == "shopify" and not secret:
        click.echo("Without a secret no message of this shop is believed. Register it with --secret-file.", err=True)


def _secret(file: Path | None) -> str | None:
    if file is None:
        return None
    text = (sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")).strip()
    if not text:
        raise click.UsageError("The secret is empty.")
    return text
