-- Interest that is part of a return is kept apart from its tax, and what bears more while it is not paid.

ALTER TABLE assessment ADD COLUMN interest numeric(17, 2) NOT NULL DEFAULT 0;
COMMENT ON COLUMN assessment.interest IS 'Interest that is part of the return, apart from its tax.';
ALTER TABLE assessment ADD COLUMN interest_before numeric(17, 2) NOT NULL DEFAULT 0;
COMMENT ON COLUMN assessment.interest_before IS 'The same of the assessment before; zero for the first.';

ALTER TABLE period ADD COLUMN gross_tax numeric(17, 2);
COMMENT ON COLUMN period.gross_tax IS 'All that its newest return owes somewhere, without what is in credit elsewhere; kept where interest is on that.';
UPDATE period SET complete_on = (
    SELECT min(filing.filed_on) FROM filing
    WHERE filing.account_id = period.account_id AND filing.period_id = period.id
)
WHERE complete_on IS NULL AND EXISTS (
    SELECT 1 FROM assessment WHERE assessment.account_id = period.account_id AND assessment.period_id = period.id
);
