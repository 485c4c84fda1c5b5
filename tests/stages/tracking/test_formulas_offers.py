"""What codes give: impossible offers are refused field by field; the state follows from facts; files for shops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.code_files import FileRow, named_codes, rows
from sweetspot.stages.tracking.formulas.offers import Kind, Offer, State, checked_offer, standing, state_of

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TEN_EUROS = Offer(Kind.AMOUNT, amount_minor=1000, currency="EUR")


@pytest.mark.parametrize(
    ("offer", "field", "code"),
    [
        (Offer(basis_points=0), "basis_points", "range"), (Offer(basis_points=10_001), "basis_points", "range"),
        (Offer(Kind.AMOUNT, currency="EUR"), "amount_minor", "missing"),
        (Offer(Kind.AMOUNT, amount_minor=-1, currency="EUR"), "amount_minor", "range"),
        (Offer(Kind.AMOUNT, amount_minor=1000), "currency", "missing"),
        (Offer(basis_points=1500, minimum_minor=0, currency="EUR"), "minimum_minor", "range"),
        (Offer(basis_points=1500, minimum_minor=5000), "currency", "missing"),
        (Offer(basis_points=1500, uses=0), "uses", "range"),
        (Offer(basis_points=1500, uses_each=0), "uses_each", "range"),
        (Offer(basis_points=1500, expires_at=NOW), "expires_at", "past"),
        (Offer(basis_points=1500, starts_at=NOW + 2 * DAY, expires_at=NOW + DAY), "expires_at", "order"),
    ],
)  # fmt: skip
def test_an_offer_that_cannot_be_is_refused_beside_its_field(offer: Offer, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_offer(offer, now=NOW)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_what_does_not_belong_to_a_kind_is_left_out_and_the_number_is_read_from_it() -> None:
    mixed = Offer(Kind.PERCENT, 1500, 1000, "EUR")
    assert checked_offer(mixed, now=NOW) == Offer(Kind.PERCENT, 1500)
    assert [one.number for one in (mixed, TEN_EUROS, Offer(Kind.SHIPPING), Offer(Kind.PERCENT, 1250))] == [
        "15", "10", "", "12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "ends", "uses", "state"),
    [
        ("active", None, 0, State.ACTIVE), ("active", NOW, 0, State.EXPIRED), ("active", NOW + DAY, 4, State.ACTIVE),
        ("active", NOW + DAY, 5, State.USED_UP), ("paused", None, 6, State.USED_UP), ("paused", None, 0, State.PAUSED),
        ("waiting", NOW, 0, State.EXPIRED), ("failed", NOW, 9, State.FAILED), ("expired", None, 0, State.EXPIRED),
    ],
)  # fmt: skip
def test_the_state_follows_from_what_is_kept_the_clock_and_the_orders(
    kept: str, ends: datetime | None, uses: int, state: State
) -> None:
    assert state_of(kept, expires_at=ends, limit=5, uses=uses, now=NOW) is state


def test_only_what_was_so_when_the_order_came_is_said_of_a_code() -> None:
    assert standing("active", None, NOW, NOW - DAY) == standing("paused", NOW, None, NOW - DAY) == ""
    assert "had expired" in standing("active", None, NOW, NOW)
    assert "had expired" in standing("expired", NOW - DAY, None, NOW)
    assert "was paused" in standing("paused", NOW - DAY, None, NOW)


def test_files_for_shops_name_what_their_import_tools_read() -> None:
    ten = replace(TEN_EUROS, minimum_minor=5000, uses=100, uses_each=1, expires_at=NOW)
    codes = [
        FileRow("ANNA10", "=Anna", "Spring", "waiting", ten),
        FileRow("BEN", "Ben", "Spring", "active", Offer(Kind.NONE)),
    ]
    head, anna = rows(codes, "shopify")  # a code that gives nothing is no discount there
    assert dict(zip(head, anna, strict=True)) == {
        "Title": "ANNA10", "Command": "NEW", "Code": "ANNA10", "Discount Type": "Fixed Amount",
        "Discount Value": "10.00", "Minimum Purchase Amount": "50.00", "Limit Total Times": "100",
        "Limit Once Per Customer": "TRUE", "Status": "Active", "Starts At": "", "Ends At": "2026-06-15 12:00:00",
    }  # fmt: skip
    head, anna, ben = rows(codes, "woocommerce")
    assert anna == ["ANNA10", "'=Anna", "publish", "fixed_cart", "10.00", "no", "50.00", "100", "1", "2026-06-15"]
    assert ben[3:6] == ["fixed_cart", "0", "no"]
    last_day = replace(ten, expires_at=datetime(2026, 6, 30, 22, tzinfo=UTC))  # the end of June in Berlin
    _, anna = rows([replace(codes[0], offer=last_day)], "woocommerce", ZoneInfo("Europe/Berlin"))
    assert anna[-1] == "2026-07-01"
    assert len(list(rows(codes, "plain"))) == 3
    with pytest.raises(ValueError, match="no form"):
        rows(codes, "magento")


@pytest.mark.parametrize(
    "text", ["anna15\n Ben 15 \n\n", "Code,Used\nANNA15,3\nben15,0\n", "\ufeffID,post_title\r\n1,anna15\r\n2,BEN15"]
)
def test_a_list_of_codes_is_read_as_pasted_and_from_exports(text: str) -> None:
    assert named_codes(text) == {"ANNA15", "BEN15"}
