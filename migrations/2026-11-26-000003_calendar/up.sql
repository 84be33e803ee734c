-- Payments with days of their own, and the links by which calendar programs follow people's days.

CREATE TABLE payment_due (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    period_id uuid NOT NULL,
    kind text NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    label text NOT NULL,
    nominal_due_on date NOT NULL,
    due_on date NOT NULL CHECK (due_on >= nominal_due_on),
    amount numeric(17, 2) CHECK (amount >= 0),
    why jsonb NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, period_id, kind, number)
);
CREATE INDEX payment_due_day ON payment_due (account_id, due_on);
COMMENT ON TABLE payment_due IS 'What is to be paid for a period apart from its return: instalments and the balance. Opened with the period; days and amounts follow each assessment.';
COMMENT ON COLUMN payment_due.amount IS 'Empty while it is not known. The balance has none: it is in the ledger once the return is assessed.';
COMMENT ON COLUMN payment_due.version IS 'Grows with each change of the day, the amount or the reason.';

CREATE TABLE calendar_link (
    person_id uuid PRIMARY KEY REFERENCES person (id),
    token_sha256 bytea NOT NULL UNIQUE,
    amounts boolean NOT NULL,
    kinds text[] NOT NULL,
    created_at timestamptz NOT NULL,
    used_on date
);
COMMENT ON TABLE calendar_link IS 'The one link of a person; a new one takes its place. Only the hash of its token is kept: a copy of this table opens nothing.';

-- The calendar asks for the last days to object by day.
CREATE INDEX assessment_objection ON assessment (account_id, objection_until);
