"""Puts this stage's tables behind the workspace's wall."""

from django.db import migrations

from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        isolate(
            "orders_shop",
            "orders_message",
            "orders_order",
            "orders_refund",
        )
    ]
