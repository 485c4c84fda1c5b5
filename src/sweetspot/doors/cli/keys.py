"""`sweetspot keys`: the keys of programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, workspace_option

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import ApiKey


@click.group()
def keys() -> None:
    """API keys: how programs get in."""


@keys.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="Such as orders.change; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Every scope.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it expires; never unless given.")
@workspace_option
def create(name: str, scopes: tuple[str, ...], everything: bool, days: int | None, workspace: str | None) -> None:
    """Make a key and print it, this once.

    \b
    sweetspot keys create shop --scope orders.change > key.txt
    """
    if bool(scopes) == everything:
        raise click.UsageError("Name the scopes with --scope, or all of them with --all.")
    with in_workspace(workspace) as place:
        from sweetspot.stages.accounts import services
        from sweetspot.stages.accounts.formulas import ALL

        now = datetime.now(UTC)
        ends = now + timedelta(days=days) if days else None
        key, text = services.create_key(
            operator(place), name, sorted(ALL) if everything else scopes, now=now, expires_at=ends
        )
    click.echo(text)
    click.echo(f"Made {_facts(key)['id']}. It is not shown again.", err=True)


@keys.command(name="list")
@workspace_option
@json_option
def listing(workspace: str | None, as_json: bool) -> None:
    """List the keys with their scopes, revoked ones too.

    \b
    sweetspot keys list
    """
    with in_workspace(workspace):
        from sweetspot.stages.accounts import queries

        rows = [_facts(key) for key in queries.api_keys()]
    cells = [[one["id"], one["name"], f"…{one['hint']}", one["state"], " ".join(one["scopes"])] for one in rows]
    words = table(["Key", "Name", "Ends in", "State", "Scopes"], cells)
    click.echo(json.dumps({"data": rows, "has_more": False, "next": None}, indent=2) if as_json else words)


@keys.command()
@click.argument("key")
@workspace_option
def revoke(key: str, workspace: str | None) -> None:
    """End a key (key_…) for good, at once.

    \b
    sweetspot keys revoke key_01J…
    """
    with in_workspace(workspace) as place:
        from sweetspot.stages.accounts import queries, services

        ended = services.revoke_key(operator(place), queries.api_key(named("key", key)), now=datetime.now(UTC))
    click.echo(f"{ended.name} is revoked.", err=True)


def _facts(key: ApiKey) -> dict[str, Any]:
    from sweetspot.core.identifiers import to_public

    is_over = key.expires_at is not None and key.expires_at <= datetime.now(UTC)
    state = "revoked" if key.revoked_at else "expired" if is_over else "valid"
    return {
        "id": to_public("key", key.id), "name": key.name, "hint": key.hint, "state": state, "scopes": key.scopes,
        "created_at": key.created_at.isoformat(), "expires_at": key.expires_at.isoformat() if key.expires_at else None,
    }  # fmt: skip
