-- Assessment and money.

-- The monthly run of interest ----------------------------------------------------------------------

CREATE TABLE interest_run (
    month_end date PRIMARY KEY,
    after_account uuid,
    after_period uuid,
    finished_at timestamptz
);
COMMENT ON TABLE interest_run IS 'How far the interest of each month end is posted. A restart goes on behind the last period; finished once all were seen.';

-- What owes or is in credit, found without looking at what is settled.
CREATE INDEX ledger_account_unsettled ON ledger_account (account_id, period_id)
    WHERE balance <> 0 AND kind IN ('tax', 'penalty', 'interest');

-- The order that payments are applied in -----------------------------------------------------------

CREATE TABLE allocation_order (
    program text NOT NULL,
    effective_on date NOT NULL,
    kinds text[] NOT NULL CHECK (cardinality(kinds) = 3 AND kinds @> ARRAY['interest', 'penalty', 'tax']),
    confidence text NOT NULL CHECK (confidence IN ('confirmed', 'derived', 'unverified')),
    source text NOT NULL,
    PRIMARY KEY (program, effective_on)
);
COMMENT ON TABLE allocation_order IS 'Append-only: in which order a payment pays interest, penalties and tax, by the day of receipt. A row of the program goes before one of all programs, which is *.';

INSERT INTO allocation_order (program, effective_on, kinds, confidence, source)
VALUES ('*', '1900-01-01', ARRAY['interest', 'penalty', 'tax'], 'unverified', 'Set for the start of the service; no order is published');

ALTER TABLE journal ADD COLUMN allocation text[];
COMMENT ON COLUMN journal.allocation IS 'The order in force when money was applied; empty where none was.';

-- Credits ------------------------------------------------------------------------------------------

ALTER TABLE journal ADD COLUMN other_period_id uuid;
COMMENT ON COLUMN journal.other_period_id IS 'A transfer: the period that a credit of period_id went to. Its postings are in both.';

CREATE TABLE refund (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    period_id uuid NOT NULL,
    amount numeric(17, 2) NOT NULL CHECK (amount > 0),
    whole boolean NOT NULL,
    cause text NOT NULL,
    state text NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_on date NOT NULL,
    requested_by uuid NOT NULL,
    closed_on date,
    paid numeric(17, 2),
    PRIMARY KEY (account_id, id)
);
CREATE INDEX refund_open ON refund (account_id, id) WHERE state IN ('waiting', 'held');
COMMENT ON TABLE refund IS 'A credit that is to be paid out. The posting is made when it is issued; its cause is this row.';
COMMENT ON COLUMN refund.whole IS 'Everything that the period holds when it is issued, not the amount alone.';

CREATE TABLE credit_act (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint bytea NOT NULL,
    reply jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, person_id, key)
);
COMMENT ON TABLE credit_act IS 'Append-only: which key led to which use of a credit, written in the transaction of the effect, and what was answered.';

-- Losses carried back ------------------------------------------------------------------------------

CREATE TABLE loss_carried (
    account_id uuid NOT NULL,
    filing_id uuid NOT NULL,
    period_id uuid NOT NULL,
    loss_period_id uuid NOT NULL,
    amount numeric(17, 2) NOT NULL CHECK (amount >= 0),
    counts_from date NOT NULL,
    PRIMARY KEY (account_id, filing_id, period_id)
);
CREATE INDEX loss_carried_period ON loss_carried (account_id, period_id);
COMMENT ON TABLE loss_carried IS 'Append-only: how much of a loss each filing uses in which earlier period. The newest filing of the loss''s period counts; zero takes it back.';
COMMENT ON COLUMN loss_carried.counts_from IS 'The day from which the earlier period''s tax is lower: the day the filing that asked was received.';

ALTER TABLE assessment
    ADD COLUMN carried_back numeric(17, 2) NOT NULL DEFAULT 0,
    ADD COLUMN loss_filing_id uuid,
    ADD COLUMN evaluation jsonb,
    ADD COLUMN tax_why jsonb,
    DROP CONSTRAINT assessment_account_id_filing_id_key,
    ADD CONSTRAINT assessment_once UNIQUE NULLS NOT DISTINCT (account_id, filing_id, loss_filing_id);
COMMENT ON COLUMN assessment.carried_back IS 'By how much losses of later periods lower the tax.';
COMMENT ON COLUMN assessment.loss_filing_id IS 'The later return whose loss made this assessment; empty when the filing itself did.';
COMMENT ON COLUMN assessment.evaluation IS 'The lines with the losses, where they differ from the filing''s.';

-- Permissions --------------------------------------------------------------------------------------

-- Owners may do all there is to do.
UPDATE access SET permissions = array_append(permissions, 'use-credits')
WHERE role = 'owner' AND NOT 'use-credits' = ANY (permissions);
UPDATE invitation SET permissions = array_append(permissions, 'use-credits')
WHERE role = 'owner' AND NOT 'use-credits' = ANY (permissions);
