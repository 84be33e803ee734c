-- Days that interest hangs on and that no other row tells.

ALTER TABLE assessment ADD COLUMN payable_on date;
COMMENT ON COLUMN assessment.payable_on IS 'The day from which its tax counts. An amendment can move it: then the tax before is taken back on the day it had.';

ALTER TABLE period ADD COLUMN complete_on date;
COMMENT ON COLUMN period.complete_on IS 'The day its return was received, once it is assessed, also with nothing to pay. Credits earn nothing before.';
UPDATE period SET complete_on = (
    SELECT min(filing.filed_on) FROM filing
    WHERE filing.account_id = period.account_id AND filing.period_id = period.id
)
WHERE EXISTS (
    SELECT 1 FROM assessment WHERE assessment.account_id = period.account_id AND assessment.period_id = period.id
);
