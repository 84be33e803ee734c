//! The tables as Diesel sees them. `tests/it/schema.rs` compares them with the migrated database.

mod desk;
mod money;

pub use desk::*;
pub use money::*;

diesel::table! {
    rate (code, effective_on) {
        code -> Text,
        effective_on -> Date,
        value -> Numeric,
        confidence -> Text,
        source -> Text,
        proposal_id -> Nullable<Uuid>,
        until -> Nullable<Date>,
    }
}

diesel::table! {
    client (id) {
        id -> Uuid,
        name -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    person (id) {
        id -> Uuid,
        issuer -> Text,
        subject -> Text,
        name -> Text,
        email -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    session (id) {
        id -> Uuid,
        token_sha256 -> Bytea,
        person_id -> Uuid,
        csrf_token -> Text,
        id_token -> Text,
        created_at -> Timestamptz,
        last_active_at -> Timestamptz,
        credentials_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        staff -> Nullable<Array<Text>>,
    }
}

diesel::table! {
    sign_in (state_sha256) {
        state_sha256 -> Bytea,
        browser_sha256 -> Bytea,
        nonce -> Text,
        verifier -> Text,
        return_to -> Text,
        session_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    person_audit (id) {
        id -> Uuid,
        person_id -> Nullable<Uuid>,
        act -> Text,
        subject -> Text,
        correlation_id -> Text,
        address -> Text,
        at -> Timestamptz,
        detail -> Jsonb,
    }
}

diesel::table! {
    activation_attempt (person_id, at, id) {
        person_id -> Uuid,
        at -> Timestamptz,
        id -> Uuid,
        number_sha256 -> Bytea,
    }
}

diesel::table! {
    account (id) {
        id -> Uuid,
        client_id -> Uuid,
        program -> Text,
        number -> Text,
        occurrence -> Text,
        name -> Text,
        place -> Text,
        frequency -> Text,
        opened_on -> Date,
        closed_on -> Nullable<Date>,
    }
}

diesel::table! {
    access (account_id, person_id) {
        account_id -> Uuid,
        person_id -> Uuid,
        role -> Text,
        permissions -> Array<Text>,
        granted_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    invitation (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        role -> Text,
        permissions -> Array<Text>,
        addressed_to -> Text,
        pin_argon2 -> Text,
        issued_at -> Timestamptz,
        expires_on -> Date,
        wrong_tries -> Int4,
        locked_at -> Nullable<Timestamptz>,
        used_at -> Nullable<Timestamptz>,
        used_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    period (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        starts_on -> Date,
        ends_on -> Date,
        nominal_due_on -> Date,
        due_on -> Date,
        form -> Text,
        number -> Int4,
        complete_on -> Nullable<Date>,
        gross_tax -> Nullable<Numeric>,
        cut_from -> Nullable<Date>,
    }
}

diesel::table! {
    payment_due (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        period_id -> Uuid,
        kind -> Text,
        number -> Int4,
        label -> Text,
        nominal_due_on -> Date,
        due_on -> Date,
        amount -> Nullable<Numeric>,
        why -> Jsonb,
        version -> Int4,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    calendar_link (person_id) {
        person_id -> Uuid,
        token_sha256 -> Bytea,
        amounts -> Bool,
        kinds -> Array<Text>,
        created_at -> Timestamptz,
        used_on -> Nullable<Date>,
    }
}

diesel::table! {
    draft (account_id, period_id) {
        account_id -> Uuid,
        period_id -> Uuid,
        version -> Int8,
        lines -> Jsonb,
        payable -> Nullable<Numeric>,
        saved_at -> Timestamptz,
        saved_by -> Uuid,
        rows -> Jsonb,
    }
}

diesel::table! {
    filing (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        period_id -> Uuid,
        kind -> Text,
        revision -> Int4,
        amends -> Nullable<Uuid>,
        form_version -> Text,
        entered -> Jsonb,
        evaluation -> Jsonb,
        payable -> Numeric,
        received_at -> Timestamptz,
        filed_on -> Date,
        filed_by -> Uuid,
        filed_by_name -> Text,
    }
}

diesel::table! {
    filing_line (account_id, filing_id, line) {
        account_id -> Uuid,
        filing_id -> Uuid,
        line -> Text,
        value -> Numeric,
    }
}

diesel::table! {
    filing_rate (account_id, filing_id, code, effective_on) {
        account_id -> Uuid,
        filing_id -> Uuid,
        code -> Text,
        effective_on -> Date,
        value -> Numeric,
        confidence -> Text,
        source -> Text,
    }
}

diesel::table! {
    assessment (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        filing_id -> Uuid,
        period_id -> Uuid,
        kind -> Text,
        tax -> Numeric,
        penalty -> Numeric,
        tax_before -> Numeric,
        penalty_before -> Numeric,
        penalty_why -> Nullable<Jsonb>,
        owing_on_notice -> Numeric,
        assessed_on -> Date,
        posted_at -> Timestamptz,
        objection_until -> Date,
        carried_back -> Numeric,
        loss_filing_id -> Nullable<Uuid>,
        evaluation -> Nullable<Jsonb>,
        tax_why -> Nullable<Jsonb>,
        entered -> Nullable<Jsonb>,
        reason -> Nullable<Text>,
        payable_on -> Nullable<Date>,
        interest -> Numeric,
        interest_before -> Numeric,
        instalment_interest -> Numeric,
        instalment_penalty -> Numeric,
        instalment_interest_before -> Numeric,
        instalment_penalty_before -> Numeric,
        instalments_why -> Nullable<Jsonb>,
        seq -> Int8,
        again -> Nullable<Text>,
    }
}

diesel::table! {
    receipt (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        filing_id -> Uuid,
        reference -> Text,
        body -> Jsonb,
        issued_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency (account_id, person_id, key) {
        account_id -> Uuid,
        person_id -> Uuid,
        key -> Text,
        fingerprint -> Bytea,
        receipt_id -> Uuid,
        used_at -> Timestamptz,
    }
}

diesel::table! {
    message (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        subject -> Text,
        summary -> Text,
        body -> Jsonb,
        assessment_id -> Nullable<Uuid>,
        posted_at -> Timestamptz,
        posted_on -> Date,
    }
}

diesel::table! {
    message_read (account_id, message_id, person_id) {
        account_id -> Uuid,
        message_id -> Uuid,
        person_id -> Uuid,
        read_at -> Timestamptz,
    }
}

diesel::table! {
    event (account_id, seq) {
        account_id -> Uuid,
        seq -> Int8,
        id -> Uuid,
        kind -> Text,
        subject -> Text,
        at -> Timestamptz,
        body -> Jsonb,
    }
}

diesel::table! {
    audit (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        act -> Text,
        person_id -> Nullable<Uuid>,
        session_id -> Nullable<Uuid>,
        subject -> Text,
        correlation_id -> Text,
        address -> Text,
        at -> Timestamptz,
        detail -> Jsonb,
    }
}

diesel::table! {
    sandbox (singleton) {
        singleton -> Bool,
        clock_offset_ms -> Int8,
        letters -> Jsonb,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    rate,
    rate_use,
    staff,
    proposal,
    program_term,
    risk_rule,
    work,
    work_step,
    client,
    person,
    session,
    sign_in,
    person_audit,
    activation_attempt,
    account,
    access,
    invitation,
    period,
    payment_due,
    calendar_link,
    draft,
    filing,
    filing_line,
    filing_rate,
    assessment,
    receipt,
    idempotency,
    ledger_account,
    interest_gap,
    journal,
    posting,
    account_balance,
    message,
    message_read,
    event,
    audit,
    sandbox,
);

diesel::allow_tables_to_appear_in_same_query!(account, allocation_order);
diesel::allow_tables_to_appear_in_same_query!(refund, period);
diesel::allow_tables_to_appear_in_same_query!(loss_carried, filing);
