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
        'journal', 'posting', 'message', 'event', 'audit', 'person_audit', 'program_term', 'risk_rule', 'work_step',
        'allocation_order', 'credit_act', 'loss_carried'];
    kept CONSTANT text[] := ARRAY['ledger_account', 'account_balance', 'rate_use'];
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

-- The desk: what two people decide together -------------------------------------------------------

-- Only an approved proposal makes a row: its kind, its subject (the columns that the trigger names) and its day.
CREATE FUNCTION routine.two_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    new_row CONSTANT jsonb := to_jsonb(NEW);
    subject_of_row text := new_row ->> TG_ARGV[1];
BEGIN
    IF TG_NARGS > 2 THEN
        subject_of_row := subject_of_row || '/' || (new_row ->> TG_ARGV[2]);
    END IF;
    IF NEW.proposal_id IS NULL THEN
        -- The owner writes what a database begins with.
        IF current_user = 'tracs_app' THEN
            RAISE EXCEPTION 'a row of % needs an approved proposal', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF NOT EXISTS (
        SELECT 1 FROM public.proposal WHERE id = NEW.proposal_id AND kind = TG_ARGV[0] AND status = 'approved'
            AND decided_by <> proposed_by AND subject = subject_of_row AND effective_on = NEW.effective_on
    ) THEN
        RAISE EXCEPTION 'the proposal of a row of % is not approved for it', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER two_people BEFORE INSERT ON rate FOR EACH ROW EXECUTE FUNCTION routine.two_people('rate', 'code');
CREATE TRIGGER two_people BEFORE INSERT ON program_term FOR EACH ROW EXECUTE FUNCTION routine.two_people('capability', 'program', 'term');
CREATE TRIGGER two_people BEFORE INSERT ON risk_rule FOR EACH ROW EXECUTE FUNCTION routine.two_people('risk-rule', 'rule');

-- A proposal is decided once, and what was proposed stays as it was.
CREATE FUNCTION routine.keep_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'proposed' OR (OLD.id, OLD.kind, OLD.subject, OLD.effective_on, OLD.change, OLD.reason, OLD.proposed_by, OLD.proposed_at)
        IS DISTINCT FROM (NEW.id, NEW.kind, NEW.subject, NEW.effective_on, NEW.change, NEW.reason, NEW.proposed_by, NEW.proposed_at) THEN
        RAISE EXCEPTION 'a decided proposal is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_proposal BEFORE UPDATE ON proposal FOR EACH ROW EXECUTE FUNCTION routine.keep_proposal();
REVOKE DELETE, TRUNCATE ON proposal FROM tracs_app;

-- Used rates --------------------------------------------------------------------------------------

-- The last day, at most a given one, that a row of a code can have been used for.
CREATE FUNCTION routine.known_to(of text, day date) RETURNS date LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT least(day, (SELECT until FROM rate WHERE code = of AND effective_on <= day ORDER BY effective_on DESC LIMIT 1))
$$;

CREATE FUNCTION routine.note_rate_use() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO rate_use (code, last_on)
    SELECT DISTINCT used.code, routine.known_to(used.code, CASE WHEN used.code LIKE '%interest' THEN greatest(period.ends_on, filing.filed_on) ELSE period.ends_on END)
    FROM used
    JOIN filing ON filing.account_id = used.account_id AND filing.id = used.filing_id
    JOIN period ON period.account_id = filing.account_id AND period.id = filing.period_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER note_rate_use AFTER INSERT ON filing_rate REFERENCING NEW TABLE AS used
    FOR EACH STATEMENT EXECUTE FUNCTION routine.note_rate_use();

CREATE FUNCTION routine.note_interest() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Interest of a day to come is worked out to the day it is posted, and where no rate is known it ends. A program with interest of
    -- its own names the code after itself.
    INSERT INTO rate_use (code, last_on)
    SELECT used.code, routine.known_to(used.code, least(NEW.effective_on, NEW.recorded_on))
    FROM account
    CROSS JOIN LATERAL (
        SELECT account.program || '-interest' AS code WHERE EXISTS (SELECT 1 FROM rate WHERE code = account.program || '-interest')
        UNION ALL
        SELECT prescribed FROM unnest(ARRAY['debit-interest', 'credit-interest']) AS prescribed
        WHERE NOT EXISTS (SELECT 1 FROM rate WHERE code = account.program || '-interest')
    ) AS used
    WHERE account.id = NEW.account_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER note_interest AFTER INSERT ON journal FOR EACH ROW WHEN (NEW.cause_kind IN ('interest', 'instalment'))
    EXECUTE FUNCTION routine.note_interest();

