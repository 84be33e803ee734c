ALTER TABLE period DROP COLUMN gross_tax;
ALTER TABLE assessment DROP COLUMN interest_before;
ALTER TABLE assessment DROP COLUMN interest;
