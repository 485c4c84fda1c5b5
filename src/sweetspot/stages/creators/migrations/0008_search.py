"""Keeps the words and values that each profile is searched by in one column with one index; see queries/searching.py."""

from django.db import migrations

# Letters lose their accents and their fancy forms (NFKD), so that "Zoë" and "𝓩𝓸𝓮" are both found by "zoe".
_WORDS = r"""
CREATE FUNCTION sweetspot_words(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_to_array(btrim(regexp_replace(
        lower(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]+', '', 'g')), '[^[:alnum:]]+', ' ', 'g')), ' ')
$$;
"""
# What somebody says of themselves as words, and each value that lists are narrowed by as `field=value`.
_OF_A_PROFILE = """
CREATE FUNCTION sweetspot_profile_words(
    name text, country text, language text, category text, tags text[], network text, handle text, biography text
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(
        ARRAY[
            'network=' || network, 'country=' || coalesce(country, ''), 'language=' || coalesce(lower(language), ''),
            'category=' || coalesce(lower(category), '')
        ]
        || (SELECT array_agg('tag=' || tag) FROM unnest(tags) AS tag)
        || (SELECT array_agg(left(word, 60)) FROM unnest(
                sweetspot_words(concat_ws(' ', name, handle, category, array_to_string(tags, ' '), left(biography, 5000)))
                || array_to_string(sweetspot_words(handle), '')
            ) AS word WHERE word <> ''))
$$;
"""
# What a search asks for: the beginning of each word, and a query of values (may be empty) beside them.
_ASKED = """
CREATE FUNCTION sweetspot_asked(said text, valued text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' & ',
        CASE WHEN said <> '' THEN coalesce(
            -- A search without any letter finds nothing: no profile has this word.
            (SELECT string_agg(quote_literal(left(word, 60)) || ':*', ' & ') FROM unnest(sweetspot_words(said)) AS word),
            quote_literal('=')
        ) END,
        nullif(valued, ''))::tsquery
$$;
"""
_KEPT = """
CREATE FUNCTION sweetspot_keep_profile_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT sweetspot_profile_words(
        c.name, c.country, c.language, c.category, c.tags, NEW.network, NEW.handle, NEW.biography
    ) INTO NEW.words FROM creators_creator c WHERE c.id = NEW.creator_id;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_words BEFORE INSERT OR UPDATE OF creator_id, network, handle, biography ON creators_profile
    FOR EACH ROW EXECUTE FUNCTION sweetspot_keep_profile_words();

CREATE FUNCTION sweetspot_pass_words_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE creators_profile SET creator_id = creator_id WHERE creator_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER pass_words_on AFTER UPDATE OF name, country, language, category, tags ON creators_creator
    FOR EACH ROW
    WHEN ((OLD.name, OLD.country, OLD.language, OLD.category, OLD.tags)
        IS DISTINCT FROM (NEW.name, NEW.country, NEW.language, NEW.category, NEW.tags))
    EXECUTE FUNCTION sweetspot_pass_words_on();
"""
# Rows that are here already. The wall hides them from the owner too, so it is opened for this one statement.
_NOW = """
ALTER TABLE creators_creator NO FORCE ROW LEVEL SECURITY;
ALTER TABLE creators_profile NO FORCE ROW LEVEL SECURITY;
UPDATE creators_profile SET creator_id = creator_id;
ALTER TABLE creators_creator FORCE ROW LEVEL SECURITY;
ALTER TABLE creators_profile FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("creators", "0007_kinds_of_audiences")]

    operations = [
        migrations.RunSQL(
            ["ALTER TABLE creators_profile ADD COLUMN words tsvector", _WORDS, _OF_A_PROFILE, _ASKED, _KEPT],
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(_NOW, migrations.RunSQL.noop),
        migrations.RunSQL("CREATE INDEX profiles_by_words ON creators_profile USING gin (words)"),
    ]
