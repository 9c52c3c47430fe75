//! What can be the name of an object. The client puts names into addresses as they are, so that `../` or `?` in a name
//! would ask for something else than an object of that name.

/// The longest name that the API server takes.
const LONGEST: usize = 253;

/// Whether an object can have this name: a DNS subdomain (RFC 1123), as the API server has it for Secrets and
/// ConfigMaps.
pub(super) fn is_object_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= LONGEST && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_change_the_address_is_no_name() {
        for name in ["keys", "kube-root-ca.crt", "a.b.c", "0", &"a".repeat(253)] {
            assert!(is_object_name(name), "{name}");
        }
        for other in [
            "",
            ".",
            "..",
            "a..b",
            ".a",
            "a/b",
            "../../other/secrets/keys",
            "..%2fkeys",
            "keys?watch=true",
            "keys#",
            "keys\n",
            "Keys",
            "a_b",
            "-a",
            "a-",
            "k\u{435}ys",
            &"a".repeat(254),
        ] {
            assert!(!is_object_name(other), "{other}");
        }
    }
}
