//! From source to `dist/`: compile, split by page, bind, optimise, bundle, pack.
//!
//! The splitting and binding are done by the tools' own libraries, so that `Cargo.lock` keeps tool
//! and crate at one version and nobody waits for a second tool chain to compile.

use crate::{bundle, lazy, optimise, pack, script};
use anyhow::{Context, Result, anyhow, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the application unless nothing that it is made of has changed.
pub(crate) fn web(root: &Path, split: bool) -> Result<()> {
    let started = Instant::now();
    // Two builds at once would take each other's parts.
    fs::create_dir_all(root.join("target"))?;
    let lock = fs::File::create(root.join("target").join("web.lock"))?;
    lock.lock()?;
    let inputs = pack::inputs_hash(root, split)?;
    if let Some(build) = pack::current(root)?.filter(|build| build.inputs == inputs) {
        println!("xtask: dist/ is up to date (build {})", build.hash);
        return Ok(());
    }
    println!("xtask: compiling web for {TARGET}");
    let wasm = compile(root, split)?;
    let work = root.join("target").join("web");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let main = if split {
        println!("xtask: splitting it by page");
        split_by_page(&wasm, &work)?
    } else {
        wasm
    };
    println!("xtask: binding it to the browser");
    bind(main, &work)?;
    optimise::all(root, &work)?;
    script::tighten_all(&work)?;
    bundle::small_chunks(&work)?;
    lazy::parts_later(&work)?;
    let hash = pack::into_dist(root, &work, &inputs)?;
    println!(
        "xtask: dist/ has build {hash} after {} s",
        started.elapsed().as_secs()
    );
    Ok(())
}

/// Where cargo puts what it builds.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo's own setting, not one of the service's"
)]
fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// Relocations are what the splitter reads; the linker drops them by default. Erased components are smaller than
/// a type for each page. Paths of this machine are cut off, so that every machine makes the same build.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo's own setting, not one of the service's"
)]
fn flags(root: &Path) -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = vec![
        "-Clink-args=--emit-relocs".to_owned(),
        "--cfg=erase_components".to_owned(),
    ];
    flags.push(format!("--remap-path-prefix={}=", root.display()));
    for (place, short) in [("", "cargo"), (CRATES, "")] {
        let from = home.as_ref().map(|home| home.join(place));
        let from = from.map(|from| format!("--remap-path-prefix={}={short}", from.display()));
        flags.extend(from);
    }
    flags
}

/// Where cargo keeps the sources of crates. Their paths stand in every part that can panic, so short ones are fetched sooner.
const CRATES: &str = "registry/src/index.crates.io-1949cf8c6b5b557f/";

/// Runs cargo.
fn compile(root: &Path, split: bool) -> Result<Vec<u8>> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args([
        "build",
        "--quiet",
        "--package",
        "web",
        "--lib",
        "--profile",
        "wasm",
        "--target",
        TARGET,
    ]);
    if !split {
        cargo.arg("--no-default-features");
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags(root).join("\u{1f}"));
    let status = cargo.status().context("cargo could not be started")?;
    ensure!(
        status.success(),
        "web does not compile; is the target there? (rustup target add {TARGET})"
    );
    let file = target_folder(root)
        .join(TARGET)
        .join("wasm")
        .join("web.wasm");
    fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
}

/// Cuts the module at every lazy page; returns the main part.
fn split_by_page(wasm: &[u8], work: &Path) -> Result<Vec<u8>> {
    let main = work.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = work;
    options.main_out_path = &main;
    options.main_module = "./app.js";
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("splitting failed: {error:?}"))?;
    let bytes = fs::read(&main)?;
    fs::remove_file(&main)?;
    Ok(bytes)
}

/// Writes `app.js` and `app_bg.wasm`. The chunks link to the main part by its linker names, so these stay.
fn bind(main: Vec<u8>, work: &Path) -> Result<()> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_bytes("app", main)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .demangle(false)
                .keep_lld_exports(true)
                .remove_producers_section(true)
                .generate(work)
        })
        .map_err(|error| anyhow!("wasm-bindgen failed: {error:?}"))
}
