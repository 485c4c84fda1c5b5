"""Taking a file in, in four steps that are pages: upload, map, check, run; and the list of all that was taken in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot import pipeline
from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.money import CURRENCIES
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.creators.formulas.fields import FIELDS, REQUIRED, Kind
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.queries import imports as queries
from sweetspot.stages.creators.queries.imports import Preview
from sweetspot.stages.creators.services import import_check, import_undo
from sweetspot.stages.creators.services import imports as services
from sweetspot.stages.creators.tasks import defer_in_turn
from sweetspot.stages.tracking.queries import reclassing
from sweetspot.stages.vetting import queries as vetting
from sweetspot.stages.vetting import services as vet

STEPS = ("Upload", "Map columns", "Check", "Run")
#: Larger files are checked in the background, while the page waits.
CHECKED_AT_ONCE = 1_000_000
_RUNNING = ("running",)
_OPEN = ("uploaded", "checked")


class UploadForm(forms.Form):
    """Which file, and what its rows are."""

    kind = forms.ChoiceField(
        label="What the rows are",
        widget=forms.RadioSelect,
        choices=[
            ("creators", "Creators"),
            ("posts", "Posts"),
            ("comments", "Comments"),
            ("followers", "Followers of a creator"),
            ("audience", "What an audience consists of"),
        ],
        initial="creators",
    )
    file = forms.FileField(
        label="File",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty (0 bytes). Export it again and choose the new one; nothing was kept.",
        },
    )


class OptionsForm(forms.Form):
    """What the person says of the whole file."""

    network = forms.ChoiceField(
        label="Network of rows that name none",
        required=False,
        choices=[("", "Every row names its own"), *((key, one.label) for key, one in NETWORKS.items())],
    )
    handle = forms.CharField(
        label="Creator's handle",
        required=False,
        max_length=200,
        help_text="Whose audience it is, where no column says it.",
    )
    rate_unit = forms.ChoiceField(
        label="Rates without a % sign",
        required=False,
        choices=[("", "Not said"), ("percent", "3 means 3 %"), ("fraction", "0.03 means 3 %")],
    )
    date_order = forms.ChoiceField(
        label="Dates such as 01/02/2024",
        required=False,
        choices=[("", "Not said"), ("day first", "Day first: 1 February"), ("month first", "Month first: 2 January")],
    )
    currency = forms.ChoiceField(
        label="Currency of costs that name none",
        required=False,
        choices=[("", "Not said"), *((code, code) for code in sorted(CURRENCIES))],
    )
    decimal = forms.ChoiceField(
        label="Decimals are written", choices=[("point", "1,234.5 with a point"), ("comma", "1.234,5 with a comma")]
    )
    duplicates = forms.ChoiceField(
        label="Creators who are here already",
        widget=forms.RadioSelect,
        choices=[
            ("skip", "Skip: leave them as they are"),
            ("fill", "Fill blanks: add only what is not known yet"),
            ("overwrite", "Overwrite: the file is right"),
        ],
    )
    as_of = forms.DateField(
        label="Date of the figures",
        required=False,
        help_text="Where no column says it; such as 2026-05-14. Left empty, it is the day of the upload.",
    )
    add_missing = forms.BooleanField(label="Add creators and posts that are not here yet", required=False)


@needs("creators.change")
def start(request: HttpRequest) -> HttpResponse:
    """Step one: a file, and what its rows are."""
    form = UploadForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind") or "creators"}
    )
    if request.method == "POST" and form.is_valid():
        kind, file = cast(Kind, form.cleaned_data["kind"]), form.cleaned_data["file"]
        try:
            job = services.upload(actor_of(request), kind, file, name=file.name, now=datetime.now(UTC))
        except Invalid as error:
            form.add_error("file", error.message)
        else:
            return redirect("import_columns", ref=_ref(job.id))
    context = {"form": form, "steps": STEPS, "fields": [(kind.capitalize(), rows) for kind, rows in FIELDS.items()]}
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


@needs("creators.change")
def columns(request: HttpRequest, ref: str) -> HttpResponse:
    """Step two: which column fills which field, and what has to be said of the whole file."""
    job = queries.import_job(queries.import_id(ref))
    if job.state not in _OPEN:
        return redirect("import", ref=ref)
    problems: list[str] = []
    form = OptionsForm(request.POST or None, initial=_chosen(services.preview(job)) if request.method == "GET" else {})
    if request.method == "POST" and form.is_valid():
        try:
            _map(request, job.id, form)
            return _check(request, job.id)
        except Invalid as error:
            problems = [problem.message for problem in error.problems] or [error.message]
    preview = services.preview(queries.import_job(job.id))
    kind = cast(Kind, preview.kind)
    context = {
        "job": job, "ref": ref, "preview": preview, "form": form, "steps": STEPS, "problems": problems,
        "fields": FIELDS[kind], "asked": {one.option: one.reason for one in preview.questions},
        "needed": [" or ".join(_label(kind, key) for key in group) for group in REQUIRED[kind]],
    }  # fmt: skip
    return render(request, "imports/columns.html", context, status=422 if problems else 200)


def _label(kind: Kind, key: str) -> str:
    return next(field.label for field in FIELDS[kind] if field.key == key)


def _chosen(preview: Preview) -> dict[str, Any]:
    """The options as the form shows them; where a choice is still open, what looks likely."""
    options, likely = preview.options, {one.option: one.likely for one in preview.questions}
    own = accounts.workspace().currency if "currency" in likely else None
    return {
        "network": options.network or likely.get("network") or "",
        "handle": options.handle or "",
        "rate_unit": options.rate_unit or "",
        "date_order": options.date_order or "",
        "currency": options.currency or likely.get("currency") or own or "",
        "decimal": options.decimal,
        "duplicates": options.duplicates,
        "add_missing": options.add_missing,
        "as_of": options.as_of.date() if options.as_of else None,
    }


def _map(request: HttpRequest, job_id: UUID, form: OptionsForm) -> None:
    values = form.cleaned_data
    header: list[str] = queries.import_job(job_id).mapping["header"]
    fields = {name: request.POST.get(f"column-{at}") or None for at, name in enumerate(header)}
    as_of = values["as_of"]
    options: dict[str, Any] = {
        name: values[name] or None for name in ("network", "handle", "rate_unit", "date_order", "currency")
    } | {name: values[name] for name in ("decimal", "duplicates", "add_missing")}
    options["as_of"] = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC).isoformat() if as_of else None
    services.choose(job_id, fields=fields, options=options)


def _check(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Check at once where the file is small; else refuse what cannot be read, and check in the background."""
    actor, job = actor_of(request), queries.import_job(job_id)
    if job.file_bytes <= CHECKED_AT_ONCE:
        import_check.check(actor.workspace_id, job_id, now=datetime.now(UTC))
    else:
        services.refuse_unready(job, services.table_of(job))
        defer_in_turn("creators.check_import", actor.workspace_id, job_id=str(job_id))
    return redirect("import_check", ref=_ref(job_id))


