-- Interest is prescribed for a quarter or a year. What comes after is not known until it is published: nothing is carried over.

ALTER TABLE rate ADD COLUMN until date CHECK (until >= effective_on), ADD CONSTRAINT until_of_interest CHECK (until IS NULL OR code LIKE '%interest');
COMMENT ON COLUMN rate.until IS 'The last day that interest was prescribed for. After it no rate is known until the next row. Empty where the next row ends it.';
COMMENT ON TABLE rate IS 'Dated rates. The next row of a code ends the last, so overlaps cannot be written; interest that is prescribed for a time ends with it.';

-- Rows of earlier releases that no page has: the rate before, carried over. What was posted by them is worked out again, up to what is known.
ALTER TABLE rate DISABLE TRIGGER USER;
DELETE FROM rate WHERE source = 'Last published rate; carried over until the next one is published' AND proposal_id IS NULL;
UPDATE rate SET until = prescribed.until
FROM (VALUES
    ('debit-interest', date '2026-01-01', date '2026-03-31'),
    ('credit-interest', '2026-01-01', '2026-03-31'),
    ('ifta-interest', '2015-07-01', '2015-09-30'),
    ('ifta-interest', '2023-01-01', '2023-12-31')
) AS prescribed (code, effective_on, until)
WHERE rate.code = prescribed.code AND rate.effective_on = prescribed.effective_on AND rate.proposal_id IS NULL;
ALTER TABLE rate ENABLE TRIGGER USER;

WITH known AS (
    SELECT rate_use.code, rate_use.last_on, least(rate_use.last_on, newest.until) AS until
    FROM rate_use
    CROSS JOIN LATERAL (
        SELECT rate.until FROM rate
        WHERE rate.code = rate_use.code AND rate.effective_on <= rate_use.last_on
        ORDER BY rate.effective_on DESC
        LIMIT 1
    ) AS newest
), beyond AS (
    DELETE FROM rate_use USING known
    WHERE rate_use.code = known.code AND rate_use.last_on = known.last_on AND known.until < known.last_on
    RETURNING known.code, known.until
)
INSERT INTO rate_use (code, last_on) SELECT DISTINCT code, until FROM beyond ON CONFLICT DO NOTHING;

CREATE TABLE interest_gap (
    account_id uuid NOT NULL,
    period_id uuid NOT NULL,
    missing_on date NOT NULL,
    PRIMARY KEY (account_id, period_id)
);
COMMENT ON TABLE interest_gap IS 'Periods whose interest ends because a rate is missing, also once they are settled: the run of a month end sees to them until there is one.';
