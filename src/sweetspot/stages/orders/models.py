"""What we keep of shops, the messages they sent, orders and refunds."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow
from sweetspot.stages.creators.models import Creator


class Platform(models.TextChoices):
    """What kind of shop it is."""

    API = "api", "Own shop (API)"
    SHOPIFY = "shopify", "Shopify"


class Shop(WorkspaceRow):
    """A place that sends orders, with the secret that proves a message is its own."""

    platform = models.CharField(max_length=12, choices=Platform)
    name = models.CharField(max_length=120)
    domain = models.CharField(max_length=253, null=True)
    #: Encrypted with a key that is not in the database.
    webhook_secret = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "platform", "name"], name="a_shop_has_one_name")]


class Message(WorkspaceRow):
    """A webhook as it arrived, once: what it said, and what came of it."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60)
    message_id = models.CharField(max_length=120)
    triggered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    body = models.JSONField()
    processed_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "topic", "message_id"], name="a_message_arrives_once")]
        indexes = [
            models.Index(
                fields=["workspace", "-received_at"], condition=~models.Q(problem=""), name="messages_with_a_problem"
            )
        ]


class OrderState(models.TextChoices):
    """Whether an order counts."""

    PENDING = "pending", "Pending"
    PAID = "paid", "Paid"
    CANCELLED = "cancelled", "Cancelled"


class Order(WorkspaceRow):
    """What a customer bought, as the shop last told it."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=120)
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=OrderState)
    placed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    #: When the shop last changed it; an older message never overwrites a newer one.
    as_of = models.DateTimeField()
    currency = models.CharField(max_length=3)
    #: Goods before discounts, then discounts, tax and shipping; `net_minor` is what commission is counted on:
    #: goods after discounts, without tax and shipping.
    goods_minor = models.BigIntegerField()
    discounts_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    #: Whether prices were shown with tax in them; then refunds name amounts with tax, too.
    taxes_included = models.BooleanField(default=False)
    #: A keyed hash of the customer's e-mail; never the address itself.
    customer_key = models.CharField(max_length=64, null=True)
    new_customer = models.BooleanField(null=True)
    country = models.CharField(max_length=2, null=True)
    click_id = models.UUIDField(null=True)
    codes = ArrayField(models.CharField(max_length=120), default=list)
    is_test = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="an_order_is_recorded_once")]
        indexes = [
            models.Index(fields=["workspace", "-placed_at"]),
            models.Index(fields=["click_id"]),
            models.Index(fields=["workspace", "customer_key"], name="orders_of_a_customer"),
        ]


class Refund(WorkspaceRow):
    """Money given back; may arrive before its order."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=120)
    order_external_id = models.CharField(max_length=120)
    refunded_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    #: Goods given back, at the prices the order showed; `tax_minor` is the tax on them, inside it or on top.
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="a_refund_is_recorded_once")]
        indexes = [models.Index(fields=["shop", "order_external_id"])]


class Buyer(WorkspaceRow):
    """How a creator with an e-mail address is called as a customer; derived, and rebuilt with everything else."""

    creator = models.OneToOneField(Creator, on_delete=models.CASCADE, related_name="+")
    #: As in Order; whether there is such an order is asked when it is wanted.
    customer_key = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["workspace", "customer_key"], name="buyers_by_key")]
