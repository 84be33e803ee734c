//! Scripts without what only people read: the bindings are written with comments and indentation.

use anyhow::Result;
use std::fs;
use std::path::Path;

/// Makes every script of a folder shorter.
pub(crate) fn tighten_all(work: &Path) -> Result<()> {
    for entry in fs::read_dir(work)? {
        let script = entry?.path();
        if script
            .extension()
            .is_some_and(|extension| extension == "js")
        {
            fs::write(&script, tightened(&fs::read_to_string(&script)?))?;
        }
    }
    Ok(())
}

/// Leaves out empty lines, indentation, and comments that have lines of their own.
fn tightened(script: &str) -> String {
    let mut whole = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if in_comment {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            whole.push_str(line);
            whole.push('\n');
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::tightened;

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let script = "/**\n * @returns {any}\n */\nexport function x() {\n    // why\n\n    return 1; // one\n}\n/* end */\n";
        assert_eq!(
            tightened(script),
            "export function x() {\nreturn 1; // one\n}\n"
        );
    }
}
