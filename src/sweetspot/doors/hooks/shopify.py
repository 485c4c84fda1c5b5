"""Where a Shopify shop's webhooks come in: checked, kept once, and worked off before the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sweetspot import pipeline
from sweetspot.core.errors import Invalid, SweetspotError
from sweetspot.doors.web.permissions import open_to_all
from sweetspot.engines.isolation import scope
from sweetspot.integrations.shopify import mapping, webhooks
from sweetspot.integrations.shopify.webhooks import Envelope, Told
from sweetspot.stages.orders import queries, services
from sweetspot.stages.orders.services import Delivery

if TYPE_CHECKING:
    from sweetspot.stages.orders.models import Shop


@csrf_exempt
@require_POST
@open_to_all
def receive(request: HttpRequest, workspace_id: UUID, shop_id: UUID) -> HttpResponse:
    """200 for a genuine message, also one that came before; 401 without effect for any other signature.

    A genuine message that cannot be understood is kept with its problem and answered with 200: sending it again would
    not help, and a shop that gets errors stops sending.
    """
    try:
        request.body  # noqa: B018 - reading it is what may fail
    except RequestDataTooBig:
        return _answer(413, "too_large", "The message is larger than 10 MB. Nothing was changed.")
    with scope(workspace_id):
        shop = queries.shop(shop_id)
        envelope = webhooks.envelope(request.headers)
        if envelope is None or not _is_genuine(shop, request.body, envelope):
            return _answer(401, "bad_signature", "The message is not signed with this shop's secret.")
        try:
            body = webhooks.parsed(request.body)
        except Invalid:
            return _answer(400, "not_json", "The message is not a JSON object. Nothing was changed.")
        return JsonResponse({"status": _taken(shop, envelope, dict(body), datetime.now(UTC))})


def _is_genuine(shop: Shop, body: bytes, envelope: Envelope) -> bool:
    secret = queries.webhook_secret(shop)
    return secret is not None and webhooks.is_genuine(secret, body, envelope.signature)


def _taken(shop: Shop, envelope: Envelope, body: dict[str, object], now: datetime) -> str:
    """Keep the message and do what it says, in one transaction: `recorded`, `repeated`, `ignored` or `problem`."""
    delivery = Delivery(envelope.topic, envelope.message_id, envelope.triggered_at, _kept(body))
    message = services.receive(shop, delivery, now=now)
    if message is None:
        return "repeated"
    told = webhooks.told(envelope.topic, body)
    problems = [*told.problems, *_problems(shop, told, now)]
    services.finish(message, problem=" ".join(problems), now=now)
    return "problem" if problems else "recorded" if told.orders or told.refunds else "ignored"


def _problems(shop: Shop, told: Told, now: datetime) -> Iterator[str]:
    """Take the order, then each refund by itself, so that one bad part does not lose the others."""
    for orders, refunds in [(told.orders, ()), *(((), (one,)) for one in told.refunds)]:
        try:
            with transaction.atomic():
                pipeline.take_orders(shop, orders, refunds, now=now)
        except SweetspotError as error:
            yield error.message


def _kept(body: dict[str, object]) -> dict[str, object]:
    try:
        return mapping.without_persons(body)
    except Invalid:
        return {}


def _answer(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)
