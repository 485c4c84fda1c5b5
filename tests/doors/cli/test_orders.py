"""`sweetspot orders import`, `orders attribute` and `ledger check`: what they print, refuse and exit with."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from tests.factories.orders import make_selling, make_shop, told_order

from sweetspot import pipeline
from sweetspot.doors.cli import money
from sweetspot.doors.cli import orders as command
from sweetspot.doors.cli.root import main
from sweetspot.stages.orders.models import Order, Shop
from sweetspot.stages.payouts import queries as payouts
from sweetspot.stages.payouts.models import Commission

COLUMNS = {
    "Name": "#1", "Email": "bob@example.com", "Financial Status": "partially_refunded", "Currency": "EUR",
    "Subtotal": "50.00", "Taxes": "0", "Shipping": "0", "Total": "50.00", "Discount Code": "", "Id": "1",
    "Created at": "2026-06-16 12:00:00 +0000", "Lineitem quantity": "1", "Lineitem price": "50.00",
    "Refunded Amount": "10.00",
}  # fmt: skip


@pytest.fixture
def sweetspot(in_brand, monkeypatch, capsys):
    @contextmanager
    def here(slug):
        yield in_brand.workspace

    monkeypatch.setattr(command, "in_workspace", here)
    monkeypatch.setattr(money, "in_workspace", here)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def export(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS))
        writer.writeheader()
        writer.writerows(COLUMNS | row for row in rows)
    return str(path)


def test_an_export_is_taken_in_credited_and_paid_and_twice_changes_nothing(sweetspot, in_brand, tmp_path):
    selling = make_selling(in_brand.actor)
    file = export(tmp_path / "orders.csv", {"Discount Code": selling.code}, {"Name": "#2", "Id": "2"})
    code, out, _ = sweetspot("orders", "import", file)
    assert (code, out) == (0, "2 orders read: 2 created, 0 updated, 0 unchanged, 0 rejected.\n")
    assert [balance.waiting_minor for balance in payouts.balances()] == [400]
    _, out, _ = sweetspot("orders", "import", file, "--json")
    assert json.loads(out)["unchanged"] == 2
    assert [balance.waiting_minor for balance in payouts.balances()] == [400]
    assert Shop.objects.get().name == "Shopify"


def test_rejected_orders_come_back_with_their_reason(sweetspot, tmp_path):
    file = export(tmp_path / "orders.csv", {}, {"Name": "#2", "Id": "2", "Currency": "Euro"})
    code, out, err = sweetspot("orders", "import", file, "--rejected", str(tmp_path / "rejected.csv"))
    assert (code, out) == (7, "2 orders read: 1 created, 0 updated, 0 unchanged, 1 rejected.\n")
    assert "Row 3, #2: 'Euro' is not a currency code." in err
    assert (tmp_path / "rejected.csv").read_text(encoding="utf-8").splitlines()[1].startswith("3,#2,")


def test_another_file_is_refused_and_changes_nothing(sweetspot, tmp_path):
    (tmp_path / "other.csv").write_text("Name,Handle\nAnna,anna\n", encoding="utf-8")
    code, _, err = sweetspot("orders", "import", str(tmp_path / "other.csv"))
    assert code == 1
    assert "This is not a Shopify orders export" in err
    assert not Order.objects.exists()


def test_of_several_shops_one_must_be_named(sweetspot, in_brand, tmp_path):
    make_shop(in_brand.actor, "One")
    make_shop(in_brand.actor, "Two")
    file = export(tmp_path / "orders.csv", {})
    code, _, err = sweetspot("orders", "import", file)
    assert (code, "Say which shop with --shop: One, Two." in err) == (3, True)
    assert sweetspot("orders", "import", file, "--shop", "Two")[0] == 0
    assert Order.objects.get().shop.name == "Two"


def test_the_book_is_checked_against_the_facts(sweetspot, in_brand):
    selling = make_selling(in_brand.actor)
    now = datetime(2026, 6, 16, 13, tzinfo=UTC)
    pipeline.take_orders(make_shop(in_brand.actor), [told_order(click_id=selling.click_id)], now=now)
    code, out, _ = sweetspot("ledger", "check")
    assert (code, out) == (0, "1 transactions and 1 commissions checked.\nThe book is right.\n")
    Order.objects.update(net_minor=1)
    Commission.objects.update(amount_minor=1)
    assert sweetspot("orders", "attribute", "--json")[1] == '{"decided": 1, "changed": 1, "transactions": 1}\n'
    assert sweetspot("ledger", "check")[0] == 0
    assert sweetspot("commissions", "settle")[0] == 0
