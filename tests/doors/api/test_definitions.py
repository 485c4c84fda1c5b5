"""Definitions of engagement by program."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.creators import make_posts, make_profile

from sweetspot.engines.isolation import scope
from sweetspot.stages.creators.services.definitions import run

JSON = "application/json"
WHERE = "/api/v1/engagement-definitions"


def test_a_definition_is_made_worked_out_put_into_force_and_compared(program, ana) -> None:
    with scope(ana.workspace.id):
        for handle in ("mia", "leo", "eva"):
            make_posts(make_profile(ana.workspace.id, handle), 8)
    client = program()
    terms = {"kinds": ["comments"], "basis": "followers", "statistic": "median"}
    made = client.post(WHERE, {"name": "Comments alone", "terms": terms}, JSON)
    own = made.json()
    assert (made.status_code, own["formula"], own["in_force"]) == (201, "comments ÷ followers", False)
    runs = f"{WHERE}/runs"
    wanted = {"key": own["key"], "version": 1, "comes_into_force": True}
    assert client.post(runs, wanted, JSON).status_code == 202
    assert client.post(runs, wanted, JSON).status_code == 409
    job = ProcrastinateJob.objects.get(task_name="creators.run_definition")
    run(ana.workspace.id, job.args["run_id"], clock=lambda: datetime.now(UTC))
    [done] = client.get(runs).json()["data"]
    assert (done["state"], done["done"], done["total"]) == ("done", 3, 3)
    in_force = [one["key"] for one in client.get(WHERE).json()["data"] if one["in_force"]]
    assert in_force == [own["key"]]
    against = f"{WHERE}/comparison?left={own['key']}.1&right="
    assert client.get(f"{against}per-follower.1").status_code == 404
    assert client.get(f"{against}{own['key']}.1").json()["both"] == 3


def test_terms_that_make_no_sense_are_refused(program) -> None:
    client = program()
    terms = {"kinds": [], "basis": "followers", "statistic": "mean"}
    assert client.post(WHERE, {"name": "Nothing", "terms": terms}, JSON).status_code == 422
    assert client.post(f"{WHERE}/runs", {"key": "none", "version": 1}, JSON).status_code == 404
    assert client.get(f"{WHERE}/comparison?left=a&right=b").status_code == 422
