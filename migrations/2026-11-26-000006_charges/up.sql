-- What the administration charges beside the tax of a return.

ALTER TABLE assessment ADD COLUMN instalment_interest numeric(17, 2) NOT NULL DEFAULT 0;
COMMENT ON COLUMN assessment.instalment_interest IS 'Interest on late or short instalments, to the day the balance was due.';
ALTER TABLE assessment ADD COLUMN instalment_penalty numeric(17, 2) NOT NULL DEFAULT 0;
COMMENT ON COLUMN assessment.instalment_penalty IS 'Penalty for late or short instalments.';
ALTER TABLE assessment ADD COLUMN instalment_interest_before numeric(17, 2) NOT NULL DEFAULT 0;
COMMENT ON COLUMN assessment.instalment_interest_before IS 'The same of the assessment before; zero for the first.';
ALTER TABLE assessment ADD COLUMN instalment_penalty_before numeric(17, 2) NOT NULL DEFAULT 0;
COMMENT ON COLUMN assessment.instalment_penalty_before IS 'The same of the assessment before; zero for the first.';
ALTER TABLE assessment ADD COLUMN instalments_why jsonb;
COMMENT ON COLUMN assessment.instalments_why IS 'How interest and penalty on instalments were worked out.';

-- The number that software gets for a filing names one filing of the account only.
CREATE UNIQUE INDEX receipt_confirmation ON receipt (account_id, (body ->> 'confirmation')) WHERE body ->> 'confirmation' IS NOT NULL;

-- Carriers' returns ask whether the rates of their quarter were entered. Those that were filed before were worked out with what
-- was known then, and are read as they were.
INSERT INTO rate (code, effective_on, value, confidence, source)
SELECT DISTINCT 'ifta.matrix', quarter::date, 1, 'unverified', 'Filed before the matrix of a quarter was asked for'
FROM filing
JOIN period ON period.account_id = filing.account_id AND period.id = filing.period_id
JOIN account ON account.id = filing.account_id
CROSS JOIN LATERAL generate_series(date_trunc('quarter', period.starts_on), period.ends_on, interval '3 months') AS quarter
WHERE account.program = 'ifta'
ON CONFLICT DO NOTHING;
