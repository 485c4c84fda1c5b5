"""One creator's page: who it is, how people answer, what was posted, agreed, followed and earned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.doors.web import creator_charts as drawn
from sweetspot.doors.web import tables
from sweetspot.doors.web.codes import code_rows
from sweetspot.doors.web.creator_columns import ABOVE, COST, PEOPLE, SPONSORED, STAMINA, rate_words, tier_words
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas import Definition
from sweetspot.stages.creators.formulas.benchmarks import Beside, beside
from sweetspot.stages.creators.queries import CreatorDetail, PostRow, ProfileRow
from sweetspot.stages.payouts import queries as payouts
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.vetting import queries as vetting

_TABS = (
    ("creator", "Overview"),
    ("creator_audience", "Audience"),
    ("creator_evidence", "Evidence"),
    ("creator_comments", "Comments"),
    ("creator_fit", "Fit & safety"),
    ("creator_posts", "Posts"),
    ("creator_campaigns", "Campaigns"),
    ("creator_links", "Links & codes"),
    ("creator_earnings", "Earnings"),
    ("creator_activity", "Activity"),
)
#: Pages about one profile; without any there is nothing to show on them.
_OF_A_PROFILE = ("creator_audience", "creator_evidence", "creator_comments", "creator_fit", "creator_posts")


@dataclass(frozen=True, slots=True)
class Opened:
    """The creator a page is about, and which of the profiles."""

    creator: CreatorDetail
    profile: ProfileRow | None


def opened(request: HttpRequest, ref: str) -> Opened:
    """The creator behind `crt_…` and the profile that `profile=` names, else the largest; NotFound for none here."""
    try:
        creator = vetting.creator_detail(from_public("crt", ref))
    except ValueError as error:
        raise NotFound("There is no such creator.") from error
    named = request.GET.get("profile") or request.POST.get("profile") or ""
    profile = next((one for one in creator.profiles if one.profile_ref == named), None)
    if named and profile is None:
        raise NotFound("This creator has no such profile.")
    return Opened(creator, profile or next(iter(creator.profiles), None))


def frame(request: HttpRequest, found: Opened, current: str) -> dict[str, Any]:
    """What the head of each of the creator's pages shows."""
    actor, profile = actor_of(request), found.profile
    hidden = {
        "creator_campaigns": not actor.may("campaigns.view"),
        "creator_links": not actor.may("tracking.view"),
        "creator_earnings": not actor.may("money.view"),
    }
    suffix = f"?{urlencode({'profile': profile.profile_ref})}" if profile and len(found.creator.profiles) > 1 else ""
    tabs = [
        tables.Tab(label, reverse(name, args=[found.creator.ref]) + suffix, name == current)
        for name, label in _TABS
        if not hidden.get(name) and (profile or name not in _OF_A_PROFILE)
    ]
    return {
        "creator": found.creator,
        "profile": profile,
        "tabs": tabs,
        "stamina_why": {"kept": STAMINA, "share": SPONSORED},
        "profiles": found.creator.profiles if current in ("creator", *_OF_A_PROFILE) else (),
    }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A reason why posts do not count, and how many it keeps out."""

    reason: str
    posts: int


@dataclass(frozen=True, slots=True)
class Basis:
    """Which posts a rate rests on: how many are used, from when to when, and why the others are not."""

    used: int
    first: datetime | None
    last: datetime | None
    left_out: tuple[LeftOut, ...]


def basis(posts: Sequence[PostRow]) -> Basis:
    """What the engagement rate of these posts rests on."""
    used = [post for post in posts if not post.left_out and post.rate is not None]
    dates = sorted(post.published_at for post in used if post.published_at)
    reasons = Counter(post.left_out for post in posts if post.left_out)
    gone = tuple(LeftOut(reason, number) for reason, number in reasons.most_common())
    return Basis(len(used), dates[0] if dates else None, dates[-1] if dates else None, gone)


@needs("creators.view")
def overview(request: HttpRequest, ref: str) -> HttpResponse:
    """Figures with their reasons, the following over time, and who this is."""
    found = opened(request, ref)
    context = frame(request, found, "creator")
    if found.profile:
        posts = queries.profile_posts(found.profile.profile_id, datetime.now(UTC))
        readings = queries.snapshots(found.profile.profile_id)
        apart = queries.engagement_apart(found.profile.profile_id, datetime.now(UTC), readings)
        context |= {
            "basis": basis(posts),
            "apart": apart,
            "parts": [("By format", apart.formats), ("By kind of engagement", apart.kinds)],
            "beside": _beside(found.profile, apart.definition),
            "charts": [
                one for one in (drawn.followers(readings), drawn.past_rates(apart), drawn.engagement(posts)) if one
            ],
            "verdict": vetting.latest_verdict(found.profile.profile_id),
            "decision": next(iter(vetting.decisions(found.profile.profile_id)), None),
            "why": {"rate": rate_words(apart.definition), "people": PEOPLE, "above": ABOVE, "cost": COST},
        }
    context["tiers"] = tier_words(queries.tier_scheme())
    return render(request, "creators/overview.html", context)


def _beside(profile: ProfileRow, definition: Definition) -> list[Beside]:
    """Published figures beside the rate; none where the rate is divided by something else than theirs."""
    if profile.rate is None or not profile.followers or not definition.counts_people or not definition.needs_likes:
        return []
    return beside(profile.rate.value, profile.followers, profile.network, queries.benchmarks())


@needs("creators.view")
def posts(request: HttpRequest, ref: str) -> HttpResponse:
    """The newest posts, each with its rate and, where it does not count, why."""
    found = opened(request, ref)
    if found.profile is None:
        raise NotFound("This creator has no profile yet.")
    rows = queries.profile_posts(found.profile.profile_id, datetime.now(UTC))
    chosen = {name: _choice(request, name) for name in _POST_CHOICES}
    shown = [row for row in rows if chosen["only"] == "" or bool(row.left_out) == (chosen["only"] == "left")]
    if chosen["sort"]:
        shown.sort(key=lambda row: getattr(row, chosen["sort"]) or -1.0, reverse=True)
    context = frame(request, found, "creator_posts") | {
        "posts": shown, "basis": basis(rows), "total": len(rows), "as_grid": chosen["as"] == "grid",
        "choices": [_post_choice(found.profile.profile_ref, name, chosen) for name in _POST_CHOICES],
    }  # fmt: skip
    return render(request, "creators/posts.html", context)


#: How posts can be shown: the parameter, what it chooses, its values (the first is usual) and their names.
_POST_CHOICES = {
    "only": ("Which posts", (("", "All"), ("used", "Used"), ("left", "Left out"))),
    "sort": ("Order", (("", "Newest"), ("rate", "Highest rate"), ("comments", "Most comments"))),
    "as": ("Shown as", (("", "Table"), ("grid", "Grid"))),
}


def _choice(request: HttpRequest, name: str) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in dict(_POST_CHOICES[name][1]) else ""


def _post_choice(profile_ref: str, name: str, chosen: Mapping[str, str]) -> tuple[str, list[tuple[str, str, bool]]]:
    """(what is chosen, (address, name, whether it is the present one) for each value)."""
    label, values = _POST_CHOICES[name]
    found = []
    for value, words in values:
        address = {key: each for key, each in {**chosen, name: value}.items() if each}
        found.append((f"?{urlencode({'profile': profile_ref, **address})}", words, chosen[name] == value))
    return label, found


@needs("campaigns.view")
def partnerships(request: HttpRequest, ref: str) -> HttpResponse:
    """The campaigns the creator is in, how far, and on what terms."""
    found, now = opened(request, ref), datetime.now(UTC)
    rows = campaigns.partnerships(creator_id=found.creator.id)
    history = campaigns.terms_history([row.id for row in rows])
    terms = {row.id: [one for one in history.get(row.id, []) if one.valid_from <= now][-1:] for row in rows}
    pairs = [(row, next(iter(terms[row.id]), None), to_public("cmp", row.campaign_id)) for row in rows]
    money = {row.id: Money(one.fee_minor, one.currency) for row, one, _ in pairs if one}
    context = frame(request, found, "creator_campaigns") | {
        "partnerships": [(row, one, money.get(row.id), address) for row, one, address in pairs]
    }
    return render(request, "creators/campaigns.html", context)


@needs("tracking.view")
def links(request: HttpRequest, ref: str) -> HttpResponse:
    """The creator's links with their clicks, and the codes."""
    found = opened(request, ref)
    ids = [row.id for row in campaigns.partnerships(creator_id=found.creator.id)]
    rows = tracking.links(partnership_ids=ids) if ids else []
    clicks = tracking.clicks_per_link([row.id for row in rows]) if rows else {}
    base = tracking.short_base()
    context = frame(request, found, "creator_links") | {
        "links": [(row, tracking.short_address(row, base), clicks[row.id]) for row in rows],
        "codes": code_rows(tracking.codes(partnership_ids=ids)) if ids else [],
    }
    return render(request, "creators/links.html", context)


