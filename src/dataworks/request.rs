//! Turns an operation's parameters into a request, signed or not: the query and the form body of a `POST` to `/`.

use jiff::Timestamp;

use super::credentials::AccessKey;
use super::parameters::Parameters;
use super::sign;

/// A longer query than this may meet a limit on the way. No page names one; 4 KiB is safe everywhere.
const LONGEST_QUERY: usize = 4 * 1024;

/// The one query parameter without a bound: the script of thousands of tables. The gateway takes every
/// parameter from either place, so it may travel in the body.
const BULKY: &str = "TaskParam";

/// The one way in which the protocol writes a time.
const TIME: &str = "%Y-%m-%dT%H:%M:%SZ";

/// The query and the body, both encoded and ready for the wire. They hold the key's token and the script, so
/// the type has no `Debug`.
pub(super) struct Prepared {
    pub(super) query: String,
    pub(super) body: String,
}

/// Signs one try of an operation, and tells the signature. Each try needs its own `nonce`; `at` is the time of the *service's* clock.
pub(super) fn sign(
    (action, version): (&str, &str),
    parameters: &Parameters,
    key: &AccessKey,
    nonce: &str,
    at: Timestamp,
) -> (Prepared, String) {
    let timestamp = at.strftime(TIME).to_string();
    let mut query = vec![
        ("Action", action),
        ("Version", version),
        ("Format", "JSON"),
        ("AccessKeyId", key.id()),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", nonce),
        ("Timestamp", &timestamp),
    ];
    query.extend(key.security_token().map(|token| ("SecurityToken", token)));
    query.extend(borrowed(parameters.in_query()));
    let mut body: Vec<_> = borrowed(parameters.in_body()).collect();

    let all: Vec<_> = query.iter().chain(&body).copied().collect();
    let signature = sign::signature(key.secret(), &sign::string_to_sign("POST", &all));
    query.push(("Signature", &signature));

    // The signature covers both places alike, so a move does not touch it.
    if sign::join(query.iter().copied()).len() > LONGEST_QUERY {
        body.extend(query.extract_if(.., |(name, _)| *name == BULKY));
    }
    let request = Prepared {
        query: sign::join(query),
        body: sign::join(body),
    };
    (request, signature)
}

/// A try of an operation that takes no signature, and so needs no nonce.
pub(super) fn unsigned((action, version): (&str, &str), parameters: &Parameters, at: Timestamp) -> Prepared {
    let timestamp = at.strftime(TIME).to_string();
    let common = [
        ("Action", action),
        ("Version", version),
        ("Format", "JSON"),
        ("Timestamp", &timestamp),
    ];
    Prepared {
        query: sign::join(common.into_iter().chain(borrowed(parameters.in_query()))),
        body: sign::join(borrowed(parameters.in_body())),
    }
}

fn borrowed<'a>(parameters: &'a [(&'static str, String)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    parameters.iter().map(|(name, value)| (*name, value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(parameters: &Parameters) -> Prepared {
        let key = AccessKey::new("testid", "testsecret", None).unwrap();
        let at = "2024-05-06T07:08:09.987Z".parse().unwrap();
        sign(("Act", "2020-05-18"), parameters, &key, "n1", at).0
    }

    #[test]
    fn common_parameters_travel_in_the_query() {
        let request = signed(
            &Parameters::new()
                .query("ProjectId", 1)
                .body("TaskContent", "任 务+"),
        );
        assert!(request.query.starts_with(
            "Action=Act&Version=2020-05-18&Format=JSON&AccessKeyId=testid&SignatureMethod=HMAC-SHA1\
             &SignatureVersion=1.0&SignatureNonce=n1&Timestamp=2024-05-06T07%3A08%3A09Z&ProjectId=1\
             &Signature="
        ));
        assert_eq!(request.body, "TaskContent=%E4%BB%BB%20%E5%8A%A1%2B");
    }

    #[test]
    fn a_token_travels_only_with_a_key_that_has_one() {
        let key = AccessKey::new("STS.id", "s", Some("CAIS/token+")).unwrap();
        let (request, _) = sign(
            ("Act", "2020-05-18"),
            &Parameters::new(),
            &key,
            "n1",
            Timestamp::UNIX_EPOCH,
        );
        assert!(request.query.contains("&SecurityToken=CAIS%2Ftoken%2B&"));
        assert!(!signed(&Parameters::new()).query.contains("SecurityToken"));
    }

    #[test]
    fn a_large_script_moves_to_the_body_and_the_signature_stays() {
        let small = signed(
            &Parameters::new()
                .query("TaskParam", "s".repeat(3_000))
                .query("TaskType", "T"),
        );
        assert!(small.body.is_empty());

        let script = "s".repeat(LONGEST_QUERY);
        let moved = signed(
            &Parameters::new()
                .query("TaskParam", &script)
                .query("TaskType", "T"),
        );
        let given = signed(
            &Parameters::new()
                .query("TaskType", "T")
                .body("TaskParam", &script),
        );
        assert_eq!(moved.query, given.query);
        assert_eq!(moved.body, format!("TaskParam={script}"));
    }
}
