"""Many links at once: rows pasted or exported elsewhere, each made or refused by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.factories.campaigns import NOW, make_campaign, make_partnership, make_profile

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.link_rows import LinkRow, link_rows

if TYPE_CHECKING:
    from tests.conftest import Brand

SHOP = "https://shop.example"


def test_pasted_lines_are_creator_address_short_name_and_label() -> None:
    assert link_rows(f"@anna\t{SHOP}/a\n\nben;x\t{SHOP}/b\tben-b\tHis reel\n") == [
        LinkRow(1, ("anna",), f"{SHOP}/a"),
        LinkRow(3, ("ben;x", "ben-b", "His reel"), f"{SHOP}/b", "ben-b", "His reel"),
    ]


@pytest.mark.parametrize(
    ("header", "row", "slug"),
    [
        (
            "id,domain,key,url,title,clicks,expiresAt",
            f"1,dub.sh,Anna,{SHOP}/a,Anna's,7,2026-12-31T00:00:00.000Z",
            "Anna",
        ),
        ("Short link,Destination URL,Clicks,Expires At", f"https://dub.sh/Anna,{SHOP}/a,7,2026-12-31", "Anna"),
        ("created_at,link,long_url,title,ttl", f"2026-01-01,bit.ly/Anna,{SHOP}/a,Anna's,1798675200000", "Anna"),
        ("path,originalURL,title,expiresAt,shortURL", f"Anna,{SHOP}/a,Anna's,2026-12-31,https://s.io/Anna", "Anna"),
    ],
)
def test_exports_of_other_services_are_known_by_their_headers(header: str, row: str, slug: str) -> None:
    found = link_rows(f"\ufeff{header}\r\n{row}\r\n")
    assert [(one.slug, one.destination, one.expires, one.number) for one in found] == [
        (slug, f"{SHOP}/a", datetime(2026, 12, 31, tzinfo=UTC), 2)
    ]


def test_quoted_cells_and_odd_dates_are_read_or_said() -> None:
    found = link_rows(f'creator,url,label,expires\n"Krüger, Anna",{SHOP}/a,"Reel ""one""",soon\n')
    assert (found[0].names, found[0].label) == (("Krüger, Anna", 'Reel "one"'), 'Reel "one"')
    assert found[0].fault == "“soon” is no date such as 2026-12-31."


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("  \n\n", "empty"), ("creator,url\n", "empty"), ("a\n" * 10_001, "many")]
)
def test_no_rows_and_too_many_are_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        link_rows(text)
    assert refused.value.problems[0].code == code


def test_each_row_is_made_or_refused_by_itself(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries, services
    from sweetspot.stages.tracking.services import many

    services.verify_domain(in_brand.actor, "shop.example", now=NOW)
    anna = make_partnership(in_brand.actor)
    rows = link_rows(
        f"creator,url,slug,placement,fallback\n{anna.profile.handle.upper()},{SHOP}/a,,story,\n{anna.creator.name},{SHOP}/b,,,\n"
        f"nobody,{SHOP}/c,,,\n{anna.profile.handle},https://evil.example/,,,\n{anna.profile.handle},{SHOP}/d,Anna-D,,\n"
        f"{anna.profile.handle},{SHOP}/e,anna-d,,\n{anna.profile.handle},{SHOP}/f,аnna,,\n"
        f"{anna.profile.handle},{SHOP}/g,,fridge,\n{anna.profile.handle},{SHOP}/h,,,https://evil.example/\n"
    )
    outcomes = many.add_links(in_brand.actor, [anna], rows, now=NOW)
    assert [one.link.slug if one.link else one.reason.split()[0] for one in outcomes] == [
        "anna-kruger", "anna-kruger-2", "No", "evil.example", "anna-d", "anna-d", "A", "A", "evil.example",
    ]  # fmt: skip
    assert {link.slug for link in queries.links()} == {"anna-kruger", "anna-kruger-2", "anna-d"}
    again = many.add_links(in_brand.actor, [anna], rows[4:5], now=NOW)
    assert again[0].reason == "anna-d is taken. Choose another short name."


def test_two_creators_of_one_name_are_told_apart_by_handle_only(in_brand: Brand) -> None:
    from sweetspot import pipeline
    from sweetspot.stages.campaigns import queries as campaigns
    from sweetspot.stages.campaigns.services import Agreed
    from sweetspot.stages.tracking import services
    from sweetspot.stages.tracking.services import many

    services.verify_domain(in_brand.actor, "shop.example", now=NOW)
    campaign = make_campaign(in_brand.actor)
    profiles = [make_profile(in_brand.actor, handle=handle) for handle in ("first.one", "second.one")]
    pipeline.join_campaign(in_brand.actor, campaign, profiles, agreed=Agreed(), now=NOW)
    rows = link_rows(f"Anna Krüger,{SHOP}/\n{profiles[1].handle},{SHOP}/")
    outcomes = many.add_links(in_brand.actor, campaigns.partnerships(campaign_id=campaign.id), rows, now=NOW)
    assert [one.link is not None for one in outcomes] == [False, True]
