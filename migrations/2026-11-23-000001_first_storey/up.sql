-- The first storey: people and access, periods, filings, assessments, the ledger, the inbox.
-- Every table that belongs to an account leads with account_id in its primary key, so that the
-- schema can be distributed by account; no foreign key crosses accounts.

-- Reference tables: rows that many accounts share -------------------------------------------------

CREATE TABLE rate (
    code text NOT NULL,
    effective_on date NOT NULL,
    value numeric(12, 10) NOT NULL CHECK (value >= 0),
    confidence text NOT NULL CHECK (confidence IN ('confirmed', 'derived', 'unverified')),
    source text NOT NULL,
    PRIMARY KEY (code, effective_on)
);
COMMENT ON TABLE rate IS 'Dated rates. There is no end date: the next row of a code ends the last, so gaps and overlaps cannot be written.';

CREATE TABLE client (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE client IS 'A taxpayer or claimant: the legal person behind accounts.';

CREATE TABLE person (
    id uuid PRIMARY KEY,
    issuer text NOT NULL,
    subject text NOT NULL,
    name text NOT NULL,
    email text,
    created_at timestamptz NOT NULL,
    UNIQUE (issuer, subject)
);
COMMENT ON TABLE person IS 'Somebody who signs in, known by issuer and subject of the ID token; never by e-mail address.';

CREATE TABLE session (
    id uuid PRIMARY KEY,
    token_sha256 bytea NOT NULL UNIQUE,
    person_id uuid NOT NULL REFERENCES person (id),
    csrf_token text NOT NULL,
    id_token text NOT NULL,
    created_at timestamptz NOT NULL,
    last_active_at timestamptz NOT NULL,
    credentials_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX session_person ON session (person_id);
COMMENT ON COLUMN session.token_sha256 IS 'Only the hash of the cookie is kept: a copy of this table opens nothing.';
COMMENT ON COLUMN session.credentials_at IS 'When the identity provider last saw the credentials (auth_time).';

CREATE TABLE sign_in (
    state_sha256 bytea PRIMARY KEY,
    browser_sha256 bytea NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    return_to text NOT NULL,
    session_id uuid,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE sign_in IS 'A sign-in on its way through the identity provider; single use, ten minutes.';
COMMENT ON COLUMN sign_in.session_id IS 'Set when an open session confirms its credentials.';

CREATE TABLE person_audit (
    id uuid PRIMARY KEY,
    person_id uuid,
    act text NOT NULL,
    subject text NOT NULL,
    correlation_id text NOT NULL,
    address text NOT NULL,
    at timestamptz NOT NULL,
    detail jsonb NOT NULL
);
CREATE INDEX person_audit_person ON person_audit (person_id, at);
COMMENT ON TABLE person_audit IS 'Append-only: acts that belong to a person and to no account, such as signing in.';

CREATE TABLE activation_attempt (
    person_id uuid NOT NULL REFERENCES person (id),
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    number_sha256 bytea NOT NULL,
    PRIMARY KEY (person_id, at, id)
);
COMMENT ON TABLE activation_attempt IS 'Wrong tries by person and typed number, whether or not such an account exists: a lock tells nobody which do.';

-- Accounts ----------------------------------------------------------------------------------------

CREATE TABLE account (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES client (id),
    program text NOT NULL,
    number text NOT NULL CHECK (number ~ '^\d{9,10}$'),
    occurrence text NOT NULL CHECK (occurrence ~ '^\d{3}$'),
    name text NOT NULL,
    place text NOT NULL,
    frequency text NOT NULL,
    opened_on date NOT NULL,
    closed_on date
);
CREATE INDEX account_number ON account (number, occurrence);
COMMENT ON TABLE account IS 'One program of one client; for a levy one establishment (number and occurrence).';

CREATE TABLE access (
    account_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES person (id),
    role text NOT NULL,
    permissions text[] NOT NULL,
    granted_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (account_id, person_id)
);
CREATE INDEX access_person ON access (person_id, account_id) WHERE ended_at IS NULL;
COMMENT ON TABLE access IS 'Who may do what in an account.';

CREATE TABLE invitation (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    role text NOT NULL,
    permissions text[] NOT NULL,
    addressed_to text NOT NULL,
    pin_argon2 text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_on date NOT NULL,
    wrong_tries integer NOT NULL DEFAULT 0,
    locked_at timestamptz,
    used_at timestamptz,
    used_by uuid,
    PRIMARY KEY (account_id, id)
);
COMMENT ON TABLE invitation IS 'A letter with a PIN: single use, expires, five wrong tries and it is locked. Only an Argon2id hash of the PIN is kept.';

CREATE TABLE period (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    nominal_due_on date NOT NULL,
    due_on date NOT NULL CHECK (due_on >= nominal_due_on),
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, starts_on)
);
CREATE INDEX period_due ON period (account_id, due_on);
COMMENT ON TABLE period IS 'What an account has to report and by when. due_on is nominal_due_on after the roll rule.';

-- Filings -----------------------------------------------------------------------------------------

CREATE TABLE draft (
    account_id uuid NOT NULL,
    period_id uuid NOT NULL,
    version bigint NOT NULL,
    lines jsonb NOT NULL,
    payable numeric(17, 2),
    saved_at timestamptz NOT NULL,
    saved_by uuid NOT NULL,
    PRIMARY KEY (account_id, period_id)
);
COMMENT ON TABLE draft IS 'What was typed so far, as it was typed. version is the ETag.';

CREATE TABLE filing (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    period_id uuid NOT NULL,
    kind text NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    amends uuid,
    form_version text NOT NULL,
    entered jsonb NOT NULL,
    evaluation jsonb NOT NULL,
    payable numeric(17, 2) NOT NULL,
    received_at timestamptz NOT NULL,
    filed_on date NOT NULL,
    filed_by uuid NOT NULL,
    filed_by_name text NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, period_id, revision)
);
COMMENT ON TABLE filing IS 'Append-only: a return or claim as it was received. A change is a new revision.';

CREATE TABLE filing_line (
    account_id uuid NOT NULL,
    filing_id uuid NOT NULL,
    line text NOT NULL,
    value numeric(24, 6) NOT NULL,
    PRIMARY KEY (account_id, filing_id, line)
);
COMMENT ON TABLE filing_line IS 'Append-only: the value of every line, entered and computed.';

CREATE TABLE filing_rate (
    account_id uuid NOT NULL,
    filing_id uuid NOT NULL,
    code text NOT NULL,
    effective_on date NOT NULL,
    value numeric(12, 10) NOT NULL,
    confidence text NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (account_id, filing_id, code, effective_on)
);
COMMENT ON TABLE filing_rate IS 'Append-only: the rates that the filing was worked out with.';

CREATE TABLE assessment (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    filing_id uuid NOT NULL,
    period_id uuid NOT NULL,
    kind text NOT NULL,
    tax numeric(17, 2) NOT NULL,
    penalty numeric(17, 2) NOT NULL,
    tax_before numeric(17, 2) NOT NULL,
    penalty_before numeric(17, 2) NOT NULL,
    penalty_why jsonb,
    owing_on_notice numeric(17, 2) NOT NULL,
    assessed_on date NOT NULL,
    posted_at timestamptz NOT NULL,
    objection_until date NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, filing_id)
);
CREATE INDEX assessment_period ON assessment (account_id, period_id, id);
COMMENT ON TABLE assessment IS 'Append-only: what the administration made of a filing, and of the one before it.';

