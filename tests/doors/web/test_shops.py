"""Settings, tracking and shops: naming domains, connecting shops, secrets shown once."""

from __future__ import annotations

from django.urls import reverse
from tests.conftest import NOW
from tests.factories.campaigns import make_partnership
from tests.factories.orders import make_shop
from tests.factories.tracking import make_equipment

from sweetspot.engines.isolation import scope
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.tracking import queries, services

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_a_domain_is_vouched_for_and_then_listed(as_ana, ana) -> None:
    assert b"No domain yet" in as_ana.get("/settings/tracking").content
    assert as_ana.post("/settings/tracking", {"host": "https://Shop.example/", "mine": "on"}).status_code == 302
    assert b"shop.example" in as_ana.get("/settings/tracking").content


def test_the_line_for_the_shops_pages_names_the_short_host(as_ana, settings) -> None:
    settings.EDGE_URL = "https://go.example.com"
    line = b"&lt;script async src=&quot;https://go.example.com/sweetspot.js&quot;&gt;&lt;/script&gt;"
    assert line in as_ana.get("/settings/tracking").content


def test_a_domain_that_nobody_vouches_for_is_refused(as_ana, ana) -> None:
    assert as_ana.post("/settings/tracking", {"host": "shop.example"}).status_code == 422
    assert as_ana.post("/settings/tracking", {"host": "localhost", "mine": "on"}).status_code == 422
    with scope(ana.workspace.id):
        assert queries.domains() == []


def test_a_domain_that_links_still_lead_to_stays(as_ana, ana) -> None:
    with scope(ana.workspace.id):
        make_equipment(ana.actor, make_partnership(ana.actor))
        domain = queries.domains()[0]
    answer = as_ana.post(reverse("remove_domain", args=[domain.id]), follow=True).content.decode()
    assert "1 links lead to shop.example" in answer
    with scope(ana.workspace.id):
        assert len(queries.domains()) == 1


def test_another_workspaces_domain_and_shop_are_not_found(client, cleo, ana) -> None:
    with scope(ana.workspace.id):
        domain = services.verify_domain(ana.actor, "shop.example", now=NOW)
        shop = make_shop(ana.actor)
    client.force_login(cleo.owner, backend=BACKEND)
    assert client.post(reverse("remove_domain", args=[domain.id])).status_code == 404
    assert client.get(reverse("change_shop_secret", args=[shop.id])).status_code == 404


def test_a_shops_address_and_fresh_secret_are_shown_once(as_ana, ana) -> None:
    fields = {"platform": "shopify", "name": "Main street", "domain": "ana.myshopify.com", "secret": ""}
    page = as_ana.post("/settings/shops", fields).content.decode()
    with scope(ana.workspace.id):
        shop = orders.shops()[0]
        secret = orders.webhook_secret(shop)
    assert reverse("shopify_hook", args=[ana.workspace.id, shop.id]) in page
    assert secret
    assert secret in page
    assert secret not in as_ana.get("/settings/shops").content.decode()


def test_a_taken_name_is_refused_in_words(as_ana, ana) -> None:
    with scope(ana.workspace.id):
        make_shop(ana.actor)
    answer = as_ana.post("/settings/shops", {"platform": "shopify", "name": "Main street"})
    assert answer.status_code == 422
    assert b"There is a shop Main street already." in answer.content


def test_a_secret_is_changed_and_the_old_one_is_void(as_ana, ana) -> None:
    with scope(ana.workspace.id):
        shop = make_shop(ana.actor)
    assert as_ana.post(reverse("change_shop_secret", args=[shop.id]), {"secret": "shpss_new"}).status_code == 302
    with scope(ana.workspace.id):
        assert orders.webhook_secret(orders.shop(shop.id)) == "shpss_new"


def test_a_manager_reads_shops_but_an_owner_connects_them(client, ben) -> None:
    client.force_login(ben.owner, backend=BACKEND)
    assert b"An owner can connect shops" in client.get("/settings/shops").content
    assert client.post("/settings/shops", {"platform": "api", "name": "Mine"}).status_code == 403
    with scope(ben.workspace.id):
        assert orders.shops() == []
