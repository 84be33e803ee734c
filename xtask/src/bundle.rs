//! Puts the many small chunks into a few files. What several pages share is cut into one chunk for each combination of
//! pages: hundreds of chunks, most of them tiny, each a request and each compressed alone. Together they are a quarter of
//! the size, and a page needs some fifteen requests in the place of two hundred.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Chunks smaller than so many bytes, uncompressed, are put together.
const SMALL: usize = 8_000;

/// A bundle takes chunks up to so many bytes: compressed it stays below what a page's chunk may weigh.
const FULL: usize = 190_000;

/// The script by which pages load their chunks.
const SCRIPT: &str = "__wasm_split.js";

/// A small chunk.
struct Chunk {
    number: u32,
    name: String,
    bytes: Vec<u8>,
}

/// Bundles the small chunks of a folder and teaches the script where they are. Without a script nothing was split.
pub(crate) fn small_chunks(work: &Path) -> Result<()> {
    let Ok(mut script) = fs::read_to_string(work.join(SCRIPT)) else {
        return Ok(());
    };
    let mut chunks = Vec::new();
    for entry in fs::read_dir(work)? {
        let file = entry?.path();
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let is_chunk =
            name.starts_with("chunk_") && file.extension().is_some_and(|end| end == "wasm");
        if !is_chunk || fs::metadata(&file)?.len() >= u64::try_from(SMALL)? {
            continue;
        }
        // A chunk that the script loads in another way stays a file.
        let number = name.trim_start_matches("chunk_").parse();
        if let (Ok(number), true) = (number, script.contains(&alone(&name))) {
            chunks.push(Chunk {
                number,
                name: name.into_owned(),
                bytes: fs::read(&file)?,
            });
        }
    }
    // In the order of the script, so that places follow each other and compress to nearly nothing.
    chunks.sort_by_key(|chunk| chunk.number);
    let mut bundles: Vec<Vec<Vec<u8>>> = Vec::new();
    let count = chunks.len();
    for chunk in chunks {
        let is_full = |bundle: &Vec<Vec<u8>>| bundle.iter().map(Vec::len).sum::<usize>() >= FULL;
        if bundles.last().is_none_or(is_full) {
            bundles.push(Vec::new());
        }
        let number = bundles.len().saturating_sub(1);
        let bundle = bundles.last_mut().context("there is a bundle")?;
        let bundled = format!("return bundled({number}, {});", bundle.len());
        script = script.replacen(&alone(&chunk.name), &bundled, 1);
        bundle.push(chunk.bytes);
        fs::remove_file(work.join(format!("{}.wasm", chunk.name)))?;
    }
    for (number, bundle) in bundles.iter().enumerate() {
        fs::write(
            work.join(format!("bundle_{number}.bin")),
            with_places(bundle)?,
        )?;
    }
    script.push_str(BUNDLED);
    fs::write(work.join(SCRIPT), script)?;
    println!(
        "xtask: {count} small chunks are in {} bundles",
        bundles.len()
    );
    Ok(())
}

/// Where each part begins and the last one ends, four bytes each with the least first, and then the parts.
fn with_places(parts: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut at = parts.len().saturating_add(1).saturating_mul(4);
    let mut whole = u32::try_from(at)?.to_le_bytes().to_vec();
    for part in parts {
        at = at.saturating_add(part.len());
        whole.extend(u32::try_from(at)?.to_le_bytes());
    }
    whole.extend(parts.iter().flatten());
    Ok(whole)
}

/// How the script loads a chunk that is a file.
fn alone(name: &str) -> String {
    format!(
        "const src = fetch(new URL(\"./{name}.wasm\", import.meta.url));\nsrc.catch(() => {{}});\n\
         return async (imports) => (WebAssembly.instantiateStreaming(src, imports));"
    )
}

/// A bundle is fetched once; when that fails, the next who asks fetches it again.
const BUNDLED: &str = "\
const bundles = [];
async function fetched(number) {
const reply = await fetch(new URL(`./bundle_${number}.bin`, import.meta.url));
if (!reply.ok) throw new Error(`bundle ${number}: ${reply.status}`);
return reply.arrayBuffer();
}
function bundled(number, place) {
const bundle = bundles[number] ??= fetched(number);
bundle.catch(() => {
if (bundles[number] === bundle) bundles[number] = undefined;
});
return async (imports) => {
const bytes = await bundle;
const places = new DataView(bytes);
const from = places.getUint32(4 * place, true);
const to = places.getUint32(4 * place + 4, true);
return WebAssembly.instantiate(new Uint8Array(bytes, from, to - from), imports);
};
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_chunks_go_together_and_large_ones_stay() -> Result<()> {
        let work = std::env::temp_dir().join(format!("tracs-bundle-{}", std::process::id()));
        fs::create_dir_all(&work)?;
        for (name, size) in [("chunk_1", 3), ("chunk_2", SMALL), ("chunk_3", 5)] {
            fs::write(
                work.join(format!("{name}.wasm")),
                vec![name.as_bytes()[6]; size],
            )?;
        }
        let load = |name: &str| {
            format!(
                "const __{name} = makeLoad(() => {{\n{}\n}}\n, []);\n",
                alone(name)
            )
        };
        let script = ["chunk_1", "chunk_2", "chunk_3"].map(load).concat();
        let script = format!(
            "{script}export const home = [__chunk_1, __chunk_3, 0];\nconst account = [__chunk_3, 0];\n"
        );
        fs::write(work.join(SCRIPT), script)?;
        small_chunks(&work)?;
        let bundle = fs::read(work.join("bundle_0.bin"))?;
        let (places, parts) = bundle.split_at(12);
        assert_eq!(places, [12, 0, 0, 0, 15, 0, 0, 0, 20, 0, 0, 0]);
        assert_eq!(parts, b"11133333");
        assert!(work.join("chunk_2.wasm").exists());
        assert!(!work.join("chunk_1.wasm").exists() && !work.join("chunk_3.wasm").exists());
        let script = fs::read_to_string(work.join(SCRIPT))?;
        assert!(
            script.contains("const __chunk_3 = makeLoad(() => {\nreturn bundled(0, 1);\n}"),
            "{script}"
        );
        assert!(script.contains("return bundled(0, 0);"), "{script}");
        assert!(
            script.contains(&alone("chunk_2")) && script.ends_with(BUNDLED),
            "{script}"
        );
        fs::remove_dir_all(&work)?;
        Ok(())
    }
}
