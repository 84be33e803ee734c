//! Shrinks every part with Binaryen's `wasm-opt`, which is a program of its own.

use anyhow::{Context, Result, anyhow, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

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
    let mut parts = Vec::new();
    for entry in fs::read_dir(work)? {
        let part = entry?.path();
        let wasm = part
            .extension()
            .is_some_and(|extension| extension == "wasm");
        // Starting the optimiser takes longer than a small part could ever save anybody.
        if wasm && fs::metadata(&part)?.len() >= WORTH_IT {
            parts.push((fs::metadata(&part)?.len(), part));
        }
    }
    // The largest first, so that no processor waits for it at the end.
    parts.sort();
    let left = Mutex::new(parts);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || -> Result<()> {
            while let Some((_size, part)) = next(&left) {
                one(&program, &part)?;
            }
            Ok(())
        };
        let running: Vec<_> = (0..workers).map(|_worker| scope.spawn(work)).collect();
        for worker in running {
            worker
                .join()
                .map_err(|_panic| anyhow!("an optimiser panicked"))??;
        }
        Ok(())
    })
}

fn next(left: &Mutex<Vec<(u64, PathBuf)>>) -> Option<(u64, PathBuf)> {
    left.lock().ok()?.pop()
}

/// Optimises a part in place.
fn one(program: &Path, part: &Path) -> Result<()> {
    let smaller = part.with_extension("small");
    // Going on until nothing changes pays for what everybody fetches; for the many small parts it costs minutes.
    let again = (part.file_stem().is_some_and(|name| name == "app_bg")).then_some("--converge");
    let output = command(program)
        .args(["-Oz", KEEP_APART])
        .args(again)
        .args(FEATURES)
        .arg(part)
        .arg("-o")
        .arg(&smaller)
        .output()
        .with_context(|| format!("{} could not be started", program.display()))?;
    // What it says of names in a part that is sound is of no use to anybody.
    ensure!(
        output.status.success(),
        "wasm-opt failed on {}: {}",
        part.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    fs::rename(&smaller, part)?;
    Ok(())
}

/// The one of npm is a script of Node.js. A run is short, so that compiling the optimiser well takes longer than it saves.
fn command(program: &Path) -> Command {
    let script = program
        .components()
        .any(|part| part.as_os_str() == "node_modules");
    if !script {
        return Command::new(program);
    }
    let mut node = Command::new("node");
    node.arg("--liftoff-only").arg(program);
    node
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
