//! The administration's desk: staff, work, and what two people decide.

diesel::table! {
    rate_use (code, last_on) {
        code -> Text,
        last_on -> Date,
    }
}

diesel::table! {
    staff (person_id) {
        person_id -> Uuid,
        roles -> Array<Text>,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    proposal (id) {
        id -> Uuid,
        kind -> Text,
        subject -> Text,
        effective_on -> Date,
        change -> Jsonb,
        reason -> Text,
        status -> Text,
        proposed_by -> Uuid,
        proposed_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    program_term (program, term, effective_on, seq) {
        program -> Text,
        term -> Text,
        effective_on -> Date,
        seq -> Int8,
        change -> Jsonb,
        reason -> Text,
        proposal_id -> Uuid,
    }
}

diesel::table! {
    risk_rule (rule, effective_on, seq) {
        rule -> Text,
        effective_on -> Date,
        seq -> Int8,
        active -> Bool,
        threshold -> Numeric,
        least -> Numeric,
        codes -> Array<Text>,
        level -> Text,
        four_eyes -> Bool,
        reason -> Text,
        proposal_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    work (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        number -> Int8,
        kind -> Text,
        program -> Text,
        subject -> Text,
        period_id -> Nullable<Uuid>,
        filing_id -> Nullable<Uuid>,
        payable_on -> Nullable<Date>,
        rate_code -> Nullable<Text>,
        rate_on -> Nullable<Date>,
        flags -> Jsonb,
        level -> Text,
        four_eyes -> Bool,
        status -> Text,
        received_on -> Date,
        opened_at -> Timestamptz,
        answer_by -> Date,
        assigned_to -> Nullable<Uuid>,
        version -> Int8,
        proposed -> Nullable<Jsonb>,
        proposed_by -> Nullable<Uuid>,
        decision -> Nullable<Text>,
        reason -> Nullable<Text>,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        because -> Nullable<Text>,
        assessment_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    work_step (account_id, work_id, seq) {
        account_id -> Uuid,
        work_id -> Uuid,
        seq -> Int8,
        act -> Text,
        person_id -> Nullable<Uuid>,
        note -> Text,
        at -> Timestamptz,
    }
}
