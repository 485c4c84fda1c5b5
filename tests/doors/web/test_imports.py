"""The four steps of an import, its result, its undo, and the list of jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from sweetspot.engines.isolation import scope
from sweetspot.stages.creators.models import Import, Profile
from sweetspot.stages.creators.queries.imports import import_id
from sweetspot.stages.creators.services import imports as services

ROWS = "Username,Platform,Followers,ER\n@anna,Instagram,42100,3.5\n@<b>x</b>,Instagram,700,1.0\n@jo,TikTok,1800,2.5\n"
CHOICES = {"decimal": "point", "duplicates": "skip", "network": "", "rate_unit": "percent"}
COLUMNS = {"column-0": "handle", "column-1": "network", "column-2": "followers", "column-3": "engagement_rate"}


def upload(client: Any, text: str = ROWS, kind: str = "creators") -> str:
    """Step one; the import's name outside."""
    file = SimpleUploadedFile("list.csv", text.encode())
    response = client.post("/creators/import", {"kind": kind, "file": file})
    assert response.status_code == 302
    return str(response.url.split("/")[2])


def text_of(response: Any) -> str:
    """A page's text."""
    return str(response.content.decode())


def take_in(client: Any, brand: Any, text: str = ROWS) -> str:
    """All four steps, and the work that a worker would do."""
    ref = upload(client, text)
    client.post(f"/imports/{ref}/columns", CHOICES | COLUMNS)
    client.post(f"/imports/{ref}/run")
    services.run(brand.workspace.id, import_id(ref), clock=lambda: datetime.now(UTC))
    return ref


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    """Uploads go to the test's own folder."""
    settings.HOME = tmp_path


def test_step_one_asks_for_a_file_and_promises_to_write_nothing(as_ana: Any) -> None:
    page = text_of(as_ana.get("/creators/import"))
    assert "Nothing is written before you press Run" in page
    refused = as_ana.post("/creators/import", {"kind": "creators"})
    assert refused.status_code == 422
    assert "Choose a file." in text_of(refused)


def test_an_empty_file_is_refused_beside_the_field(as_ana: Any) -> None:
    response = as_ana.post("/creators/import", {"kind": "creators", "file": SimpleUploadedFile("a.csv", b" ")})
    assert response.status_code == 422
    assert 'id="id_file-error"' in text_of(response)


def test_step_two_proposes_fields_shows_samples_and_asks_for_the_unit(as_ana: Any, ana: Any) -> None:
    page = text_of(as_ana.get(f"/imports/{upload(as_ana)}/columns"))
    assert '<option value="handle" selected>' in page
    assert "@anna" in page
    assert "does 3 mean 3 %" in page
    assert "<b>x</b>" not in page


def test_an_open_question_stops_the_check(as_ana: Any, ana: Any) -> None:
    response = as_ana.post(f"/imports/{upload(as_ana)}/columns", CHOICES | COLUMNS | {"rate_unit": ""})
    assert response.status_code == 422
    assert "There is a problem" in text_of(response)


def test_step_three_counts_every_row_and_writes_nothing(as_ana: Any, ana: Any) -> None:
    ref = upload(as_ana)
    assert as_ana.post(f"/imports/{ref}/columns", CHOICES | COLUMNS).url == f"/imports/{ref}/check"
    page = text_of(as_ana.get(f"/imports/{ref}/check"))
    assert "nothing is written yet" in page
    assert "2 new creators" in page
    assert "cannot be a handle on Instagram" in page
    assert "<b>x</b>" not in page
    with scope(ana.workspace.id):
        assert Profile.objects.count() == 0


def test_run_leaves_the_work_to_a_worker_in_order(as_ana: Any, ana: Any) -> None:
    ref = upload(as_ana)
    as_ana.post(f"/imports/{ref}/columns", CHOICES | COLUMNS)
    assert as_ana.post(f"/imports/{ref}/run").url == f"/imports/{ref}"
    jobs = list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "lock"))
    assert [name for name, _ in jobs] == [
        "creators.run_import", "creators.recompute_engagement", "audiences.judge_samples", "vetting.vet_all",
        "creators.recompute_likeness",
        "orders.match_buyers",
        "tracking.find_mentions",
    ]  # fmt: skip
    assert len({lock for _, lock in jobs}) == 1
    page = text_of(as_ana.get(f"/imports/{ref}"))
    assert 'hx-trigger="every 2s"' in page
    assert "Waiting for a worker" in page


