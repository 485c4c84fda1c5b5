"""Makes the partitioned table of clicks, puts the stage behind the wall, and lets the tracker's role through it."""

from django.db import migrations

from sweetspot.engines.isolation import isolate

_CLICKS = """
CREATE TABLE tracking_click (
    id uuid NOT NULL,
    workspace_id uuid NOT NULL,
    link_id uuid NOT NULL,
    at timestamptz NOT NULL,
    method varchar(8) NOT NULL,
    kind varchar(8) NOT NULL,
    reasons varchar(40)[] NOT NULL,
    rule_version varchar(20) NOT NULL,
    in_app varchar(20),
    visitor bytea NOT NULL,
    agent varchar(400) NOT NULL,
    referrer_host varchar(253),
    country varchar(2),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX tracking_click_link ON tracking_click (workspace_id, link_id, at);

-- No foreign keys on clicks: a link removed a moment ago must not make a whole batch of clicks fail.
CREATE FUNCTION sweetspot_make_click_partitions(first date, months integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    month date := date_trunc('month', first);
    part text;
BEGIN
    FOR i IN 0..months - 1 LOOP
        part := 'tracking_click_' || to_char(month, 'YYYY_MM');
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF tracking_click FOR VALUES FROM (%L) TO (%L)',
                part, month, month + interval '1 month');
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
        END IF;
        month := month + interval '1 month';
    END LOOP;
END $$;
-- A click outside every month that was made ahead still has a place.
CREATE TABLE tracking_click_other PARTITION OF tracking_click DEFAULT;
ALTER TABLE tracking_click_other ENABLE ROW LEVEL SECURITY;
ALTER TABLE tracking_click_other FORCE ROW LEVEL SECURITY;
"""

# Partitions carry no policy of their own: reached directly they show nothing, reached through the parent its policy holds.
_TRACKER = """
DO $$ BEGIN
    IF to_regrole('sweetspot_edge') IS NULL THEN
        RAISE EXCEPTION 'the role sweetspot_edge is missing: run "sweetspot migrate", which makes it';
    END IF;
END $$;
CREATE POLICY tracker_reads ON tracking_link FOR SELECT TO sweetspot_edge USING (true);
CREATE POLICY tracker_writes ON tracking_click FOR INSERT TO sweetspot_edge WITH CHECK (true);
CREATE POLICY tracker_finds ON tracking_click FOR SELECT TO sweetspot_edge USING (true);

CREATE FUNCTION sweetspot_link_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sweetspot_links', COALESCE(NEW.id, OLD.id)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER link_changed AFTER INSERT OR UPDATE OR DELETE ON tracking_link
    FOR EACH ROW EXECUTE FUNCTION sweetspot_link_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_initial")]

    operations = [
        migrations.RunSQL(_CLICKS, "DROP TABLE tracking_click"),
        isolate("tracking_domain", "tracking_link", "tracking_code", "tracking_click"),
        migrations.RunSQL(_TRACKER, migrations.RunSQL.noop),
    ]
