"""What we keep of people, workspaces, memberships, keys and the audit trail."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from sweetspot.core.identifiers import new_id


class People(BaseUserManager["Person"]):
    """How Django's own tools make a person."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A saved person who signs in by e-mail; without a password only a link or a reset lets them in."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who signs in; may be a member of several workspaces."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_in_any_case")]


class Workspace(models.Model):
    """One brand: the wall behind which all its rows live."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_sample = models.BooleanField(default=False)
    #: Days after an order in which it may come back; commissions wait that long.
    return_window_days = models.PositiveSmallIntegerField(default=14)
    #: Days in which a click may earn an order.
    click_window_days = models.PositiveSmallIntegerField(default=30)
    #: Approving a creator whose fees exceed this needs a second person; in minor units, None: nobody.
    second_person_above_minor = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class WorkspaceRow(models.Model):
    """What every row behind the wall has: an id, its workspace, and when it was written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    workspace_id: uuid.UUID

    class Meta:
        abstract = True


class Role(models.TextChoices):
    """What a member may do; `formulas.PERMISSIONS` says what each role is allowed."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    FINANCE = "finance", "Finance"
    ANALYST = "analyst", "Analyst"
    VIEWER = "viewer", "Viewer"


class Member(WorkspaceRow):
    """A person in a workspace, with a role."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "person"], name="one_membership_per_person")]


class Invitation(WorkspaceRow):
    """An offer of membership, sent by mail; only the hash of its token is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class ApiKey(WorkspaceRow):
    """A program's way in; the key itself is shown once, its hash is kept."""

    name = models.CharField(max_length=100)
    key_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40))
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)


class AuditEntry(WorkspaceRow):
    """Who did what to which thing, before and after; never changed, each entry hashes the one before it."""

    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="audit_entries_are_numbered")]
