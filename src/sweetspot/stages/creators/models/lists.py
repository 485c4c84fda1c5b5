"""What we keep of how people look through creators: views of a list, shortlists, who was shown them, what they said."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from sweetspot.stages.accounts.models import Person, WorkspaceRow


class SavedView(WorkspaceRow):
    """A list's address under a name: filter, search, sort and columns; of one person, or shared with everybody."""

    #: Which list it is of, by the name of its page, such as `creators`.
    of_list = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    #: Who made it; only they change one that is not shared. A shared one outlives them.
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    shared = models.BooleanField(default=False)
    #: Whether it is a tab over the list, for all who see it.
    pinned = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)


class DefaultView(WorkspaceRow):
    """The view with which a list opens for one person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    of_list = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "person", "of_list"], name="one_default_view_per_list")
        ]


class Shortlist(WorkspaceRow):
    """Profiles kept together under a name."""

    name = models.CharField(max_length=100)
    notes = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="one_shortlist_per_name")]


class ShortlistEntry(WorkspaceRow):
    """A profile on a shortlist."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="entries")
    profile = models.ForeignKey("creators.Profile", on_delete=models.CASCADE, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shortlist", "profile"], name="once_on_a_shortlist")]


class ShortlistShare(WorkspaceRow):
    """A link by which people without an account see a shortlist and answer; only the hash of its token is kept."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="shares")
    #: Whom it is for, such as `Agency`.
    label = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    with_notes = models.BooleanField(default=False)
    with_prices = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Answer(models.TextChoices):
    """What somebody says of a profile that they were shown."""

    APPROVE = "approve", "Approved"
    DECLINE = "decline", "Declined"
    COMMENT = "comment", "Commented"


class ShortlistAnswer(WorkspaceRow):
    """What somebody said by a link about one profile; never changed, a later one of the same name counts."""

    share = models.ForeignKey(ShortlistShare, on_delete=models.CASCADE, related_name="answers")
    profile = models.ForeignKey("creators.Profile", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    choice = models.CharField(max_length=7, choices=Answer)
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField()


class Likeness(WorkspaceRow):
    """A profile as a point: features by which look-alikes are found, computed by one version; rebuilt, never edited.

    Where the extension vector is, the database keeps `features` as `place` too, with an index (migration 0009).
    """

    profile = models.OneToOneField("creators.Profile", on_delete=models.CASCADE, related_name="likeness")
    version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()
    features = ArrayField(models.FloatField())
    #: Which parts of the features are known, such as `size` and `topics`.
    parts = ArrayField(models.CharField(max_length=20))
    #: What the captions are about more than others', the strongest first.
    topics = ArrayField(models.CharField(max_length=60))
