//! What a visitor has to fetch, measured on the brotli files in `dist/`.

use crate::pack;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Everything that the sign-in page fetches.
const FIRST_LOAD: u64 = 180_000;

/// One page's chunk.
const CHUNK: u64 = 40_000;

/// The style sheet.
const STYLE: u64 = 20_000;

/// Prints a table and fails when something is over its limit.
pub(crate) fn check(root: &Path) -> Result<()> {
    let build = pack::current(root)?.context("dist/ has no build: run `cargo xtask web` first")?;
    let folder = pack::folder(root, &build.hash);
    let shell = fs::metadata(root.join("dist").join("index.html.br"))?.len();
    let mut rows = vec![("index.html".to_owned(), shell, FIRST_LOAD)];
    let mut first = shell;
    let mut sizes = Vec::new();
    measure(&folder, &folder, &mut sizes)?;
    sizes.sort_by_key(|size| std::cmp::Reverse(size.1));
    for (name, size) in sizes {
        let chunk = (name.ends_with(".wasm") && name != "app_bg.wasm")
            || name.ends_with(".bin")
            || name == crate::lazy::PARTS;
        let sheet = name.ends_with(".css") && name != "style.css";
        // The sign-in page is in the main part; chunks and further style sheets come with other pages.
        if !chunk && !sheet {
            first += size;
        }
        let limit = if chunk {
            CHUNK
        } else if name.ends_with(".css") {
            STYLE
        } else {
            FIRST_LOAD
        };
        rows.push((name, size, limit));
    }
    rows.push((
        "first load of the sign-in page".to_owned(),
        first,
        FIRST_LOAD,
    ));
    let mut over = 0_usize;
    println!("{:<56} {:>9} {:>9}", "brotli bytes", "is", "limit");
    for (name, size, limit) in &rows {
        let mark = if size > limit { "  OVER" } else { "" };
        over += usize::from(size > limit);
        println!("{name:<56} {size:>9} {limit:>9}{mark}");
    }
    if over > 0 {
        bail!("{over} over the limit");
    }
    Ok(())
}

fn measure(base: &Path, folder: &Path, sizes: &mut Vec<(String, u64)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            measure(base, &path, sizes)?;
        } else if path.extension().is_some_and(|extension| extension == "br") {
            let name = path
                .strip_prefix(base)?
                .with_extension("")
                .to_string_lossy()
                .into_owned();
            sizes.push((name, fs::metadata(&path)?.len()));
        }
    }
    Ok(())
}
