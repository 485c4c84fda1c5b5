"""Who may sign up: only people whom a workspace invited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

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
