//! Pages of the documentation that tests compute.

const BEGIN: &str = "<!-- computed: begin -->\n";
const END: &str = "<!-- computed: end -->";

/// Writes the computed part of a page with `UPDATE_DOCS=1`, and else holds the page against it. `page` is its path from
/// the root of the project.
pub fn publish(page: &str, computed: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (old, tail) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{computed}{END}{tail}")).unwrap();
    } else {
        assert_eq!(
            old, computed,
            "{page} is out of date: write it anew with UPDATE_DOCS=1"
        );
    }
}
