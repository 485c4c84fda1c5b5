"""The tags that templates build pages from; components/README.md lists them with their parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from sweetspot.core.charts import Chart
from sweetspot.core.identifiers import to_public
from sweetspot.doors.web import drawings, navigation, tables
from sweetspot.doors.web.icons import ICONS
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.formulas.places import country_name
from sweetspot.stages.vetting.formulas.comments.languages import title_of

register = template.Library()

#: The sign that stands beside each status word.
SIGNS = {"good": "good", "watch": "watch", "warning": "warning", "info": "info", "accent": "check", "": "neutral"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing in the text's colour, unseen by screen readers; KeyError for a name that does not exist."""
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.filter
def public(identifier: UUID, prefix: str) -> str:
    """A row's outside name: `{{ campaign.id|public:"cmp" }}`."""
    return to_public(prefix, identifier)


@register.filter
def said(value: Any) -> str:
    """A value of an audit entry in words: lists by commas, nothing as a dash, yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {said(one)}" for key, one in value.items()) or "—"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(said(one) for one in value) or "—"
    return "—" if value in (None, "") else str(value)


@register.filter
def network(key: str) -> str:
    """A network's name as it writes itself: `tiktok` is `TikTok`."""
    return NETWORKS[key].label if key in NETWORKS else key.capitalize()


@register.filter
def country(code: str) -> str:
    """A country's name in English: `DE` is `Germany`."""
    return country_name(code)


@register.filter
def language(code: str) -> str:
    """The language of a comment in words: `es` is `Spanish`."""
    return title_of(code)


@register.filter
def ago(moment: datetime) -> str:
    """How long ago something happened: `3 hours ago`; `just now` within the first minute."""
    since = timesince(moment, depth=1)
    return "just now" if since.startswith("0") else f"{since} ago"


@register.simple_tag(takes_context=True)
def navigation_groups(context: Mapping[str, Any]) -> list[navigation.Group]:
    """The sidebar's groups for this request; empty where there is no request (error pages)."""
    request = context.get("request")
    actor = context.get("actor")
    permissions = actor.permissions if actor else None
    return navigation.groups(request.path, context.get("badges"), permissions) if request else []


@register.inclusion_tag("components/_badge.html")
def badge(word: str, kind: str = "", sign: str = "") -> dict[str, str]:
    """A status: a sign and a word; kind is good, watch, warning, info, accent or empty."""
    return {"word": word, "kind": kind, "sign": sign or SIGNS[kind]}


@register.inclusion_tag("components/_field.html")
def field(
    bound: BoundField,
    width: str = "",
    unit: str = "",
    prefix: str = "",
    label: str = "",
    optional: bool = False,
    hint: bool = True,
) -> dict[str, Any]:
    """A form field with label, hint, error; width is short, medium or wide; `hint=False` leaves the hint out."""
    text = bound.help_text if hint else ""
    return {
        "field": bound,
        "label": label or bound.label,
        "hint": text,
        "control": _control(bound, width, described=bool(text)),
        "unit": unit,
        "prefix": prefix,
        "optional": optional,
        "single": getattr(bound.field.widget, "input_type", "") == "checkbox" and not hasattr(bound.field, "choices"),
        "group": bound.use_fieldset,
    }


def _control(bound: BoundField, width: str, *, described: bool) -> SafeString:
    attributes: dict[str, Any] = {}
    if width:
        attributes["class"] = f"width-{width}"
    by = [f"{bound.auto_id}-hint"] if described else []
    if bound.errors:
        by.insert(0, f"{bound.auto_id}-error")
        attributes["aria-invalid"] = "true"
    if by:
        attributes["aria-describedby"] = " ".join(by)
    return bound.as_widget(attrs=attributes)


@register.inclusion_tag("components/_interval_strip.html")
def strip(
    value: float | str | None,
    low: float | str | None = None,
    high: float | str | None = None,
    peers: Sequence[float] = (),
    label: str = "",
    ends: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """A value with its interval among its peers; `label` says the same in words for those who cannot see it.

    Strips with the same `ends` share an axis.
    """
    return {"strip": drawings.strip(_known(value), _known(low), _known(high), peers or (), ends), "label": label}


def _known(number: float | str | None) -> float | None:
    # A name that a template does not know arrives as an empty text.
    return None if number is None or number == "" else float(number)


@register.inclusion_tag("components/_timeline.html")
def timeline(touches: Sequence[drawings.Touch], order_at: datetime, window: timedelta) -> dict[str, Any]:
    """An order's touches on a real time axis, with the window and the credited touch."""
    return {"line": drawings.timeline(touches, order_at, window)}


@register.inclusion_tag("components/_chart.html")
def chart(one: Chart) -> dict[str, Any]:
    """A chart with title, description, drawing, its numbers and its download."""
    return {"chart": one}


@register.simple_tag
def qr(text: str) -> SafeString:
    """A QR code of a text as a drawing, dark on light in both themes."""
    drawing = segno.make(text, error="m", micro=False)
    return mark_safe(  # noqa: S308 - made by segno from modules alone; the text itself does not appear
        drawing.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    )


@register.simple_tag(takes_context=True)
def sort_of(context: Mapping[str, Any], column: tables.Column) -> dict[str, str]:
    """A column's sort link and direction under this request's address; a page may name its `default_sort`."""
    params: QueryDict = context["request"].GET
    if not params.get("sort") and (default := context.get("default_sort")):
        params = params.copy()
        params["sort"] = default
    return {
        "href": tables.sorted_by(params, column.key, number=column.number),
        "direction": tables.direction(params, column.key),
    }


@register.simple_tag(takes_context=True)
def chips_of(context: Mapping[str, Any], filters: Sequence[tables.Filter | tables.Bounds]) -> list[tables.Chip]:
    """The filters in force as chips."""
    return tables.chips(context["request"].GET, filters)


@register.simple_tag(takes_context=True)
def cleared_of(context: Mapping[str, Any], filters: Sequence[tables.Filter | tables.Bounds]) -> str:
    """The address without search and filters."""
    return tables.cleared(context["request"].GET, filters)


@register.simple_tag(takes_context=True)
def keep(context: Mapping[str, Any], *changed: str) -> SafeString:
    """Hidden inputs for all of the address except the named fields and the page."""
    params: QueryDict = context["request"].GET
    leave = {*changed, "after", "page"}
    pairs = [(name, value) for name in params if name not in leave for value in params.getlist(name)]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def keep_for(context: Mapping[str, Any], filters: Sequence[tables.Filter | tables.Bounds] | None) -> SafeString:
    """Hidden inputs for all of the address that a filter form does not set itself."""
    return keep(context, "q", *(name for one in filters or () for name in tables.names(one)))
