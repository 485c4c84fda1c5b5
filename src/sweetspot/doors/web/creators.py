"""The list of creators: narrowing it, sorting it, taking it along as a file, adding people, acting on many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import from_public
from sweetspot.doors.web import tables
from sweetspot.doors.web.creator_columns import Field, csv_lines, fields
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.doors.web.saved_views import ALL, Saved, opened, saved_views
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.campaigns import services as joining
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas import TierScheme
from sweetspot.stages.creators.formulas.filters import DEFAULT_SORT, CreatorFilter, query_of
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.formulas.places import country_name, language_name
from sweetspot.stages.creators.queries import shortlists as known_shortlists
from sweetspot.stages.creators.queries.facets import facets, profiles
from sweetspot.stages.creators.queries.listing import LIMITS
from sweetspot.stages.creators.services import shortlists
from sweetspot.stages.creators.tasks import defer_in_turn
from sweetspot.stages.vetting import queries as vetting
from sweetspot.stages.vetting import services as vet
from sweetspot.stages.vetting.queries import fit

#: Names in the address that say how the page looks and not what it lists.
_LOOKS = ("density", "bom")
#: What can be done with the ticked rows; each leads to a page that asks for the rest.
BULK_ACTIONS = (
    {"label": "Tag", "value": "tag"},
    {"label": "Add to a shortlist", "value": "shortlist"},
    {"label": "Compare", "value": "compare"},
    {"label": "Find more like these", "value": "alike"},
    {"label": "Plan with these", "value": "plan"},
    {"label": "Add to a campaign", "value": "campaign"},
    {"label": "Vet again", "value": "vet"},
)
_NEEDED = {
    "tag": "creators.change", "shortlist": "shortlists.change", "campaign": "campaigns.change",
    "vet": "creators.change",
}  # fmt: skip
_VERDICTS = (
    ("consistent", "Consistent with a normal audience"),
    ("look", "Worth a look"),
    ("close_look", "Worth a close look"),
    ("warning", "Strong warning"),
    ("unknown", "Not enough data"),
)


def bulk_actions(actor: Actor) -> list[dict[str, str]]:
    """What somebody may do with ticked profiles."""
    return [one for one in BULK_ACTIONS if actor.may(_NEEDED.get(one["value"], "creators.view"))]


@needs("creators.view")
def creators(request: HttpRequest) -> HttpResponse:
    """The list: search, filters, sort, columns and page are in the address."""
    saved = saved_views(request, "creators")
    if elsewhere := opened(request, saved):
        return elsewhere
    scheme, definition = queries.tier_scheme(), queries.definition_in_force()
    asked = _asked(request.GET)
    page = vetting.creator_page(asked, request.GET.get("after"), _limit(request.GET))
    every = [field.column for field in fields(scheme, definition)]
    shown = tables.visible(request.GET, every)
    context = {
        "page": page,
        "asked": asked,
        "scheme": scheme,
        "definition": definition,
        "columns": shown,
        "all_columns": [_marked(column, shown) for column in every],
        "filters": _filters(request.GET, scheme),
        "tabs": _tabs(request.GET, scheme, saved),
        "saved": saved,
        "compact": request.GET.get("density") == "compact",
        "density": _with(request.GET, density="" if request.GET.get("density") == "compact" else "compact"),
        "csv": f"{reverse('creators_csv')}{_with(request.GET)}",
        "csv_all": f"{reverse('creators_csv')}{_with(request.GET, cols='all')}",
        "csv_mark": f"{reverse('creators_csv')}{_with(request.GET, bom='yes')}",
        "next": _with(request.GET, after=page.next) if page.next else "",
        "first": _with(request.GET) if request.GET.get("after") else "",
        "narrowed": asked != CreatorFilter(sort=asked.sort),
        "as_of": max((row.read_at for row in page.rows if row.read_at), default=None),
        "swap": _is_swap(request),
        "bulk_actions": bulk_actions(actor_of(request)),
        "default_sort": DEFAULT_SORT,
        "query": request.GET.urlencode(),
    }
    response = render(request, "creators/_list.html" if context["swap"] else "creators/list.html", context)
    if context["swap"]:
        # A form sends its empty fields too; the address shown leaves them out.
        response["HX-Push-Url"] = f"{request.path}{_with(request.GET, after=request.GET.get('after'))}"
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _is_swap(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "list"


def _asked(params: QueryDict) -> CreatorFilter:
    pairs = [(name, value) for name in params if name not in _LOOKS for value in params.getlist(name)]
    return queries.creator_filter(pairs)


def _limit(params: QueryDict) -> int:
    text = params.get("limit", "")
    return int(text) if text.isdecimal() and int(text) in LIMITS else 50


def _with(params: QueryDict, **changes: str | None) -> str:
    """The address with some names changed (or, when empty, left out); paging starts again unless it is given."""
    changed = params.copy()
    for name, value in ({"after": ""} | changes).items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    for name in [name for name in changed if not any(changed.getlist(name))]:
        changed.pop(name)
    return f"?{changed.urlencode(safe=',')}"


def _marked(column: tables.Column, shown: list[tables.Column]) -> tables.Column:
    return tables.Column(column.key, column.label, shown=column in shown)


def _filters(params: QueryDict, scheme: TierScheme) -> list[tables.Filter | tables.Bounds]:
    """The filters that this workspace's data can use; the ones without a choice are left out."""
    known, brands = facets(), queries.brands()
    rivals = [(one.name.lower(), one.name) for one in brands if not one.is_own]
    listed = fit.list_names()
    lists = (
        ("network", "Network", [(key, NETWORKS[key].label) for key in known.networks]),
        ("tier", "Tier", [(tier.name, tier.name) for tier in scheme.tiers]),
        ("verdict", "Audience", list(_VERDICTS)),
        ("country", "Country", [(value, country_name(value)) for value in known.countries]),
        ("category", "Category", [(value.lower(), value) for value in known.categories]),
        ("language", "Language", [(value.lower(), language_name(value)) for value in known.languages]),
        ("tag", "Tag", [(value, value) for value in known.tags]),
        ("topic", "Topic", _topics(params)),
        ("brand", "Brand", [(one.name.lower(), one.name) for one in brands]),
        ("competitor", "Competitor", [("any", "Any"), *rivals] if rivals else []),
        ("word_list", "Word list", [("any", "Any"), *listed] if listed else []),
        ("owner", "Owner", list(known.owners)),
    )
    found: list[tables.Filter | tables.Bounds] = [
        tables.filter_of(params, name, label, choices) for name, label, choices in lists if choices
    ]
    return [
        *found,
        tables.bounds_of(params, "followers", "Followers", "10000"),
        tables.bounds_of(params, "er", "Rate", "3%"),
        tables.bounds_of(params, "people", "Engaged people", "500"),
        tables.bounds_of(params, "score", "Audience score", "60"),
        tables.bounds_of(params, "stamina", "Sponsored stamina", "80%"),
        tables.bounds_of(params, "sponsored", "Sponsored posts", "30%"),
        tables.bounds_of(params, "flagged", "Posts with a listed word", "1"),
    ]


