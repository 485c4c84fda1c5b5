"""`sweetspot mentions`: where the brands were spoken of, and whose share of the talk is it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from sweetspot.doors.cli.session import in_workspace, json_option, table, tell, workspace_option


@click.group()
def mentions() -> None:
    """Where the brands and campaigns were spoken of."""


@mentions.command(name="list")
@click.option("--voice", type=click.Choice(["earned", "paid", "own", "unknown"]), help="How they came about.")
@click.option("--by", type=click.Choice(["creator", "prospect", "unnamed"]), help="Who wrote them.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@workspace_option
@json_option
def list_mentions(voice: str | None, by: str | None, limit: int, workspace: str | None, as_json: bool) -> None:
    """List mentions, the newest first.

    \b
    sweetspot mentions list --voice earned --by prospect
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.mentions import mentions_out
        from sweetspot.stages.tracking.queries.mentions import MentionFilter

        found = mentions_out(MentionFilter(voices=(voice,) if voice else (), writers=(by,) if by else ()), limit)
    rows = [
        [f"{one.written_at:%Y-%m-%d}" if one.written_at else "—", one.of, one.voice, one.place,
         f"@{one.handle}" if one.handle else "somebody", " ".join(one.text.split())[:60]]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(["Written", "Of", "", "In a", "By", "What was said"], rows))


@mentions.command()
@workspace_option
@json_option
def find(workspace: str | None, as_json: bool) -> None:
    """Look through every post and comment again; what is known already stays as it is.

    \b
    sweetspot mentions find
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.mentions import FoundOut
        from sweetspot.stages.tracking.queries.mentions import content_around
        from sweetspot.stages.tracking.services.mentions import find_mentions
        from sweetspot.stages.vetting import services as vetting

        now = datetime.now(UTC)
        found = FoundOut.from_orm(find_mentions(now=now))
        vetting.recompute_connections(now=now, around=content_around(now))
    words = (
        f"{found.mentions:,} mentions in {found.posts:,} posts and {found.comments:,} comments: {found.added:,} new, "
        f"{found.changed:,} changed, {found.gone:,} gone."
    )
    tell(found, as_json, words)


@mentions.command()
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Counted back from today.")
@workspace_option
@json_option
def voices(days: int, workspace: str | None, as_json: bool) -> None:
    """Each brand's share of voice.

    \b
    sweetspot mentions voices --days 30
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.mentions import voices_out

        now = datetime.now(UTC)
        found = voices_out(now - timedelta(days=days), now)
    rows = [
        [one.name, "—" if one.share_of_mentions is None else f"{one.share_of_mentions:.1%}", one.mentions, one.authors,
         one.earned, one.paid, one.not_known]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(["Brand", "Share", "Mentions", "Authors", "Earned", "Paid", "Not known"], rows))
