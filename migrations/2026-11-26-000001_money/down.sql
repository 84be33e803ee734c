UPDATE invitation SET permissions = array_remove(permissions, 'use-credits');
UPDATE access SET permissions = array_remove(permissions, 'use-credits');
ALTER TABLE assessment
    DROP CONSTRAINT assessment_once,
    DROP COLUMN tax_why,
    DROP COLUMN evaluation,
    DROP COLUMN loss_filing_id,
    DROP COLUMN carried_back,
    ADD CONSTRAINT assessment_account_id_filing_id_key UNIQUE (account_id, filing_id);
DROP TABLE loss_carried;
DROP TABLE credit_act;
DROP TABLE refund;
ALTER TABLE journal DROP COLUMN other_period_id;
ALTER TABLE journal DROP COLUMN allocation;
DROP TABLE allocation_order;
DROP INDEX ledger_account_unsettled;
DROP TABLE interest_run;
