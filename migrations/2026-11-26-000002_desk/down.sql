ALTER TABLE assessment
    DROP COLUMN reason,
    DROP COLUMN entered;
ALTER TABLE rate DROP COLUMN proposal_id;
ALTER TABLE session DROP COLUMN staff;
DROP TABLE work_step, work, risk_rule, program_term, rate_use, proposal, staff;
