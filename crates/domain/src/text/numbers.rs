//! The keys of telephone, mail, postcode and 法人番号.

use super::{fold_compatibility, is_destroyed};

/// The last nine digits of a telephone number: what is left without the leading zero or +81. Of two
/// numbers in one field the first counts. One digit again and again is nobody's number.
#[must_use]
pub fn telephone_key(telephone: &str) -> Option<String> {
    let folded = fold_compatibility(telephone);
    let mut numbers = folded.split(['/', '、', ',', ';', '内', 'x', '\n']);
    let digits = numbers.find_map(|number| {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        (digits.len() >= 9).then_some(digits)
    })?;
    let last = digits[digits.len() - 9..].to_owned();
    (!is_one_digit(&last)).then_some(last)
}

/// A mail address in lower case. What is no address has no key.
#[must_use]
pub fn mail_key(mail: &str) -> Option<String> {
    let folded = fold_compatibility(mail).to_lowercase();
    let key = folded.trim().trim_start_matches("mailto:");
    let (name, host) = key.split_once('@')?;
    let is_address = !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !key.contains(char::is_whitespace)
        && !host.contains('@')
        && !is_destroyed(key);
    is_address.then(|| key.to_owned())
}

/// The seven digits of a postcode.
#[must_use]
pub fn postcode_key(postcode: &str) -> Option<String> {
    let folded = fold_compatibility(postcode);
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 7 && !is_one_digit(&digits)).then_some(digits)
}

/// The thirteen digits of a 法人番号 whose check digit is right.
#[must_use]
pub fn corporate_number_key(number: &str) -> Option<String> {
    let folded = fold_compatibility(number);
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    is_corporate_number(&digits).then_some(digits)
}

/// Any other number that somebody gave, as text: leading zeros count, width and blanks do not.
#[must_use]
pub fn number_key(number: &str) -> Option<String> {
    let folded = fold_compatibility(number);
    let key: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    (!key.is_empty() && !is_destroyed(&key)).then_some(key)
}

/// The first digit is 9 less the remainder by 9 of the other twelve, which count once and twice by
/// turns from the last (法人番号の指定等に関する省令2条).
fn is_corporate_number(digits: &str) -> bool {
    let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let [check, rest @ ..] = digits.as_slice() else {
        return false;
    };
    let weighted = rest.iter().rev().zip([1, 2].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
    rest.len() == 12 && *check == 9 - sum % 9
}

fn is_one_digit(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    let first = bytes.next();
    bytes.all(|byte| Some(byte) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_its_last_nine_digits() {
        for (written, key) in [
            ("054-000-1234", Some("540001234")),
            ("０５４（０００）１２３４", Some("540001234")),
            ("+81 54 000 1234", Some("540001234")),
            ("090-0001-1234", Some("000011234")),
            ("054-000-1234 内線 12345678901", Some("540001234")),
            ("000-1234", None),
            ("000-0000-0000", None),
            ("なし", None),
        ] {
            assert_eq!(telephone_key(written).as_deref(), key, "{written}");
        }
    }

    #[test]
    fn a_mail_address_is_lower_case() {
        for (written, key) in [
            (" Hanako＠Example.JP ", Some("hanako@example.jp")),
            ("mailto:a@b.jp", Some("a@b.jp")),
            ("hanako", None),
            ("@b.jp", None),
            ("a@b", None),
            ("a@b@c.jp", None),
            ("a b@c.jp", None),
        ] {
            assert_eq!(mail_key(written).as_deref(), key, "{written}");
        }
    }

    #[test]
    fn a_postcode_has_seven_digits() {
        for (written, key) in [
            ("〒425-8502", Some("4258502")),
            ("４２５８５０２", Some("4258502")),
            ("425", None),
            ("000-0000", None),
        ] {
            assert_eq!(postcode_key(written).as_deref(), key, "{written}");
        }
    }

    #[test]
    fn a_corporate_number_with_a_wrong_check_digit_has_no_key() {
        // Of twelve times 1 the sum is 18, so the check digit is 9.
        for (written, key) in [
            ("9111111111111", Some("9111111111111")),
            ("9-1111-1111-1111", Some("9111111111111")),
            ("9111111111112", None),
            ("2111111111111", None),
            ("111111111111", None),
        ] {
            assert_eq!(corporate_number_key(written).as_deref(), key, "{written}");
        }
    }

    #[test]
    fn leading_zeros_of_other_numbers_count() {
        assert_eq!(number_key(" ００12 ").as_deref(), Some("0012"));
        assert_eq!(number_key("　"), None);
    }
}