@needs("creators.change")
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Step three: what a run would do; nothing is written before Run is pressed."""
    job = queries.import_job(queries.import_id(ref))
    if job.state not in _OPEN:
        return redirect("import", ref=ref)
    context = {"job": job, "ref": ref, "summary": queries.check_summary(job), "steps": STEPS}
    swap = request.headers.get("HX-Request") == "true"
    return render(request, "imports/_check.html" if swap else "imports/check.html", context)


@require_POST
@needs("creators.change")
def run(request: HttpRequest, ref: str) -> HttpResponse:
    """Step four: have the rows taken in, in the background."""
    actor, job_id = actor_of(request), queries.import_id(ref)
    job = services.start(actor, job_id, now=datetime.now(UTC))
    pipeline.import_later(actor.workspace_id, job.id)
    return redirect("import", ref=ref)


@require_POST
@needs("creators.change")
def go_on(request: HttpRequest, ref: str) -> HttpResponse:
    """Go on where a stopped run stands; rows that are in are not taken in again."""
    job = queries.import_job(queries.import_id(ref))
    pipeline.import_later(actor_of(request).workspace_id, job.id)
    messages.success(request, "It goes on where it stopped; no row is taken in twice.")
    return redirect("import", ref=ref)


@needs("creators.view")
def result(request: HttpRequest, ref: str) -> HttpResponse:
    """How far it is, then what came of it; the part that changes is asked for every two seconds."""
    job = queries.import_job(queries.import_id(ref))
    if job.state in _OPEN:
        return redirect("import_columns" if job.state == "uploaded" else "import_check", ref=ref)
    swap = request.headers.get("HX-Request") == "true"
    context = {"job": job, "ref": ref, "progress": queries.progress(job, datetime.now(UTC)), "steps": STEPS}
    return render(request, "imports/_progress.html" if swap else "imports/result.html", context)


@needs("creators.view")
def rejected(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    """The rejected rows as a file with the reason in its last column; corrected, it can be uploaded as it is."""
    job = queries.import_job(queries.import_id(ref))
    workspace_id: UUID = actor_of(request).workspace_id

    def lines() -> Any:
        with scope(workspace_id):
            yield from queries.rejected_rows(job)

    stem = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in job.file_name)[:60]
    headers = {"Content-Disposition": f'attachment; filename="rejected-{stem}.csv"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


@needs("creators.change")
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask whether an import shall be taken back, saying what would go and what would stay; then do it."""
    job, now, again = queries.import_id(ref), datetime.now(UTC), request.method == "POST"
    try:
        done = (import_undo.undo if again else import_undo.preview)(actor_of(request), job, now=now)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("import", ref=ref)
    if not again:
        return render(
            request, "imports/undo.html", {"ref": ref, "done": done, "file": queries.import_job(job).file_name}
        )
    pipeline.listen_later(actor_of(request).workspace_id)
    kept = f" {done.kept:,} were changed or used since and stay." if done.kept else ""
    messages.success(request, f"Undone: {done.removed:,} removed, {done.restored:,} put back as they were.{kept}")
    return redirect("import", ref=ref)


