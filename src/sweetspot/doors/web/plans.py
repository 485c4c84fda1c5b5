"""Plans: what a budget reaches, with whom; keeping the answer and turning it into a campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from sweetspot import pipeline
from sweetspot.core.charts import Chart
from sweetspot.core.errors import Conflict, Invalid, NotAllowed
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.money import Money
from sweetspot.doors.web import fields, tables
from sweetspot.doors.web.campaigns import OBJECTIVES, CampaignForm, TermsForm, windows
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.plan_charts import FEWEST, reach_curve
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.queries.facets import facets, has_creators, profiles
from sweetspot.stages.planning import queries, services
from sweetspot.stages.planning.formulas.assumptions import PRICE_PER_10K, Assumptions, default_assumptions
from sweetspot.stages.planning.services import PlanPreview
from sweetspot.stages.vetting.queries import fit

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign

#: Names in the address that are the plan's own; the rest is the list's filter of creators.
_OWN = (
    "budget",
    "currency",
    "objective",
    "lock",
    "exclude",
    "overlap",
    "price",
    "warned",
    "csrfmiddlewaretoken",
    "name",
)
_AIMS = (("reach", "People who see a post"), ("engaged", "People who answer a post"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan's question as the address asks it; `problems` says what could not be read."""

    budget: Money | None
    currency: str
    objective: str
    pairs: tuple[tuple[str, str], ...]
    locked: tuple[UUID, ...]
    excluded: tuple[UUID, ...]
    assumptions: Assumptions | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picked:
    """A creator locked in or left out by hand, and the address without that."""

    name: str
    ref: str
    remove: str


class LaunchForm(CampaignForm):
    """The campaign a plan becomes: its budget and currency are the plan's."""

    discount = forms.DecimalField(
        label="Discount of the codes", min_value=0, max_value=100, decimal_places=2, initial=Decimal(15)
    )
    modelled_fees = forms.BooleanField(
        label="Take modelled costs as fees, too",
        required=False,
        help_text="A modelled cost was never asked for. Otherwise these creators begin without a fee.",
    )
    field_order = ("name", "landing_url", "objective", "starts_on", "ends_on", "discount", "modelled_fees")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("currency", "budget"):
            del self.fields[name]


class LaunchTermsForm(TermsForm):
    """What everybody in the plan agrees to; the fee is each one's own cost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["fee"]

    @property
    def agreed(self) -> Any:
        """The terms, with no fee of their own."""
        self.cleaned_data.setdefault("fee", 0)
        return super().agreed


@needs("plans.view")
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that were kept, newest first."""
    context = {
        "plans": queries.plans(),
        "has_creators": has_creators(),
    }
    return render(request, "plans/list.html", context)


@needs("plans.view")
def new_plan(request: HttpRequest) -> HttpResponse:
    """The builder: the question is in the address, the answer below it; saving keeps both."""
    asked = asked_of(request.GET)
    found, problem = _answer(asked)
    refused = ""
    if request.method == "POST":
        saved = _kept(request, asked)
        if isinstance(saved, HttpResponse):
            return saved
        refused = saved
    context = _answer_context(request, asked, found, problem or refused)
    if request.headers.get("HX-Target") == "answer":
        response = render(request, "plans/_answer.html", context)
    else:
        response = render(request, "plans/builder.html", context | _question_context(request, asked))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def asked_of(params: QueryDict) -> Asked:
    """The question in an address; what is missing is the workspace's currency, reach, and a budget to begin with."""
    currency = params.get("currency") or accounts.workspace().currency
    problems: list[str] = []
    budget = _budget(params.get("budget", "5000"), currency, problems)
    assumed = _assumed(params, currency, problems)
    pairs = tuple((name, value) for name in params if name not in _OWN for value in params.getlist(name))
    return Asked(
        budget, currency, params.get("objective", "reach"), pairs, _ids(params, "lock"), _ids(params, "exclude"),
        assumed, tuple(problems),
    )  # fmt: skip


