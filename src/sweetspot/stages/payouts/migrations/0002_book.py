"""Puts the stage behind the wall and makes the book double-entry: entries sum to zero and are never changed."""

from django.db import migrations

from sweetspot.engines.isolation import append_only, isolate

_ZERO = """
-- Runs at commit, when the scope may have ended: so as the owner, who may read entries to add them up, and nothing else.
CREATE POLICY owner_adds_up ON payouts_entry FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION sweetspot_entries_sum_to_zero() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE off record;
BEGIN
    SELECT currency, sum(amount_minor) AS amount INTO off FROM payouts_entry
    WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the entries of transaction % are off by % %', NEW.transaction_id, off.amount, off.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entries_sum_to_zero AFTER INSERT ON payouts_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sweetspot_entries_sum_to_zero();
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_initial")]

    operations = [
        isolate("payouts_commission", "payouts_transaction", "payouts_entry", "payouts_statement"),
        append_only("payouts_transaction", "payouts_entry", "payouts_statement"),
        migrations.RunSQL(_ZERO, migrations.RunSQL.noop),
    ]
