"""Does the address alone say what a list shows?"""

from __future__ import annotations

from django.http import QueryDict

from sweetspot.doors.web import tables

TIERS = [("nano", "Nano"), ("micro", "Micro")]
COLUMNS = (
    tables.Column("name", "Creator"),
    tables.Column("rate", "Rate", number=True),
    tables.Column("cost", "Cost", number=True, shown=False),
)


def test_commas_and_repeated_fields_say_the_same() -> None:
    assert tables.chosen(QueryDict("tier=nano,micro"), "tier") == ["nano", "micro"]
    assert tables.chosen(QueryDict("tier=nano&tier=micro"), "tier") == ["nano", "micro"]
    assert tables.chosen(QueryDict("tier="), "tier") == []


def test_a_chip_leads_to_the_address_without_it_and_to_the_first_page() -> None:
    params = QueryDict("q=anna&tier=nano,micro&sort=-rate&after=abc")
    chips = tables.chips(params, [tables.filter_of(params, "tier", "Tier", TIERS)])
    assert [(chip.field, chip.text, chip.remove) for chip in chips] == [
        ("Tier", "Nano", "?q=anna&tier=micro&sort=-rate"),
        ("Tier", "Micro", "?q=anna&tier=nano&sort=-rate"),
    ]


def test_clearing_keeps_sort_and_columns() -> None:
    params = QueryDict("q=anna&tier=nano&sort=-rate&cols=name")
    assert tables.cleared(params, [tables.filter_of(params, "tier", "Tier", TIERS)]) == "?sort=-rate&cols=name"


def test_numbers_sort_from_the_largest_first_and_words_from_a() -> None:
    assert tables.sorted_by(QueryDict(""), "rate", number=True) == "?sort=-rate"
    assert tables.sorted_by(QueryDict("sort=-rate"), "rate", number=True) == "?sort=rate"
    assert tables.sorted_by(QueryDict("sort=-rate"), "name", number=False) == "?sort=name"


def test_the_sorted_column_says_its_direction() -> None:
    assert tables.direction(QueryDict("sort=-rate"), "rate") == "descending"
    assert tables.direction(QueryDict("sort=rate"), "rate") == "ascending"
    assert tables.direction(QueryDict("sort=rate"), "name") == ""


def test_columns_keep_the_tables_order() -> None:
    assert [one.key for one in tables.visible(QueryDict("cols=cost,name"), COLUMNS)] == ["name", "cost"]
    assert [one.key for one in tables.visible(QueryDict(""), COLUMNS)] == ["name", "rate"]
