"""What we ask of accounts: who somebody is here, who else is, which keys exist, what was done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import Q

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.core.identifiers import from_public
from sweetspot.engines.isolation import current_workspace, person_scope, scope
from sweetspot.stages.accounts.formulas import PERMISSIONS, Actor
from sweetspot.stages.accounts.models import ApiKey, AuditEntry, Invitation, Member, Person, Role, Workspace

#: The roles a member can have, as a form offers them.
ROLES: list[tuple[str, str]] = [(role.value, str(role.label)) for role in Role]
SIGN_IN_MINUTES = 60
_SIGN_IN = "sweetspot sign-in link"


def memberships(person: Person) -> list[Member]:
    """A person's memberships with their workspaces, real ones first, then by name."""
    with person_scope(person.id):
        found = list(Member.objects.filter(person=person).select_related("workspace"))
    return sorted(found, key=lambda member: (member.workspace.is_sample, member.workspace.name))


def member_actor(person: Person, membership: Member) -> Actor:
    """The person as an actor in one of their workspaces."""
    name = person.name or person.email
    return Actor(
        "person", person.id, name, membership.workspace_id, PERMISSIONS[membership.role], membership.role
    )  # fmt: skip


def key_actor(key: str, now: datetime) -> Actor:
    """The actor behind an API key such as `sk_live_<workspace>_<secret>`; NotFound for a wrong, old or revoked key."""
    with scope(key_workspace(key)):
        row = (
            ApiKey.objects.filter(key_hash=key_hash(key), revoked_at=None)
            .filter(Q(expires_at=None) | Q(expires_at__gt=now))
            .first()
        )
    if row is None:
        raise NotFound("This API key is not valid.", code="bad_key")
    return Actor("key", row.id, f"key {row.name}", row.workspace_id, frozenset(row.scopes))


def key_workspace(key: str) -> UUID:
    """The workspace that an API key names in its text; NotFound for text of another form."""
    parts = key.strip().split("_")
    if len(parts) != 4 or parts[:2] != ["sk", "live"]:
        raise NotFound("This API key is not valid.", code="bad_key")
    try:
        return from_public("wsp", f"wsp_{parts[2]}")
    except ValueError as error:
        raise NotFound("This API key is not valid.", code="bad_key") from error


def key_hash(key: str) -> str:
    """How a key or token is kept; enough because it carries 160 random bits."""
    return hashlib.sha256(key.strip().encode()).hexdigest()


def workspace() -> Workspace:
    """The workspace in scope; NotFound outside a scope."""
    current = current_workspace()
    found = Workspace.objects.filter(id=current).first() if current else None
    if found is None:
        raise NotFound("There is no such workspace.")
    return found


def members() -> list[Member]:
    """The members of the workspace in scope, by name."""
    return list(Member.objects.select_related("person").order_by("person__name", "person__email"))


def open_invitations(now: datetime) -> list[Invitation]:
    """Invitations that can still be accepted."""
    return list(Invitation.objects.filter(accepted_at=None, expires_at__gt=now).order_by("-created_at"))


def api_keys() -> list[ApiKey]:
    """All keys, newest first; revoked ones too, for the record."""
    return list(ApiKey.objects.select_related("created_by").order_by("-created_at"))


def audit_trail(limit: int = 100, before: int | None = None) -> Sequence[AuditEntry]:
    """The newest entries of the audit trail, or those before a number."""
    entries = AuditEntry.objects.order_by("-number")
    return list(entries.filter(number__lt=before)[:limit] if before else entries[:limit])