def _topics(params: QueryDict) -> list[tuple[str, str]]:
    """The usual topics, and those the address names."""
    return [(one, one) for one in dict.fromkeys([*tables.chosen(params, "topic"), *fit.usual_topics()])]


def _tabs(params: QueryDict, scheme: TierScheme, saved: Saved) -> list[tables.Tab]:
    """The views that everybody has - all, one per tier, those that need a look - and the pinned ones."""
    views = [("All", "", "")]
    views += [(tier.name.capitalize(), "tier", tier.name) for tier in scheme.tiers]
    views += [("Worth a look", "verdict", "look,close_look,warning"), ("Not enough data", "verdict", "unknown")]
    looks = {name: params[name] for name in ("cols", "sort", "density") if params.get(name)} | {"view": ALL}
    narrowing = {name: ",".join(params.getlist(name)) for name in params if name not in {*looks, "after", "limit"}}
    narrowing = {name: value for name, value in narrowing.items() if value}
    return [
        *(
            tables.Tab(
                label, f"?{urlencode(looks | ({name: value} if name else {}), safe=',')}",
                current=saved.current is None and narrowing == ({name: value} if name else {}),
            )
            for label, name, value in views
        ),
        *saved.tabs(),
        tables.Tab("Already love you", reverse("fans")),
    ]  # fmt: skip


