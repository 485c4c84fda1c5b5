"""Which columns are taken for what, what is asked, and what rows then say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sweetspot.core.errors import Invalid
from sweetspot.stages.creators.formulas import choices
from sweetspot.stages.creators.formulas.fields import FIELDS, Kind
from sweetspot.stages.creators.formulas.headers import folded, signature
from sweetspot.stages.creators.formulas.mapping import likely_network, missing_fields, propose, questions
from sweetspot.stages.creators.formulas.merging import changes, reading_policy
from sweetspot.stages.creators.formulas.rows import CommentRow, CreatorRow, Options, PostRow, post_id_in, row_reader
from sweetspot.stages.creators.formulas.values import Unreadable

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def proposed(kind: Kind, header: list[str], *rows: list[str]) -> dict[str, str]:
    return {column.name: column.field for column in propose(kind, header, rows).columns if column.field}


def read(kind: Kind, fields: list[str], row: list[str], **options: Any) -> Any:
    chosen = Options(**{"network": "instagram", **options})
    return row_reader(kind, dict(enumerate(fields)), chosen, width=len(fields), latest=NOW)(row)


def test_headers_are_the_same_whatever_their_case_signs_and_camels() -> None:
    assert folded("  Likes avg. (2)") == folded("likes_avg") == "likes avg"
    assert folded("commerceCategory") == "commerce category"
    assert signature(["Handle", "ER %"]) == signature(["handle", "er %"]) != signature(["er %", "handle"])


def test_of_several_columns_for_one_field_the_exact_one_is_taken() -> None:
    header = ["Username", "Followers", "Followers (2)"]
    assert proposed("creators", header, ["ana", "48.5M", "48512345"], ["ben", "1K", "1000"]) == {
        "Username": "handle", "Followers (2)": "followers",
    }  # fmt: skip


def test_a_known_header_over_other_values_is_not_taken() -> None:
    found = propose("creators", ["username", "Views avg."], [["ana", "Spain"], ["ben", "Indonesia"]]).columns[1]
    assert (found.field, found.remark) == (None, "Headed like “Average views”, but its cells do not read as that.")


def test_the_network_is_asked_and_a_likely_one_named() -> None:
    asked = questions("creators", {0: "handle"}, ["Tiktoker name"], [["ana"]], Options())
    assert [(question.option, question.likely) for question in asked] == [("network", "tiktok")]
    assert likely_network(["instagram_2022.csv", "name"]) == "instagram"
    assert likely_network(["instagram", "tiktok"]) is None
    assert questions("creators", {0: "handle"}, ["h"], [["instagram.com/ana"]], Options()) == ()


def test_rates_dates_and_costs_are_asked_only_where_they_are_unclear() -> None:
    def options_asked(fields: dict[int, str], *row: str) -> list[str]:
        return [q.option for q in questions("creators", fields, [], [list(row)], Options(network="x"))]

    assert options_asked({0: "engagement_rate"}, "3.5%") == []
    assert options_asked({0: "engagement_rate"}, "3.5") == ["rate_unit"]
    assert options_asked({0: "read_at"}, "31/12/2024") == []
    assert options_asked({0: "read_at"}, "01/02/2024") == ["date_order"]
    assert options_asked({0: "price"}, "€ 250") == []
    assert options_asked({0: "price"}, "$250") == ["currency"]


def test_what_a_file_lacks_is_named() -> None:
    assert missing_fields("creators", ["name"]) == ("Handle or Profile address",)
    assert missing_fields("posts", ["handle", "url"]) == ()
    assert missing_fields("comments", []) == ("Post id or Post address", "Text")


def test_a_creators_row() -> None:
    fields = ["handle", "followers", "engagement_rate", "price", "country", "average_likes", "biography"]
    row = ["@Ana", "1.2M", "3,5 %", "€ 1.250,50", "Germany", "348.5", ""]
    assert read("creators", fields, row) == CreatorRow(
        "instagram", "ana", followers=1_200_000, engagement_rate=pytest.approx(0.035), price_minor=125_050,
        price_currency="EUR", country="DE", average_likes=348,
    )  # fmt: skip


def test_an_address_gives_handle_and_network() -> None:
    found = read("creators", ["url"], ["https://www.tiktok.com/@ana"], network=None)
    assert (found.network, found.handle, found.url) == ("tiktok", "ana", "https://www.tiktok.com/@ana")


def test_every_reason_of_a_row_is_told() -> None:
    with pytest.raises(Unreadable) as refused:
        read("creators", ["handle", "followers", "email"], ["ana", "-5", "nobody"])
    assert str(refused.value) == "Followers: “-5” is negative; E-mail: “nobody” is not an e-mail address"
    with pytest.raises(Unreadable, match="the row has 2 cells where the header has 3"):
        read("creators", ["handle", "followers", "email"], ["ana", "5"])


def test_yen_have_no_cents() -> None:
    found = read("creators", ["handle", "price", "price_currency"], ["ana", "12,000", "JPY"])
    assert (found.price_minor, found.price_currency) == (12_000, "JPY")


@pytest.mark.parametrize(("cost", "currency"), [("35.5", "JPY"), ("1.2345", "KWD"), ("1.999", "EUR")])
def test_a_cost_with_more_decimals_than_its_currency_has_is_refused(cost: str, currency: str) -> None:
    with pytest.raises(Unreadable, match=f"the cost {cost} has more decimals than {currency} has"):
        read("creators", ["handle", "price", "price_currency"], ["ana", cost, currency])


def test_dinars_have_three_decimals() -> None:
    found = read("creators", ["handle", "price", "price_currency"], ["ana", "1.234", "KWD"])
    assert (found.price_minor, found.price_currency) == (1_234, "KWD")


def test_a_time_of_tomorrow_is_refused() -> None:
    fields = ["handle", "external_id", "published_at"]
    with pytest.raises(Unreadable, match="“2026-06-15 12:01” lies in the future"):
        read("posts", fields, ["ana", "1", "2026-06-15 12:01"])
    assert read("posts", fields, ["ana", "1", "2026-06-15 12:00"]).published_at == NOW


def test_a_file_without_a_header_is_told_so() -> None:
    remarks = propose("creators", ["ana", "100", "2.5"], [["bo", "200", "3.5"]]).remarks
    assert remarks[0].startswith("The first row (“ana”, “100”, “2.5”) reads like values and not like names of columns.")
    assert propose("creators", ["Handle", "100"], [["bo", "200"]]).remarks == ()


def test_a_posts_row() -> None:
    fields = ["likes", "published_at", "format", "handle", "url"]
    row = ["154552", "1594174009", "GraphSidecar", "ana", "https://www.instagram.com/p/CCXR2t6BN_6/"]
    assert read("posts", fields, row) == PostRow(
        "instagram", "ana", "CCXR2t6BN_6", url=row[4], likes=154_552, format="carousel",
        published_at=datetime(2020, 7, 8, 2, 6, 49, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://youtu.be/abc-1", "abc-1"), ("https://www.youtube.com/watch?v=abc&t=1", "abc"),
     ("https://x.com/ana/status/99", "99"), ("https://www.tiktok.com/@ana/video/7", "7"), ("https://x.com/ana", None)],
)  # fmt: skip
def test_post_ids_in_addresses(url: str, expected: str | None) -> None:
    assert post_id_in(url) == expected


def test_a_comment_without_an_id_is_known_by_its_words() -> None:
    fields = ["post_id", "author", "text"]
    one, same, other = (read("comments", fields, ["p1", "ben", text]) for text in ("Nice", "Nice", "nice"))
    assert one == same
    assert one.external_id != other.external_id
    assert isinstance(one, CommentRow)


def test_merging_never_erases_and_an_older_reading_only_fills() -> None:
    known = {"a": 1, "b": None, "c": ""}
    row = {"a": 2, "b": 3, "c": None}
    assert changes(known, row, "skip") == {}
    assert changes(known, row, "fill") == {"b": 3}
    assert changes(known, row, "overwrite") == {"a": 2, "b": 3}
    old, new = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert (reading_policy("overwrite", old, new), reading_policy("overwrite", new, old)) == ("fill", "overwrite")


def test_choices_survive_writing_down_and_nonsense_is_refused() -> None:
    options = Options(network="x", rate_unit="percent", as_of=datetime(2026, 1, 1, tzinfo=UTC), duplicates="fill")
    assert choices.from_json(choices.to_json(options)) == options
    wrong = {"network": "myspace", "zone": "Mars/Base", "as_of": "2026-01-01", "colour": "red", "currency": "XXX"}
    with pytest.raises(Invalid) as refused:
        choices.from_json(wrong)
    assert [problem.field for problem in refused.value.problems] == list(wrong)


REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "import.md"


def test_the_reference_lists_every_field_and_alias() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for kind, fields in FIELDS.items():
        section = text.split(f"## Columns of {kind}\n")[1].split("\n## ")[0]
        listed = [line for line in section.splitlines() if line.startswith("| `")]
        assert listed == [
            f"| `{field.key}` | {field.label} | {field.reads} | {', '.join(field.aliases)} |" for field in fields
        ]
