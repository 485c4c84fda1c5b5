"""The link table in memory: replaced as a whole, changed by announcements, written in ASCII."""

from __future__ import annotations

from sweetspot.doors.edge.links import LinkTable, OwnHost, Target, in_ascii


def _target(link: str, slug: str) -> Target:
    return Target(link, slug, "w", f"https://shop.example/{slug}", True)


def test_a_table_knows_nothing_until_it_was_read_once() -> None:
    table = LinkTable()
    assert (table.loaded, len(table), table.find("anna")) == (False, 0, None)
    table.replace([])
    assert table.loaded


def test_a_renamed_link_answers_to_its_new_name_only() -> None:
    table = LinkTable()
    table.replace([_target("1", "anna"), _target("2", "bea")])
    table.update(["1"], [_target("1", "anna-spring")])
    assert [table.find(slug) is not None for slug in ("anna", "anna-spring", "bea")] == [False, True, True]


def test_two_links_may_swap_names_at_once() -> None:
    table = LinkTable()
    table.replace([_target("1", "anna"), _target("2", "bea")])
    table.update(["1", "2"], [_target("1", "bea"), _target("2", "anna")])
    found = [table.find("anna"), table.find("bea")]
    assert [target and target.link for target in found] == ["2", "1"]


def test_a_removed_link_is_gone() -> None:
    table = LinkTable()
    table.replace([_target("1", "anna")])
    table.update(["1", "unheard-of"], [])
    assert len(table) == 0


def test_an_address_with_other_letters_is_written_in_ascii() -> None:
    assert in_ascii("https://shop.example/a%20b?c#d") == "https://shop.example/a%20b?c#d"
    assert (
        in_ascii("https://bücher.example:443/é?ü=%C3#ß") == "https://xn--bcher-kva.example:443/%C3%A9?%C3%BC=%C3#%C3%9F"
    )


def test_at_a_workspaces_own_host_only_its_links_are_found() -> None:
    table, others = LinkTable(), Target("2", "bea", "v", "https://other.example/", True)
    table.replace([_target("1", "anna"), others], [OwnHost("go.brand.example", "w")])
    own = table.own_host(["Go.Brand.example:443"])
    assert [target and target.link for target in (table.find("anna", own), table.find("bea", own))] == ["1", None]
    assert table.own_host(["go.example"]) is table.own_host([]) is None
