//! The demo's folder. A marker file says that it is one: only such a folder is ever emptied.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

const MARKER: &str = "forecourt-demo";
/// In the marker while the shops are being created: a start that finds it begins anew.
const BEGUN: &str = "begun\n";
/// In the marker when they are there.
const FILLED: &str = "filled\n";

/// A folder that is a demo's.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens a demo's folder, or makes one where there is nothing yet.
    ///
    /// # Errors
    /// [`Failure::Refused`] when the folder holds something else, or cannot be written to.
    pub(super) fn open(path: &Path, fresh: bool) -> Result<Self, Failure> {
        let folder = Self { path: path.to_owned() };
        let refused = |error: std::io::Error| {
            Failure::refused(format_args!("the folder {} cannot be used: {error}", path.display()))
        };
        std::fs::create_dir_all(path).map_err(refused)?;
        let marker = std::fs::read_to_string(folder.marker()).ok();
        let empty = std::fs::read_dir(path).map_err(refused)?.next().is_none();
        match marker.as_deref() {
            None if !empty => {
                let sentence = "holds something else than a demo: choose another with --data";
                return Err(Failure::refused(format_args!("the folder {} {sentence}", path.display())));
            }
            Some(FILLED) if !fresh => {}
            None => std::fs::write(folder.marker(), BEGUN).map_err(refused)?,
            Some(_) => folder.empty().map_err(refused)?,
        }
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn is_filled(&self) -> bool {
        std::fs::read_to_string(self.marker()).is_ok_and(|word| word == FILLED)
    }

    /// Notes that everything is there.
    ///
    /// # Errors
    /// [`Failure::Broken`] when it cannot be written down.
    pub(super) fn mark_filled(&self) -> Result<(), Failure> {
        std::fs::write(self.marker(), FILLED).map_err(Failure::broken)
    }

    /// Removes everything but the marker, which goes on saying that this is a demo's.
    fn empty(&self) -> std::io::Result<()> {
        std::fs::write(self.marker(), BEGUN)?;
        for entry in std::fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name() == MARKER {
                continue;
            }
            if entry.file_type()?.is_dir() {
                std::fs::remove_dir_all(entry.path())?;
            } else {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn marker(&self) -> PathBuf {
        self.path.join(MARKER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_demos_folder_is_emptied() {
        let path = std::env::temp_dir().join(format!("forecourt-folder-{}", std::process::id()));
        std::fs::create_dir_all(path.join("photos")).unwrap();
        assert!(Folder::open(&path, true).unwrap_err().sentence().contains("something else"));
        assert!(path.join("photos").exists());
        std::fs::remove_dir_all(&path).unwrap();

        let folder = Folder::open(&path, false).unwrap();
        assert!(!folder.is_filled());
        folder.mark_filled().unwrap();
        std::fs::write(path.join("forecourt.db"), "rows").unwrap();
        assert!(Folder::open(&path, false).unwrap().is_filled());
        assert!(path.join("forecourt.db").exists());
        assert!(!Folder::open(&path, true).unwrap().is_filled());
        assert!(!path.join("forecourt.db").exists());
        // A demo whose creation was interrupted is created again without asking.
        std::fs::write(path.join("forecourt.db"), "half").unwrap();
        assert!(!Folder::open(&path, false).unwrap().is_filled());
        assert!(!path.join("forecourt.db").exists());
        std::fs::remove_dir_all(&path).unwrap();
    }
}
