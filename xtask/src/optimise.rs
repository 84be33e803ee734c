//! Shrinks every part with Binaryen's `wasm-opt`, which is a program of its own.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The version of npm's `binaryen` that was tested on split parts.
const BINARYEN: &str = "binaryen@132.0.0";

/// What Rust's default WebAssembly target uses. Anything else would be a surprise.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Parts smaller than so many bytes stay as the splitter made them.
const WORTH_IT: u64 = 6_000;

/// Functions with one caller stay functions: bodies that stay alike compress better, by 7 kB of brotli.
const KEEP_APART: &str = "--one-caller-inline-max-function-size=0";

/// Optimises all parts in place; without `wasm-opt` they stay as they are, larger but working.
pub(crate) fn all(root: &Path, work: &Path) -> Result<()> {
    let Some(program) = find(root) else {
        println!(
            "xtask: wasm-opt is missing, so the build is about a third larger. \
             Install Node.js with npm (xtask then fetches {BINARYEN}) or the package binaryen."
        );
        return Ok(());
    };
    println!("xtask: optimising with {}", program.display());
    for entry in fs::read_dir(work)? {
        let part = entry?.path();
        if part.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        // Starting the optimiser takes longer than a small part could ever save anybody.
        if fs::metadata(&part)?.len() < WORTH_IT {
            continue;
        }
        let smaller = part.with_extension("small");
        // Going on until nothing changes pays for what everybody fetches; for the many small parts it costs minutes.
        let again = (part.file_stem().is_some_and(|name| name == "app_bg")).then_some("--converge");
        let status = Command::new(&program)
            .args(["-Oz", KEEP_APART])
            .args(again)
            .args(FEATURES)
            .arg(&part)
            .arg("-o")
            .arg(&smaller)
            .status()
            .with_context(|| format!("{} could not be started", program.display()))?;
        ensure!(status.success(), "wasm-opt failed on {}", part.display());
        fs::rename(&smaller, &part)?;
    }
    Ok(())
}

/// The tested one of npm where it was installed before, else the system's, else npm is asked for it.
fn find(root: &Path) -> Option<PathBuf> {
    let private = root.join("target").join("tools").join("binaryen");
    let installed = |folder: &Path| {
        folder
            .join("node_modules")
            .join("binaryen")
            .join("bin")
            .join("wasm-opt")
    };
    let candidates = [installed(&private), installed(&root.join("e2e"))];
    if let Some(found) = candidates.into_iter().find(|program| works(program)) {
        return Some(found);
    }
    fetch(&private)
        .filter(|program| works(program))
        .or_else(|| Some(PathBuf::from("wasm-opt")).filter(|program| works(program)))
}

fn works(program: &Path) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn fetch(private: &Path) -> Option<PathBuf> {
    fs::create_dir_all(private).ok()?;
    println!(
        "xtask: fetching {BINARYEN} with npm into {}",
        private.display()
    );
    let status = Command::new("npm")
        .current_dir(private)
        .args([
            "install",
            "--prefix",
            ".",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--silent",
            BINARYEN,
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success()).then(|| {
        private
            .join("node_modules")
            .join("binaryen")
            .join("bin")
            .join("wasm-opt")
    })
}
