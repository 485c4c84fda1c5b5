"""The brand's own hosts for short links by program."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.proofs import PREFIX, record_name
from sweetspot.stages.tracking.queries.hosts import short_host
from sweetspot.stages.tracking.services import hosts

if TYPE_CHECKING:
    from sweetspot.stages.tracking.models import ShortHost

router = Router(tags=["Tracking"])


class ShortHostIn(Given):
    """A host of the brand's own."""

    host: Annotated[str, Field(max_length=300)]


class ShortHostOut(Schema):
    """An own host: in force since `verified_at`, once the text record was seen; `lost_at`: gone since."""

    id: str
    host: str
    record_name: str
    record_text: str
    verified_at: datetime | None
    lost_at: datetime | None
    checked_at: datetime | None
    seen: str
    apple_ids: list[str]
    android_package: str
    android_fingerprints: list[str]


class AppsIn(Given):
    """The apps that open the host's links; an empty list or text takes them away."""

    apple_ids: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)] = []
    android_package: Annotated[str, Field(max_length=200)] = ""
    android_fingerprints: Annotated[list[Annotated[str, Field(max_length=95)]], Field(max_length=20)] = []


@router.get("/short-hosts", response=ListOut[ShortHostOut], auth=key("tracking.view"))
def list_short_hosts(request: HttpRequest) -> ListOut[ShortHostOut]:
    """The own hosts, by name."""
    return listed(map(short_host_out, queries.short_hosts()))


@router.post("/short-hosts", response={201: ShortHostOut, 409: ErrorOut, 422: ErrorOut}, auth=key("tracking.change"))
def add_short_host(request: HttpRequest, wanted: ShortHostIn) -> Status[ShortHostOut]:
    """Name a host; it is in force once its text record is seen, which is looked for every day."""
    made = hosts.add_short_host(actor_of(request), wanted.host, now=datetime.now(UTC))
    return Status(201, short_host_out(made))


@router.get("/short-hosts/{host_id}", response={200: ShortHostOut, 404: ErrorOut}, auth=key("tracking.view"))
def get_short_host(request: HttpRequest, host_id: str) -> ShortHostOut:
    """One own host."""
    return short_host_out(short_host(identifier("sho", host_id)))


@router.put(
    "/short-hosts/{host_id}/apps",
    response={200: ShortHostOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("tracking.change"),
)
def change_short_host_apps(request: HttpRequest, host_id: str, wanted: AppsIn) -> ShortHostOut:
    """Let the brand's apps open the host's links."""
    row = hosts.change_apps(
        actor_of(request), identifier("sho", host_id), apple_ids="\n".join(wanted.apple_ids),
        android_package=wanted.android_package, android_fingerprints="\n".join(wanted.android_fingerprints),
        now=datetime.now(UTC),
    )  # fmt: skip
    return short_host_out(row)


@router.delete("/short-hosts/{host_id}", response={204: None, 404: ErrorOut}, auth=key("tracking.change"))
def remove_short_host(request: HttpRequest, host_id: str) -> Status[None]:
    """Give a host up; links go on at the installation's address."""
    hosts.remove_short_host(actor_of(request), identifier("sho", host_id), now=datetime.now(UTC))
    return Status(204, None)


def short_host_out(row: ShortHost) -> ShortHostOut:
    """An own host as the API and `--json` write it."""
    return ShortHostOut(
        id=to_public("sho", row.id), host=row.host, record_name=record_name(row.host), record_text=PREFIX + row.token,
        verified_at=row.verified_at, lost_at=row.lost_at, checked_at=row.checked_at, seen=row.seen,
        apple_ids=row.apple_ids, android_package=row.android_package, android_fingerprints=row.android_fingerprints,
    )  # fmt: skip
