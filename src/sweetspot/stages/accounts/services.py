"""What we do with accounts: make workspaces, invite people, hand out keys, write the audit trail."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from sweetspot.core.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from sweetspot.core.identifiers import new_id, to_public
from sweetspot.core.money import CURRENCIES
from sweetspot.engines.isolation import current_workspace, scope
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts.formulas import ALL, Actor
from sweetspot.stages.accounts.models import ApiKey, AuditEntry, Invitation, Member, Person, Role, Workspace
from sweetspot.stages.accounts.queries import entry_hash, key_hash

INVITATION_DAYS = 7


@transaction.atomic
def person(email: str, name: str = "") -> Person:
    """The person with this address; made where unknown, and then without a password."""
    address = email.strip().lower()
    return Person.objects.filter(email=address).first() or Person.objects.create_user(address, name=name)


@transaction.atomic
def create_workspace(
    name: str, *, owner: Person, currency: str = "EUR", time_zone: str = "UTC", is_sample: bool = False, slug: str = ""
) -> Workspace:
    """A new workspace with its first owner; Invalid for an unknown currency, Conflict for a taken short name.

    Without `slug` the short name is made from the name, with a few letters more where that one is taken.
    """
    if currency not in CURRENCIES:
        message = f"{currency} is not a currency code. Use one such as EUR or USD."
        raise Invalid(message, problems=[Problem("currency", "unknown", message)])
    identifier = new_id()
    with scope(identifier):
        wanted = slugify(slug or name)[:50] or "workspace"
        taken = _slug_taken(wanted)
        if taken and slug:
            raise Conflict(f"There is a workspace {wanted} already. Choose another short name.")
        wanted = f"{wanted}-{secrets.token_hex(3)}" if taken else wanted
        workspace = Workspace.objects.create(
            id=identifier, name=name, slug=wanted, currency=currency, time_zone=time_zone, is_sample=is_sample
        )
        Member.objects.create(workspace=workspace, person=owner, role=Role.OWNER)
    return workspace


def _slug_taken(slug: str) -> bool:
    # Other workspaces are behind the wall, so the question goes to a function that answers nothing else.
    with connection.cursor() as cursor:
        cursor.execute("SELECT sweetspot_slug_taken(%s)", [slug])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def invite(actor: Actor, email: str, role: str, *, now: datetime) -> tuple[Invitation, str]:
    """An invitation and its token (shown once, for the mail); Invalid for an unknown role, Conflict for a member."""
    if role not in Role.values:
        raise Invalid("Choose a role.", problems=[Problem("role", "unknown", "Choose a role.")])
    email = email.strip().lower()
    if Member.objects.filter(person__email=email).exists():
        raise Conflict(f"{email} is a member already.")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        workspace_id=actor.workspace_id, email=email, role=role, token_hash=key_hash(token), invited_by_id=actor.id,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )  # fmt: skip
    record(actor, "member.invited", email, {"role": role}, now=now)
    return invitation, token


@transaction.atomic
def accept_invitation(token: str, invited: Person, *, now: datetime) -> Member:
    """Make the invited person a member of the workspace in scope; NotFound for a wrong, used or old token."""
    invitation = (
        Invitation.objects.select_for_update()
        .filter(token_hash=key_hash(token), accepted_at=None, expires_at__gt=now, email=invited.email)
        .first()
    )
    if invitation is None:
        raise NotFound("This invitation was used, has expired, or is for another address. Ask for a new one.")
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    member, _ = Member.objects.get_or_create(
        workspace_id=invitation.workspace_id, person=invited, defaults={"role": invitation.role}
    )
    actor = Actor("person", invited.id, invited.name or invited.email, invitation.workspace_id, frozenset())
    record(actor, "member.joined", invited.email, {"role": member.role}, now=now)
    return member


@transaction.atomic
def change_role(actor: Actor, member: Member, role: str, *, now: datetime) -> Member:
    """The member with a new role; Conflict where the workspace would be left without an owner."""
    if role not in Role.values:
        raise Invalid("Choose a role.", problems=[Problem("role", "unknown", "Choose a role.")])
    _keep_an_owner(member, leaves=role != Role.OWNER)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    record(actor, "member.role", member.person.email, {"before": before, "after": role}, now=now)
    return member


@transaction.atomic
def remove_member(actor: Actor, member: Member, *, now: datetime) -> None:
    """End a membership; Conflict for the last owner."""
    _keep_an_owner(member, leaves=True)
    record(actor, "member.removed", member.person.email, {"role": member.role}, now=now)
    member.delete()


def _keep_an_owner(member: Member, *, leaves: bool) -> None:
    others = Member.objects.select_for_update().filter(role=Role.OWNER).exclude(id=member.id)
    if leaves and member.role == Role.OWNER and not others.exists():
        raise Conflict("A workspace needs an owner. Make somebody else an owner first.")


@transaction.atomic
def create_key(
    actor: Actor, name: str, scopes: Iterable[str], *, now: datetime, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A key and its text, which is shown this once; NotAllowed for a scope that the maker lacks."""
    wanted = sorted(set(scopes))
    if unknown := [item for item in wanted if item not in ALL]:
        raise Invalid(
            f"Unknown scope: {', '.join(unknown)}.", problems=[Problem("scopes", "unknown", "Unknown scope.")]
        )
    if not wanted:
        raise Invalid("Choose at least one scope.", problems=[Problem("scopes", "missing", "Choose at least one.")])
    if any(not actor.may(item) for item in wanted):
        raise NotAllowed("A key cannot do more than the person who makes it.")
    text = f"sk_live_{to_public('wsp', actor.workspace_id)[4:]}_{secrets.token_hex(20)}"
    key = ApiKey.objects.create(
        workspace_id=actor.workspace_id, name=name, key_hash=key_hash(text), hint=text[-4:], scopes=wanted,
        created_by_id=actor.id if actor.kind == "person" else None, expires_at=expires_at,
    )  # fmt: skip
    record(actor, "key.created", name, {"scopes": " ".join(wanted)}, now=now)
    return key, text


