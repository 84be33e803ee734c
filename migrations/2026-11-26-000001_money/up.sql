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
