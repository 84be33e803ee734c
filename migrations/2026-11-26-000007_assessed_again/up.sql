-- A filing is assessed again without a new one: by the desk, by losses, or when what its instalments follow from has changed.

-- Rows that are there are numbered in the order in which they were assessed. It changes nothing of what they say.
ALTER TABLE assessment ADD COLUMN seq bigint;
ALTER TABLE assessment DISABLE TRIGGER USER;
UPDATE assessment SET seq = ordered.place
FROM (
    SELECT assessment.account_id, assessment.id, row_number() OVER (
        ORDER BY assessment.posted_at, filing.revision, assessment.loss_filing_id IS NOT NULL, assessment.id
    ) AS place
    FROM assessment
    JOIN filing ON filing.account_id = assessment.account_id AND filing.id = assessment.filing_id
) AS ordered
WHERE assessment.account_id = ordered.account_id AND assessment.id = ordered.id;
ALTER TABLE assessment ENABLE TRIGGER USER;
ALTER TABLE assessment ALTER COLUMN seq SET NOT NULL;
ALTER TABLE assessment ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('assessment', 'seq'), coalesce(max(seq), 0) + 1, false) FROM assessment;
COMMENT ON COLUMN assessment.seq IS 'Grows with each: the highest of a period is what stands.';
ALTER TABLE assessment ADD COLUMN again text;
COMMENT ON COLUMN assessment.again IS 'What made a further assessment of the same filing, losses apart: the desk, or its instalments; empty for the filing''s first.';
ALTER TABLE assessment DROP CONSTRAINT assessment_once;
CREATE UNIQUE INDEX assessment_once ON assessment (account_id, filing_id) WHERE loss_filing_id IS NULL AND again IS NULL;
CREATE INDEX assessment_filing ON assessment (account_id, filing_id, seq);

ALTER TABLE loss_carried ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
COMMENT ON COLUMN loss_carried.seq IS 'Grows with each: of one filing the highest counts.';
ALTER TABLE loss_carried DROP CONSTRAINT loss_carried_pkey, ADD PRIMARY KEY (account_id, filing_id, period_id, seq);

ALTER TABLE work ADD COLUMN because text;
COMMENT ON COLUMN work.because IS 'Why somebody of the administration opened it; empty for what rules and missing rates open.';
ALTER TABLE work ADD COLUMN assessment_id uuid;
COMMENT ON COLUMN work.assessment_id IS 'What its decision assessed.';
UPDATE work SET assessment_id = assessment.id
FROM assessment
WHERE work.account_id = assessment.account_id AND work.filing_id = assessment.filing_id AND assessment.loss_filing_id IS NULL
    AND work.decision IN ('accept', 'reassess');
