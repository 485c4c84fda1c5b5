"""Moves what profiles are searched by into a narrow table of its own, in parts by size; see queries/searching.py."""

import django.db.models.deletion
from django.db import migrations, models

from sweetspot.engines.isolation import isolate

#: The parts begin at these followers; a search for a size reads only the parts that hold it.
_BOUNDS = (0, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000)

_PART = """
CREATE TABLE creators_searchentry_{name} PARTITION OF creators_searchentry {values};
ALTER TABLE creators_searchentry_{name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE creators_searchentry_{name} FORCE ROW LEVEL SECURITY;
"""
_TABLE = """
CREATE TABLE creators_searchentry (
    profile_id uuid NOT NULL REFERENCES creators_profile (id) ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    followers bigint,
    rate double precision,
    words tsvector NOT NULL
) PARTITION BY RANGE (followers);
""" + "".join(
    _PART.format(name=low, values=f"FOR VALUES FROM ({low}) TO ({high})")
    for low, high in zip(_BOUNDS, (*_BOUNDS[1:], "MAXVALUE"), strict=True)
) + _PART.format(name="unknown", values="DEFAULT")  # fmt: skip
# Rows that are here already. The wall hides them from the owner too, so it is opened for this one statement.
_NOW = """
ALTER TABLE creators_creator NO FORCE ROW LEVEL SECURITY;
ALTER TABLE creators_profile NO FORCE ROW LEVEL SECURITY;
ALTER TABLE creators_engagement NO FORCE ROW LEVEL SECURITY;
INSERT INTO creators_searchentry
SELECT p.id, p.workspace_id, p.followers, e.rate, p.words
FROM creators_profile p LEFT JOIN creators_engagement e ON e.profile_id = p.id;
ALTER TABLE creators_creator FORCE ROW LEVEL SECURITY;
ALTER TABLE creators_profile FORCE ROW LEVEL SECURITY;
ALTER TABLE creators_engagement FORCE ROW LEVEL SECURITY;
"""
_INDEXES = """
CREATE INDEX searchentries_by_words ON creators_searchentry USING gin (words);
CREATE INDEX searchentries_by_profile ON creators_searchentry (profile_id);
CREATE INDEX searchentries_by_followers ON creators_searchentry (workspace_id, followers DESC NULLS LAST, profile_id);
"""
_NO_LONGER = """
DROP TRIGGER keep_words ON creators_profile;
DROP TRIGGER pass_words_on ON creators_creator;
DROP FUNCTION sweetspot_keep_profile_words();
DROP FUNCTION sweetspot_pass_words_on();
ALTER TABLE creators_profile DROP COLUMN words;
"""
# Whole statements at a time: files of a hundred thousand profiles are written by one.
_KEPT = """
CREATE FUNCTION sweetspot_enter_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO creators_searchentry (profile_id, workspace_id, followers, words)
    SELECT p.id, p.workspace_id, p.followers, sweetspot_profile_words(
        c.name, c.country, c.language, c.category, c.tags, p.network, p.handle, p.biography)
    FROM later p JOIN creators_creator c ON c.id = p.creator_id;
    RETURN NULL;
END $$;
CREATE TRIGGER enter_profiles AFTER INSERT ON creators_profile
    REFERENCING NEW TABLE AS later FOR EACH STATEMENT EXECUTE FUNCTION sweetspot_enter_profiles();

CREATE FUNCTION sweetspot_enter_changed_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE creators_searchentry s
    SET followers = p.followers, words = sweetspot_profile_words(
        c.name, c.country, c.language, c.category, c.tags, p.network, p.handle, p.biography)
    FROM later p JOIN earlier e ON e.id = p.id JOIN creators_creator c ON c.id = p.creator_id
    WHERE s.profile_id = p.id AND (e.creator_id, e.network, e.handle, e.biography, e.followers)
        IS DISTINCT FROM (p.creator_id, p.network, p.handle, p.biography, p.followers);
    RETURN NULL;
END $$;
CREATE TRIGGER enter_changed_profiles AFTER UPDATE ON creators_profile
    REFERENCING OLD TABLE AS earlier NEW TABLE AS later
    FOR EACH STATEMENT EXECUTE FUNCTION sweetspot_enter_changed_profiles();

CREATE FUNCTION sweetspot_enter_changed_creators() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE creators_searchentry s
    SET words = sweetspot_profile_words(
        c.name, c.country, c.language, c.category, c.tags, p.network, p.handle, p.biography)
    FROM later c JOIN earlier e ON e.id = c.id JOIN creators_profile p ON p.creator_id = c.id
    WHERE s.profile_id = p.id AND (e.name, e.country, e.language, e.category, e.tags)
        IS DISTINCT FROM (c.name, c.country, c.language, c.category, c.tags);
    RETURN NULL;
END $$;
CREATE TRIGGER enter_changed_creators AFTER UPDATE ON creators_creator
    REFERENCING OLD TABLE AS earlier NEW TABLE AS later
    FOR EACH STATEMENT EXECUTE FUNCTION sweetspot_enter_changed_creators();

-- A rate is never only taken away: it is worked out anew, or goes with its profile.
CREATE FUNCTION sweetspot_enter_rates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE creators_searchentry s SET rate = r.rate FROM later r
    WHERE s.profile_id = r.profile_id AND s.rate IS DISTINCT FROM r.rate;
    RETURN NULL;
END $$;
CREATE TRIGGER enter_rates AFTER INSERT ON creators_engagement
    REFERENCING NEW TABLE AS later FOR EACH STATEMENT EXECUTE FUNCTION sweetspot_enter_rates();
CREATE TRIGGER enter_changed_rates AFTER UPDATE ON creators_engagement
    REFERENCING NEW TABLE AS later FOR EACH STATEMENT EXECUTE FUNCTION sweetspot_enter_rates();
"""


class Migration(migrations.Migration):
    dependencies = [("creators", "0012_comment_authors")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL([_TABLE, _NOW])],
            [
                migrations.CreateModel(
                    "SearchEntry",
                    [
                        (
                            "profile",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                primary_key=True,
                                related_name="search_entry",
                                serialize=False,
                                to="creators.profile",
                            ),
                        ),
                        ("followers", models.BigIntegerField(null=True)),
                        ("rate", models.FloatField(null=True)),
                    ],
                )
            ],
        ),
        migrations.RemoveIndex("profile", "profiles_by_followers"),
        migrations.RunSQL([_INDEXES, _NO_LONGER, _KEPT]),
        isolate("creators_searchentry"),
    ]