def _budget(text: str, currency: str, problems: list[str]) -> Money | None:
    try:
        found = fields.amount(text, currency)
    except forms.ValidationError as error:
        problems.extend(error.messages)
        return None
    if found is None or found.minor <= 0:
        problems.append("Give a budget above 0.")
    return found


def _assumed(params: QueryDict, currency: str, problems: list[str]) -> Assumptions | None:
    try:
        assumed = default_assumptions(currency, creators.tier_scheme())
        if overlap := params.get("overlap", ""):
            assumed = replace(assumed, overlap=float(Decimal(overlap) / 100))
        if price := params.get("price", ""):
            money = fields.amount(price, currency)
            assumed = replace(assumed, price_per_10k_minor=money.minor if money else 0)
    except (ValueError, InvalidOperation, forms.ValidationError) as error:
        problems.append(
            error.messages[0] if isinstance(error, forms.ValidationError) else str(error) or "Give a number."
        )
        return None
    return assumed if params.get("warned") == "yes" else replace(assumed, barred_bands=("warning",))


def _ids(params: QueryDict, name: str) -> tuple[UUID, ...]:
    found = []
    for text in params.getlist(name):
        try:
            found.append(from_public("prf", text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _answer(asked: Asked) -> tuple[PlanPreview | None, str]:
    """The plan for a question, or the sentence that says why there is none."""
    if asked.problems or asked.budget is None:
        return None, " ".join(asked.problems)
    try:
        found = services.preview_plan(
            objective=asked.objective, budget=asked.budget, candidates=creators.creator_filter(asked.pairs),
            locked=asked.locked, excluded=asked.excluded, assumptions=asked.assumptions,
        )  # fmt: skip
    except Invalid as error:
        return None, error.problems[0].message if error.problems else error.message
    return found, ""


def _kept(request: HttpRequest, asked: Asked) -> HttpResponse | str:
    """The saved plan's page, or why it was not saved."""
    actor = actor_of(request)
    if not actor.may("plans.change"):
        raise NotAllowed("Your role does not allow saving plans. You can still try them out.")
    if asked.problems or asked.budget is None:
        return "The plan was not saved."
    try:
        plan = services.make_plan(
            actor, request.POST.get("name", ""), objective=asked.objective, budget=asked.budget,
            candidates=creators.creator_filter(asked.pairs), locked=asked.locked, excluded=asked.excluded,
            assumptions=asked.assumptions, now=datetime.now(UTC),
        )  # fmt: skip
    except Invalid as error:
        return error.problems[0].message if error.problems else error.message
    messages.success(request, f"{plan.name} is saved.")
    return redirect("plan", plan.id)


def _answer_context(request: HttpRequest, asked: Asked, found: PlanPreview | None, problem: str) -> dict[str, Any]:
    context: dict[str, Any] = {"found": found, "problem": problem, "asked": asked, "query": request.GET.urlencode()}
    context |= {"locked": _picked(request.GET, "lock", asked.locked)}
    context |= {"excluded": _picked(request.GET, "exclude", asked.excluded)}
    if found is None:
        return context
    curve = [(point.budget, point.people) for point in found.curve]
    return context | {
        "rows": [
            (one, _steered(request.GET, one.profile.profile_ref, one.profile.profile_id in asked.locked))
            for one in found.choices
        ],
        "chart": _chart(curve, found) if found.considered >= FEWEST else None,
        "curve": curve,
        "per_thousand": per_thousand(found.spend, found.reach.people),
        "modelled": sum(one.basis != services.QUOTED for one in found.choices),
        "assumed": assumption_rows(found.assumptions, asked.currency),
        "words": found.objective.words,
        "default_name": f"{found.budget.decimal:,.0f} {asked.currency}, {len(found.choices)} creators",
    }


def _chart(curve: Sequence[tuple[Money, float]], found: PlanPreview) -> Chart | None:
    return reach_curve(curve, found.budget, found.reach, found.objective.words)


def per_thousand(spend: Money, people: float) -> Money | None:
    """What 1,000 different people cost; None for nobody."""
    return Money(round(1000 * spend.minor / people), spend.currency) if people else None


def _picked(params: QueryDict, name: str, ids: Sequence[UUID]) -> list[Picked]:
    rows = creators.rows_of(ids) if ids else []
    return [Picked(row.name, row.profile_ref, _changed(params, drop=(name, row.profile_ref))) for row in rows]


def _steered(params: QueryDict, ref: str, is_locked: bool) -> dict[str, str]:
    """Where the two buttons of a row lead."""
    lock = _changed(params, drop=("lock", ref)) if is_locked else _changed(params, add=("lock", ref))
    return {
        "lock": lock,
        "locked": "yes" if is_locked else "",
        "exclude": _changed(params, drop=("lock", ref), add=("exclude", ref)),
    }


def _changed(params: QueryDict, *, drop: tuple[str, str] | None = None, add: tuple[str, str] | None = None) -> str:
    changed = params.copy()
    if drop:
        changed.setlist(drop[0], [value for value in changed.getlist(drop[0]) if value != drop[1]])
    if add and add[1] not in changed.getlist(add[0]):
        changed.appendlist(*add)
    return f"{reverse('new_plan')}?{changed.urlencode(safe=',')}"


def _question_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    known, scheme = facets(), creators.tier_scheme()
    params = request.GET
    lists = (
        ("tier", "Tier", [(tier.name, tier.name.capitalize()) for tier in scheme.tiers]),
        ("network", "Network", [(key, NETWORKS[key].label) for key in known.networks]),
        ("country", "Country", [(value, value) for value in known.countries[:12]]),
    )
    shown = {name for name, _, _ in lists}
    return {
        "aims": _AIMS,
        "currencies": sorted({*PRICE_PER_10K, asked.currency}),
        "budget_text": params.get("budget", "5000"),
        "lists": [tables.filter_of(params, name, label, choices) for name, label, choices in lists if choices],
        "others": [(name, value) for name, value in asked.pairs if name not in shown],
        "ignored": creators.creator_filter(asked.pairs).ignored,
        "has_creators": bool(known.networks),
    }


def assumption_rows(assumed: Assumptions, currency: str) -> list[tuple[str, str, str]]:
    """What a plan takes for granted: the name, the value, and what it means."""
    rates = ", ".join(f"{tier} {rate:.0%}" for tier, rate in _largest_first(assumed.reach_rates))
    people = ", ".join(f"{band.replace('_', ' ')} {share:.0%}" for band, share in _largest_first(assumed.authentic))
    price = Money(assumed.price_per_10k_minor, currency)
    return [
        ("Seen by", rates, "The share of followers who see one post, by tier."),
        ("Taken for people", people, "The share of followers counted, by the audience verdict."),
        ("At home", f"{assumed.home_share:.0%}", "The share of an audience that lives in the creator’s country."),
        (
            "Overlap",
            f"{assumed.overlap:.0%}",
            "Followers that two average creators of one country, network and niche share.",
        ),
        ("Modelled price", f"{price} per 10,000 followers", "Used where nobody quoted a price. Never a quote."),
        ("Left out", ", ".join(assumed.barred_bands) or "nobody", "Audience verdicts that a plan does not choose."),
    ]


def _largest_first(shares: Mapping[str, float]) -> list[tuple[str, float]]:
    # What was kept as JSON comes back in another order.
    return sorted(shares.items(), key=lambda item: (-item[1], item[0]))


@needs("plans.view")
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan as it was kept."""
    found = queries.plan_detail(plan_id)
    summary = found.summary
    context = {
        "plan": found,
        "summary": summary,
        "chart": reach_curve(found.curve, summary.budget, summary.people, summary.objective.words)
        if found.considered >= FEWEST
        else None,
        "per_thousand": per_thousand(summary.spend, summary.people.people),
        "modelled": sum(one.basis != services.QUOTED for one in found.choices),
        "assumed": assumption_rows(found.assumptions, summary.budget.currency),
        "again": f"{reverse('new_plan')}?{_address(found)}",
        "objections": _objections(found),
    }
    return render(request, "plans/plan.html", context)


def _objections(found: queries.PlanDetail) -> list[str]:
    """What the chosen creators said before that speaks against this plan."""
    costs = {one.profile.profile_id: one.cost for one in found.choices}
    fees = {profile: costs[profile.id] for profile in profiles(costs)}
    return [f"@{profile.handle}: {one.reason}" for profile, one in fit.objections_to((found.summary.name,), fees)]


def _address(found: queries.PlanDetail) -> str:
    """The builder's address that asks what this plan answered."""
    params = QueryDict(mutable=True)
    params["budget"], params["currency"] = str(found.summary.budget.decimal), found.summary.budget.currency
    params["objective"] = found.summary.objective.value
    params["overlap"] = f"{found.assumptions.overlap * 100:g}"
    params["price"] = str(Money(found.assumptions.price_per_10k_minor, found.summary.budget.currency).decimal)
    if not found.assumptions.barred_bands:
        params["warned"] = "yes"
    for name, value in parse_qsl(found.candidates_query):
        params.appendlist(name, value)
    params.setlist("lock", [to_public("prf", one) for one in found.locked])
    params.setlist("exclude", [to_public("prf", one) for one in found.excluded])
    return params.urlencode(safe=",")


@require_POST
@needs("plans.change")
def remove_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Delete a plan; campaigns made from it stay."""
    services.remove_plan(actor_of(request), plan_id, now=datetime.now(UTC))
    messages.success(request, "The plan is deleted. Campaigns made from it stay.")
    return redirect("plans")


@needs("campaigns.change")
def launch(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Turn a plan into a campaign: everybody in it gets terms, a link and a code."""
    found = queries.plan_detail(plan_id)
    form = LaunchForm(request.POST or None, initial=_first(found))
    terms = LaunchTermsForm(request.POST or None, initial=windows())
    if (
        request.method == "POST"
        and form.is_valid()
        and terms.is_valid()
        and (made := _launched(request, found, form, terms))
    ):
        messages.success(request, f"{made.name} is open: {len(found.choices)} creators have a link and a code each.")
        return redirect("campaign", made.id)
    context = {"plan": found, "summary": found.summary, "form": form, "terms": terms, "hosts": fields.hosts()}
    context["objections"] = _objections(found)
    context["modelled"] = sum(one.basis != services.QUOTED for one in found.choices)
    wrong = bool(form.errors or terms.errors)
    return render(request, "plans/launch.html", context, status=422 if wrong else 200)


def _first(found: queries.PlanDetail) -> dict[str, Any]:
    objective = "people" if found.summary.objective.value == "reach" else OBJECTIVES[0][0]
    return {
        "name": found.summary.name,
        "starts_on": datetime.now(UTC).date(),
        "objective": objective,
        "landing_url": fields.first_page(),
    }


def _launched(
    request: HttpRequest, found: queries.PlanDetail, form: LaunchForm, terms: LaunchTermsForm
) -> Campaign | None:  # fmt: skip
    given = dict(form.cleaned_data)
    try:
        return pipeline.start_plan(
            actor_of(request), found, given.pop("name"), agreed=terms.agreed, modelled_fees=given.pop("modelled_fees"),
            discount_basis_points=fields.basis_points(given.pop("discount")),
            despite=terms.cleaned_data["despite"], now=datetime.now(UTC),
            hashtags=given.pop("hashtags").split(), **given,
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        fields.refuse(form, error)
        return None


urlpatterns = [
    path("plans", plans, name="plans"),
    path("plans/new", new_plan, name="new_plan"),
    path("plans/<pln:plan_id>", plan, name="plan"),
    path("plans/<pln:plan_id>/remove", remove_plan, name="remove_plan"),
    path("plans/<pln:plan_id>/campaign", launch, name="launch_plan"),
]
