//! Builds the browser application: `cargo xtask web`. Measures what it weighs: `cargo xtask budget`.

mod budget;
mod build;
mod bundle;
mod lazy;
mod optimise;
mod pack;
mod script;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let root = checkout()?;
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next().as_deref()) {
        (Some("web"), None) => build::web(&root, true),
        (Some("web"), Some("--whole")) => build::web(&root, false),
        (Some("budget"), None) => budget::check(&root),
        _ => bail!(
            "usage: cargo xtask web [--whole] | budget\n  \
             web      build, split by page, bind, optimise, compress and hash the SPA into dist/\n  \
             --whole  the same in one piece, should splitting ever stand in the way\n  \
             budget   measure dist/ and fail when the first load or a page is too heavy"
        ),
    }
}

/// The top of the checkout: the folder above this crate.
fn checkout() -> Result<PathBuf> {
    match Path::new(env!("CARGO_MANIFEST_DIR")).parent() {
        Some(root) => Ok(root.to_path_buf()),
        None => bail!("xtask is not inside a checkout"),
    }
}
