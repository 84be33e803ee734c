DROP INDEX receipt_confirmation;
ALTER TABLE assessment DROP COLUMN instalments_why, DROP COLUMN instalment_penalty_before, DROP COLUMN instalment_interest_before,
    DROP COLUMN instalment_penalty, DROP COLUMN instalment_interest;
