ALTER TABLE period DROP COLUMN complete_on;
ALTER TABLE assessment DROP COLUMN payable_on;
