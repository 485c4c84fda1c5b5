"""What a code gives: the fields a person fills in for it, and the same in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from sweetspot.core.money import CURRENCIES, Money
from sweetspot.doors.web import fields
from sweetspot.doors.web.templatetags.figures import money, share
from sweetspot.stages.tracking.formulas.offers import Kind, Offer

_KINDS = (
    (Kind.PERCENT.value, "A percentage"), (Kind.AMOUNT.value, "An amount"), (Kind.SHIPPING.value, "Free shipping"),
    (Kind.NONE.value, "Nothing, or a gift the shop adds"),
)  # fmt: skip


class OfferForm(forms.Form):
    """What a code gives, and within which limits."""

    #: The form's name for a service's field.
    NAMES = {"basis_points": "percent", "amount_minor": "amount", "minimum_minor": "minimum",
             "starts_at": "first_day", "expires_at": "last_day"}  # fmt: skip

    kind = forms.ChoiceField(label="Gives", choices=_KINDS)
    percent = forms.DecimalField(
        label="Percentage", min_value=0, max_value=100, decimal_places=2, required=False, initial=Decimal(15)
    )
    amount = forms.CharField(label="Amount", max_length=30, required=False)
    currency = forms.ChoiceField(label="Currency", choices=[(code, code) for code in sorted(CURRENCIES)])
    minimum = forms.CharField(label="Least order", max_length=30, required=False)
    uses = forms.IntegerField(label="Uses in all", min_value=1, max_value=1_000_000, required=False)
    uses_each = forms.IntegerField(label="Uses for each customer", min_value=1, max_value=1_000_000, required=False)
    first_day = forms.DateField(
        label="First day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, data: Any = None, *, zone: str, offer: Offer | None = None, currency: str = "", initial: Any = None
    ) -> None:
        self.zone = ZoneInfo(zone)
        start = {"currency": currency} | (_typed(offer, self.zone, currency) if offer else {}) | (initial or {})
        super().__init__(data, initial=start)

    def clean(self) -> dict[str, Any]:
        """The fields, with amounts as money of the currency."""
        given = super().clean() or {}
        for name in ("amount", "minimum"):
            if given.get("currency") and name in given:
                try:
                    given[name] = fields.amount(given[name], given["currency"])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return given

    def offer(self) -> Offer:
        """What was asked for; whether it can be is the service's to say."""
        given = self.cleaned_data
        amount, minimum = given["amount"], given["minimum"]
        return Offer(
            Kind(given["kind"]), fields.basis_points(given["percent"] or Decimal()), amount.minor if amount else None,
            given["currency"], minimum.minor if minimum else None, given["uses"], given["uses_each"],
            _begin(given["first_day"], self.zone), _begin(given["last_day"], self.zone, after=1),
        )  # fmt: skip


def worth(offer: Offer) -> str:
    """What a code gives, in words."""
    if offer.kind is Kind.PERCENT:
        return share(offer.basis_points / 10_000, "0" if offer.basis_points % 100 == 0 else "2")
    if offer.kind is Kind.AMOUNT and offer.amount_minor is not None:
        return money(Money(offer.amount_minor, offer.currency))
    return "Free shipping" if offer.kind is Kind.SHIPPING else "No discount"


def limits(offer: Offer) -> str:
    """The limits in words; empty for none."""
    least = Money(offer.minimum_minor, offer.currency) if offer.minimum_minor is not None else None
    parts = [
        f"from {money(least)}" if least else "",
        "used once" if offer.uses == 1 else f"{offer.uses:,} uses" if offer.uses else "",
        "once for each customer" if offer.uses_each == 1 and offer.uses != 1 else "",
        f"{offer.uses_each:,} uses for each customer" if (offer.uses_each or 0) > 1 else "",
    ]  # fmt: skip
    return " · ".join(filter(None, parts))


def _typed(offer: Offer, zone: ZoneInfo, currency: str) -> dict[str, Any]:
    def plain(minor: int | None) -> str:
        return "" if minor is None else str(Money(minor, offer.currency).decimal)

    last = (offer.expires_at - timedelta(seconds=1)).astimezone(zone).date() if offer.expires_at else None
    return {
        "kind": offer.kind.value, "percent": Decimal(offer.basis_points) / 100 if offer.basis_points else None,
        "amount": plain(offer.amount_minor), "currency": offer.currency or currency,
        "minimum": plain(offer.minimum_minor), "uses": offer.uses, "uses_each": offer.uses_each,
        "first_day": offer.starts_at.astimezone(zone).date() if offer.starts_at else None, "last_day": last,
    }  # fmt: skip


def _begin(day: date | None, zone: ZoneInfo, after: int = 0) -> datetime | None:
    """The first moment of a day, or of one some days after it."""
    return datetime.combine(day + timedelta(days=after), time(), zone).astimezone(UTC) if day else None
