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

text_enum! {
    /// What somebody of the administration may do at the desk. None of it opens a taxpayer's account.
    StaffPermission {
        /// See the queue, its work and what was filed.
        WorkQueue = "work-queue",
        /// Take, give and decide work, and write to clients about it.
        DecideWork = "decide-work",
        /// Propose rates.
        ProposeRate = "propose-rate",
        /// Approve or reject rates that somebody else proposed.
        ApproveRate = "approve-rate",
        /// Propose what programs offer online.
        ProposeCapability = "propose-capability",
        /// Approve or reject what somebody else proposed for programs.
        ApproveCapability = "approve-capability",
        /// Propose rules that send filings to the desk.
        ProposeRiskRule = "propose-risk-rule",
        /// Approve or reject such rules that somebody else proposed.
        ApproveRiskRule = "approve-risk-rule",
    }
}

text_enum! {
    /// What somebody is at the administration's desk, as the identity provider says.
    StaffRole {
        /// Looks, changes nothing.
        Observer = "observer",
        /// Decides work.
        Assessor = "assessor",
        /// Keeps rates, what programs offer, and the rules of the queue.
        Policy = "policy",
    }
}

impl StaffRole {
    /// The permissions of the role.
    pub const fn permissions(self) -> &'static [StaffPermission] {
        use StaffPermission::{
            ApproveCapability, ApproveRate, ApproveRiskRule, DecideWork, ProposeCapability,
            ProposeRate, ProposeRiskRule, WorkQueue,
        };
        match self {
            Self::Observer => &[WorkQueue],
            Self::Assessor => &[WorkQueue, DecideWork],
            Self::Policy => &[
                WorkQueue,
                ProposeRate,
                ApproveRate,
                ProposeCapability,
                ApproveCapability,
                ProposeRiskRule,
                ApproveRiskRule,
            ],
        }
    }

    /// The permissions of several roles together, each once.
    pub fn together(roles: &[Self]) -> Vec<StaffPermission> {
        let given = |permission: &&StaffPermission| {
            roles
                .iter()
                .any(|role| role.permissions().contains(permission))
        };
        StaffPermission::ALL.iter().filter(given).copied().collect()
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
