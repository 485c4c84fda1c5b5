"""What cells say: numbers, shares, moments, yes and no, handles, places."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import handles, moments, places, values
from sweetspot.stages.creators.formulas.handles import Handle
from sweetspot.stages.creators.formulas.values import Unreadable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2M", 1_200_000), ("42.9k", 42_900), ("29.0b", 29_000_000_000), ("0.89k", 890), ("12,5k", 12_500),
        ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u202f234", 1234), ("1'234", 1234),
        ("1.234.567", 1_234_567), ("477900000.00", 477_900_000), ("10650.0", 10_650), ("1M+", 1_000_000), ("0", 0),
        ("—", None), ("-", None), ("N/A", None), ("N/A'", None), ("🔒", None), ("#VALOR!", None), ("", None),
    ],
)  # fmt: skip
def test_counts_in_every_form_that_exports_use(text: str, expected: int | None) -> None:
    assert values.whole(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [("-5", "is negative"), ("=1+1", "is a formula"), ("many", "is not a number"), ("348.5", "is not a whole number"),
     ("1.2.3", "is not a number"), ("9e99", "is too large"),
     ("1e999", "is not a number"), ("12 apples", "is not a number")],
)  # fmt: skip
def test_what_is_no_count_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        values.whole(text)


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [("348.5", "point", 348.5), ("1.234", "point", 1.234), ("1.234", "comma", 1234.0), ("12,5", "point", 12.5),
     ("1.234,5", "point", 1234.5), ("3.432887058e-05", "point", 3.432887058e-05)],
)  # fmt: skip
def test_amounts_know_the_decimal_mark_of_the_file(text: str, decimal: Any, expected: float) -> None:
    assert values.amount(text, decimal=decimal) == pytest.approx(expected)


def test_a_rate_is_a_fraction_and_without_a_sign_needs_a_choice() -> None:
    assert values.rate("11.85%", None) == pytest.approx(0.1185)
    assert values.rate("11,85 %", "fraction") == pytest.approx(0.1185)
    assert values.rate("3.47", "percent") == pytest.approx(0.0347)
    assert values.rate("3.47", "fraction") == 3.47
    assert (values.rate("🔒", None), values.rate("NaN%", None)) == (None, None)
    with pytest.raises(Unreadable, match="choose"):
        values.rate("3.47", None)


@given(st.integers(0, 10**12))
def test_a_count_survives_every_way_of_writing_it(number: int) -> None:
    for text in (
        str(number),
        f"{number:,}",
        f"{number:,}".replace(",", "."),
        f"{number:,}".replace(",", " "),
        f"{number}.0",
    ):
        assert values.whole(text) == number


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text: str) -> None:
    for reader in (
        values.whole, values.amount, values.flag, values.mail, places.country, places.language, moments.moment,
        lambda cell: values.rate(cell, "percent"), lambda cell: handles.handle(cell, "youtube"), handles.network,
    ):  # fmt: skip
        with contextlib.suppress(Unreadable):
            reader(text)


def test_yes_and_no() -> None:
    assert [values.flag(text) for text in ("True", "yes", "1", "✓", "False", "no", "0", "—")] == [True] * 4 + [
        False, False, False, None,
    ]  # fmt: skip
    with pytest.raises(Unreadable):
        values.flag("perhaps")


def test_mail_addresses() -> None:
    assert values.mail("Ana.B@Example.COM") == "Ana.B@example.com"
    for text in ("ana", "a@b", "a@b.com, c@d.com"):
        with pytest.raises(Unreadable):
            values.mail(text)


def test_long_texts_keep_their_lines_and_formulas_and_lose_what_cannot_be_stored() -> None:
    assert values.prose("=SUM(A1)\nx\x00y", limit=99) == "=SUM(A1)\nxy"
    assert values.prose("'=SUM(A1)", limit=99) == "=SUM(A1)"
    assert (values.prose("  ", limit=9), values.prose("-", limit=9)) == (None, "-")
    with pytest.raises(Unreadable, match="limit is 3"):
        values.prose("four", limit=3)


EVENING = datetime(2024, 12, 31, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-12-31T16:05:00.000Z", EVENING), ("2024-12-31 18:05:00 +0200", EVENING), ("2024/12/31 16:05", EVENING),
        ("31.12.2024 16:05", EVENING), ("31/12/2024 16:05", EVENING), ("12/31/2024 4:05 PM", EVENING),
        ("31 Dec 2024 16:05", EVENING), ("December 31, 2024 at 4:05 pm", EVENING),
        ("Tue, 31 Dec 2024 16:05:00 +0000", EVENING), ("Tue Dec 31 16:05:00 +0000 2024", EVENING),
        ("1735661100", EVENING), ("1735661100000", EVENING), ("20241231", datetime(2024, 12, 31, tzinfo=UTC)),
        ("—", None),
    ],
)  # fmt: skip
def test_moments_in_every_form_that_exports_use(text: str, expected: datetime | None) -> None:
    assert moments.moment(text) == expected


def test_a_date_that_reads_two_ways_needs_a_choice() -> None:
    with pytest.raises(Unreadable, match="two ways"):
        moments.moment("01/02/2024")
    assert moments.moment("01/02/2024", order="day first") == datetime(2024, 2, 1, tzinfo=UTC)
    assert moments.moment("01/02/2024", order="month first") == datetime(2024, 1, 2, tzinfo=UTC)
    assert moments.moment("02/02/2024") == datetime(2024, 2, 2, tzinfo=UTC)


def test_a_time_without_an_offset_is_in_the_zone_chosen() -> None:
    found = moments.moment("2024-06-01 10:00", zone=ZoneInfo("Europe/Berlin"))
    assert found == datetime(2024, 6, 1, 10, tzinfo=timezone(timedelta(hours=2)))


def test_a_midnight_that_does_not_exist_is_the_first_moment_of_its_day() -> None:
    found = moments.moment("2024-09-08", zone=ZoneInfo("America/Santiago"))
    assert found is not None
    assert found.astimezone(UTC) == datetime(2024, 9, 8, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "30/02/2024", "1969-01-01", "45292", "50:24.8", "2024-13-01", "25:00", "2024-01-01 10:00 +99:99"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        moments.moment(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ana.Shop", Handle("instagram", "ana.shop")),
        (" \u200bana\ufeff ", Handle("instagram", "ana")),
        ("'@ana", Handle("instagram", "ana")),
        ("https://www.instagram.com/Ana.Shop/?hl=de", Handle("instagram", "ana.shop")),
        ("tiktok.com/@ana", Handle("tiktok", "ana")),
        ("https://www.tiktok.com/@ana/video/123", Handle("tiktok", "ana")),
        ("https://twitter.com/ana", Handle("x", "ana")),
        ("https://www.youtube.com/@Ana-Shop", Handle("youtube", "ana-shop")),
        ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", Handle("youtube", "UCabcdefghijklmnopqrstuv")),
    ],
)
def test_handles_typed_and_pasted(text: str, expected: Handle) -> None:
    assert handles.handle(text, "instagram") == expected


@pytest.mark.parametrize(
    "text",
    ["", "@", "ana 🔥", "Ana Shop", "https://instagram.com/", "https://instagram.com/p/Cabc", "https://example.com/ana",
     "https://notinstagram.com/ana", "a" * 31],
)  # fmt: skip
def test_what_is_no_handle_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        handles.handle(text, "instagram")


def test_a_bare_handle_needs_a_network() -> None:
    with pytest.raises(Unreadable, match="names no network"):
        handles.handle("ana", None)


def test_countries_and_languages_by_name_or_code() -> None:
    assert [places.country(text) for text in ("Spain", "es", "Türkiye", "UK", "Côte d’Ivoire", "U.S.A.", "—")] == [
        "ES", "ES", "TR", "GB", "CI", "US", None,
    ]  # fmt: skip
    assert [places.language(text) for text in ("English", "fr-FR", "zh-Hant-TW", "pt_BR", "N/A")] == [
        "en", "fr", "zh", "pt", None,
    ]  # fmt: skip
    for reader in (places.country, places.language):
        with pytest.raises(Unreadable):
            reader("Atlantis")