@transaction.atomic
def revoke_key(actor: Actor, key: ApiKey, *, now: datetime) -> ApiKey:
    """End a key for good."""
    key.revoked_at = key.revoked_at or now
    key.save(update_fields=["revoked_at"])
    record(actor, "key.revoked", key.name, {}, now=now)
    return key


@transaction.atomic
def change_workspace(actor: Actor, workspace: Workspace, *, now: datetime, **fields: Any) -> Workspace:
    """The workspace with new name, currency, time zone or windows; the trail keeps what was there before."""
    before = {name: str(getattr(workspace, name)) for name in fields}
    for name, value in fields.items():
        setattr(workspace, name, value)
    workspace.save(update_fields=list(fields))
    after = {name: str(value) for name, value in fields.items()}
    record(actor, "workspace.changed", workspace.slug, {"before": before, "after": after}, now=now)
    return workspace


def record(actor: Actor, action: str, subject: str, detail: Mapping[str, Any], *, now: datetime) -> AuditEntry:
    """Append to the audit trail of the actor's workspace; entries of one workspace form a hash chain.

    Fractions in `detail` are kept as texts: the database may write a number in another way than it was given.
    """
    with transaction.atomic():
        take_turn("audit", actor.workspace_id)  # or two entries would claim the same number
        last = AuditEntry.objects.order_by("-number").first()
        entry = AuditEntry(
            workspace_id=actor.workspace_id, number=last.number + 1 if last else 1, at=now, actor=actor.name,
            action=action, subject=subject[:120], detail=json.loads(json.dumps(detail, default=str), parse_float=str),
            previous_hash=last.entry_hash if last else "",
        )  # fmt: skip
        entry.entry_hash = entry_hash(entry)
        entry.save(force_insert=True)
    return entry


@transaction.atomic
def remove_sample(actor: Actor) -> None:
    """Delete the sample workspace in scope with everything in it; NotAllowed for a real one."""
    workspace = Workspace.objects.get(id=actor.workspace_id)
    if not workspace.is_sample or current_workspace() != workspace.id:
        raise NotAllowed("Only a sample workspace can be removed as a whole.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sweetspot_remove_sample(%s)", [str(workspace.id)])
