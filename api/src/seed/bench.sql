-- Plain accounts for measuring. Postings come in statement order per account, so the triggers keep every balance.
BEGIN;
SET LOCAL statement_timeout = 0;

CREATE TEMP TABLE bench ON COMMIT DROP AS
SELECT n, gen_random_uuid() AS client_id, gen_random_uuid() AS person_id, gen_random_uuid() AS account_id
FROM generate_series(1, :count) AS n;
CREATE TEMP TABLE bench_month ON COMMIT DROP AS
SELECT b.account_id, b.person_id, m, gen_random_uuid() AS period_id, gen_random_uuid() AS charge_id, gen_random_uuid() AS payment_id,
    (date '2025-10-01' + make_interval(months => m))::date AS starts_on, (100000 + (b.n * 37 + m * 911) % 900000)::numeric / 100 AS levy
FROM bench b CROSS JOIN generate_series(0, 12) AS m;

INSERT INTO client SELECT client_id, 'Bench ' || n || ' Ltd.', '2025-09-01Z' FROM bench;
INSERT INTO person SELECT person_id, 'bench', 'bench-' || n, 'Bench Person ' || n, NULL, '2025-09-01Z' FROM bench;
INSERT INTO account SELECT account_id, client_id, 'tourism-levy', lpad((400000000 + n)::text, 9, '0'), '001', 'Bench Inn ' || n, 'Banff', 'monthly', '2025-10-01', NULL FROM bench;
INSERT INTO access SELECT account_id, person_id, 'owner',
    ARRAY['view-account', 'prepare-filing', 'submit-filing', 'view-filings', 'view-assessments', 'view-financial', 'read-messages'], '2025-09-01Z', NULL FROM bench;
INSERT INTO session SELECT gen_random_uuid(), sha256(('bench-' || n)::bytea), person_id, 'csrf', '', now(), now() + interval '10 minutes', now() + interval '10 minutes', NULL FROM bench;
INSERT INTO period SELECT account_id, period_id, starts_on, (starts_on + interval '1 month - 1 day')::date,
    (starts_on + interval '1 month 27 days')::date, (starts_on + interval '1 month 27 days')::date FROM bench_month;

INSERT INTO filing SELECT account_id, gen_random_uuid(), period_id, 'return', 1, NULL, 'bench', '{"lines": {}}', '{}', levy,
    starts_on + interval '1 month 20 days', (starts_on + interval '1 month 20 days')::date, person_id, 'Bench' FROM bench_month WHERE m < 12;
INSERT INTO journal SELECT account_id, charge_id, period_id, 'assessment', charge_id, (starts_on + interval '1 month 27 days')::date,
    starts_on + interval '1 month 20 days', (starts_on + interval '1 month 20 days')::date, person_id, NULL FROM bench_month WHERE m < 12 ORDER BY account_id, m;
INSERT INTO journal SELECT account_id, payment_id, period_id, 'payment', payment_id, (starts_on + interval '1 month 25 days')::date,
    starts_on + interval '1 month 25 days', (starts_on + interval '1 month 25 days')::date, person_id, NULL FROM bench_month WHERE m < 12 ORDER BY account_id, m;
INSERT INTO posting (account_id, id, journal_id, period_id, kind, amount)
SELECT account_id, gen_random_uuid(), journal_id, period_id, kind, amount FROM (
    SELECT account_id, m, 1 AS step, charge_id AS journal_id, period_id, 'tax' AS kind, levy AS amount FROM bench_month WHERE m < 12
    UNION ALL SELECT account_id, m, 2, charge_id, period_id, 'crown-revenue', -levy FROM bench_month WHERE m < 12
    UNION ALL SELECT account_id, m, 3, payment_id, period_id, 'tax', -levy FROM bench_month WHERE m < 12
    UNION ALL SELECT account_id, m, 4, payment_id, period_id, 'crown-receipts', levy FROM bench_month WHERE m < 12
) AS line ORDER BY account_id, m, step;
COMMIT;
ANALYZE;
