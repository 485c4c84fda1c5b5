"""Makes months while clicks already wait for them in the partition for the rest, and lets a row stand for many clicks."""

from django.db import migrations

_MONTHS = """
-- The owner's functions below read and empty the partition that takes what no month takes.
CREATE POLICY owner_reads ON tracking_click_other FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY owner_empties ON tracking_click_other FOR DELETE TO CURRENT_USER USING (true);

CREATE OR REPLACE FUNCTION sweetspot_make_click_partitions(first date, months integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    month date := date_trunc('month', first);
    following date;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('sweetspot_make_click_partitions'));
    FOR i IN 0..months - 1 LOOP
        following := month + interval '1 month';
        part := 'tracking_click_' || to_char(month, 'YYYY_MM');
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE tracking_click INCLUDING DEFAULTS)', part);
            -- Clicks that came before their month was made move into it.
            IF EXISTS (SELECT FROM tracking_click_other WHERE at >= month AND at < following) THEN
                LOCK TABLE tracking_click IN SHARE ROW EXCLUSIVE MODE;
                EXECUTE format('WITH moved AS (DELETE FROM tracking_click_other WHERE at >= %L AND at < %L RETURNING *) '
                    'INSERT INTO %I SELECT * FROM moved', month, following, part);
            END IF;
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
            EXECUTE format('ALTER TABLE tracking_click ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                part, month, following);
        END IF;
        month := following;
    END LOOP;
END $$;

CREATE FUNCTION sweetspot_clicks_outside_months() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$ SELECT count(*) FROM tracking_click_other $$;
"""
_MONTHS_BACK = """
DROP FUNCTION sweetspot_clicks_outside_months();
DROP POLICY owner_reads ON tracking_click_other;
DROP POLICY owner_empties ON tracking_click_other;
"""

_TALLIES = """
ALTER TABLE tracking_click ADD COLUMN times integer NOT NULL DEFAULT 1;
CREATE POLICY tracker_counts ON tracking_click FOR UPDATE TO sweetspot_edge USING (true) WITH CHECK (true);
"""
_TALLIES_BACK = """
DROP POLICY tracker_counts ON tracking_click;
ALTER TABLE tracking_click DROP COLUMN times;
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0003_slugs_taken")]

    operations = [
        migrations.RunSQL(_MONTHS, _MONTHS_BACK),
        migrations.RunSQL(_TALLIES, _TALLIES_BACK),
    ]
