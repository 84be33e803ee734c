ALTER TABLE journal DROP COLUMN allocation;
DROP TABLE allocation_order;
DROP INDEX ledger_account_unsettled;
DROP TABLE interest_run;
