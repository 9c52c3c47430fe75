//! The commands of the pages for administrators, which are those that the tests run.

use testbed::layout;

const PAGES: [&str; 2] = [INSTALLATION, "docs/credentials.md"];
const INSTALLATION: &str = "docs/install.md";

/// One command of the pages: its section, and how it begins.
pub struct Documented(pub &'static str, pub &'static str);

pub const NAMESPACE: Documented = Documented("Restricted namespaces", "kubectl create namespace");
pub const RESTRICT: Documented = Documented("Restricted namespaces", "kubectl label namespace");
pub const PACKAGE: Documented = Documented("Helm", "helm package");
pub const INSTALL: Documented = Documented("Helm", "helm install");
pub const KUSTOMIZE: Documented = Documented("kustomize", "kubectl apply -k");
pub const ONE_FILE: Documented = Documented("install.yaml", "sed");
pub const DEFINITIONS: Documented = Documented("The definitions separately", "kubectl apply");
pub const WITHOUT_DEFINITIONS: Documented = Documented("The definitions separately", "helm install");
pub const SOME_NAMESPACES: Documented = Documented("Some namespaces only", "helm install");
pub const WITH_SIMULATOR: Documented = Documented("Without an account", "helm install");
pub const UPGRADE: Documented = Documented("Upgrade", "helm upgrade");
pub const DELETE_TASKS: Documented = Documented("Uninstall", "kubectl delete disynctasks");
pub const UNINSTALL: Documented = Documented("Uninstall", "helm uninstall");
pub const RETAIN: Documented = Documented("Uninstall", "kubectl get disynctasks");
pub const DELETE_DEFINITIONS: Documented = Documented("Uninstall", "kubectl delete -f crds");
pub const DELETE_NAMESPACE: Documented = Documented("Uninstall", "kubectl delete namespace");
pub const GIVE_UP: Documented = Documented("Uninstall", "kubectl patch disynctask NAME");

pub const INJECT: Documented = Documented("A role of the ServiceAccount (RRSA)", "kubectl label namespace");
pub const GIVE_ROLE: Documented = Documented("A role of the ServiceAccount (RRSA)", "helm upgrade");

impl Documented {
    /// The command as its page has it.
    pub fn text(&self) -> String {
        let all = documented();
        let mut found = all
            .into_iter()
            .filter(|(section, command)| section == self.0 && command.starts_with(self.1));
        let (_, command) = found
            .next()
            .unwrap_or_else(|| panic!("no command {} under {}", self.1, self.0));
        assert_eq!(found.count(), 0, "{} is there twice under {}", self.1, self.0);
        command
    }
}

/// The first block of this language in a section of docs/install.md.
pub fn block(section: &str, language: &str) -> String {
    let page = page(INSTALLATION);
    let body = page
        .split("\n## ")
        .find(|body| body.starts_with(section))
        .unwrap();
    let (_, rest) = body.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn page(path: &str) -> String {
    std::fs::read_to_string(layout::checkout().join(path)).unwrap()
}

/// The commands of all pages.
fn documented() -> Vec<(String, String)> {
    PAGES.iter().flat_map(|path| commands(&page(path))).collect()
}

/// Every command of a page with the section that it is in. It begins after `$ `, and ends where the next begins or the
/// block ends.
fn commands(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for body in page.split("\n## ").skip(1) {
        let section = body.lines().next().unwrap_or_default();
        for block in body.split("```console\n").skip(1) {
            let block = block.split("```").next().unwrap_or_default();
            let block = format!("\n{block}");
            let commands = block.split("\n$ ").skip(1);
            found.extend(commands.map(|command| (section.to_owned(), command.trim().to_owned())));
        }
    }
    found
}

/// Each of those above, by its name.
const ALL: [(&str, Documented); 19] = [
    ("NAMESPACE", NAMESPACE),
    ("RESTRICT", RESTRICT),
    ("PACKAGE", PACKAGE),
    ("INSTALL", INSTALL),
    ("KUSTOMIZE", KUSTOMIZE),
    ("ONE_FILE", ONE_FILE),
    ("DEFINITIONS", DEFINITIONS),
    ("WITHOUT_DEFINITIONS", WITHOUT_DEFINITIONS),
    ("SOME_NAMESPACES", SOME_NAMESPACES),
    ("WITH_SIMULATOR", WITH_SIMULATOR),
    ("UPGRADE", UPGRADE),
    ("DELETE_TASKS", DELETE_TASKS),
    ("UNINSTALL", UNINSTALL),
    ("RETAIN", RETAIN),
    ("DELETE_DEFINITIONS", DELETE_DEFINITIONS),
    ("DELETE_NAMESPACE", DELETE_NAMESPACE),
    ("GIVE_UP", GIVE_UP),
    ("INJECT", INJECT),
    ("GIVE_ROLE", GIVE_ROLE),
];

/// Where they are run.
const TESTS: [&str; 3] = [
    include_str!("helm.rs"),
    include_str!("upgrade.rs"),
    include_str!("ways.rs"),
];

#[test]
fn every_command_of_the_pages_is_run() {
    let known = ALL.map(|(_, command)| command.text());
    let all = documented();
    let unknown: Vec<_> = all
        .iter()
        .filter(|(_, command)| !known.contains(command))
        .collect();
    assert!(unknown.is_empty(), "commands that no test knows: {unknown:#?}");
    let run = |name: &str| TESTS.iter().any(|test| test.contains(&format!("{name}.text()")));
    let idle: Vec<_> = ALL
        .iter()
        .filter(|(name, _)| !run(name))
        .map(|(name, _)| name)
        .collect();
    assert!(idle.is_empty(), "commands that no test runs: {idle:?}");
}

#[test]
fn commands_are_told_from_what_is_around_them() {
    let page = "# A\n\n## One\n\n```console\n$ a \\\n    b\n$ c\n```\n\n```yaml\n$ no\n```\n\n## Two\n\n```console\n$ d\n```\n";
    let found = commands(page);
    let found: Vec<_> = found
        .iter()
        .map(|(section, command)| (section.as_str(), command.as_str()))
        .collect();
    assert_eq!(found, [("One", "a \\\n    b"), ("One", "c"), ("Two", "d")]);
}
