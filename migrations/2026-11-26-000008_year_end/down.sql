ALTER TABLE period DROP COLUMN cut_from;
