//! Permissions, listed once: the browser hides buttons by them, the API decides by them.

text_enum! {
    /// What somebody may do in an account.
    Permission {
        /// See that the account exists, its name, periods and due dates.
        ViewAccount = "view-account",
        /// Write drafts.
        PrepareFiling = "prepare-filing",
        /// File returns and claims.
        SubmitFiling = "submit-filing",
        /// See what was filed.
        ViewFilings = "view-filings",
        /// See assessments and notices.
        ViewAssessments = "view-assessments",
        /// See transactions and balances.
        ViewFinancial = "view-financial",
        /// Read letters and messages.
        ReadMessages = "read-messages",
        /// Carry credits to other periods and ask for refunds.
        UseCredits = "use-credits",
    }
}

text_enum! {
    /// What somebody is to an account.
    Role {
        /// Everything, and decides who else has access.
        Owner = "owner",
        /// What the owner chose.
        Representative = "representative",
    }
}

text_enum! {
    /// A named set of permissions to choose from.
    Preset {
        /// Look, change nothing.
        View = "view",
        /// Look and write drafts.
        Prepare = "prepare",
        /// Look, write drafts and file.
        File = "file",
        /// Everything.
        Full = "full",
    }
}

impl Preset {
    /// The permissions of the set.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            PrepareFiling, ReadMessages, SubmitFiling, ViewAccount, ViewAssessments, ViewFilings,
            ViewFinancial,
        };
        match self {
            Self::View => &[
                ViewAccount,
                ViewFilings,
                ViewAssessments,
                ViewFinancial,
                ReadMessages,
            ],
            Self::Prepare => &[
                ViewAccount,
                PrepareFiling,
                ViewFilings,
                ViewAssessments,
                ViewFinancial,
                ReadMessages,
            ],
            Self::File => &[
                ViewAccount,
                PrepareFiling,
                SubmitFiling,
                ViewFilings,
                ViewAssessments,
                ViewFinancial,
                ReadMessages,
            ],
            Self::Full => Permission::ALL,
        }
    }
}
