"""Money: what creators earned and why, the double-entry book, and statements."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.money import Money
from sweetspot.core.spreadsheets import guarded
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.tables import leaf
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.payouts import queries, services

#: Creators on a page with what stands for them, above their orders.
BALANCES = 50
STATEMENT_HEADER = ["date", "kind", "order", "amount", "currency", "explanation"]


class MonthForm(forms.Form):
    """A month that has ended, as `2026-10`."""

    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label="Month", help_text="Such as 2026-10. It must have ended.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


@needs("money.view")
def commissions(request: HttpRequest) -> HttpResponse:
    """What stands for each creator, and what was earned on which order and why."""
    creator = _creator(request)
    balances = leaf(request.GET, "creators", queries.balances([creator] if creator else None), BALANCES)
    names = creators.names([one.creator_id for one in balances.rows])
    earnings = leaf(request.GET, "page", queries.earnings(creator_id=creator))
    context = {
        "balances": [_balance(one, names) for one in balances.rows],
        "creators": balances,
        "earnings": [_earning(one) for one in earnings.rows],
        "page": earnings,
        "who": names.get(creator, "") if creator else "",
    }
    return render(request, "money/commissions.html", context)


@require_POST
@needs("money.change")
def settle(request: HttpRequest) -> HttpResponse:
    """Clear every commission whose return window has passed."""
    done = services.settle(now=datetime.now(UTC))
    amounts = ", ".join(str(Money(minor, currency)) for currency, minor in sorted(done.cleared.items()))
    messages.success(request, f"Cleared {done.commissions} commissions: {amounts or 'nothing was due'}.")
    return redirect("commissions")


@needs("money.view")
def ledger(request: HttpRequest) -> HttpResponse:
    """The book: every transaction with its entries, newest first, and what its last check found."""
    page = leaf(request.GET, "page", queries.transactions(creator_id=_creator(request)))
    context = {
        "transactions": [_transaction(one) for one in page.rows],
        "page": page,
        **_accounts(queries.totals()),
        "check": queries.last_check(),
    }
    return render(request, "money/ledger.html", context)


@require_POST
@needs("money.view")
def check(request: HttpRequest) -> HttpResponse:
    """Have the book checked now, in the background: a large one takes longer than a person waits for a page."""
    place = str(actor_of(request).workspace_id)
    with suppress(AlreadyEnqueued), transaction.atomic():  # pressed twice: one check answers both
        app.configure_task("payouts.check", queue="slow", queueing_lock=f"check {place}").defer(workspace_id=place)
    messages.success(request, "The book is being checked. Open this page again in a moment.")
    return redirect("ledger")


def _accounts(held: dict[tuple[str, str], int]) -> dict[str, Any]:
    """Each account with its balance in each currency of the book."""
    currencies = sorted({currency for _, currency in held})
    totals = [
        (queries.account_label(account), [Money(held.get((account, one), 0), one) for one in currencies])
        for account in sorted({account for account, _ in held})
    ]
    return {"currencies": currencies, "totals": totals}


@needs("money.view")
def statements(request: HttpRequest) -> HttpResponse:
    """Statements issued, newest first, and issuing those of a month."""
    last_month = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    form = MonthForm(request.POST or None, initial={"month": f"{last_month:%Y-%m}"})
    if request.method == "POST" and form.is_valid():
        try:
            return _issue(request, form.cleaned_data["month"])
        except (Conflict, Invalid) as error:
            form.add_error("month", error.message)
    page = leaf(request.GET, "page", queries.statements())
    rows = [(row, to_public("stm", row.id), Money(row.closing_minor, row.currency)) for row in page.rows]
    return render(
        request, "money/statements.html", {"form": form, "rows": rows, "page": page}, status=422 if form.errors else 200
    )


@needs("money.change")
def _issue(request: HttpRequest, month: str) -> HttpResponse:
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    issued = services.issue_statements(actor_of(request), first, last, now=datetime.now(UTC))
    if not issued:
        raise Conflict(f"Nothing was earned, taken back or paid in {month}, so there is no statement to issue.")
    messages.success(request, f"{len(issued)} statements for {month} are issued.")
    return redirect("statements")


@needs("money.view")
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """One statement, with every movement and its reason; printable, and as a CSV file."""
    row = queries.statement(_id("stm", ref))
    lines = queries.statement_lines(row)
    if request.GET.get("format") == "csv":
        return _file(row, lines)
    context = {
        "row": row,
        "ref": ref,
        "lines": [(one, Money(one.amount_minor, one.currency)) for one in lines],
        "sums": [
            (label, Money(getattr(row, f"{name}_minor") * sign, row.currency))
            for name, label, sign in (
                ("opening", "Owed before", 1), ("earned", "Earned", 1), ("reversed", "Taken back", -1),
                ("paid", "Paid out", -1), ("closing", "Owed at the end", 1),
            )
        ],
    }  # fmt: skip
    return render(request, "money/statement.html", context)


def _file(row: Any, lines: list[queries.StatementLine]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="statement-{row.currency}-{row.number}.csv"'
    writer = csv.writer(response)
    writer.writerow(STATEMENT_HEADER)
    for one in lines:
        amount = str(Money(one.amount_minor, one.currency).decimal)
        writer.writerow(
            [one.at.isoformat(), one.kind, guarded(one.order_name), amount, one.currency, guarded(one.explanation)]
        )
    return response


def _creator(request: HttpRequest) -> Any:
    return _id("crt", request.GET["creator"]) if request.GET.get("creator") else None


def _id(prefix: str, ref: str) -> Any:
    try:
        return from_public(prefix, ref)
    except ValueError:
        raise NotFound("There is no such thing here.") from None


def _balance(one: queries.Balance, names: dict[Any, str]) -> dict[str, Any]:
    def amount(minor: int) -> Money:
        return Money(minor, one.currency)

    return {
        "name": names.get(one.creator_id, "—"), "ref": to_public("crt", one.creator_id),
        "waiting": amount(one.waiting_minor), "cleared": amount(one.cleared_minor), "paid": amount(one.paid_minor),
        "clawback": amount(one.clawback_minor), "owed": amount(one.owed_minor),
    }  # fmt: skip


def _earning(one: queries.Earning) -> dict[str, Any]:
    return {
        "one": one, "order": to_public("ord", one.order_id), "earned": Money(one.owed_minor, one.currency),
        "kept": Money(one.kept_minor, one.currency), "waits": one.waiting_minor > 0,
    }  # fmt: skip


def _transaction(one: queries.BookedTransaction) -> dict[str, Any]:
    entries = [
        (queries.account_label(entry.account), entry.creator_name, Money(entry.amount_minor, entry.currency))
        for entry in one.entries
    ]
    return {"one": one, "entries": entries, "ref": to_public("txn", one.id)}


urlpatterns = [
    path("commissions", commissions, name="commissions"),
    path("commissions/settle", settle, name="settle"),
    path("ledger", ledger, name="ledger"),
    path("ledger/check", check, name="check_ledger"),
    path("statements", statements, name="statements"),
    path("statements/<str:ref>", statement, name="statement"),
]
