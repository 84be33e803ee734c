//! Computed lines, checks and reasons of a return.

use crate::filing::{Entered, Evaluation};
use crate::form::Form;

/// Adds computed lines, findings and reasons.
pub(super) fn compute(_form: &Form, _entered: &Entered, _evaluation: &mut Evaluation) {}
