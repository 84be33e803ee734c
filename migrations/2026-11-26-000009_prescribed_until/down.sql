DROP TABLE interest_gap;
-- Without an end the last rate is carried over again.
ALTER TABLE rate DROP COLUMN until;
COMMENT ON TABLE rate IS 'Dated rates. There is no end date: the next row of a code ends the last, so gaps and overlaps cannot be written.';
-- The release before refuses a proposal with a part that it does not know.
ALTER TABLE proposal DISABLE TRIGGER USER;
UPDATE proposal SET change = change - 'until' WHERE kind = 'rate';
ALTER TABLE proposal ENABLE TRIGGER USER;
