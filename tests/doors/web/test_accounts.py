"""Coming in, settings, people, keys and the audit log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.conftest import NOW, make_brand

from sweetspot.core.errors import Conflict, NotFound
from sweetspot.doors.web.templatetags.components import said
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries, services
from sweetspot.stages.accounts.models import AuditEntry, Member, Person, Workspace


def test_a_stranger_is_sent_to_sign_in(client, db) -> None:
    response = client.get("/settings")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_sign_in_link_works_once_and_only_by_its_button(client, ana) -> None:
    address = f"/enter/{queries.sign_in_token(ana.owner)}"
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(address).status_code == 302
    assert client.session["_auth_user_id"] == str(ana.owner.id)
    assert Client().post(address).status_code == 404


def test_a_forged_sign_in_link_is_not_found(client, db) -> None:
    assert client.post("/enter/forged").status_code == 404


@pytest.mark.parametrize("name", ["settings", "members", "keys", "audit"])
def test_settings_pages_open(as_ana, name) -> None:
    response = as_ana.get(reverse(name))
    assert response.status_code == 200
    assert b"<h1>" in response.content


def test_the_workspace_is_changed_and_the_trail_says_so(as_ana, ana) -> None:
    fields = {"name": "Ana & Co", "currency": "USD", "time_zone": "Europe/Berlin"}
    fields |= {"click_window_days": "21", "return_window_days": "30"}
    assert as_ana.post("/settings", fields).status_code == 302
    with scope(ana.workspace.id):
        workspace = Workspace.objects.get(id=ana.workspace.id)
        entry = AuditEntry.objects.get()
    assert (workspace.name, workspace.currency, workspace.click_window_days) == ("Ana & Co", "USD", 21)
    assert (entry.action, entry.detail["before"]["currency"]) == ("workspace.changed", "EUR")


def test_the_menu_holds_what_the_role_opens_also_on_the_page_that_says_no(client, ben, as_ana) -> None:
    hidden = ('href="/commissions"', 'href="/ledger"', 'href="/settings"')
    assert all(one in as_ana.get("/creators").content.decode() for one in hidden)
    with scope(ben.workspace.id):
        Member.objects.filter(person=ben.owner).update(role="viewer")
    client.force_login(ben.owner, backend="django.contrib.auth.backends.ModelBackend")
    page, refused = client.get("/creators").content.decode(), client.get("/ledger")
    assert ('href="/links"' in page, [one for one in hidden if one in page]) == (True, [])
    assert (refused.status_code, 'href="/links"' in refused.content.decode()) == (403, True)


def test_removing_the_sample_asks_first(client, db) -> None:
    sample = make_brand("Sample", "sam@example.com", is_sample=True)
    client.force_login(sample.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert b"Remove the sample?" in client.get("/sample/remove").content
    with scope(sample.workspace.id):
        assert Workspace.objects.exists()
    assert client.post("/sample/remove").status_code == 302
    with scope(sample.workspace.id):
        assert not Workspace.objects.exists()


def test_a_manager_may_read_settings_but_not_change_them(client, ben) -> None:
    client.force_login(ben.owner, backend="django.contrib.auth.backends.ModelBackend")
    fields = {
        "name": "Ben's",
        "currency": "USD",
        "time_zone": "UTC",
        "click_window_days": "1",
        "return_window_days": "1",
    }
    assert client.post("/settings", fields).status_code == 403
    with scope(ben.workspace.id):
        assert Workspace.objects.get(id=ben.workspace.id).name == "Ana's brand"


def test_an_invited_person_joins_with_the_role_offered(as_ana, client, ana) -> None:
    as_ana.post("/settings/people", {"email": "Dora@example.com", "role": "finance"})
    link = next(word for word in mail.outbox[0].body.split() if "/invitation/" in word)
    path = link.removeprefix("http://127.0.0.1:8000")
    browser = Client()
    assert browser.get(path).url.startswith("/accounts/signup/")
    signed_up = browser.post(
        f"/accounts/signup/?next={path}", {"email": "dora@example.com", "password1": "a long pass phrase"}
    )
    assert signed_up.status_code == 302
    assert browser.get(path).status_code == 200
    assert browser.post(path).status_code == 302
    with scope(ana.workspace.id):
        assert Member.objects.get(person__email="dora@example.com").role == "finance"
    assert browser.post(path).status_code == 404


def test_an_invitation_that_no_mail_server_takes_is_sent_by_hand(as_ana, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nothing listens there
    page = as_ana.post("/settings/people", {"email": "dora@example.com", "role": "finance"}).content.decode()
    assert "No mail server took the letter" in page
    assert "http://127.0.0.1:8000/invitation/" in page


def test_values_of_the_trail_are_told_in_words() -> None:
    assert [said(one) for one in (["a", "b"], {"n": 1, "x": None}, True, [], "", 0)] == [
        "a, b", "n 1, x —", "yes", "—", "—", "0",
    ]  # fmt: skip


def test_sign_up_without_an_invitation_is_closed(client, db) -> None:
    client.post("/accounts/signup/", {"email": "eve@example.com", "password1": "a long pass phrase"})
    assert not Person.objects.filter(email="eve@example.com").exists()


def test_the_last_owner_stays(in_brand) -> None:
    only = Member.objects.get()
    with pytest.raises(Conflict, match="needs an owner"):
        services.remove_member(in_brand.actor, only, now=NOW)
    assert Member.objects.count() == 1


def test_another_workspaces_member_is_not_found(as_ana, ana, cleo) -> None:
    with scope(cleo.workspace.id):
        stranger = Member.objects.get()
    assert as_ana.post(f"/settings/people/{stranger.id}/remove").status_code == 404
    with scope(cleo.workspace.id):
        assert Member.objects.count() == 1


def test_a_key_is_shown_once_and_kept_as_a_hash(as_ana, ana) -> None:
    page = as_ana.post("/settings/keys", {"name": "shop", "scopes": ["orders.change"]}).content.decode()
    key = page[page.index("sk_live_") :].split('"')[0].split("<")[0]
    actor = queries.key_actor(key, NOW)
    assert (actor.workspace_id, actor.permissions) == (ana.workspace.id, frozenset({"orders.change"}))
    assert key not in as_ana.get("/settings/keys").content.decode()


def test_a_revoked_or_old_key_opens_nothing(in_brand) -> None:
    revoked, revoked_text = services.create_key(in_brand.actor, "old", ["orders.view"], now=NOW)
    services.revoke_key(in_brand.actor, revoked, now=NOW)
    _, expired_text = services.create_key(
        in_brand.actor, "short", ["orders.view"], now=NOW, expires_at=NOW + timedelta(days=1)
    )
    for text in (revoked_text, "sk_live_nonsense", ""):
        with pytest.raises(NotFound):
            queries.key_actor(text, NOW)
    assert queries.key_actor(expired_text, NOW).kind == "key"
    with pytest.raises(NotFound):
        queries.key_actor(expired_text, NOW + timedelta(days=2))


def test_a_change_of_the_trail_from_outside_shows(in_brand) -> None:
    for number in range(5):
        services.record(in_brand.actor, "test.done", f"thing {number}", {"number": number}, now=NOW)
    assert queries.broken_audit_entry() is None
    entries = list(AuditEntry.objects.order_by("number"))
    entries[2].subject = "another thing"
    assert queries.entry_hash(entries[2]) != entries[2].entry_hash


def test_the_trail_holds_whatever_an_entry_says(in_brand) -> None:
    detail = {
        "z": 1,
        "a": {"long name": {"y": 2, "b": [1.5, {"q": None, "c": "é"}]}, "b": "1"},
        "rate": 0.1,
        "big": 1e22,
    }
    for name in ("one", "two"):
        services.record(in_brand.actor, "tried", name, detail, now=NOW)
    assert queries.broken_audit_entry() is None


def test_the_trail_is_append_only(in_brand) -> None:
    from django.db import IntegrityError, transaction

    entry = services.record(in_brand.actor, "test.done", "thing", {}, now=NOW)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditEntry.objects.filter(id=entry.id).update(actor="somebody else")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditEntry.objects.filter(id=entry.id).delete()