-- Whoever works something out holds the rates until it is committed; whoever changes them waits for those and is waited for. So
-- a rate is approved either before a filing reads it or after the filing says what it has used.
CREATE FUNCTION routine.hold_rates() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('tracs rates'));
    RETURN true;
END $$;

CREATE FUNCTION routine.change_rates() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('tracs rates'));
    RETURN true;
END $$;

-- A rate that counts for a day of a filing, or of posted interest, stays as it is: also for the owner.
CREATE FUNCTION routine.keep_used_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a rate is never changed: a new row takes its place' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT 1 FROM public.rate_use WHERE code = OLD.code AND last_on >= OLD.effective_on) THEN
        RAISE EXCEPTION 'the rate % of % was used', OLD.code, OLD.effective_on USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER keep_used_rate BEFORE UPDATE OR DELETE ON rate FOR EACH ROW EXECUTE FUNCTION routine.keep_used_rate();
REVOKE UPDATE, TRUNCATE ON rate FROM tracs_app;

-- What counts on a day ----------------------------------------------------------------------------

-- In plpgsql, because it keeps the plans of a function from call to call; a function in SQL is planned at each.

-- What the desk has changed of a program, one change a term.
CREATE FUNCTION routine.terms_of(wanted text, day date) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(newest.change), '[]') FROM (
        SELECT DISTINCT ON (term) change FROM public.program_term
        WHERE program = wanted AND effective_on <= day ORDER BY term, effective_on DESC, seq DESC
    ) AS newest);
END $$;

-- What the desk has set for one term of a program, and since when; nothing while it has not.
CREATE FUNCTION routine.term_of(wanted text, name text, day date) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('change', change, 'effectiveOn', effective_on) FROM public.program_term
        WHERE program = wanted AND term = name AND effective_on <= day ORDER BY effective_on DESC, seq DESC LIMIT 1);
END $$;

-- The rules that look at filings.
CREATE FUNCTION routine.risk_rules(day date) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('rule', rule, 'effectiveOn', effective_on, 'active', active, 'threshold', threshold::text,
        'least', least::text, 'codes', codes, 'level', level, 'fourEyes', four_eyes)), '[]') FROM (
        SELECT DISTINCT ON (rule) * FROM public.risk_rule WHERE effective_on <= day ORDER BY rule, effective_on DESC, seq DESC
    ) AS newest);
END $$;

-- Filings of an account that wait at the desk.
CREATE FUNCTION routine.in_review(wanted uuid) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM public.work WHERE account_id = wanted AND decided_at IS NULL);
END $$;

-- The newest assessment of a filing, but for losses of later periods.
CREATE FUNCTION routine.assessment_of(wanted uuid, filing uuid) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT assessment.id FROM public.assessment
        WHERE account_id = wanted AND filing_id = filing AND loss_filing_id IS NULL ORDER BY seq DESC LIMIT 1);
END $$;

-- Rows that come in numbers ---------------------------------------------------------------------------

-- The next event of an account, which is locked by whoever appends, so that numbers have no gap and no double.
CREATE FUNCTION routine.append_event(wanted uuid, id uuid, kind text, subject text, at timestamptz, body jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place bigint := (SELECT coalesce(max(event.seq), 0) + 1 FROM public.event WHERE event.account_id = wanted);
BEGIN
    INSERT INTO public.event (account_id, seq, id, kind, subject, at, body) VALUES (wanted, place, id, kind, subject, at, body);
    RETURN place;
END $$;

-- The lines of a filing, one of each place in the lists.
CREATE FUNCTION routine.add_lines(account uuid, filing uuid, lines text[], figures numeric[]) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.filing_line (account_id, filing_id, line, value)
        SELECT account, filing, entry.line, entry.figure FROM unnest(lines, figures) AS entry (line, figure);
    RETURN cardinality(lines);
END $$;

-- The rates that a filing was worked out with, one of each place in the lists.
CREATE FUNCTION routine.add_rates(account uuid, filing uuid, codes text[], days date[], rates numeric[], confidences text[], sources text[])
RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.filing_rate (account_id, filing_id, code, effective_on, value, confidence, source)
        SELECT account, filing, used.* FROM unnest(codes, days, rates, confidences, sources) AS used;
    RETURN cardinality(codes);
END $$;

-- The postings of a journal, one of each place in the lists.
CREATE FUNCTION routine.add_postings(account uuid, journal uuid, ids uuid[], periods uuid[], kinds text[], amounts numeric[])
RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.posting (account_id, id, journal_id, period_id, kind, amount)
        SELECT account, line.id, journal, line.period, line.kind, line.amount
        FROM unnest(ids, periods, kinds, amounts) AS line (id, period, kind, amount);
    RETURN cardinality(ids);
END $$;
