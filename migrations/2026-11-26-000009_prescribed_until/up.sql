-- Interest is prescribed for a quarter or a year, and fuel rates under relief for a quarter. What comes after is not known until it is
-- published: nothing is carried over.

ALTER TABLE rate ADD COLUMN until date CHECK (until >= effective_on), ADD CONSTRAINT until_of_prescribed CHECK (until IS NULL OR code LIKE '%interest' OR code LIKE 'fuel.%');
COMMENT ON COLUMN rate.until IS 'The last day that it was prescribed for, as interest is and fuel rates under relief. After it no rate is known until the next row. Empty where the next row ends it.';
COMMENT ON TABLE rate IS 'Dated rates. The next row of a code ends the last, so overlaps cannot be written; what is prescribed for a time ends with it.';

-- The last day that a filing has used a row for: the filing is shown by it, so it counts to that day whatever was published.
CREATE TEMP TABLE used_row ON COMMIT DROP AS
SELECT used.code, used.effective_on, max(CASE WHEN used.code LIKE '%interest' THEN greatest(period.ends_on, filing.filed_on) ELSE period.ends_on END) AS last_on
FROM filing_rate AS used
JOIN filing ON filing.account_id = used.account_id AND filing.id = used.filing_id
JOIN period ON period.account_id = filing.account_id AND period.id = filing.period_id
GROUP BY used.code, used.effective_on;

-- Rows of earlier releases that no page has: the rate before, carried over. What was posted by them is worked out again, up to what is known.
ALTER TABLE rate DISABLE TRIGGER USER;
DELETE FROM rate WHERE source = 'Last published rate; carried over until the next one is published' AND proposal_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM used_row WHERE used_row.code = rate.code AND used_row.effective_on = rate.effective_on);
UPDATE rate SET until = greatest(rate.effective_on, used_row.last_on)
FROM used_row
WHERE used_row.code = rate.code AND used_row.effective_on = rate.effective_on
    AND rate.source = 'Last published rate; carried over until the next one is published' AND rate.proposal_id IS NULL;
-- What the desk entered before counts for its quarter, for carriers for its year, unless the next row takes its place at once.
UPDATE rate SET until = greatest(prescribed.until, (
    SELECT last_on FROM used_row WHERE used_row.code = rate.code AND used_row.effective_on = rate.effective_on
))
FROM (
    SELECT published.code, published.effective_on, published.until FROM (VALUES
        ('debit-interest', date '2026-01-01', date '2026-03-31'),
        ('credit-interest', '2026-01-01', '2026-03-31'),
        ('ifta-interest', '2015-07-01', '2015-09-30'),
        ('ifta-interest', '2023-01-01', '2023-12-31'),
        ('fuel.gasoline', '2024-04-01', '2026-06-30'),
        ('fuel.diesel', '2024-04-01', '2026-06-30'),
        ('fuel.blend', '2024-04-01', '2026-06-30'),
        ('fuel.marked-gasoline', '2024-04-01', '2026-06-30'),
        ('fuel.marked-diesel', '2024-04-01', '2026-06-30')
    ) AS published (code, effective_on, until)
    JOIN rate AS row USING (code, effective_on) WHERE row.proposal_id IS NULL
    UNION ALL
    SELECT code, effective_on, until FROM (
        SELECT code, effective_on, proposal_id,
            (date_trunc(CASE code WHEN 'ifta-interest' THEN 'year' ELSE 'quarter' END, effective_on)
                + CASE code WHEN 'ifta-interest' THEN interval '1 year' ELSE interval '3 months' END - interval '1 day')::date AS until,
            lead(effective_on) OVER (PARTITION BY code ORDER BY effective_on) AS next_on
        FROM rate
        WHERE code LIKE '%interest' OR code IN ('fuel.gasoline', 'fuel.diesel', 'fuel.blend', 'fuel.marked-gasoline', 'fuel.marked-diesel')
    ) AS entered
    WHERE proposal_id IS NOT NULL AND (next_on IS NULL OR next_on > until + 1)
) AS prescribed
WHERE rate.code = prescribed.code AND rate.effective_on = prescribed.effective_on;
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
    part text NOT NULL CHECK (part IN ('balance', 'instalments')),
    missing_on date NOT NULL,
    PRIMARY KEY (account_id, period_id, part)
);
COMMENT ON TABLE interest_gap IS 'Periods whose interest ends because a rate is missing, also once they are settled: the run of a month end sees to them until there is one.';
COMMENT ON COLUMN interest_gap.part IS 'Interest on what is owed or in credit, which ends, or on instalments, which is not worked out at all.';

-- What was posted by a rate that was carried over is looked at again, also where it is paid.
INSERT INTO interest_gap (account_id, period_id, part, missing_on)
SELECT journal.account_id, journal.period_id, 'balance', min(journal.effective_on)
FROM journal JOIN account ON account.id = journal.account_id
WHERE journal.cause_kind = 'interest' AND journal.effective_on > CASE account.program WHEN 'ifta' THEN date '2023-12-31' ELSE date '2026-03-31' END
GROUP BY journal.account_id, journal.period_id;

INSERT INTO interest_gap (account_id, period_id, part, missing_on)
SELECT account_id, period_id, 'instalments', min(effective_on)
FROM journal
WHERE cause_kind = 'instalment' AND effective_on > date '2026-03-31'
GROUP BY account_id, period_id;
