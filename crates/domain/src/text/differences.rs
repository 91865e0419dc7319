//! Where two texts differ, character by character, for somebody who has to decide whether they mean
//! the same.

/// The characters of two texts that have no counterpart in the other, counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// In the first text.
    pub left: Vec<usize>,
    /// In the second text.
    pub right: Vec<usize>,
}

/// Past this many characters texts are not aligned: all of both is shown as different.
const LONGEST: usize = 400;

/// Aligns two texts on their longest common subsequence.
#[must_use]
pub fn differences(left: &str, right: &str) -> Differences {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left == right {
        return Differences::default();
    }
    if left.len() > LONGEST || right.len() > LONGEST {
        return Differences {
            left: (0..left.len()).collect(),
            right: (0..right.len()).collect(),
        };
    }
    walk(&left, &right, &common_lengths(&left, &right))
}

fn walk(left: &[char], right: &[char], common: &[Vec<usize>]) -> Differences {
    let mut found = Differences::default();
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if left[i] == right[j] {
            (i, j) = (i + 1, j + 1);
        } else if common[i + 1][j] >= common[i][j + 1] {
            found.left.push(i);
            i += 1;
        } else {
            found.right.push(j);
            j += 1;
        }
    }
    found.left.extend(i..left.len());
    found.right.extend(j..right.len());
    found
}

/// How much the rests of both texts have in common, from every pair of places on.
fn common_lengths(left: &[char], right: &[char]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            common[i][j] = if left[i] == right[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn differing_characters_are_named_on_both_sides() {
        for (left, right, in_left, in_right) in [
            ("山田花子", "山田花子", &[][..], &[][..]),
            ("山田花子", "山口花子", &[1], &[1]),
            ("ユウタ", "ユウト", &[2], &[2]),
            ("本町2-16", "本町2-6", &[4], &[]),
            ("", "ア", &[], &[0]),
        ] {
            let found = differences(left, right);
            assert_eq!(
                (&*found.left, &*found.right),
                (in_left, in_right),
                "{left} {right}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_left_of_both_is_the_same(left in "[アイウ]{0,8}", right in "[アイウ]{0,8}") {
            let found = differences(&left, &right);
            let rest = |text: &str, differing: &[usize]| -> String {
                let kept = text.chars().enumerate().filter(|(at, _)| !differing.contains(at));
                kept.map(|(_, c)| c).collect()
            };
            prop_assert_eq!(rest(&left, &found.left), rest(&right, &found.right));
        }
    }
}
