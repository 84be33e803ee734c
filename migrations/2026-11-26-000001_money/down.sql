UPDATE invitation SET permissions = array_remove(permissions, 'use-credits');
UPDATE access SET permissions = array_remove(permissions, 'use-credits');
DROP TABLE credit_act;
DROP TABLE refund;
ALTER TABLE journal DROP COLUMN other_period_id;
ALTER TABLE journal DROP COLUMN allocation;
DROP TABLE allocation_order;
DROP INDEX ledger_account_unsettled;
DROP TABLE interest_run;