CREATE TABLE receipt (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    filing_id uuid NOT NULL,
    reference text NOT NULL,
    body jsonb NOT NULL,
    issued_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, filing_id),
    UNIQUE (account_id, reference)
);
COMMENT ON TABLE receipt IS 'Append-only: the signed receipt exactly as it was issued.';

CREATE TABLE idempotency (
    account_id uuid NOT NULL,
    person_id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint bytea NOT NULL,
    receipt_id uuid NOT NULL,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, person_id, key)
);
COMMENT ON TABLE idempotency IS 'Append-only: which key led to which receipt, written in the transaction of the effect, so both exist or neither does.';

-- The ledger --------------------------------------------------------------------------------------

CREATE TABLE ledger_account (
    account_id uuid NOT NULL,
    period_id uuid NOT NULL,
    kind text NOT NULL,
    balance numeric(17, 2) NOT NULL,
    PRIMARY KEY (account_id, period_id, kind)
);
COMMENT ON TABLE ledger_account IS 'One kind of money of one period, with the sum of its postings. A trigger opens it and keeps the sum; the application cannot write it. Kinds that begin with crown are the Crown''s side.';

CREATE TABLE journal (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    period_id uuid NOT NULL,
    cause_kind text NOT NULL,
    cause_id uuid NOT NULL,
    effective_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_on date NOT NULL,
    actor uuid NOT NULL,
    reverses uuid,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, cause_kind, cause_id),
    UNIQUE (account_id, reverses)
);
COMMENT ON TABLE journal IS 'Append-only: postings that balance. Once per cause; reversed at most once.';
COMMENT ON COLUMN journal.effective_on IS 'When it counts. recorded_at is when we knew.';