@needs("creators.view")
def creators_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a file: the same filter, sort and columns as on the screen, every page of it."""
    asked, every = _asked(request.GET), fields(queries.tier_scheme(), queries.definition_in_force())
    shown = tables.visible(request.GET, [field.column for field in every])
    chosen = every if request.GET.get("cols") == "all" else [field for field in every if field.column in shown]
    lines = _lines(actor_of(request).workspace_id, chosen, asked, mark=request.GET.get("bom") == "yes")
    name = f"creators-{datetime.now(UTC):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _lines(workspace_id: UUID, chosen: list[Field], asked: CreatorFilter, *, mark: bool) -> Iterator[str]:
    # The file is read after the view has ended, so it opens the workspace itself.
    with scope(workspace_id):
        yield from csv_lines(chosen, vetting.all_rows(asked), mark=mark)


class HandlesForm(forms.Form):
    """Accounts, pasted."""

    handles = forms.CharField(
        label="Handles or profile addresses",
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "@ana.makes\nhttps://www.tiktok.com/@jonas"}),
        help_text="One per line, or parted by spaces or commas. Addresses say the network by themselves.",
        max_length=200_000,
    )
    network = forms.ChoiceField(
        label="Network of plain handles", choices=[(key, one.label) for key, one in NETWORKS.items()]
    )


@needs("creators.change")
def add(request: HttpRequest) -> HttpResponse:
    """Add creators by pasting handles; those that are here already stay as they are."""
    form = HandlesForm(request.POST or None)
    added = None
    if request.method == "POST" and form.is_valid():
        added = services.add_handles(
            actor_of(request), form.cleaned_data["handles"], form.cleaned_data["network"], now=datetime.now(UTC)
        )
        if added.created and not added.rejected:
            messages.success(request, _said(len(added.created), len(added.existing)))
            return redirect("creators")
    return render(request, "creators/add.html", {"form": form, "added": added})


def _said(created: int, existing: int) -> str:
    here = f" {existing} were here already and stay as they are." if existing else ""
    return f"{created} {'creator' if created == 1 else 'creators'} added.{here}"


class TagForm(forms.Form):
    """Tags to put on, tags to take off."""

    add = forms.CharField(label="Put on", required=False, help_text="Tags, parted by commas.", max_length=500)
    remove = forms.CharField(label="Take off", required=False, help_text="Tags, parted by commas.", max_length=500)


class ShortlistForm(forms.Form):
    """A shortlist that is here, or the name of a new one."""

    shortlist = forms.ChoiceField(label="Shortlist", required=False)
    name = forms.CharField(label="Or a new one, named", required=False, max_length=100)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        here = [(str(one.id), f"{one.name} ({one.entries})") for one in known_shortlists.shortlists(datetime.now(UTC))]
        choices: Any = self.fields["shortlist"]
        choices.choices = [("", "A new one"), *here]

    def clean(self) -> dict[str, Any]:
        """The choice, where one was made."""
        if not self.cleaned_data.get("shortlist") and not self.cleaned_data.get("name"):
            self.add_error("name", "Choose a shortlist, or name a new one.")
        return self.cleaned_data


@require_POST
@needs("creators.view")
def bulk(request: HttpRequest) -> HttpResponse:
    """Act on the ticked profiles, or on all that match: first a page that says on how many, then the act."""
    action = request.POST.get("action", "")
    if action not in {one["value"] for one in BULK_ACTIONS}:
        raise NotFound("There is no such action.")
    demand(request, _NEEDED.get(action, "creators.view"))
    refs, query = request.POST.getlist("selected"), QueryDict(request.POST.get("query", ""))
    ticked = [_profile_id(ref) for ref in refs]
    if action in _ELSEWHERE:
        return redirect(_elsewhere(action, refs, _asked(query)))
    matching = vetting.matching_count(_asked(query)) if "query" in request.POST else 0
    if not ticked and not matching:
        messages.error(request, "Tick at least one creator first.")
        return redirect("creators")
    form = (ShortlistForm if action == "shortlist" else TagForm)(request.POST if "confirmed" in request.POST else None)
    if "confirmed" in request.POST and (not form.is_bound or form.is_valid()):
        everybody = request.POST.get("extent") == "matching"
        chosen = vetting.profile_ids(_asked(query)) if everybody else ticked
        if said := _act(request, action, form, chosen, query_of(_asked(query)) if everybody else ""):
            messages.success(request, said)
            return redirect("jobs" if action == "vet" else _back(request, query))
    return render(request, "creators/bulk.html", {
        "action": action, "form": form, "ticked": len(ticked), "selected": refs, "matching": matching,
        "query": query.urlencode(), "tags": facets().tags, "heading": _HEADINGS[action],
        "campaigns": [one.campaign for one in campaigns.campaigns()] if action == "campaign" else [],
        "back": request.POST.get("back", ""),
    })  # fmt: skip


#: Actions that are pages of their own, which say what they are about in their address.
_ELSEWHERE = {"plan": "new_plan", "compare": "compare_creators", "alike": "alike_creators"}
_HEADINGS = {
    "tag": "Tag creators",
    "shortlist": "Add to a shortlist",
    "campaign": "Add to a campaign",
    "vet": "Vet again",
}


def _elsewhere(action: str, refs: list[str], asked: CreatorFilter) -> str:
    if action == "plan":
        # The plan builder speaks the list's grammar: the filter names the candidates, ticked ones are set.
        parts = (query_of(asked), urlencode([("lock", ref) for ref in refs]))
        return f"{reverse('new_plan')}?{'&'.join(part for part in parts if part)}"
    return f"{reverse(_ELSEWHERE[action])}?{urlencode([('profile', ref) for ref in refs])}"


def _back(request: HttpRequest, query: QueryDict) -> str:
    """To the page that the action was asked for on: one of ours, else the list as it was."""
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
    return back if inside else f"{reverse('creators')}?{query.urlencode(safe=',')}"


def _act(request: HttpRequest, action: str, form: forms.Form, profile_ids: list[UUID], query: str) -> str:
    actor, now = actor_of(request), datetime.now(UTC)
    if action == "tag":
        add, remove = (_tags(form.cleaned_data[name]) for name in ("add", "remove"))
        if not add and not remove:
            form.add_error("add", "Name at least one tag to put on or take off.")
            return ""
        rows = queries.rows_of(profile_ids)
        changed = services.tag_creators(actor, {row.creator_id for row in rows}, add=add, remove=remove, now=now)
        return f"{changed} {'creator' if changed == 1 else 'creators'} changed."
    if action == "shortlist":
        return _shortlist(actor, form, profile_ids, query, now)
    if action == "vet":
        extent = request.POST.get("extent")
        run_id = vet.start_run(actor, None if extent == "matching" and not query else profile_ids, now=now)
        defer_in_turn("vetting.run", actor.workspace_id, run_id=str(run_id))
        return f"Vetting {len(profile_ids):,} {'profile' if len(profile_ids) == 1 else 'profiles'} in the background."
    campaign = campaigns.campaign(_campaign_id(request.POST.get("campaign", "")))
    joined = joining.join(actor, campaign, profiles(profile_ids), now=now)
    return f"{len(joined)} {'creator is' if len(joined) == 1 else 'creators are'} in {campaign.name} as prospects."


def _shortlist(actor: Actor, form: forms.Form, profile_ids: list[UUID], query: str, now: datetime) -> str:
    name, chosen = form.cleaned_data["name"], form.cleaned_data["shortlist"]
    try:
        made = shortlists.create_shortlist(actor, name, now=now).id if name else UUID(chosen)
        added = shortlists.put_on(actor, made, profile_ids, query=query, now=now)
    except (Invalid, Conflict) as error:
        form.add_error("name", error.message)
        return ""
    here = len(profile_ids) - added
    others = f" {here} {'was' if here == 1 else 'were'} on it already." if here else ""
    return f"{added} added to {known_shortlists.shortlist_row(made).name}.{others}"


def _tags(text: str) -> list[str]:
    return [tag for part in text.split(",") if (tag := " ".join(part.split()))]


def _profile_id(ref: str) -> UUID:
    try:
        return from_public("prf", ref)
    except ValueError as error:
        raise NotFound("There is no such profile.") from error


def _campaign_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("Choose a campaign.") from error


urlpatterns = [
    path("creators", creators, name="creators"),
    path("creators.csv", creators_csv, name="creators_csv"),
    path("creators/add", add, name="add_creators"),
    path("creators/bulk", bulk, name="bulk_creators"),
]
