ALTER TABLE draft DROP COLUMN rows;
ALTER TABLE period
    DROP CONSTRAINT period_once,
    DROP COLUMN number,
    DROP COLUMN form,
    ADD CONSTRAINT period_account_id_starts_on_key UNIQUE (account_id, starts_on);
