-- Fails where a filing was assessed again: the step before has no place for that.
ALTER TABLE work DROP COLUMN assessment_id, DROP COLUMN because;
ALTER TABLE loss_carried DROP CONSTRAINT loss_carried_pkey, ADD PRIMARY KEY (account_id, filing_id, period_id), DROP COLUMN seq;
DROP INDEX assessment_filing;
DROP INDEX assessment_once;
ALTER TABLE assessment
    ADD CONSTRAINT assessment_once UNIQUE NULLS NOT DISTINCT (account_id, filing_id, loss_filing_id),
    DROP COLUMN again,
    DROP COLUMN seq;
