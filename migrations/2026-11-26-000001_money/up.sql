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
