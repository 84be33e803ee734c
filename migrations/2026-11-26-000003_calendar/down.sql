DROP INDEX assessment_objection;
DROP TABLE calendar_link;
DROP TABLE payment_due;
