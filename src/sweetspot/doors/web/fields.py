"""What several pages' forms and addresses share: amounts, percentages, public ids, and refusals beside their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django import forms
from django.urls import register_converter

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.money import Money, exponent
from sweetspot.stages.tracking import queries as tracking

_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_GROUPED_BY_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_GROUPED_BY_POINT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")

#: The largest amount in minor units that a form takes: ten thousand milliards of cents, far from what a column holds.
MOST = 10**15


def amount(text: str, currency: str) -> Money | None:
    """The amount a person typed, as `1250`, `1,250.50`, `1.250,50` or `1250,50`; None for nothing.

    ValidationError for what is no amount of the currency, and for `1.250`, which can be read two ways.
    """
    plain = "".join(text.split()).strip("€$£")
    if not plain:
        return None
    example = f"Give an amount in {currency}, such as 1250 or 1250.50."
    try:
        if exponent(currency) != 3 and _TWO_WAYS.fullmatch(plain):
            raise forms.ValidationError(f"{plain} can be read two ways. {example}")
        found = Money.parse(_with_point(plain), currency)
    except ValueError as error:
        raise forms.ValidationError(example) from error
    if abs(found.minor) > MOST:
        raise forms.ValidationError("This amount is larger than Sweetspot can keep.")
    return found


def _with_point(plain: str) -> str:
    """The same number with a point before its decimals and nothing between its thousands."""
    if _GROUPED_BY_COMMA.fullmatch(plain):
        return plain.replace(",", "")
    if _GROUPED_BY_POINT.fullmatch(plain) or ("," in plain and "." not in plain and plain.count(",") == 1):
        return plain.replace(".", "").replace(",", ".")
    return plain


def basis_points(percent: Decimal) -> int:
    """A percentage as hundredths of a per cent: 12.5 is 1250."""
    return int((percent * 100).to_integral_value())


def refuse(form: forms.Form, error: Invalid | Conflict, names: Mapping[str, str] | None = None) -> None:
    """Put a service's refusal beside the fields it is about; `names` gives the form's name for a service's field."""
    problems = getattr(error, "problems", ())
    for problem in problems:
        name = (names or {}).get(problem.field, problem.field)
        form.add_error(name if name in form.fields else None, problem.message)
    if not problems:
        form.add_error(None, error.message)


def hosts() -> list[str]:
    """The verified domains, for a hint beside a landing page."""
    return tracking.verified_hosts()


def first_page() -> str:
    """The first verified domain's front page, to begin a form with; empty where there is none."""
    plain = next((host for host in hosts() if not host.startswith("*.")), "")
    return f"https://{plain}/" if plain else ""


def named(prefix: str, text: str) -> UUID:
    """The id behind an outside name in a query; NotFound for anything else."""
    try:
        return from_public(prefix, text)
    except ValueError as error:
        raise NotFound("There is no such page.") from error


class PublicId:
    """A row's outside name in an address, such as `cmp_01J…`; anything else is no such page."""

    prefix = ""
    regex = "[a-z]{3}_[0-9A-Za-z]{26}"

    def to_python(self, value: str) -> UUID:
        """The id behind the name; ValueError, which Django takes as "no match", for another kind of thing."""
        return from_public(self.prefix, value)

    def to_url(self, value: UUID | str) -> str:
        """The name of an id; a name stays as it is."""
        return value if isinstance(value, str) else to_public(self.prefix, value)


for _prefix in (
    "brd",
    "cmp",
    "cod",
    "cpl",
    "dom",
    "lnk",
    "pln",
    "prf",
    "prt",
    "shl",
    "sho",
    "shp",
    "shr",
    "svw",
    "wdl",
):
    register_converter(type(f"PublicId_{_prefix}", (PublicId,), {"prefix": _prefix}), _prefix)
