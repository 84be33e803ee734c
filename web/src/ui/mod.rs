//! Native HTML in the anatomy of the Alberta design system, and the few doors to the browser.

pub(crate) mod answers;
pub(crate) mod browser;
pub(crate) mod copy;
pub(crate) mod day_field;
pub(crate) mod due;
pub(crate) mod facts;
pub(crate) mod frame;
pub(crate) mod heading;
pub(crate) mod later;
pub(crate) mod list;
pub(crate) mod loaded;
pub(crate) mod money;
pub(crate) mod not_known;
pub(crate) mod obstacle;
pub(crate) mod panic;
pub(crate) mod print;
pub(crate) mod running;
pub(crate) mod sheet;
pub(crate) mod table;
pub(crate) mod tag;
pub(crate) mod timeout;
pub(crate) mod why;