def broken_audit_entry() -> int | None:
    """The number of the first entry whose hash chain does not hold; None where the whole trail is intact."""
    previous = ""
    for number, entry in enumerate(AuditEntry.objects.order_by("number").iterator(), start=1):
        if (entry.number, entry.previous_hash) != (number, previous) or entry_hash(entry) != entry.entry_hash:
            return entry.number
        previous = entry.entry_hash
    return None


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over an entry's content and the hash before it."""
    # Keys are sorted at every depth, because the database keeps objects in an order of its own.
    detail = json.dumps(entry.detail, sort_keys=True, ensure_ascii=False)
    content = [
        str(entry.number), entry.at.isoformat(), entry.actor, entry.action, entry.subject, detail, entry.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()


def workspace_id(slug: str | None) -> UUID:
    """The id of the workspace with this short name, or of the only one there is.

    NotFound for an unknown name; Invalid where none is given and there are several, or none at all.
    """
    if slug:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sweetspot_workspace_of(%s)", [slug])
            found = [row[0] for row in cursor.fetchall() if row[0]]
        if not found:
            raise NotFound(f"There is no workspace {slug}.")
    else:
        found = workspace_ids()
        if len(found) != 1:
            raise Invalid("Say which workspace: --workspace SLUG" if found else "There is no workspace yet.")
    identifier: UUID = found[0]
    return identifier


def workspace_ids() -> list[UUID]:
    """Every workspace's id, for work that is done in each of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sweetspot_workspace_ids()")
        return [row[0] for row in cursor.fetchall()]


def every_workspace() -> list[Workspace]:
    """All workspaces of this installation, by short name: for whoever may start programs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sweetspot_workspace_ids()")
        ids = [row[0] for row in cursor.fetchall()]
    found = []
    for identifier in ids:
        with scope(identifier):
            found.append(workspace())
    return sorted(found, key=lambda one: one.slug)


def is_known(email: str) -> bool:
    """Whether somebody signs in with this address."""
    return Person.objects.filter(email=email.strip().lower()).exists()


def person_by_email(email: str) -> Person:
    """The person with this address; NotFound otherwise."""
    found = Person.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise NotFound(f"Nobody here has the address {email}.")
    return found


def sign_in_token(person: Person) -> str:
    """A token that signs a person in once: it names the last sign-in, so using it makes it void."""
    return signing.dumps([str(person.id), str(person.last_login)], salt=_SIGN_IN)


def person_of_token(token: str) -> Person:
    """The person whom a sign-in token is for; NotFound where it is forged, used or older than `SIGN_IN_MINUTES`."""
    try:
        identifier, last_login = signing.loads(token, salt=_SIGN_IN, max_age=SIGN_IN_MINUTES * 60)
    except signing.BadSignature:
        identifier, last_login = None, ""
    found = Person.objects.filter(id=identifier, is_active=True).first() if identifier else None
    if found is None or str(found.last_login) != last_login:
        raise NotFound("This sign-in link was used or has expired. Make a new one with: sweetspot people link")
    return found


def invitation_by_token(token: str, now: datetime) -> Invitation:
    """The open invitation of a token in the workspace in scope; NotFound for a wrong, used or old one."""
    open_ones = Invitation.objects.select_related("workspace").filter(accepted_at=None, expires_at__gt=now)
    found = open_ones.filter(token_hash=key_hash(token)).first()
    if found is None:
        raise NotFound("This invitation was used or has expired. Ask for a new one.")
    return found


def member(identifier: UUID) -> Member:
    """A membership of the workspace in scope; NotFound otherwise."""
    found = Member.objects.select_related("person").filter(id=identifier).first()
    if found is None:
        raise NotFound("There is no such member here.")
    return found


def api_key(identifier: UUID) -> ApiKey:
    """A key of the workspace in scope; NotFound otherwise."""
    found = ApiKey.objects.filter(id=identifier).first()
    if found is None:
        raise NotFound("There is no such key here.")
    return found


def audit_of(subjects: Collection[str], limit: int = 100) -> list[AuditEntry]:
    """The newest entries of the audit trail about these things, such as `crt_…`."""
    return list(AuditEntry.objects.filter(subject__in=list(subjects)).order_by("-number")[:limit])
