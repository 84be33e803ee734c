DROP TABLE sandbox, audit, event, message_read, message, account_balance, posting, journal,
    ledger_account, idempotency, receipt, assessment, filing_rate, filing_line, filing, draft, period, invitation,
    access, account, activation_attempt, person_audit, sign_in, session, person, client, rate;
