"""Settings: the workspace, its people and roles, API keys and the audit log."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.errors import NotAllowed
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.doors.web.tables import Tab
from sweetspot.stages.accounts import queries, services
from sweetspot.stages.accounts.formulas import ALL, Actor

_log = logging.getLogger(__name__)

#: The pages under Settings, by the name of their address.
TABS = (
    ("settings", "Workspace"),
    ("members", "People & roles"),
    ("brands", "Brands"),
    ("definitions", "Definitions"),
    ("benchmarks", "Benchmarks"),
    ("word_lists", "Word lists"),
    ("tracking_settings", "Tracking"),
    ("shops", "Shops"),
    ("keys", "API keys"),
    ("audit", "Audit log"),
)


def settings_tabs(current: str) -> list[Tab]:
    """The tabs over every settings page."""
    return [Tab(label, reverse(name), name == current) for name, label in TABS]


class WorkspaceForm(forms.Form):
    """What can be changed of a workspace."""

    name = forms.CharField(label="Name", max_length=200, help_text="As creators and colleagues see it.")
    currency = forms.ChoiceField(
        label="Currency",
        choices=[(code, code) for code in sorted(CURRENCIES)],
        help_text="For new plans and campaigns.",
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=[(zone, zone) for zone in sorted(available_timezones())],
        help_text="Where a day begins and ends in reports.",
    )
    click_window_days = forms.IntegerField(
        label="Click window", min_value=1, max_value=90, help_text="Days in which a click may earn an order."
    )
    return_window_days = forms.IntegerField(
        label="Return window",
        min_value=0,
        max_value=120,
        help_text="Days in which an order may come back; commission waits that long.",
    )
    second_person_above = forms.CharField(
        label="Second person above",
        required=False,
        max_length=20,
        help_text="Approving a creator on whom more than this is planned or agreed takes two people. Empty: never.",
    )

    def clean(self) -> dict[str, Any]:
        """The values, with the amount in minor units."""
        text = self.cleaned_data.pop("second_person_above", "").strip()
        try:
            limit = Money.parse(text, self.cleaned_data.get("currency", "EUR")).minor if text else None
            if limit is not None and not 0 <= limit < 2**53:
                raise ValueError
        except ValueError:
            self.add_error("second_person_above", "Give an amount such as 2000 or 1500.50, or leave it empty.")
        else:
            self.cleaned_data["second_person_above_minor"] = limit
        return self.cleaned_data


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(label="Role", choices=queries.ROLES, initial="viewer")


class KeyForm(forms.Form):
    """What a new key is for."""

    name = forms.CharField(label="Name", max_length=100, help_text="Where it is used, such as “web shop”.")
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=[(scope, scope.replace(".", ": ")) for scope in sorted(ALL)],
        widget=forms.CheckboxSelectMultiple,
        help_text="Give a key only what its program needs.",
    )


@needs("settings.view")
def workspace(request: HttpRequest) -> HttpResponse:
    """The workspace's name, currency, time zone and windows."""
    current = queries.workspace()
    fields = [name for name in WorkspaceForm.base_fields if hasattr(current, name)]
    limit = current.second_person_above_minor
    above = "" if limit is None else str(Money(limit, current.currency).decimal)
    initial = {name: getattr(current, name) for name in fields} | {"second_person_above": above}
    form = WorkspaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _save_workspace(request, form)
    return render(request, "accounts/workspace.html", {"form": form, "tabs": settings_tabs("settings")})


@needs("settings.change")
def _save_workspace(request: HttpRequest, form: WorkspaceForm) -> HttpResponse:
    services.change_workspace(actor_of(request), queries.workspace(), now=datetime.now(UTC), **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("settings")


@needs("members.view")
def members(request: HttpRequest) -> HttpResponse:
    """Who may enter, and as what; invitations that wait."""
    now = datetime.now(UTC)
    form = InvitationForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = _invite(demand(request, "members.change"), form, now)
        form = InvitationForm()
    context = {
        "form": form,
        "made": made,
        "members": queries.members(),
        "invitations": queries.open_invitations(now),
        "roles": queries.ROLES,
        "tabs": settings_tabs("members"),
    }
    return render(request, "accounts/members.html", context)


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation just made: its link is shown this once; `mailed` says whether a mail server took the letter."""

    email: str
    link: str
    mailed: bool


def _invite(actor: Actor, form: InvitationForm, now: datetime) -> Made:
    invitation, token = services.invite(actor, **form.cleaned_data, now=now)
    link = f"{settings.PUBLIC_URL}{reverse('invitation', args=[invitation.workspace_id, token])}"
    subject = f"You are invited to {invitation.workspace.name}"
    text = (
        f"{actor.name} invites you to {invitation.workspace.name} on Sweetspot.\n\n{link}\n\n"
        f"The link works for {services.INVITATION_DAYS} days."
    )
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError as error:  # smtplib's errors are OSErrors too
        _log.warning("The mail server did not take an invitation: %s", error)
        return Made(invitation.email, link, mailed=False)
    return Made(invitation.email, link, mailed=not settings.EMAIL_BACKEND.endswith("console.EmailBackend"))


@require_POST
@needs("members.change")
def change_role(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Give a member another role."""
    member = services.change_role(
        actor_of(request), queries.member(identifier), request.POST.get("role", ""), now=datetime.now(UTC)
    )
    messages.success(request, f"{member.person.email} is now {member.get_role_display().lower()}.")
    return redirect("members")


@require_POST
@needs("members.change")
def remove_member(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """End a membership."""
    member = queries.member(identifier)
    services.remove_member(actor_of(request), member, now=datetime.now(UTC))
    messages.success(request, f"{member.person.email} can no longer enter. Invite them again at any time.")
    return redirect("members")


@needs("settings.view")
def keys(request: HttpRequest) -> HttpResponse:
    """API keys: which exist, and making one, whose text is shown this once."""
    form = KeyForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = _create_key(request, form)
        form = KeyForm()
    context = {"form": form, "keys": queries.api_keys(), "made": made, "tabs": settings_tabs("keys")}
    return render(request, "accounts/keys.html", context | {"api": f"{settings.PUBLIC_URL}/api/v1"})


def _create_key(request: HttpRequest, form: KeyForm) -> str:
    actor = actor_of(request)
    if not actor.may("settings.change"):
        raise NotAllowed("Your role does not allow making keys. An owner can.")
    _, text = services.create_key(actor, **form.cleaned_data, now=datetime.now(UTC))
    return text


@require_POST
@needs("settings.change")
def revoke_key(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """End a key for good."""
    key = services.revoke_key(actor_of(request), queries.api_key(identifier), now=datetime.now(UTC))
    messages.success(request, f"The key {key.name} no longer works.")
    return redirect("keys")


@needs("settings.view")
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, and whether the chain of hashes is whole."""
    before = request.GET.get("before", "")
    entries = queries.audit_trail(before=int(before) if before.isdecimal() else None)
    older = entries[-1].number if entries and entries[-1].number > 1 else None
    context = {"entries": entries, "older": older, "broken": queries.broken_audit_entry()}
    return render(request, "accounts/audit.html", context | {"tabs": settings_tabs("audit")})


urlpatterns = [
    path("settings", workspace, name="settings"),
    path("settings/people", members, name="members"),
    path("settings/people/<uuid:identifier>/role", change_role, name="change_role"),
    path("settings/people/<uuid:identifier>/remove", remove_member, name="remove_member"),
    path("settings/keys", keys, name="keys"),
    path("settings/keys/<uuid:identifier>/revoke", revoke_key, name="revoke_key"),
    path("settings/audit", audit, name="audit"),
]
