"""Whether a Shopify webhook is genuine, what it is about, and what it tells."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sweetspot.core.errors import Invalid
from sweetspot.integrations.shopify import mapping
from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund

#: Both families of headers that Shopify sends; the newer one has no `X-`.
_FAMILIES = ("X-Shopify-", "Shopify-")
ORDER_TOPICS = frozenset({"orders/create", "orders/paid", "orders/updated", "orders/edited", "orders/cancelled"})
REFUND_TOPICS = frozenset({"refunds/create"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a webhook's headers say; `message_id` stays the same on every retry."""

    topic: str
    message_id: str
    signature: str
    shop_domain: str
    triggered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """The orders and refunds of one message, and what of it could not be read; empty for a topic that tells neither."""

    orders: Sequence[IncomingOrder] = ()
    refunds: Sequence[IncomingRefund] = ()
    problems: Sequence[str] = ()


def envelope(headers: Mapping[str, str]) -> Envelope | None:
    """The envelope in either family of headers; None where the topic, the id or the signature is missing.

    `headers` must ignore case, as Django's do.
    """
    for family in _FAMILIES:
        topic, signature = headers.get(f"{family}Topic"), headers.get(f"{family}Hmac-Sha256")
        message_id = headers.get(f"{family}Webhook-Id")
        if topic and signature and message_id:
            return Envelope(
                topic.lower()[:60], message_id[:120], signature, headers.get(f"{family}Shop-Domain", ""),
                _moment(headers.get(f"{family}Triggered-At", "")),
            )  # fmt: skip
    return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def signature(secret: str, body: bytes) -> str:
    """What Shopify puts into the signature header for these raw bytes."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_genuine(secret: str, body: bytes, given: str) -> bool:
    """Whether the raw bytes were signed with the secret; takes the same time for every wrong signature."""
    return hmac.compare_digest(signature(secret, body).encode(), given.strip().encode())


def told(topic: str, body: Mapping[str, Any]) -> Told:
    """What a message tells, in our words, with a sentence for each part that is missing or unreadable."""
    orders: list[IncomingOrder] = []
    refunds: list[IncomingRefund] = []
    problems: list[str] = []
    try:
        if topic in ORDER_TOPICS:
            orders.append(mapping.incoming_order(body, paid=topic == "orders/paid"))
            refunds.extend(mapping.incoming_refunds(body))
        elif topic in REFUND_TOPICS:
            refunds.append(mapping.incoming_refund(body))
    except Invalid as error:
        problems.append(error.message)
    return Told(orders, refunds, problems)


def parsed(body: bytes) -> Mapping[str, Any]:
    """A message's JSON object; Invalid for anything else, or what cannot be kept (zero and half characters, NaN)."""
    try:
        value = json.loads(body, parse_constant=_refused)
        json.dumps(value, ensure_ascii=False).encode()  # half a character, such as \ud800, is no text that can be kept
    except (ValueError, RecursionError) as error:
        raise Invalid("The message is not JSON.", code="not_json") from error
    if not isinstance(value, Mapping) or b"\\u0000" in body:
        raise Invalid("The message is not a JSON object of ordinary text.", code="not_json")
    return value


def _refused(name: str) -> None:
    raise ValueError(f"{name} is not a number")
