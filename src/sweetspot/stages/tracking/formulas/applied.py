"""How a link puts its code into the shop's cart by itself."""

from __future__ import annotations

import re
from urllib.parse import quote

from sweetspot.core.errors import Invalid, Problem
from sweetspot.stages.tracking.formulas.destinations import CLICK_PARAMETER
from sweetspot.stages.tracking.formulas.utm import with_parameters

#: Shopify has an address for it; other shops read a parameter, which `way` names.
SHOPIFY = "shopify"
#: The way of each kind of shop, unless it has its own: a parameter that a shop does not know is ignored by it.
USUAL_WAYS = {"shopify": SHOPIFY, "woocommerce": "coupon", "other": "coupon"}


def checked_way(way: str) -> str:
    """`shopify`, or the name of the parameter that the shop reads a code from, such as `coupon`; Invalid otherwise."""
    found = way.strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,29}", found) or found == CLICK_PARAMETER:
        message = "Name the parameter your shop reads a code from, such as coupon, or shopify."
        raise Invalid(message, problems=[Problem("way", "form", message)])
    return found


def with_code(url: str, code: str, way: str) -> str:
    """A checked destination that applies the code on the way; scheme and host never change.

    For Shopify `https://shop/discount/CODE?redirect=/the/page`, where the page is always one of the same shop.
    """
    if way != SHOPIFY:
        return with_parameters(url, f"{way}={quote(code, safe='')}")
    scheme, _, rest = url.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    # Two slashes, or one that leans back, would name another host to whoever follows the redirect.
    page = "/" + rest[len(host) :].lstrip("/\\")
    return f"{scheme}://{host}/discount/{quote(code, safe='')}?redirect={quote(page, safe='')}"
