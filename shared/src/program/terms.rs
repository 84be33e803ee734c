//! What a program offers on a day: its facts, and what the administration's desk has changed since without a release.

use super::{Capability, Facts, Offer};
use crate::allocation::{AllocationOrder, DebtKind};
use crate::rate::Confidence;
use serde::{Deserialize, Serialize};

text_enum! {
    /// A kind of document that can be sent.
    DocumentKind {
        /// A PDF file.
        Pdf = "pdf",
        /// A PNG picture.
        Png = "png",
        /// A JPEG picture.
        Jpeg = "jpeg",
        /// A TIFF picture.
        Tiff = "tiff",
        /// Rows of values.
        Csv = "csv",
        /// A spreadsheet.
        Xlsx = "xlsx",
        /// A text with its form.
        Docx = "docx",
        /// Plain text.
        Text = "txt",
        /// Data between programs.
        Xml = "xml",
    }
}

/// The name of the term that says what payments pay first.
pub const PAYMENT_ORDER: &str = "payment-order";

/// The most days that can be given to object.
const MOST_DAYS: i64 = 730;

/// A term of a program that is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(
    tag = "term",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum TermChange {
    /// Something can be done online, or not.
    Capability {
        /// What.
        capability: Capability,
        /// It can be done.
        offered: bool,
    },
    /// So many days to object to an assessment.
    ObjectionDays {
        /// From 1 to 730.
        days: i64,
    },
    /// What kinds of documents can be sent.
    DocumentKinds {
        /// At least one.
        kinds: Vec<DocumentKind>,
    },
    /// What payments that come in from the day on pay first.
    PaymentOrder {
        /// Interest, penalty and tax, each once.
        order: Vec<DebtKind>,
    },
}

impl TermChange {
    /// What there is one of for each program: a capability, the days to object, the kinds of documents.
    pub const fn term(&self) -> &'static str {
        match self {
            Self::Capability { capability, .. } => capability.as_str(),
            Self::ObjectionDays { .. } => "objection-days",
            Self::DocumentKinds { .. } => "document-kinds",
            Self::PaymentOrder { .. } => PAYMENT_ORDER,
        }
    }

    /// What is wrong with it, if something is.
    pub fn complaint(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::ObjectionDays { days } if !(1..=MOST_DAYS).contains(days) => {
                Some(("days", "There are from 1 to 730 days to object"))
            }
            Self::DocumentKinds { kinds } if kinds.is_empty() => {
                Some(("kinds", "Name at least one kind of document"))
            }
            Self::Capability {
                capability: Capability::History,
                ..
            } => Some((
                "capability",
                "Whether a program is history is not for the desk to change",
            )),
            Self::PaymentOrder { order } if AllocationOrder::of(order).is_none() => {
                Some(("order", "Name interest, penalty and tax, each once"))
            }
            Self::Capability { .. }
            | Self::ObjectionDays { .. }
            | Self::DocumentKinds { .. }
            | Self::PaymentOrder { .. } => None,
        }
    }
}

/// What a program offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What can be done online, and how sure we are.
    pub offers: Vec<Offer>,
    /// Days to object, and how sure we are.
    pub objection_days: (i64, Confidence),
    /// The kinds of documents that can be sent, and how sure we are.
    pub document_kinds: (Vec<DocumentKind>, Confidence),
    /// What payments pay first, where the desk has set it.
    pub payment_order: Option<AllocationOrder>,
}

impl Terms {
    /// The facts of the release.
    pub fn of(facts: &Facts) -> Self {
        Self {
            offers: facts.offers.to_vec(),
            objection_days: facts.objection_days,
            // No page says which are taken (domain page `access-and-security`).
            document_kinds: (DocumentKind::ALL.to_vec(), Confidence::Unverified),
            payment_order: None,
        }
    }

    /// The facts of the release with these changes on top.
    pub fn with(facts: &Facts, changes: &[TermChange]) -> Self {
        let mut terms = Self::of(facts);
        for change in changes {
            terms.apply(change);
        }
        terms
    }

    /// Changes a term.
    pub fn apply(&mut self, change: &TermChange) {
        match change {
            TermChange::Capability {
                capability,
                offered,
            } => {
                self.offers.retain(|Offer(one, _sure)| one != capability);
                if *offered {
                    self.offers.push(Offer(*capability, Confidence::Confirmed));
                }
            }
            TermChange::ObjectionDays { days } => {
                self.objection_days = (*days, Confidence::Confirmed);
            }
            TermChange::DocumentKinds { kinds } => {
                self.document_kinds = (kinds.clone(), Confidence::Confirmed);
            }
            TermChange::PaymentOrder { order } => self.payment_order = AllocationOrder::of(order),
        }
    }

    /// It can be done online.
    pub fn offers(&self, capability: Capability) -> bool {
        self.offers
            .iter()
            .any(|Offer(offered, _sure)| *offered == capability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Program;

    #[test]
    fn changes_lie_over_the_facts_and_the_last_one_counts() {
        let facts = Program::TourismLevy.facts();
        let off = |capability| TermChange::Capability {
            capability,
            offered: false,
        };
        assert!(Terms::of(facts).offers(Capability::FileReturn));
        let terms = Terms::with(
            facts,
            &[
                off(Capability::FileReturn),
                off(Capability::Organizations),
                TermChange::ObjectionDays { days: 60 },
                TermChange::Capability {
                    capability: Capability::Renewal,
                    offered: true,
                },
            ],
        );
        assert!(!terms.offers(Capability::FileReturn));
        assert!(!terms.offers(Capability::Organizations));
        assert!(terms.offers(Capability::Renewal));
        assert!(terms.offers(Capability::Amend));
        assert_eq!(terms.objection_days, (60, Confidence::Confirmed));
    }

    #[test]
    fn a_change_says_on_the_wire_what_it_changes() {
        let change: TermChange = serde_json::from_str(
            r#"{"term": "capability", "capability": "file-return", "offered": false}"#,
        )
        .unwrap();
        assert_eq!(change.term(), "file-return");
        assert_eq!(change.complaint(), None);
        for wrong in [
            r#"{"term": "objection-days", "days": 0}"#,
            r#"{"term": "objection-days", "days": 731}"#,
            r#"{"term": "document-kinds", "kinds": []}"#,
            r#"{"term": "capability", "capability": "history", "offered": true}"#,
        ] {
            let change: TermChange = serde_json::from_str(wrong).unwrap();
            assert!(change.complaint().is_some(), "{wrong}");
        }
        let unknown = r#"{"term": "objection-days", "days": 90, "hours": 1}"#;
        assert!(serde_json::from_str::<TermChange>(unknown).is_err());
    }
}
