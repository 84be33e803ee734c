-- Programs have several forms: a period says which one it is for, and drafts carry rows of tables.

ALTER TABLE period
    ADD COLUMN form text NOT NULL DEFAULT 'return',
    ADD COLUMN number integer NOT NULL DEFAULT 1 CHECK (number > 0),
    DROP CONSTRAINT period_account_id_starts_on_key,
    ADD CONSTRAINT period_once UNIQUE (account_id, form, starts_on, number);
COMMENT ON COLUMN period.form IS 'The code of the program''s form that is filled in for these days: return, inventory, loss.';
COMMENT ON COLUMN period.number IS 'Counts events of the same form on the same day. 1 for everything else.';

ALTER TABLE draft ADD COLUMN rows jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN draft.rows IS 'The rows of each table as they were typed.';
