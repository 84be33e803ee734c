DROP TABLE interest_gap;
-- Without an end the last rate is carried over again.
ALTER TABLE rate DROP COLUMN until;
COMMENT ON TABLE rate IS 'Dated rates. There is no end date: the next row of a code ends the last, so gaps and overlaps cannot be written.';
