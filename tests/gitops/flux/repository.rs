//! A Git repository of a team, with the layout of `examples/gitops` in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use testbed::layout;

pub struct Repository(PathBuf);

impl Repository {
    /// A repository in this folder, which is made, with the examples as they are; nothing is committed.
    pub fn new(folder: &Path) -> Self {
        copy(&layout::checkout().join("examples/gitops"), folder);
        let repository = Self(folder.to_path_buf());
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// Replaces a text of a file, which has to be there.
    pub fn replace(&self, file: &str, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.0.join(file)).unwrap();
        assert!(text.contains(old), "{file} has no {old:?}");
        self.write(file, &text.replace(old, new));
    }

    pub fn write(&self, file: &str, text: &str) {
        std::fs::write(self.0.join(file), text).unwrap();
    }

    pub fn remove(&self, file: &str) {
        std::fs::remove_file(self.0.join(file)).unwrap();
    }

    /// Commits all that changed, and returns the name of the commit.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Takes the last commit back by another one.
    pub fn revert(&self) -> String {
        self.git(&["revert", "--no-edit", "HEAD"]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Packs what was committed; without the name of the commit, which would be an entry of its own.
    pub fn archive(&self, into: &Path) {
        let into = into.to_str().unwrap();
        self.git(&["archive", "--format=tar.gz", "--output", into, "HEAD^{tree}"]);
    }

    fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=team",
                "-c",
                "user.email=team@example.com",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(args)
            .current_dir(&self.0)
            .output()
            .expect("git, which commits as the team does");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {}: {said}", args.join(" "));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
