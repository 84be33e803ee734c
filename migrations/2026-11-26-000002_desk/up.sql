-- The administration's desk: its staff, the work that filings and missing rates make, and what two people decide together.

-- Staff -------------------------------------------------------------------------------------------

CREATE TABLE staff (
    person_id uuid PRIMARY KEY REFERENCES person (id),
    roles text[] NOT NULL,
    seen_at timestamptz NOT NULL
);
COMMENT ON TABLE staff IS 'People of the administration who have signed in. Rights come from the claim of each sign-in, not from here: this is whom work can be given to.';

ALTER TABLE session ADD COLUMN staff text[];
COMMENT ON COLUMN session.staff IS 'What the person may do at the desk, by the claim of this sign-in. Empty for taxpayers.';

-- Proposals: one proposes, another approves -------------------------------------------------------

CREATE TABLE proposal (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('rate', 'capability', 'risk-rule')),
    subject text NOT NULL,
    effective_on date NOT NULL,
    change jsonb NOT NULL,
    reason text NOT NULL,
    status text NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected', 'withdrawn')),
    proposed_by uuid NOT NULL REFERENCES person (id),
    proposed_at timestamptz NOT NULL,
    decided_by uuid REFERENCES person (id),
    decided_at timestamptz,
    answer text,
    CHECK ((status = 'proposed') = (decided_by IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT proposal_four_eyes CHECK (status NOT IN ('approved', 'rejected') OR decided_by <> proposed_by),
    CONSTRAINT proposal_own CHECK (status <> 'withdrawn' OR decided_by = proposed_by)
);
CREATE INDEX proposal_list ON proposal (kind, id);
CREATE UNIQUE INDEX proposal_once ON proposal (kind, subject, effective_on) WHERE status = 'proposed';
COMMENT ON TABLE proposal IS 'A change that one of the staff proposes and another approves: a rate, what a program offers, a rule of the queue.';
COMMENT ON COLUMN proposal.subject IS 'What it changes: the code of the rate, program and term, the rule.';

-- Rates -------------------------------------------------------------------------------------------

ALTER TABLE rate ADD COLUMN proposal_id uuid REFERENCES proposal (id);
COMMENT ON COLUMN rate.proposal_id IS 'The approved proposal that the row is from. Empty for the published rates that a database begins with.';

CREATE TABLE rate_use (
    code text NOT NULL,
    last_on date NOT NULL,
    PRIMARY KEY (code, last_on)
);
COMMENT ON TABLE rate_use IS 'The last days that rates of a code were used for: by filings, and by posted interest. Kept by triggers. What was used is never changed.';
INSERT INTO rate_use (code, last_on)
SELECT DISTINCT filing_rate.code, period.ends_on
FROM filing_rate
JOIN filing ON filing.account_id = filing_rate.account_id AND filing.id = filing_rate.filing_id
JOIN period ON period.account_id = filing.account_id AND period.id = filing.period_id;
INSERT INTO rate_use (code, last_on)
SELECT DISTINCT code, effective_on FROM journal CROSS JOIN (VALUES ('debit-interest'), ('credit-interest')) AS interest (code)
WHERE cause_kind = 'interest'
ON CONFLICT DO NOTHING;

-- What programs offer -----------------------------------------------------------------------------

CREATE TABLE program_term (
    program text NOT NULL,
    term text NOT NULL,
    effective_on date NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    change jsonb NOT NULL,
    reason text NOT NULL,
    proposal_id uuid NOT NULL REFERENCES proposal (id),
    PRIMARY KEY (program, term, effective_on, seq)
);
COMMENT ON TABLE program_term IS 'Append-only: what the desk has changed of a program''s facts. The newest row in effect counts; without one, the facts of the release.';

-- The rules that send filings to the desk ---------------------------------------------------------

CREATE TABLE risk_rule (
    rule text NOT NULL,
    effective_on date NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    active boolean NOT NULL,
    threshold numeric(17, 4) NOT NULL CHECK (threshold >= 0),
    least numeric(17, 2) NOT NULL CHECK (least >= 0),
    codes text[] NOT NULL,
    level text NOT NULL,
    four_eyes boolean NOT NULL,
    reason text NOT NULL,
    proposal_id uuid REFERENCES proposal (id),
    PRIMARY KEY (rule, effective_on, seq)
);
COMMENT ON TABLE risk_rule IS 'Append-only: the newest row of a rule in effect counts. A filing that a rule stops is received and waits for the desk.';

-- Work --------------------------------------------------------------------------------------------

CREATE TABLE work (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY (START WITH 48213),
    kind text NOT NULL,
    program text NOT NULL,
    subject text NOT NULL,
    period_id uuid,
    filing_id uuid,
    payable_on date,
    rate_code text,
    rate_on date,
    flags jsonb NOT NULL,
    level text NOT NULL,
    four_eyes boolean NOT NULL,
    status text NOT NULL,
    received_on date NOT NULL,
    opened_at timestamptz NOT NULL,
    answer_by date NOT NULL,
    assigned_to uuid REFERENCES person (id),
    version bigint NOT NULL,
    proposed jsonb,
    proposed_by uuid REFERENCES person (id),
    decision text,
    reason text,
    decided_by uuid REFERENCES person (id),
    decided_at timestamptz,
    PRIMARY KEY (account_id, id),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((proposed IS NULL) = (proposed_by IS NULL)),
    CONSTRAINT work_four_eyes CHECK (decision IS NULL OR NOT four_eyes OR (proposed_by IS NOT NULL AND decided_by <> proposed_by))
);
CREATE UNIQUE INDEX work_once ON work (account_id, kind, subject) WHERE decided_at IS NULL;
CREATE INDEX work_open ON work (answer_by, number) WHERE decided_at IS NULL;
CREATE INDEX work_done ON work (answer_by, number) WHERE decided_at IS NOT NULL;
CREATE INDEX work_decided ON work (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX work_id ON work (id);
CREATE INDEX work_period ON work (account_id, period_id) WHERE period_id IS NOT NULL;
COMMENT ON TABLE work IS 'What waits for the administration''s desk, and what became of it. A filing has at most one piece of open work for its period. The nil account is the administration''s own: rates that are missing.';
COMMENT ON COLUMN work.subject IS 'What there is one of: the period, or program, rate and day.';
COMMENT ON COLUMN work.payable_on IS 'The day from which what is assessed counts, as it was worked out when the filing was received.';
COMMENT ON COLUMN work.proposed IS 'A decision that waits for a second person.';

CREATE TABLE work_step (
    account_id uuid NOT NULL,
    work_id uuid NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    act text NOT NULL,
    person_id uuid,
    note text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (account_id, work_id, seq)
);
COMMENT ON TABLE work_step IS 'Append-only: what was done with a piece of work, and by whom.';

-- The desk's figures ------------------------------------------------------------------------------

ALTER TABLE assessment
    ADD COLUMN entered jsonb,
    ADD COLUMN reason text;
COMMENT ON COLUMN assessment.entered IS 'The lines as the desk assessed them; empty when the filing was assessed as filed.';
