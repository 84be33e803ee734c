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
