"""Samples of followers and breakdowns come in from files, in the four steps of every import, and go out again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from tests.factories.creators import NOW, make_profile

from sweetspot.core.errors import Invalid
from sweetspot.stages.audiences.models import AudienceShare, FollowerAccount, FollowerSample
from sweetspot.stages.creators.models import Import, Profile
from sweetspot.stages.creators.services import import_check, import_undo, imports

if TYPE_CHECKING:
    from conftest import Brand

SAMPLE = """username,#followers,#follows,statuses,default_profile_image,description,verified
anna,500,300,120,0,hello there,no
bot12345,3,1800,0,1,,no
bot12345,3,1800,0,1,,no
wrong,-3,1800,0,1,,no
"""
SHARES = """dimension,group,share
Age,18 to 24,60%
Age,25-34,40%
Gender,Women,70%
Country,Germany,55%
Country,Atlantis,5%
Income,high,5%
"""


def bring(brand: Brand, kind: Any, text: str, name: str = "sample.csv", **options: Any) -> Import:
    """Upload, choose, check and run."""
    job = imports.upload(brand.actor, kind, io.BytesIO(text.encode()), name=name, now=NOW)
    imports.choose(job.id, options={"network": "instagram", "handle": "mia.wolf", **options})
    import_check.check(brand.workspace.id, job.id, now=NOW)
    imports.start(brand.actor, job.id, now=NOW)
    return imports.run(brand.workspace.id, job.id, clock=lambda: NOW)


def counts(job: Import) -> tuple[int, int, int, int]:
    return job.rows_read, job.rows_created, job.rows_skipped, job.rows_rejected


def test_a_sample_keeps_counts_and_shapes_and_no_names(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id)
    job = bring(in_brand, "followers", SAMPLE)
    assert counts(job) == (4, 2, 1, 1)
    sample = FollowerSample.objects.get()
    assert (sample.profile_id, sample.sampled_at) == (profile.id, NOW)
    kept = FollowerAccount.objects.get(followers=3)
    assert (kept.following, kept.posts, kept.has_picture, kept.digit_share, kept.biography_length) == (
        1800, 0.0, False, 5 / 8, None,
    )  # fmt: skip
    anna = FollowerAccount.objects.get(followers=500)
    assert (anna.posts, anna.has_picture, anna.digit_share, anna.biography_length, anna.is_verified) == (
        12.0, True, 0.0, 11, False,
    )  # fmt: skip
    assert len(anna.account_hash) == 64
    assert "anna" not in str(FollowerAccount.objects.values_list())


def test_a_file_that_names_nobody_keeps_alike_accounts_apart(in_brand: Brand) -> None:
    make_profile(in_brand.workspace.id)
    text = "followers,following\n3,1800\n3,1800\n"
    assert counts(bring(in_brand, "followers", text)) == (2, 2, 0, 0)
    assert counts(bring(in_brand, "followers", text)) == (2, 0, 2, 0)  # the same file says nothing new


def test_whose_followers_they_are_has_to_be_said(in_brand: Brand) -> None:
    job = imports.upload(in_brand.actor, "followers", io.BytesIO(SAMPLE.encode()), name="s.csv", now=NOW)
    imports.choose(job.id, options={"network": "instagram"})
    assert [one.option for one in imports.preview(job).questions] == ["network", "handle"]
    with pytest.raises(Invalid) as refused:
        import_check.check(in_brand.workspace.id, job.id, now=NOW)
    assert [problem.field for problem in refused.value.problems] == ["handle"]


def test_a_column_may_say_whose_followers_they_are(in_brand: Brand) -> None:
    text = "creator,username,followers\nmia.wolf,a,5\njo,b,6\n"
    assert counts(bring(in_brand, "followers", text, handle=None)) == (2, 2, 0, 0)
    assert set(FollowerSample.objects.values_list("profile__handle", flat=True)) == {"mia.wolf", "jo"}


def test_creators_that_are_not_here_come_along_or_are_refused(in_brand: Brand) -> None:
    assert counts(bring(in_brand, "followers", SAMPLE, add_missing=False)) == (4, 0, 0, 4)
    assert not Profile.objects.exists()
    assert counts(bring(in_brand, "followers", SAMPLE)) == (4, 2, 1, 1)
    assert Profile.objects.get().handle == "mia.wolf"


def test_undoing_removes_the_sample_and_the_creator_made_for_it(in_brand: Brand) -> None:
    job = bring(in_brand, "followers", SAMPLE)
    done = import_undo.undo(in_brand.actor, job.id, now=NOW)
    assert (done.removed, done.kept) == (2, 0)
    assert not FollowerSample.objects.exists()
    assert not Profile.objects.exists()


def test_an_audience_is_read_by_age_gender_and_country(in_brand: Brand) -> None:
    make_profile(in_brand.workspace.id)
    job = bring(in_brand, "audience", SHARES)
    assert counts(job) == (6, 4, 0, 2)
    rows = AudienceShare.objects.order_by("dimension", "cell").values_list("dimension", "cell", "share", "provenance")
    assert list(rows) == [
        ("age", "18-24", 0.6, "supplied"), ("age", "25-34", 0.4, "supplied"), ("country", "DE", 0.55, "supplied"),
        ("gender", "female", 0.7, "supplied"),
    ]  # fmt: skip
    assert [row.reason for row in job.rows.filter(outcome="rejected").order_by("number")] == [
        "“Atlantis” is not a country we know; write its name in English or its two letters",
        "“Income” is not age, gender or country",
    ]


def test_undoing_removes_the_shares(in_brand: Brand) -> None:
    make_profile(in_brand.workspace.id)
    job = bring(in_brand, "audience", SHARES)
    assert import_undo.undo(in_brand.actor, job.id, now=NOW).removed == 4
    assert not AudienceShare.objects.exists()
    assert Profile.objects.exists()


def test_a_share_above_the_whole_is_refused(in_brand: Brand) -> None:
    make_profile(in_brand.workspace.id)
    job = bring(in_brand, "audience", "dimension,cell,share\nage,18-24,140%\nage,25-34,30%\n")
    assert counts(job) == (2, 1, 0, 1)