@needs("creators.view")
def jobs(request: HttpRequest) -> HttpResponse:
    """Every import, vetting in the background, and how far the judging of clicks came."""
    now = datetime.now(UTC)
    rows, runs, judged = queries.recent_progress(now), vetting.vetting_runs(now), reclassing.recent()
    running = (
        any(row.state in _RUNNING for row in rows)
        or any(run.is_open for run in runs)
        or any(one.finished_at is None for one in judged)
    )
    context = {"rows": rows, "runs": runs, "reclassings": judged, "running": running}
    return render(
        request, "imports/_jobs.html" if request.headers.get("HX-Request") == "true" else "imports/jobs.html", context
    )


@require_POST
@needs("creators.change")
def cancel_vetting(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop a vetting; what it has judged stays."""
    try:
        vet.cancel_run(actor_of(request), _run_id(ref), now=datetime.now(UTC))
        messages.success(request, "Cancelled. The verdicts written up to there stay.")
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("jobs")


def _run_id(ref: str) -> UUID:
    try:
        return from_public("vet", ref)
    except ValueError as error:
        raise NotFound("There is no such vetting.") from error


def _ref(job_id: UUID) -> str:
    return to_public(queries.PREFIX, job_id)


urlpatterns = [
    path("creators/import", start, name="import_start"),
    path("imports/<str:ref>", result, name="import"),
    path("imports/<str:ref>/columns", columns, name="import_columns"),
    path("imports/<str:ref>/check", check, name="import_check"),
    path("imports/<str:ref>/run", run, name="import_run"),
    path("imports/<str:ref>/continue", go_on, name="import_continue"),
    path("imports/<str:ref>/rejected.csv", rejected, name="import_rejected"),
    path("imports/<str:ref>/undo", undo, name="import_undo"),
    path("jobs", jobs, name="jobs"),
    path("vettings/<str:ref>/cancel", cancel_vetting, name="cancel_vetting"),
]
