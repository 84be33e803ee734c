//! The folder of a private cluster: made, proved to be ours, and locked.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::programs::{Account, TOOL_LIMIT, current_uid, give, run};

const LOCK_LIMIT: Duration = Duration::from_secs(120);

/// Makes the folder, private to the account that will run PostgreSQL, and makes sure that it is
/// ours to use.
pub(super) fn prepare(folder: &Path, account: Option<&Account>) -> Result<()> {
    let parent = folder
        .parent()
        .context("the cluster's folder has no parent")?;
    let fresh: Vec<_> = parent
        .ancestors()
        .take_while(|path| !path.exists())
        .collect();
    fs::create_dir_all(parent).with_context(|| format!("could not make {}", parent.display()))?;
    for path in fresh {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    let made = match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
        outcome => outcome
            .map(|()| true)
            .with_context(|| format!("could not make {}", folder.display()))?,
    };
    if made || (is_empty(folder) && fs::symlink_metadata(folder)?.uid() == current_uid()?) {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        give(folder, account)?;
    }
    // Temporary folders are open to all: what a stranger put there is not ours.
    let owner = account.map_or_else(current_uid, |account| Ok(account.uid))?;
    let found = fs::symlink_metadata(folder)?;
    ensure!(
        found.is_dir() && found.uid() == owner,
        "{} belongs to another account: remove it, or choose another folder",
        folder.display()
    );
    if let Some(account) = account {
        let mut test = account.command("test");
        test.arg("-w").arg(folder).current_dir("/");
        run(&mut test, TOOL_LIMIT).with_context(|| {
            format!(
                "PostgreSQL's account cannot reach {}: choose a folder under /tmp",
                folder.display()
            )
        })?;
    }
    Ok(())
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Held until dropped. The wait has an end, so a stuck holder is reported and not joined.
pub(super) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = File::options().create(true).append(true).open(&path);
    let file = file.with_context(|| format!("could not open {}", path.display()))?;
    let end = Instant::now() + LOCK_LIMIT;
    while let Err(error) = file.try_lock() {
        if let fs::TryLockError::Error(error) = error {
            return Err(error).with_context(|| format!("could not lock {}", path.display()));
        }
        ensure!(
            Instant::now() < end,
            "another process has held {} for two minutes",
            path.display()
        );
        sleep(Duration::from_millis(20));
    }
    Ok(file)
}