@needs("money.view")
def earnings(request: HttpRequest, ref: str) -> HttpResponse:
    """What the creator earned on which order, and what stands."""
    found = opened(request, ref)
    balances = payouts.balances([found.creator.id])
    rows = payouts.earnings(creator_id=found.creator.id)[:200]
    context = frame(request, found, "creator_earnings") | {
        "balances": [
            {
                "owed": Money(one.owed_minor, one.currency), "waiting": Money(one.waiting_minor, one.currency),
                "cleared": Money(one.cleared_minor, one.currency), "paid": Money(one.paid_minor, one.currency),
            }
            for one in balances
        ],
        "earnings": [
            (row, Money(row.base_minor, row.currency), Money(row.kept_minor, row.currency),
             f"{row.rate_basis_points / 100:g} %")
            for row in rows
        ],
    }  # fmt: skip
    return render(request, "creators/earnings.html", context)


@needs("creators.view")
def activity(request: HttpRequest, ref: str) -> HttpResponse:
    """What was done about the creator, newest first."""
    found = opened(request, ref)
    subjects = [found.creator.ref, *(one.profile_ref for one in found.creator.profiles)]
    entries = accounts.audit_of(subjects)
    context = frame(request, found, "creator_activity") | {"entries": entries}
    return render(request, "creators/activity.html", context)


