//! The ledger, and what becomes of credits and losses.

diesel::table! {
    ledger_account (account_id, period_id, kind) {
        account_id -> Uuid,
        period_id -> Uuid,
        kind -> Text,
        balance -> Numeric,
    }
}

diesel::table! {
    journal (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        period_id -> Uuid,
        cause_kind -> Text,
        cause_id -> Uuid,
        effective_on -> Date,
        recorded_at -> Timestamptz,
        recorded_on -> Date,
        actor -> Uuid,
        reverses -> Nullable<Uuid>,
        allocation -> Nullable<Array<Text>>,
        other_period_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    posting (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        journal_id -> Uuid,
        period_id -> Uuid,
        kind -> Text,
        amount -> Numeric,
        seq -> Nullable<Int8>,
        balance -> Nullable<Numeric>,
    }
}

diesel::table! {
    account_balance (account_id) {
        account_id -> Uuid,
        amount -> Numeric,
        entries -> Int8,
    }
}

diesel::table! {
    interest_run (month_end) {
        month_end -> Date,
        after_account -> Nullable<Uuid>,
        after_period -> Nullable<Uuid>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    interest_gap (account_id, period_id, part) {
        account_id -> Uuid,
        period_id -> Uuid,
        part -> Text,
        missing_on -> Date,
    }
}

diesel::table! {
    allocation_order (program, effective_on) {
        program -> Text,
        effective_on -> Date,
        kinds -> Array<Text>,
        confidence -> Text,
        source -> Text,
    }
}

diesel::table! {
    refund (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        period_id -> Uuid,
        amount -> Numeric,
        whole -> Bool,
        cause -> Text,
        state -> Text,
        requested_at -> Timestamptz,
        requested_on -> Date,
        requested_by -> Uuid,
        closed_on -> Nullable<Date>,
        paid -> Nullable<Numeric>,
    }
}

diesel::table! {
    loss_carried (account_id, filing_id, period_id, seq) {
        account_id -> Uuid,
        filing_id -> Uuid,
        period_id -> Uuid,
        loss_period_id -> Uuid,
        amount -> Numeric,
        counts_from -> Date,
        seq -> Int8,
    }
}

diesel::table! {
    credit_act (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        key -> Text,
        fingerprint -> Bytea,
        reply -> Jsonb,
        at -> Timestamptz,
    }
}
