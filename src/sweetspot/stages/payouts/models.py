"""What we keep of commissions, the double-entry book and statements."""

from __future__ import annotations

from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow
from sweetspot.stages.campaigns.models import Partnership, Terms
from sweetspot.stages.creators.models import Creator
from sweetspot.stages.orders.models import Order


class Account(models.TextChoices):
    """The accounts of the book."""

    EXPENSE = "commission_expense", "Commission expense"
    WAITING = "creator_waiting", "Creator, waiting"
    CLEARED = "creator_cleared", "Creator, cleared"
    IN_BATCH = "in_batch", "In batch"
    PAID = "paid", "Paid"
    CLAWBACK = "clawback_receivable", "Claw-back receivable"
    FX = "fx_difference", "Exchange difference"
    ROUNDING = "rounding", "Rounding"


class Commission(WorkspaceRow):
    """Why a creator earns on an order: the base, the terms and when it clears; amounts live in the book."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    base_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    earned_at = models.DateTimeField()
    clears_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "partnership"], name="an_order_earns_a_partnership_once")
        ]
        indexes = [models.Index(fields=["workspace", "-earned_at", "-id"], name="commissions_newest_first")]


class Transaction(WorkspaceRow):
    """Something that happened to money, once; its entries sum to zero in each currency. Never changed."""

    kind = models.CharField(max_length=20)
    #: What caused it, such as `order ord_…` and the event's own number; the same cause is booked once.
    source = models.CharField(max_length=120)
    source_event = models.CharField(max_length=120)
    at = models.DateTimeField()
    memo = models.CharField(max_length=300, blank=True)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source", "source_event", "kind"], name="booked_once")
        ]
        indexes = [models.Index(fields=["workspace", "-at", "-id"], name="transactions_newest_first")]


class Entry(WorkspaceRow):
    """One line of a transaction: debit positive, credit negative. Never changed."""

    transaction = models.ForeignKey(Transaction, on_delete=models.CASCADE, related_name="entries")
    account = models.CharField(max_length=24, choices=Account)
    creator = models.ForeignKey(Creator, on_delete=models.PROTECT, null=True, related_name="+")
    commission = models.ForeignKey(Commission, on_delete=models.PROTECT, null=True, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "creator", "account", "currency"]),
            models.Index(
                fields=["workspace", "commission"], include=["amount_minor"],
                condition=models.Q(account=Account.WAITING), name="waiting_per_commission",
            ),
        ]  # fmt: skip


class Statement(WorkspaceRow):
    """What a creator was told of a period: issued once, then fixed."""

    creator = models.ForeignKey(Creator, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    currency = models.CharField(max_length=3)
    opening_minor = models.BigIntegerField()
    earned_minor = models.BigIntegerField()
    reversed_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number", "currency"], name="statements_are_numbered"),
            models.UniqueConstraint(fields=["creator", "starts_on", "currency"], name="one_statement_per_period"),
        ]


class Check(WorkspaceRow):
    """What the last check of the book found; replaced by the next."""

    at = models.DateTimeField()
    transactions = models.PositiveIntegerField()
    commissions = models.PositiveIntegerField()
    #: Subject, currency, and what is booked and expected in minor units; empty where the book is right.
    differences = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="the_last_check_is_kept")]
