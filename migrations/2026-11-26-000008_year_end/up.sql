-- A tax year that its owner has cut short, so that a mistyped year-end can be taken back.

ALTER TABLE period ADD COLUMN cut_from date;
COMMENT ON COLUMN period.cut_from IS 'The day it ended on before its owner changed the year-end.';