def test_the_result_counts_rows_and_can_be_undone(as_ana: Any, ana: Any) -> None:
    ref = take_in(as_ana, ana)
    page = text_of(as_ana.get(f"/imports/{ref}"))
    assert "Done." in page
    assert "possible until" in page
    assert "hx-trigger" not in page.split('id="progress"')[1].split(">")[0]
    assert "<strong>2</strong> of the rows it brought would be removed" in text_of(as_ana.get(f"/imports/{ref}/undo"))
    assert as_ana.post(f"/imports/{ref}/undo").status_code == 302
    assert "Undone: 2 removed" in text_of(as_ana.get(f"/imports/{ref}"))
    with scope(ana.workspace.id):
        assert Profile.objects.count() == 0


def test_rejected_rows_come_back_with_their_reason(as_ana: Any, ana: Any) -> None:
    ref = take_in(as_ana, ana)
    response = as_ana.get(f"/imports/{ref}/rejected.csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "cannot be a handle" in lines[1]
    assert lines[1].startswith("'@<b>")


def test_jobs_list_state_counts_and_undo(as_ana: Any, ana: Any) -> None:
    assert "No import yet" in text_of(as_ana.get("/jobs"))
    take_in(as_ana, ana)
    upload(as_ana)
    page = text_of(as_ana.get("/jobs"))
    assert "Done" in page
    assert "Uploaded, not run" in page
    assert page.count("Undo<span") == 1


def test_a_running_import_that_is_silent_is_shown_as_standing_still(as_ana: Any, ana: Any) -> None:
    ref = take_in(as_ana, ana)
    heard = datetime.now(UTC) - timedelta(minutes=6)
    with scope(ana.workspace.id):
        Import.objects.update(state="running", finished_at=None, heard_at=heard)
    assert "Standing still" in text_of(as_ana.get("/jobs"))
    page = text_of(as_ana.get(f"/imports/{ref}"))
    assert "It stands still." in page
    assert "no row is taken in twice" in page


def test_a_file_of_no_bytes_is_refused_in_words(as_ana: Any) -> None:
    answer = as_ana.post("/creators/import", {"kind": "creators", "file": SimpleUploadedFile("a.csv", b"")})
    assert answer.status_code == 422
    assert "The file is empty (0 bytes). Export it again" in text_of(answer)


def test_pressing_twice_defers_the_work_once(as_ana: Any, ana: Any) -> None:
    ref = take_in(as_ana, ana)
    with scope(ana.workspace.id):
        Import.objects.update(state="failed")
    for _ in range(2):
        as_ana.post(f"/imports/{ref}/continue")
    assert ProcrastinateJob.objects.filter(task_name="creators.run_import").count() == 1


def test_a_stopped_import_goes_on(as_ana: Any, ana: Any) -> None:
    ref = take_in(as_ana, ana)
    with scope(ana.workspace.id):
        Import.objects.update(state="failed", problem="The disk was full.")
    assert "The disk was full." in text_of(as_ana.get(f"/imports/{ref}"))
    assert as_ana.post(f"/imports/{ref}/continue").status_code == 302


def test_an_import_cannot_be_mapped_again_once_it_has_run(as_ana: Any, ana: Any) -> None:
    ref = take_in(as_ana, ana)
    assert as_ana.get(f"/imports/{ref}/columns").url == f"/imports/{ref}"
    assert as_ana.post(f"/imports/{ref}/run").status_code == 409


@pytest.mark.parametrize("kind", ["posts", "comments"])
def test_posts_and_comments_go_the_same_way(as_ana: Any, ana: Any, kind: str) -> None:
    head = "post id,username,likes,comments,date\n" if kind == "posts" else "post id,comment id,text,username\n"
    row = "p1,anna,10,2,2026-05-01\n" if kind == "posts" else "p1,c1,Lovely,bo\n"
    page = text_of(as_ana.get(f"/imports/{upload(as_ana, head + row, kind)}/columns"))
    assert "Add creators and posts that are not here yet" in page


@pytest.mark.parametrize("page", ["", "/columns", "/check", "/rejected.csv"])
def test_a_stranger_finds_no_import(as_ana: Any, client: Any, cleo: Any, page: str) -> None:
    ref = upload(as_ana)
    client.force_login(cleo.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/imports/{ref}{page}").status_code == 404


def test_a_malformed_name_is_not_found(as_ana: Any) -> None:
    assert as_ana.get("/imports/imp_nonsense").status_code == 404