class CreatorForm(forms.Form):
    """What people keep of a creator by hand."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.CharField(label="E-mail", required=False, help_text="Only the workspace sees it.")
    country = forms.CharField(label="Country", required=False, help_text="A code of two letters, such as DE.")
    language = forms.CharField(label="Language", required=False)
    category = forms.CharField(label="Category", required=False)
    tags = forms.CharField(label="Tags", required=False, help_text="Parted by commas.")
    owner_id = forms.ChoiceField(label="Owner", required=False, help_text="Who looks after the contact.")
    price = forms.CharField(label="Price of a post", required=False, help_text="What the creator asks, such as 250.00.")
    currency = forms.ChoiceField(label="Currency of the price", choices=[(code, code) for code in sorted(CURRENCIES)])
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 5}))


@needs("creators.change")
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what people keep by hand; the trail keeps what was there before."""
    found = opened(request, ref)
    form = CreatorForm(request.POST or None, initial=_initial(found))
    members = [(str(one.person_id), one.person.name or one.person.email) for one in accounts.members()]
    form.fields["owner_id"].choices = [("", "Nobody"), *members]  # type: ignore[attr-defined]
    if found.profile is None:
        del form.fields["price"], form.fields["currency"]
    if request.method == "POST" and form.is_valid() and _save(request, found, form):
        messages.success(request, "Saved.")
        suffix = f"?profile={found.profile.profile_ref}" if found.profile else ""
        return redirect(f"{reverse('creator', args=[found.creator.ref])}{suffix}")
    return render(request, "creators/edit.html", {"form": form, "creator": found.creator, "profile": found.profile})


def _initial(found: Opened) -> dict[str, Any]:
    creator, price = found.creator, found.profile.price if found.profile else None
    return {
        "name": creator.name, "email": creator.email, "country": creator.country, "language": creator.language,
        "category": creator.category, "tags": ", ".join(creator.tags), "owner_id": str(creator.owner_id or ""),
        "notes": creator.notes, "price": str(price.decimal) if price else "",
        "currency": price.currency if price else accounts.workspace().currency,
    }  # fmt: skip


def _save(request: HttpRequest, found: Opened, form: CreatorForm) -> bool:
    values, actor, now = form.cleaned_data, actor_of(request), datetime.now(UTC)
    changes = services.CreatorChanges(
        name=values["name"], email=values["email"], country=values["country"], language=values["language"],
        category=values["category"], tags=tuple(part.strip() for part in values["tags"].split(",")),
        owner_id=UUID(values["owner_id"]) if values["owner_id"] else None, notes=values["notes"],
        given=frozenset(("name", "email", "country", "language", "category", "tags", "owner_id", "notes")),
    )  # fmt: skip
    try:
        price = _price(form) if found.profile else None
        services.change_creator(actor, found.creator.id, changes, now=now)
        if found.profile and price != found.profile.price:
            services.set_price(actor, found.profile.profile_id, price, now=now)
    except Invalid as error:
        for problem in error.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return False
    return True


def _price(form: CreatorForm) -> Money | None:
    text = form.cleaned_data["price"].strip()
    if not text:
        return None
    try:
        price = Money.parse(text.replace(",", ""), form.cleaned_data["currency"])
    except ValueError:
        price = None
    if price is None or price.minor < 0:
        form.add_error("price", "Write an amount such as 250.00.")
        raise Invalid("The price cannot be read.")
    return price


urlpatterns = [
    path("creators/<str:ref>", overview, name="creator"),
    path("creators/<str:ref>/posts", posts, name="creator_posts"),
    path("creators/<str:ref>/campaigns", partnerships, name="creator_campaigns"),
    path("creators/<str:ref>/links", links, name="creator_links"),
    path("creators/<str:ref>/earnings", earnings, name="creator_earnings"),
    path("creators/<str:ref>/activity", activity, name="creator_activity"),
    path("creators/<str:ref>/edit", edit, name="edit_creator"),
]
