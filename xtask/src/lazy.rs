//! Keeps what the sign-in page does without out of its way: the script that knows every chunk is some kilobytes, and only
//! pages with chunks need it. Until the first of them asks, a few lines stand in for it.

use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The script by which pages load their chunks.
const SCRIPT: &str = "__wasm_split.js";

/// Where it is once pages ask for it.
pub(crate) const PARTS: &str = "__wasm_split_parts.js";

/// What every part of the script is exported as.
const EXPORT: &str = "export const ";

/// Asks for the script with the first part; when it does not come, the part says so and the next who asks tries again.
const LATER: &str = "\
import { initSync } from \"./app.js\";
let parts;
function later(name) {
return async (callback, data) => {
try {
parts ??= import(\"./__wasm_split_parts.js\");
(await parts)[name](callback, data);
} catch (error) {
parts = undefined;
console.error(error);
initSync(undefined, undefined).__indirect_function_table.get(callback)(data, false);
}
};
}
";

/// Moves the script of a folder and leaves the stand-in. Without a script nothing was split.
pub(crate) fn parts_later(work: &Path) -> Result<()> {
    let path = work.join(SCRIPT);
    let Ok(script) = fs::read_to_string(&path) else {
        return Ok(());
    };
    fs::write(&path, stand_in(&script)?)?;
    fs::write(work.join(PARTS), script)?;
    Ok(())
}

fn stand_in(script: &str) -> Result<String> {
    let mut whole = LATER.to_owned();
    let exports = script.lines().filter_map(|line| line.strip_prefix(EXPORT));
    let mut count = 0_usize;
    for export in exports {
        let (name, _how) = export.split_once(' ').context("an export has a name")?;
        writeln!(whole, "{EXPORT}{name} = later(\"{name}\");")?;
        count += 1;
    }
    ensure!(
        count == script.matches("\nexport ").count(),
        "the script exports something that is no part"
    );
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_stand_in() -> Result<()> {
        let script = "import { initSync } from \"./app.js\";\nexport const load_home = wrapAsyncCb(x);\nexport const load_check = wrapAsyncCb(y);\n";
        let stand_in = stand_in(script)?;
        assert!(stand_in.ends_with(
            "export const load_home = later(\"load_home\");\nexport const load_check = later(\"load_check\");\n"
        ));
        assert!(stand_in.contains(PARTS));
        Ok(())
    }

    #[test]
    fn another_export_is_noticed() {
        assert!(stand_in("x\nexport function other() {}\n").is_err());
    }
}
