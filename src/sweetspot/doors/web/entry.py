"""Coming in: the sign-in link, invitations, and changing from one workspace to another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.errors import NotFound
from sweetspot.doors.web.middleware import WORKSPACE_KEY
from sweetspot.doors.web.permissions import actor_of, needs, open_to_all
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries, services

#: Where the invitation's page leaves the invited address while somebody signs up.
INVITED = "invited_email"


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up to everyone without an invitation open in the same session."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor came by an invitation."""
        return INVITED in request.session

    def clean_email(self, email: str) -> Any:
        """The address, which must be the invited one."""
        email = super().clean_email(email).lower()
        invited = self.request.session.get(INVITED) if self.request else None
        if invited and email != invited:
            raise ValidationError(f"This invitation is for {invited}.")
        return email


@open_to_all
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """A sign-in link: reading it shows a button, because mail scanners read links too; the button signs in, once."""
    person = queries.person_of_token(token)
    if request.method != "POST":
        return render(request, "accounts/enter.html", {"person": person})
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/")


@open_to_all
def invitation(request: HttpRequest, workspace_id: UUID, token: str) -> HttpResponse:
    """An invitation: strangers sign up or in first, the invited person then joins by a button."""
    with scope(workspace_id):
        found = queries.invitation_by_token(token, datetime.now(UTC))
        if not request.user.is_authenticated:
            request.session[INVITED] = found.email
            known = queries.is_known(found.email)
            return redirect(f"{reverse('account_login' if known else 'account_signup')}?next={request.path}")
        if request.method != "POST":
            return render(request, "accounts/invitation.html", {"invitation": found})
        services.accept_invitation(token, request.user, now=datetime.now(UTC))
    request.session.pop(INVITED, None)
    request.session[WORKSPACE_KEY] = str(workspace_id)
    messages.success(request, f"Welcome to {found.workspace.name}.")
    return redirect("/")


@login_required
@require_POST
def switch_workspace(request: HttpRequest) -> HttpResponse:
    """Change to another workspace of one's own."""
    wanted = request.POST.get("workspace", "")
    members: list[Any] = request.memberships  # type: ignore[attr-defined]
    if wanted not in {str(member.workspace_id) for member in members}:
        raise NotFound("You are not a member of that workspace.")
    request.session[WORKSPACE_KEY] = wanted
    return redirect("/")


@login_required
def no_workspace(request: HttpRequest) -> HttpResponse:
    """For people whom nobody has invited to a workspace yet."""
    return render(request, "accounts/no_workspace.html")


@needs("settings.change")
def remove_sample(request: HttpRequest) -> HttpResponse:
    """Ask whether the sample workspace shall go, then remove it with everything in it."""
    if request.method != "POST":
        return render(request, "accounts/remove_sample.html")
    services.remove_sample(actor_of(request))
    request.session.pop(WORKSPACE_KEY, None)
    messages.success(request, "The sample programme is removed. Your own workspaces are untouched.")
    return redirect("/")


for _view in (switch_workspace, no_workspace):
    open_to_all(_view)

urlpatterns = [
    path("enter/<str:token>", enter, name="enter"),
    path("invitation/<uuid:workspace_id>/<str:token>", invitation, name="invitation"),
    path("workspace", switch_workspace, name="switch_workspace"),
    path("welcome", no_workspace, name="no_workspace"),
    path("sample/remove", remove_sample, name="remove_sample"),
]
