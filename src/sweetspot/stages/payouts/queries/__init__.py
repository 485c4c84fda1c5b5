"""What we ask of the book: what stands for whom, why, and whether it is right."""

from sweetspot.stages.payouts.queries.balances import OWED, Balance, account_label, balances, commission_spent, totals
from sweetspot.stages.payouts.queries.book import (
    BookedEntry,
    BookedTransaction,
    Movement,
    booked,
    order_movements,
    transactions,
)
from sweetspot.stages.payouts.queries.check import Checked, Difference, check, last_check
from sweetspot.stages.payouts.queries.earnings import Earning, due, due_count, earnings, has_commissions
from sweetspot.stages.payouts.queries.rows import Rows
from sweetspot.stages.payouts.queries.statements import (
    StatementLine,
    moved,
    moving_creators,
    span,
    span_in,
    statement,
    statement_lines,
    statements,
)

__all__ = [
    "OWED",
    "Balance",
    "BookedEntry",
    "BookedTransaction",
    "Checked",
    "Difference",
    "Earning",
    "Movement",
    "Rows",
    "StatementLine",
    "account_label",
    "balances",
    "booked",
    "check",
    "commission_spent",
    "due",
    "due_count",
    "earnings",
    "has_commissions",
    "last_check",
    "moved",
    "moving_creators",
    "order_movements",
    "span",
    "span_in",
    "statement",
    "statement_lines",
    "statements",
    "totals",
    "transactions",
]
