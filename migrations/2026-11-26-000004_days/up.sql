-- Days that interest hangs on and that no other row tells.

ALTER TABLE assessment ADD COLUMN payable_on date;
COMMENT ON COLUMN assessment.payable_on IS 'The day from which its tax counts. An amendment can move it: then the tax before is taken back on the day it had.';

ALTER TABLE period ADD COLUMN complete_on date;
COMMENT ON COLUMN period.complete_on IS 'The day its first filing was assessed, also with nothing to pay. Credits earn nothing before.';
UPDATE period SET complete_on = (
    SELECT min(assessment.assessed_on) FROM assessment
    WHERE assessment.account_id = period.account_id AND assessment.period_id = period.id
);
