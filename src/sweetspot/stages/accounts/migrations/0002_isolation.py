"""Puts up the wall: policies of the accounts' own tables, and the functions that every stage's walls rest on."""

from django.db import migrations

from sweetspot.engines.isolation import append_only, isolate

_IN_SCOPE = "NULLIF(current_setting('sweetspot.workspace', true), '')::uuid"
_PERSON = "NULLIF(current_setting('sweetspot.person', true), '')::uuid"

_POLICIES = f"""
ALTER TABLE accounts_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_member FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_rows ON accounts_member
    USING (workspace_id = {_IN_SCOPE}) WITH CHECK (workspace_id = {_IN_SCOPE});
CREATE POLICY own_memberships ON accounts_member FOR SELECT USING (person_id = {_PERSON});

ALTER TABLE accounts_workspace ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_workspace FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_rows ON accounts_workspace USING (id = {_IN_SCOPE}) WITH CHECK (id = {_IN_SCOPE});
CREATE POLICY own_workspaces ON accounts_workspace FOR SELECT USING (
    EXISTS (SELECT 1 FROM accounts_member m WHERE m.workspace_id = accounts_workspace.id AND m.person_id = {_PERSON})
);
-- The owner's role reads workspaces inside the functions below, which answer one narrow question each.
CREATE POLICY owner_reads ON accounts_workspace FOR SELECT TO CURRENT_USER USING (true);
"""

_FUNCTIONS = """
CREATE FUNCTION sweetspot_slug_taken(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM accounts_workspace WHERE slug = wanted) $$;

CREATE FUNCTION sweetspot_workspace_ids() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT id FROM accounts_workspace ORDER BY id $$;

CREATE FUNCTION sweetspot_workspace_of(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT id FROM accounts_workspace WHERE slug = wanted $$;

CREATE FUNCTION sweetspot_refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM accounts_workspace WHERE id = OLD.workspace_id AND is_sample) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or removed; write a correcting row instead', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION sweetspot_keep_sample_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_sample IS DISTINCT FROM OLD.is_sample THEN
        RAISE EXCEPTION 'a workspace is a sample from its first day or never' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_sample_mark BEFORE UPDATE ON accounts_workspace
    FOR EACH ROW EXECUTE FUNCTION sweetspot_keep_sample_mark();

-- Runs as the caller, behind the wall: it can only reach rows of the workspace in scope.
CREATE FUNCTION sweetspot_remove_sample(doomed uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE victim text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM accounts_workspace WHERE id = doomed AND is_sample) THEN
        RAISE EXCEPTION 'only a sample workspace can be removed as a whole' USING ERRCODE = 'restrict_violation';
    END IF;
    SET CONSTRAINTS ALL DEFERRED;
    FOR victim IN
        SELECT c.oid::regclass::text FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DELETE FROM %s WHERE workspace_id = $1', victim) USING doomed;
    END LOOP;
    DELETE FROM accounts_workspace WHERE id = doomed;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(_POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(_FUNCTIONS, migrations.RunSQL.noop),
        isolate("accounts_invitation", "accounts_apikey", "accounts_auditentry"),
        append_only("accounts_auditentry"),
    ]
