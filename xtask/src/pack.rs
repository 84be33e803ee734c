//! `dist/`: the shell, and each build in a folder named by the hash of what is in it.
//!
//! A folder never changes, so browsers keep it for ever; the last few stay for pages that are still open.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many builds stay.
const KEPT: usize = 3;

/// What `dist/manifest.json` says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Build {
    /// The newest build: its folder is `assets/<hash>`.
    pub(crate) hash: String,
    /// The hash of everything that it was made of.
    pub(crate) inputs: String,
    /// The builds that are kept, newest first.
    pub(crate) kept: Vec<String>,
}

/// The build that `dist/` has, if it is whole.
pub(crate) fn current(root: &Path) -> Result<Option<Build>> {
    let dist = root.join("dist");
    let Ok(text) = fs::read_to_string(dist.join("manifest.json")) else {
        return Ok(None);
    };
    let Ok(build) = serde_json::from_str::<Build>(&text) else {
        return Ok(None);
    };
    let whole =
        dist.join("index.html").exists() && folder(root, &build.hash).join("app_bg.wasm").exists();
    Ok(whole.then_some(build))
}

/// The folder of a build.
pub(crate) fn folder(root: &Path, hash: &str) -> PathBuf {
    root.join("dist").join("assets").join(hash)
}

/// A hash over every file that the application is made of, the compiler's version included.
pub(crate) fn inputs_hash(root: &Path, split: bool) -> Result<String> {
    let mut files = Vec::new();
    for part in ["web", "shared/src", "xtask/src"] {
        walk(&root.join(part), &mut files)?;
    }
    files.extend(
        [
            "Cargo.lock",
            "Cargo.toml",
            "shared/Cargo.toml",
            "xtask/Cargo.toml",
        ]
        .map(|name| root.join(name)),
    );
    files.sort();
    let mut hash = Sha256::new();
    hash.update([u8::from(split)]);
    let compiler = std::process::Command::new("rustc")
        .arg("--version")
        .output()
        .context("rustc could not be started")?;
    hash.update(compiler.stdout);
    for file in &files {
        hash.update(
            file.strip_prefix(root)
                .unwrap_or(file)
                .to_string_lossy()
                .as_bytes(),
        );
        hash.update(fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(hex(hash))
}

/// Puts the parts, style, icons and shell into `dist/`; returns the name of the build.
pub(crate) fn into_dist(root: &Path, work: &Path, inputs: &str) -> Result<String> {
    let before = current(root)?;
    let sheets = root.join("web").join("style");
    fs::write(work.join("style.css"), style(&sheets)?)?;
    // What only some pages need has a sheet of its own, which they load.
    for entry in fs::read_dir(&sheets)? {
        let folder = entry?.path();
        if folder.is_dir() {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            fs::write(work.join(format!("{name}.css")), style(&folder)?)?;
        }
    }
    for entry in fs::read_dir(root.join("web").join("public"))? {
        let file = entry?.path();
        fs::copy(&file, work.join(file.file_name().unwrap_or_default()))?;
    }
    let mut parts = Vec::new();
    walk(work, &mut parts)?;
    parts.sort();
    let mut hash = Sha256::new();
    for part in &parts {
        hash.update(
            part.strip_prefix(work)
                .unwrap_or(part)
                .to_string_lossy()
                .as_bytes(),
        );
        hash.update(fs::read(part)?);
    }
    let hash: String = hex(hash).chars().take(16).collect();
    let target = folder(root, &hash);
    for part in &parts {
        let file = target.join(part.strip_prefix(work).unwrap_or(part));
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(part, &file)?;
        compress(&file)?;
    }
    let mut kept = vec![hash.clone()];
    kept.extend(
        before
            .into_iter()
            .flat_map(|build| build.kept)
            .filter(|old| *old != hash),
    );
    kept.truncate(KEPT);
    let dist = root.join("dist");
    let shell =
        fs::read_to_string(root.join("web").join("index.html"))?.replace("{{build}}", &hash);
    fs::write(dist.join("index.html"), shell)?;
    compress(&dist.join("index.html"))?;
    let build = Build {
        hash: hash.clone(),
        inputs: inputs.to_owned(),
        kept,
    };
    fs::write(
        dist.join("manifest.json"),
        serde_json::to_string_pretty(&build)?,
    )?;
    for entry in fs::read_dir(dist.join("assets"))? {
        let old = entry?;
        if !build.kept.iter().any(|kept| *old.file_name() == **kept) {
            fs::remove_dir_all(old.path())?;
        }
    }
    Ok(hash)
}

/// All style sheets of a folder in the order of their names, without comments but for the licence at the top.
fn style(folder: &Path) -> Result<String> {
    let mut sheets = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let sheet = entry?.path();
        if sheet.is_file() {
            sheets.push(sheet);
        }
    }
    sheets.sort();
    let mut whole = String::new();
    for sheet in sheets {
        let text = fs::read_to_string(&sheet)?;
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("/*") {
            whole.push_str(before);
            let (comment, left) = after.split_once("*/").unwrap_or((after, ""));
            if comment.contains("License") {
                whole.push_str(&format!("/*{comment}*/"));
            }
            rest = left;
        }
        whole.push_str(rest);
    }
    Ok(whole
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n"))
}

/// Writes `<file>.br` and `<file>.gz` beside a file.
fn compress(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    let beside = |suffix: &str| PathBuf::from(format!("{}.{suffix}", file.display()));
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut packed, &parameters)?;
    fs::write(beside("br"), packed)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&bytes)?;
    fs::write(beside("gz"), gzip.finish()?)?;
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