CREATE TABLE posting (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    journal_id uuid NOT NULL,
    period_id uuid NOT NULL,
    kind text NOT NULL,
    amount numeric(17, 2) NOT NULL CHECK (amount <> 0),
    seq bigint,
    balance numeric(17, 2),
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX posting_statement ON posting (account_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX posting_journal ON posting (account_id, journal_id);
CREATE INDEX posting_period ON posting (account_id, period_id);
COMMENT ON TABLE posting IS 'Append-only: one signed amount in a ledger account. Positive on the client''s side is owed.';
COMMENT ON COLUMN posting.seq IS 'Place in the account''s statement; kept by a trigger, empty on the Crown''s side.';
COMMENT ON COLUMN posting.balance IS 'The account''s balance after this entry; kept by a trigger.';

CREATE TABLE account_balance (
    account_id uuid PRIMARY KEY,
    amount numeric(17, 2) NOT NULL,
    entries bigint NOT NULL
);
COMMENT ON TABLE account_balance IS 'The client''s side of the whole account and how many entries it has, kept by a trigger.';

-- Inbox, events, audit ----------------------------------------------------------------------------

CREATE TABLE message (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    summary text NOT NULL,
    body jsonb NOT NULL,
    assessment_id uuid,
    posted_at timestamptz NOT NULL,
    posted_on date NOT NULL,
    PRIMARY KEY (account_id, id)
);
COMMENT ON TABLE message IS 'Append-only: notices and letters. Received on the day they are posted.';

CREATE TABLE message_read (
    account_id uuid NOT NULL,
    message_id uuid NOT NULL,
    person_id uuid NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, message_id, person_id)
);

CREATE TABLE event (
    account_id uuid NOT NULL,
    seq bigint NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    at timestamptz NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (account_id, seq)
);
COMMENT ON TABLE event IS 'Append-only: every state change, numbered within the account.';

CREATE TABLE audit (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    act text NOT NULL,
    person_id uuid,
    session_id uuid,
    subject text NOT NULL,
    correlation_id text NOT NULL,
    address text NOT NULL,
    at timestamptz NOT NULL,
    detail jsonb NOT NULL,
    PRIMARY KEY (account_id, id)
);
COMMENT ON TABLE audit IS 'Append-only: one row per write, in the same commit.';

CREATE TABLE sandbox (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    clock_offset_ms bigint NOT NULL,
    letters jsonb NOT NULL
);
COMMENT ON TABLE sandbox IS 'The sandbox''s moved clock and the letters it would post. Empty in production.';
