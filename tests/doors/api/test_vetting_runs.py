"""Vetting in the background by program, and on the Jobs page."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.creators import make_posts, make_profile

from sweetspot.engines.isolation import scope
from sweetspot.stages.vetting.services import run

JSON = "application/json"
WHERE = "/api/v1/vetting-runs"


def test_vetting_is_started_followed_and_cancelled(program, ana, as_ana) -> None:
    with scope(ana.workspace.id):
        for handle in ("mia", "leo"):
            make_posts(make_profile(ana.workspace.id, handle), 12)
    client = program()
    started = client.post(WHERE, {"filter": "q=mia"}, JSON)
    assert (started.status_code, started.json()["state"], started.json()["total"]) == (202, "waiting", 1)
    job = ProcrastinateJob.objects.get(task_name="vetting.run")
    run(ana.workspace.id, job.args["run_id"], clock=lambda: datetime.now(UTC))
    done = client.get(f"{WHERE}/{started.json()['id']}").json()
    assert (done["state"], done["done"], done["changed"]) == ("done", 1, 1)
    everybody = client.post(WHERE, {}, JSON).json()
    assert everybody["everybody"]
    assert client.post(f"{WHERE}/{everybody['id']}/cancel", {}, JSON).json()["state"] == "cancelled"
    assert client.post(f"{WHERE}/{everybody['id']}/cancel", {}, JSON).status_code == 409
    assert [one["state"] for one in client.get(WHERE).json()["data"]] == ["cancelled", "done"]
    page = as_ana.get("/jobs").content.decode()
    assert "1 chosen profile" in page
    assert "Every profile" in page


def test_a_filter_that_means_nothing_and_unknown_profiles_are_refused(program) -> None:
    client = program()
    assert client.post(WHERE, {"filter": "colour=red"}, JSON).status_code == 422
    assert client.post(WHERE, {"profiles": [], "filter": "tier=micro"}, JSON).status_code == 422
    assert client.post(WHERE, {"profiles": ["prf_none"]}, JSON).status_code == 404
    assert client.post(WHERE, {"profiles": []}, JSON).status_code == 422


def test_ticked_profiles_are_vetted_again_from_the_list(as_ana, ana) -> None:
    with scope(ana.workspace.id):
        make_posts(make_profile(ana.workspace.id, "mia"), 12)
    form = {"action": "vet", "query": "", "extent": "matching"}
    asked = as_ana.post("/creators/bulk", form).content.decode()
    assert "All 1 that match" in asked
    answer = as_ana.post("/creators/bulk", form | {"confirmed": "yes"}, follow=True)
    page = answer.content.decode()
    assert (answer.redirect_chain[-1][0], "Vetting 1 profile in the background." in page) == ("/jobs", True)
    assert "Every profile" in page
    assert "Waiting for a worker" in page
