//! RFC 9457 problem details: one shape and one closed list of codes for everything that goes wrong.

use serde::{Deserialize, Serialize};

text_enum! {
    /// Why a request was refused. One cause each; the text never changes.
    ProblemCode {
        /// The body is not JSON of the documented shape.
        Malformed = "request.malformed",
        /// A query or path parameter is unknown or unreadable.
        Parameter = "request.parameter",
        /// The Content-Type is not application/json.
        ContentType = "request.content_type",
        /// The body is larger than allowed.
        TooLarge = "request.too_large",
        /// The method does not exist on this address.
        Method = "request.method",
        /// Not signed in, or the cookie is not known.
        SignedOut = "session.signed_out",
        /// Signed out after 15 minutes without activity.
        IdledOut = "session.idle",
        /// An hour has passed: credentials must be confirmed.
        CredentialsNeeded = "session.credentials_needed",
        /// The X-CSRF-Token header is missing or wrong, or the request comes from another site.
        Forgery = "session.csrf",
        /// The sign-in at the identity provider did not succeed.
        SignInFailed = "session.sign_in_failed",
        /// Nothing here, or not yours to see.
        NotFound = "not_found",
        /// You may see the account, but lack a permission.
        PermissionMissing = "grant.permission_missing",
        /// The account number and PIN do not fit together.
        ActivationRefused = "activation.refused",
        /// Too many wrong tries; the letter's PIN no longer works.
        ActivationLocked = "activation.locked",
        /// If-Match is missing.
        VersionMissing = "version.missing",
        /// If-Match names an older version.
        VersionStale = "version.stale",
        /// Idempotency-Key is missing or unusable.
        IdempotencyKeyRequired = "idempotency.key_required",
        /// The key was used for another request.
        IdempotencyKeyReused = "idempotency.key_reused",
        /// The first request with this key is still running.
        IdempotencyInProgress = "idempotency.in_progress",
        /// The filing has errors, or warnings nobody acknowledged.
        FilingFindings = "filing.findings",
        /// The period is not yet over.
        PeriodNotOver = "filing.period_not_over",
        /// A return for this period is already on file.
        AlreadyFiled = "filing.already_filed",
        /// What the calendar asks for, or what holds money, is not taken back.
        NotDiscarded = "filing.not_discarded",
        /// A year-end is not the client's to change, or what was filed for its years keeps it.
        YearEndFixed = "account.year_end_fixed",
        /// There is no filing to amend, or a newer one has replaced it.
        NotLatest = "filing.not_latest",
        /// Another claim covers some of these days.
        Overlaps = "filing.overlaps",
        /// The two filings are not versions of one return or claim.
        NotComparable = "filing.not_comparable",
        /// No rate is published for a day of the period.
        RateMissing = "filing.rate_missing",
        /// The program does not take this online, or does not any more.
        NotOffered = "filing.not_offered",
        /// What was sent to the desk has errors.
        DeskFindings = "desk.findings",
        /// Work that somebody else has taken, or that nobody has.
        NotTaken = "desk.not_taken",
        /// It was decided already.
        Decided = "desk.decided",
        /// Somebody else has to decide: two people look at it.
        FourEyes = "desk.four_eyes",
        /// A rate that filings or posted interest have used is never changed.
        RateUsed = "desk.rate_used",
        /// The period holds no credit that can be used.
        CreditMissing = "credit.none",
        /// The credit cannot be used like that: the amount or the period is wrong.
        CreditRefused = "credit.refused",
        /// Returns that are outstanding, or what is owed, stand before a refund.
        RefundHeld = "refund.held",
        /// Too many requests.
        TooMany = "rate.too_many",
        /// The service cannot answer now.
        Unavailable = "service.unavailable",
        /// Our fault.
        Internal = "service.internal",
    }
}

