//! Cron expressions of the scheduling: second, minute, hour, day, month and weekday.

const FIELDS: usize = 6;

/// True if a text can be a cron expression, as the page's samples write them.
pub(crate) fn is_sound(text: &str) -> bool {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_field = |field: &&str| {
        field
            .chars()
            .all(|c| c.is_ascii_digit() || "*?,-/#LW".contains(c))
    };
    fields.len() == FIELDS && fields.iter().all(is_field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_of_the_page_are_sound() {
        for text in [
            "00 30 05 * * ?",
            "00 00-59/10 8-23 * * ?",
            "00 10 00 1 1-12/3 ?",
            "00 05 00 * * 2,5",
        ] {
            assert!(is_sound(text), "{text}");
        }
        for text in ["", "* * * * *", "00 30 05 * * daily"] {
            assert!(!is_sound(text), "{text}");
        }
    }
}
