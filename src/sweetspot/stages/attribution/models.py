"""What we keep of decisions: which partnerships an order is credited to, and why."""

from __future__ import annotations

from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow
from sweetspot.stages.campaigns.models import Partnership
from sweetspot.stages.orders.models import Order


class Attribution(WorkspaceRow):
    """The decision on one order by one version of the rules; derived, rebuilt, never edited."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=40)
    #: Which of the rules 1 to 6 decided; None where nobody is credited.
    rule = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    #: Every touch considered, and why it was credited or not.
    touches = models.JSONField()
    decided_at = models.DateTimeField()


class Credit(WorkspaceRow):
    """The part of an order's net value that a partnership brought; the credits of an order sum to its net value."""

    attribution = models.ForeignKey(Attribution, on_delete=models.CASCADE, related_name="credits")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    #: `link`, `code` or `both`.
    means = models.CharField(max_length=6)
    #: In billionths of the order.
    weight = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "partnership"], name="an_order_credits_a_partnership_once")
        ]
