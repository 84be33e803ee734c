//! What is there for a period, as conditions of a query over periods: whoever cuts days anew asks the same.

/// Something was filed for it.
macro_rules! is_filed {
    () => {
        diesel::dsl::exists(
            crate::db::schema::filing::table.filter(
                crate::db::schema::filing::account_id
                    .eq(crate::db::schema::period::account_id)
                    .and(crate::db::schema::filing::period_id.eq(crate::db::schema::period::id)),
            ),
        )
    };
}

/// It has no draft, no entry in the ledger and no refund.
macro_rules! is_untouched {
    () => {{
        use crate::db::schema::{draft, ledger_account, period, refund};
        use diesel::dsl::{exists, not};
        let drafted = draft::table.filter(
            draft::account_id
                .eq(period::account_id)
                .and(draft::period_id.eq(period::id)),
        );
        let kept = ledger_account::table.filter(
            ledger_account::account_id
                .eq(period::account_id)
                .and(ledger_account::period_id.eq(period::id)),
        );
        let refunded = refund::table.filter(
            refund::account_id
                .eq(period::account_id)
                .and(refund::period_id.eq(period::id)),
        );
        not(exists(drafted))
            .and(not(exists(kept)))
            .and(not(exists(refunded)))
    }};
}

pub(super) use {is_filed, is_untouched};
