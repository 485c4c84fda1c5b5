"""Taking files in: what is proposed, checked, written, counted, refused, resumed and undone."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.factories.word_lists import make_preference, make_word_list

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.stages.creators.models import Comment, Creator, Import, ImportRow, Post, Profile, Snapshot
from sweetspot.stages.creators.queries import imports as asked
from sweetspot.stages.creators.services import add_brand, import_check, import_undo, imports, recompute_engagement
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.tracking.models import Mention
from sweetspot.stages.tracking.services.mentions import find_mentions
from sweetspot.stages.vetting.models import TermMatch
from sweetspot.stages.vetting.services import dismiss, read_captions

if TYPE_CHECKING:
    from conftest import Brand

from datetime import UTC, datetime

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

CREATORS = """Handle,Name,Followers,Country,ER
@ana,Ana,1.2M,Spain,3.5%
ben,Ben,42.9k,DE,2%
cleo,Cleo,-5,FR,1%
"""


def uploaded(brand: Brand, text: str, kind: Any = "creators", *, name: str = "list.csv", **options: Any) -> Import:
    job = imports.upload(brand.actor, kind, io.BytesIO(text.encode()), name=name, now=NOW)
    return imports.choose(job.id, options={"network": "instagram", **options})


def taken_in(brand: Brand, text: str, kind: Any = "creators", *, at: datetime = NOW, **options: Any) -> Import:
    job = uploaded(brand, text, kind, **options)
    imports.start(brand.actor, job.id, now=at)
    return imports.run(brand.workspace.id, job.id, clock=lambda: at)


def counts(job: Import) -> tuple[int, int, int, int, int]:
    return job.rows_read, job.rows_created, job.rows_updated, job.rows_skipped, job.rows_rejected


def test_a_file_is_taken_in_and_every_row_is_accounted_for(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    assert (job.state, counts(job)) == ("done", (3, 2, 0, 0, 1))
    ana = Profile.objects.select_related("creator").get(handle="ana")
    assert (ana.followers, ana.read_at, ana.creator.name, ana.creator.country) == (1_200_000, NOW, "Ana", "ES")
    assert Snapshot.objects.get(profile=ana).stated_engagement_rate == 0.035
    rejected = ImportRow.objects.get(outcome="rejected")
    assert (rejected.number, rejected.reason) == (4, "Followers: “-5” is negative")


def test_the_check_says_what_a_run_would_do_and_writes_nothing(in_brand: Brand) -> None:
    job = uploaded(in_brand, CREATORS + "ben,Again,1,DE,1%\n")
    summary = import_check.check(in_brand.workspace.id, job.id, now=NOW)
    assert (summary.read, summary.created, summary.skipped, summary.rejected) == (4, 2, 1, 1)
    assert (summary.repeats, summary.new_creators) == (1, 2)
    assert summary.problems[0].number == 4
    assert not Creator.objects.exists()
    assert asked.check_summary(asked.import_job(job.id)) == summary


def test_the_preview_shows_columns_with_samples_and_asks_what_it_may_not_guess(in_brand: Brand) -> None:
    text = "Username;ER\nana;3,5\nben;2,1\n"
    job = imports.upload(in_brand.actor, "creators", io.BytesIO(text.encode()), name="x.csv", now=NOW)
    shown = imports.preview(job)
    assert [(c.name, c.samples, c.field) for c in shown.columns] == [
        ("Username", ("ana", "ben"), "handle"),
        ("ER", ("3,5", "2,1"), "engagement_rate"),
    ]
    assert [question.option for question in shown.questions] == ["network", "rate_unit"]
    with pytest.raises(Invalid) as refused:
        imports.start(in_brand.actor, job.id, now=NOW)
    assert [problem.field for problem in refused.value.problems] == ["network", "rate_unit"]


def test_a_mapping_is_remembered_for_the_next_file_with_this_header(in_brand: Brand) -> None:
    job = uploaded(in_brand, "who,ER\nana,3.5\n", rate_unit="percent")
    imports.choose(job.id, fields={"who": "handle"})
    imports.start(in_brand.actor, job.id, now=NOW)
    imports.run(in_brand.workspace.id, job.id, clock=lambda: NOW)
    again = imports.upload(in_brand.actor, "creators", io.BytesIO(b"WHO,er\nben,2\n"), name="next.csv", now=NOW)
    shown = imports.preview(again)
    assert [column.field for column in shown.columns] == ["handle", "engagement_rate"]
    assert (shown.remembered, shown.options.rate_unit) == (True, "percent")
    # The next file of the same form may be about another network.
    assert [question.option for question in shown.questions] == ["network"]


def test_importing_the_same_file_twice_changes_nothing(in_brand: Brand) -> None:
    taken_in(in_brand, CREATORS)
    for policy in ("skip", "fill", "overwrite"):
        job = taken_in(in_brand, CREATORS, at=LATER, duplicates=policy)
        assert counts(job) == (3, 0, 0, 2, 1)
    assert (Creator.objects.count(), Profile.objects.count(), Snapshot.objects.count()) == (2, 2, 2)


@pytest.mark.parametrize(
    ("policy", "followers", "country", "snapshots"),
    [("skip", 100, None, 1), ("fill", 100, "ES", 2), ("overwrite", 200, "ES", 2)],
)
def test_duplicates_are_skipped_filled_or_overwritten(
    in_brand: Brand, policy: str, followers: int, country: str | None, snapshots: int
) -> None:
    taken_in(in_brand, "handle,followers,country\nana,100,\n")
    july = NOW + timedelta(days=30)
    text = "handle,followers,country\nana,200,Spain\n"
    taken_in(in_brand, text, at=july, duplicates=policy, as_of=july.isoformat())
    ana = Profile.objects.select_related("creator").get()
    assert (ana.followers, ana.creator.country, Snapshot.objects.count()) == (followers, country, snapshots)


def test_an_older_reading_is_kept_in_the_history_and_not_as_the_latest(in_brand: Brand) -> None:
    taken_in(in_brand, "handle,followers\nana,200\n")
    march = (NOW - timedelta(days=90)).isoformat()
    job = taken_in(in_brand, "handle,followers\nana,150\n", duplicates="overwrite", as_of=march)
    assert counts(job) == (1, 0, 1, 0, 0)
    assert Profile.objects.get().followers == 200
    assert sorted(Snapshot.objects.values_list("followers", flat=True)) == [150, 200]


def test_a_creator_repeated_in_one_file_is_one_creator(in_brand: Brand) -> None:
    job = taken_in(in_brand, "handle,followers,name\n@Ana,1,\nana,2,Ana\n", duplicates="fill")
    assert counts(job) == (2, 1, 1, 0, 0)
    assert Profile.objects.select_related("creator").get().creator.name == "Ana"


def test_posts_bring_creators_not_met_before_unless_told_otherwise(in_brand: Brand) -> None:
    text = "username,shortcode,likes,comments,taken_at,type\nana,p1,10,2,1594174009,GraphImage\nben,p2,5,,,\n"
    assert counts(taken_in(in_brand, text, "posts", add_missing=False)) == (2, 0, 0, 0, 2)
    assert not Creator.objects.exists()
    assert counts(taken_in(in_brand, text, "posts")) == (2, 2, 0, 0, 0)
    post = Post.objects.get(external_id="p1")
    assert (post.likes, post.comments, post.format) == (10, 2, "image")
    assert post.published_at == datetime(2020, 7, 8, 2, 6, 49, tzinfo=UTC)
    more = taken_in(in_brand, text.replace(",10,", ",11,"), "posts", duplicates="overwrite")
    assert counts(more) == (2, 0, 1, 1, 0)


def test_comments_hang_on_their_posts_and_name_nobody(in_brand: Brand) -> None:
    taken_in(in_brand, "username,shortcode\nana,p1\n", "posts")
    text = "post id,comment id,commenter,text,creator\np1,c1,Cleo,Nice!,ana\np1,c2,ana,=thanks,ana\np9,c3,Ben,Hi,ana\n"
    job = taken_in(in_brand, text, "comments")
    assert counts(job) == (3, 3, 0, 0, 0)
    one, two = Comment.objects.filter(post__external_id="p1").order_by("external_id")
    assert (len(one.author_hash), one.by_creator, two.by_creator, two.text) == (64, False, True, "=thanks")
    assert one.author_hash != two.author_hash
    assert Post.objects.get(external_id="p9").profile.handle == "ana"


def test_who_names_our_brand_keeps_a_handle_and_undo_takes_comment_and_mention(in_brand: Brand) -> None:
    add_brand(in_brand.actor, Asked("Mejuri", "own"), now=NOW)
    taken_in(in_brand, "username,shortcode,caption\nana,p1,My Mejuri ring\n", "posts")
    text = "post id,comment id,commenter,text,creator\np1,c1,Cleo,My MEJURI too,ana\np1,c2,Ben,Nice!,ana\n"
    job = taken_in(in_brand, text, "comments")
    assert sorted(Comment.objects.values_list("text", "author_handle")) == [("My MEJURI too", "cleo"), ("Nice!", "")]
    assert find_mentions(now=NOW).added == 2
    undone = import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert (undone.removed, undone.kept, Mention.objects.count()) == (2, 0, 1)
    posts = Import.objects.get(kind="posts")
    assert import_undo.undo(in_brand.actor, posts.id, now=LATER).kept == 0
    assert (Mention.objects.count(), Profile.objects.count()) == (0, 0)


def test_a_handle_follows_the_words_of_its_comment_and_undo_brings_it_back(in_brand: Brand) -> None:
    add_brand(in_brand.actor, Asked("Mejuri", "own"), now=NOW)
    taken_in(in_brand, "username,shortcode\nana,p1\n", "posts")
    text = "post id,comment id,commenter,text,creator\np1,c1,Cleo,My Mejuri,ana\np1,c2,Ben,Nice!,ana\n"
    taken_in(in_brand, text, "comments")
    other = text.replace("My Mejuri", "My ring").replace("Nice!", "Nice mejuri!")
    job = taken_in(in_brand, other, "comments", duplicates="overwrite")
    kept = Comment.objects.order_by("external_id").values_list("author_handle", flat=True)
    assert list(kept) == ["", "ben"]
    import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert list(kept.all()) == ["cleo", ""]


def test_undo_keeps_the_creators_of_whom_somebody_noted_what_they_refuse(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    make_preference(in_brand.actor, Creator.objects.get(name="Ana").id)
    done = import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert (done.removed, done.kept, Creator.objects.get().name) == (1, 1, "Ana")


def test_undo_keeps_the_post_that_somebody_set_aside(in_brand: Brand) -> None:
    job = taken_in(in_brand, "username,shortcode,caption\nana,p1,Wine night\nana,p2,Tea\n", "posts")
    make_word_list(in_brand.actor)
    read_captions(now=NOW)
    match = TermMatch.objects.get()
    dismiss(in_brand.actor, match.post_id, match.term_id, "A film title.", now=NOW)
    done = import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert (done.removed, done.kept, Post.objects.get().external_id) == (1, 1, "p1")


def test_undo_of_posts_leaves_those_that_hold_comments_of_another_import(in_brand: Brand) -> None:
    job = taken_in(in_brand, "username,shortcode\nana,p1\nana,p2\n", "posts")
    taken_in(in_brand, "post id,comment id,commenter,text,creator\np1,c1,Cleo,Nice!,ana\n", "comments")
    done = import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert (done.removed, done.kept, Post.objects.get().external_id, Comment.objects.count()) == (1, 1, "p1", 1)


def test_an_undone_import_leaves_nothing_behind(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    done = import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert (done.removed, done.restored, done.kept) == (2, 0, 0)
    assert not (Creator.objects.exists())
    assert not (Profile.objects.exists())
    assert not (Snapshot.objects.exists())
    with pytest.raises(Conflict):
        import_undo.undo(in_brand.actor, job.id, now=LATER)


def test_undo_puts_back_what_was_overwritten(in_brand: Brand) -> None:
    taken_in(in_brand, "handle,followers,name\nana,100,Ana\n")
    later = (NOW + timedelta(days=1)).isoformat()
    text = "handle,followers,name\nana,200,Anna\nana,300,Annika\n"
    job = taken_in(in_brand, text, at=LATER, duplicates="overwrite", as_of=later)
    assert Profile.objects.select_related("creator").get().creator.name == "Annika"
    done = import_undo.undo(in_brand.actor, job.id, now=LATER)
    ana = Profile.objects.select_related("creator").get()
    assert (done.restored, ana.followers, ana.read_at, ana.creator.name) == (1, 100, NOW, "Ana")
    assert Snapshot.objects.count() == 1


def test_undo_keeps_what_was_touched_since(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    ana = Creator.objects.get(name="Ana")
    ana.notes = "met her"
    ana.save()
    posts = taken_in(in_brand, "username,shortcode\nben,p1\n", "posts", at=LATER)
    with pytest.raises(Conflict, match="all 2 were changed or used since"):
        import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert Creator.objects.count() == 2
    import_undo.undo(in_brand.actor, posts.id, now=LATER)
    foretold = import_undo.preview(in_brand.actor, job.id, now=LATER)
    assert Creator.objects.count() == 2
    done = import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert (done.removed, done.kept) == (foretold.removed, foretold.kept) == (1, 1)
    assert asked.import_job(job.id).problem.startswith("1 removed, 0 put back as they were; 1 were changed")


def test_what_was_undone_in_part_can_be_undone_again(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    posts = taken_in(in_brand, "username,shortcode\nben,p1\n", "posts", at=LATER)
    recompute_engagement(now=LATER)
    first = import_undo.undo(in_brand.actor, job.id, now=LATER)
    import_undo.undo(in_brand.actor, posts.id, now=LATER)
    second = import_undo.undo(in_brand.actor, job.id, now=LATER)
    assert [(one.removed, one.kept) for one in (first, second)] == [(1, 1), (1, 0)]
    assert (Creator.objects.count(), asked.import_job(job.id).problem) == (0, "")


def test_undo_of_posts_takes_the_creators_it_made_along(in_brand: Brand) -> None:
    job = taken_in(in_brand, "username,shortcode\nben,p1\nben,p2\n", "posts")
    assert import_undo.undo(in_brand.actor, job.id, now=LATER).removed == 2
    assert not (Post.objects.exists())
    assert not (Creator.objects.exists())


def test_undo_ends_after_seven_days(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    with pytest.raises(Conflict):
        import_undo.undo(in_brand.actor, job.id, now=NOW + timedelta(days=8))
    assert Creator.objects.count() == 2


def test_rejected_rows_come_back_as_a_file_that_can_be_corrected_and_imported(in_brand: Brand) -> None:
    job = taken_in(in_brand, 'handle,followers,bio\nana,-1,=1+1\nben,2\ncleo,3,"a\nb",x\n')
    text = "".join(asked.rejected_rows(job))
    assert text == (
        "\ufeffhandle,followers,bio,Why it was rejected\r\nana,-1,'=1+1,Followers: “-1” is negative\r\n".replace(
            "ana,-1", "ana,'-1"
        )
        + "ben,2,,the row has 2 cells where the header has 3\r\n"
        '"cleo",3,"a\nb",the row has 4 cells where the header has 3,x\r\n'.replace('"cleo"', "cleo")
    )
    again = imports.upload(
        in_brand.actor, "creators", io.BytesIO(text.replace("'-1", "1").encode()), name="r.csv", now=NOW
    )
    assert again.header_signature == job.header_signature
    imports.choose(again.id, options={"network": "instagram"})
    imports.start(in_brand.actor, again.id, now=NOW)
    assert counts(imports.run(in_brand.workspace.id, again.id, clock=lambda: NOW)) == (3, 2, 0, 0, 1)
    assert Profile.objects.get(handle="ana").biography == "=1+1"


def test_an_import_that_ran_is_not_mapped_again(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    for step in (
        lambda: imports.choose(job.id, options={"duplicates": "fill"}),
        lambda: imports.start(in_brand.actor, job.id, now=NOW),
        lambda: imports.run(in_brand.workspace.id, job.id, clock=lambda: NOW),
    ):
        with pytest.raises(Conflict):
            step()


def test_a_wrong_mapping_is_refused_with_every_reason(in_brand: Brand) -> None:
    job = uploaded(in_brand, CREATORS)
    with pytest.raises(Invalid) as refused:
        imports.choose(job.id, fields={"Nope": "handle", "ER": "nonsense"})
    assert [problem.field for problem in refused.value.problems] == ["Nope", "ER"]
    with pytest.raises(Invalid):
        imports.choose(job.id, options={"duplicates": "burn"})


def test_nothing_of_a_refused_file_is_kept(in_brand: Brand, settings: Any) -> None:
    with pytest.raises(Invalid):
        imports.upload(in_brand.actor, "creators", io.BytesIO(b""), name="empty.csv", now=NOW)
    assert not Import.objects.exists()


def test_an_import_is_invisible_to_a_stranger(ana: Brand, cleo: Brand) -> None:
    from sweetspot.engines.isolation import scope

    with scope(ana.workspace.id):
        job = taken_in(ana, CREATORS)
    with scope(cleo.workspace.id):
        assert asked.recent_imports() == []
        assert not Creator.objects.exists()
        with pytest.raises(Exception, match="no such import"):
            asked.import_job(job.id)


def test_progress_tells_rate_and_time_left(in_brand: Brand) -> None:
    job = taken_in(in_brand, CREATORS)
    job.state, job.finished_at, job.rows_total = "running", None, 6
    shown = asked.progress(job, NOW + timedelta(seconds=3))
    assert (shown.read, shown.total, shown.rate, shown.seconds_left) == (3, 6, 1.0, 3.0)
    job.state, job.finished_at = "done", NOW
    assert asked.progress(job, NOW).undo_until == NOW + timedelta(days=7)


def test_a_date_of_the_figures_in_the_future_is_refused(in_brand: Brand) -> None:
    job = uploaded(in_brand, CREATORS, as_of="2026-07-01T00:00:00+00:00")
    with pytest.raises(Invalid, match=r"2026-07-01, lies in the future\. Nothing was written"):
        imports.start(in_brand.actor, job.id, now=NOW)
    assert Profile.objects.count() == 0


def test_an_import_whose_process_died_is_found_by_its_silence_and_goes_on(in_brand: Brand) -> None:
    job = uploaded(in_brand, CREATORS)
    imports.start(in_brand.actor, job.id, now=NOW)
    soon, late = NOW + timedelta(minutes=5), NOW + timedelta(minutes=5, seconds=1)
    for at, silent in ((soon, False), (late, True)):
        assert asked.progress(asked.import_job(job.id), at).silent is silent
        assert asked.silent_imports(at).exists() is silent
    assert imports.resume_silent(in_brand.workspace.id, clock=lambda: soon) == 0
    assert imports.resume_silent(in_brand.workspace.id, clock=lambda: late) == 1
    assert counts(asked.import_job(job.id)) == (3, 2, 0, 0, 1)
    assert imports.resume_silent(in_brand.workspace.id, clock=lambda: LATER) == 0


def test_a_silent_import_without_its_file_is_told_and_does_not_hold_up_the_next(in_brand: Brand) -> None:
    lost, kept = uploaded(in_brand, CREATORS), uploaded(in_brand, CREATORS.replace("@ana", "@dora"))
    for job in (lost, kept):
        imports.start(in_brand.actor, job.id, now=NOW)
    Path(lost.file_path).unlink()
    assert imports.resume_silent(in_brand.workspace.id, clock=lambda: LATER) == 1
    told = asked.import_job(lost.id)
    assert (told.state, told.problem) == ("failed", "The file of this import is no longer kept. Upload it again.")
    assert asked.import_job(kept.id).state == "done"


def test_an_unexpected_end_is_told_and_the_import_can_go_on(in_brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    job = uploaded(in_brand, CREATORS)
    imports.start(in_brand.actor, job.id, now=NOW)
    monkeypatch.setattr(imports, "reckon", _fail)
    with pytest.raises(RuntimeError):
        imports.run(in_brand.workspace.id, job.id, clock=lambda: NOW)
    monkeypatch.undo()
    told = asked.import_job(job.id)
    assert (told.state, told.problem, counts(told)) == ("failed", "Something went wrong on our side.", (0, 0, 0, 0, 0))
    assert imports.run(in_brand.workspace.id, job.id, clock=lambda: LATER).state == "done"


def _fail(*arguments: object) -> None:
    raise RuntimeError("the secret of the house")


def test_uploads_older_than_a_week_are_removed_but_never_of_a_running_import(in_brand: Brand) -> None:
    old, running = taken_in(in_brand, CREATORS), uploaded(in_brand, CREATORS)
    imports.start(in_brand.actor, running.id, now=NOW)
    later = datetime.now(UTC) + timedelta(days=8)
    assert imports.sweep(in_brand.workspace.id, now=later) == 1
    assert (Path(old.file_path).exists(), Path(running.file_path).exists()) == (False, True)