impl ProblemCode {
    /// The HTTP status, fixed for each code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed
            | Self::Parameter
            | Self::IdempotencyKeyRequired
            | Self::SignInFailed => 400,
            Self::SignedOut | Self::IdledOut | Self::CredentialsNeeded => 401,
            Self::Forgery | Self::PermissionMissing => 403,
            Self::NotFound => 404,
            Self::Method => 405,
            Self::AlreadyFiled
            | Self::Overlaps
            | Self::NotLatest
            | Self::NotDiscarded
            | Self::YearEndFixed
            | Self::IdempotencyInProgress
            | Self::NotOffered
            | Self::NotTaken
            | Self::Decided
            | Self::FourEyes
            | Self::RateUsed
            | Self::CreditMissing
            | Self::RefundHeld
            | Self::PeriodNotOver => 409,
            Self::VersionStale => 412,
            Self::TooLarge => 413,
            Self::ContentType => 415,
            Self::ActivationRefused
            | Self::ActivationLocked
            | Self::IdempotencyKeyReused
            | Self::FilingFindings
            | Self::DeskFindings
            | Self::NotComparable
            | Self::CreditRefused
            | Self::RateMissing => 422,
            Self::VersionMissing => 428,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The short name of the problem, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Malformed => "The request could not be read",
            Self::Parameter => "A parameter is unknown or could not be read",
            Self::ContentType => "Send the body as application/json",
            Self::TooLarge => "The request is too large",
            Self::Method => "This address does not support the method",
            Self::SignedOut => "You are not signed in",
            Self::IdledOut => "You were signed out after 15 minutes without activity",
            Self::CredentialsNeeded => "Please confirm your sign-in",
            Self::Forgery => "The request did not prove that it came from TRACS",
            Self::SignInFailed => "The sign-in did not succeed",
            Self::NotFound => "There is no such thing here, or it is not yours to see",
            Self::PermissionMissing => "You do not have the permission for this",
            Self::ActivationRefused => "The account number and PIN do not fit together",
            Self::ActivationLocked => "This PIN is locked",
            Self::VersionMissing => "Say which version you are changing",
            Self::VersionStale => "Somebody changed this in the meantime",
            Self::IdempotencyKeyRequired => "Send an Idempotency-Key",
            Self::IdempotencyKeyReused => "This Idempotency-Key was used for another request",
            Self::IdempotencyInProgress => {
                "The first request with this Idempotency-Key is still running"
            }
            Self::FilingFindings => "The return has problems that must be solved first",
            Self::PeriodNotOver => "The period is not yet over",
            Self::AlreadyFiled => "A return for this period is already on file",
            Self::Overlaps => "Another claim covers some of these days",
            Self::NotComparable => "These two filings cannot be compared",
            Self::NotDiscarded => "This cannot be taken back",
            Self::YearEndFixed => "The year-end cannot be changed here",
            Self::NotLatest => "This filing is not the newest of its period",
            Self::RateMissing => "No rate is published for this period yet",
            Self::NotOffered => "This cannot be done online at the moment",
            Self::DeskFindings => "Something has to be corrected first",
            Self::NotTaken => "Take the work first",
            Self::Decided => "This was decided already",
            Self::FourEyes => "A second person has to decide this",
            Self::RateUsed => "The rate was used for these days",
            Self::CreditMissing => "There is no credit to use",
            Self::CreditRefused => "The credit cannot be used like that",
            Self::RefundHeld => "The refund has to wait",
            Self::TooMany => "Too many requests",
            Self::Unavailable => "TRACS cannot answer at the moment",
            Self::Internal => "Something went wrong on our side",
        }
    }

    /// Whether the same request may succeed later, unchanged.
    pub const fn retryable(self) -> bool {
        matches!(self.status(), 429 | 500 | 503) || matches!(self, Self::IdempotencyInProgress)
    }
}

/// One field that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// Where it is in the request body: a JSON pointer (RFC 6901).
    #[cfg_attr(feature = "openapi", schema(example = "/lines/10"))]
    pub pointer: String,
    /// Stable, `area.reason`.
    #[cfg_attr(feature = "openapi", schema(example = "number.too_precise"))]
    pub code: String,
    /// What to do about it.
    pub message: String,
}

/// A related resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProblemLink {
    /// What it is to this problem.
    #[cfg_attr(feature = "openapi", schema(example = "existing"))]
    pub rel: String,
    /// Its address.
    pub href: String,
}

/// RFC 9457 problem details with TRACS' own members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// An address that names the kind of problem: `/problems/` and the code.
    #[serde(rename = "type")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "/problems/filing.already_filed")
    )]
    pub kind: String,
    /// The short name of the problem.
    pub title: String,
    /// The HTTP status.
    #[cfg_attr(feature = "openapi", schema(example = 409))]
    pub status: u16,
    /// The stable code.
    pub code: ProblemCode,
    /// What happened this time and what to do.
    pub detail: String,
    /// The address that was asked.
    #[serde(default)]
    pub instance: String,
    /// Name it when you ask for help; it is in our logs.
    #[serde(default)]
    pub correlation_id: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Every field that was refused, in the order of the document, at most 100.
    #[serde(default)]
    pub errors: Vec<FieldError>,
    /// More fields were refused than `errors` lists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub errors_truncated: bool,
    /// Related resources.
    #[serde(default)]
    pub links: Vec<ProblemLink>,
    /// With `version.stale`: the version that is there now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<String>,
}

impl Problem {
    /// A problem with a detail for people.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            title: code.title().into(),
            status: code.status(),
            code,
            detail: detail.into(),
            instance: String::new(),
            correlation_id: String::new(),
            retryable: code.retryable(),
            errors: Vec::new(),
            errors_truncated: false,
            links: Vec::new(),
            current_version: None,
        }
    }

    /// The same with refused fields, the first hundred of them.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors_truncated = errors.len() > 100;
        self.errors = errors;
        self.errors.truncate(100);
        self
    }

    /// The same with a related resource.
    #[must_use]
    pub fn with_link(mut self, rel: &str, href: String) -> Self {
        self.links.push(ProblemLink {
            rel: rel.into(),
            href,
        });
        self
    }
}
