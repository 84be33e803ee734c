DROP INDEX ledger_account_unsettled;
DROP TABLE interest_run;
