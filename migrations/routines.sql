-- Functions, triggers and rights. Replaced as a whole at every migrate, so none of it lives in a migration.

DROP SCHEMA IF EXISTS routine CASCADE;
CREATE SCHEMA routine;

-- Append-only -------------------------------------------------------------------------------------

CREATE FUNCTION routine.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    name text;
    append_only CONSTANT text[] := ARRAY['filing', 'filing_line', 'filing_rate', 'assessment', 'receipt', 'idempotency',
        'journal', 'posting', 'message', 'event', 'audit', 'person_audit', 'allocation_order', 'credit_act', 'loss_carried'];
    kept CONSTANT text[] := ARRAY['ledger_account', 'account_balance'];
BEGIN
    FOREACH name IN ARRAY append_only LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION routine.refuse_change()', name);
        EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION routine.refuse_change()', name);
    END LOOP;

    -- The application's role: all rows, but history only grows and kept sums are only read.
    EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM tracs_app';
    EXECUTE 'GRANT USAGE ON SCHEMA public, routine TO tracs_app';
    EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tracs_app';
    FOREACH name IN ARRAY append_only LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM tracs_app', name);
    END LOOP;
    FOREACH name IN ARRAY kept LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %I FROM tracs_app', name);
    END LOOP;
END $$;

-- Kept balances -----------------------------------------------------------------------------------

CREATE FUNCTION routine.keep_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_account AS kept (account_id, period_id, kind, balance)
    VALUES (NEW.account_id, NEW.period_id, NEW.kind, NEW.amount)
    ON CONFLICT (account_id, period_id, kind) DO UPDATE SET balance = kept.balance + NEW.amount;

    IF NEW.kind NOT LIKE 'crown-%' THEN
        INSERT INTO account_balance AS kept (account_id, amount, entries)
        VALUES (NEW.account_id, NEW.amount, 1)
        ON CONFLICT (account_id) DO UPDATE SET amount = kept.amount + NEW.amount, entries = kept.entries + 1
        RETURNING entries, amount INTO NEW.seq, NEW.balance;
    ELSE
        NEW.seq := NULL;
        NEW.balance := NULL;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_balance BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION routine.keep_balance();

-- Balanced ----------------------------------------------------------------------------------------

CREATE FUNCTION routine.check_journal(account uuid, journal uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
    lines bigint;
BEGIN
    SELECT coalesce(sum(amount), 0), count(*) INTO total, lines FROM posting WHERE account_id = account AND journal_id = journal;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'journal % does not balance: % postings come to %', journal, lines, total USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION routine.journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM routine.check_journal(NEW.account_id, NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION routine.posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM routine.check_journal(NEW.account_id, NEW.journal_id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION routine.journal_balances();
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION routine.posting_balances();
