//! Who is calling and what they may do.

pub mod cookie;
pub mod grant;
pub mod oidc;
pub mod pin;
pub mod session;
pub mod signer;
pub mod staff;
