//! Who was seen by a count, a bit a party, so that half a million of them are joined and counted at
//! once.

use super::canon::numbers;
use crate::cells::PARTIES_OF_BLOCK;
use crate::columns::unreadable;
use crate::error::StoreError;

/// Past any number that is given to a party, and little enough to be held.
const MOST_BLOCKS: usize = 1 << 26;

/// A set of parties, by number.
#[derive(Default)]
pub(super) struct People {
    blocks: Vec<u64>,
}

impl People {
    /// Adds the parties of a list: `17,18,402`.
    pub(super) fn add_list(&mut self, list: &str) -> Result<(), StoreError> {
        for number in list.split(',').filter(|number| !number.is_empty()) {
            let party: i64 = number.parse().map_err(|_| unreadable("a party", number))?;
            *self.block(party / PARTIES_OF_BLOCK)? |= bit(party);
        }
        Ok(())
    }

    /// Adds the parties of blocks, each with its bits: `0 6,6 32`.
    pub(super) fn add_blocks(&mut self, list: &str) -> Result<(), StoreError> {
        for pair in list.split(',').filter(|pair| !pair.is_empty()) {
            let [block, bits] = numbers(pair)?;
            *self.block(block)? |= bits.cast_unsigned();
        }
        Ok(())
    }

    /// Counts parties under another number: each pair is a party and the number that stands for it.
    pub(super) fn join(&mut self, canon: &[(i64, i64)]) -> Result<(), StoreError> {
        for (party, number) in canon {
            let at = usize::try_from(party / PARTIES_OF_BLOCK).unwrap_or(usize::MAX);
            let Some(block) = self.blocks.get_mut(at) else {
                continue;
            };
            if *block & bit(*party) != 0 {
                *block &= !bit(*party);
                *self.block(number / PARTIES_OF_BLOCK)? |= bit(*number);
            }
        }
        Ok(())
    }

    pub(super) fn count(&self) -> i64 {
        let counts = self
            .blocks
            .iter()
            .map(|block| i64::from(block.count_ones()));
        counts.sum()
    }

    fn block(&mut self, number: i64) -> Result<&mut u64, StoreError> {
        let at = usize::try_from(number).ok().filter(|at| *at < MOST_BLOCKS);
        let at = at.ok_or_else(|| unreadable("a block of parties", number))?;
        if at >= self.blocks.len() {
            self.blocks.resize(at + 1, 0);
        }
        Ok(&mut self.blocks[at])
    }
}

fn bit(party: i64) -> u64 {
    1 << party.rem_euclid(PARTIES_OF_BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_counted_once_under_the_number_that_stands_for_them() {
        let mut people = People::default();
        people.add_list("1,59,60,61,3599").unwrap();
        people.add_blocks("0 2,1 1,2 5").unwrap();
        assert_eq!(people.count(), 7);
        // 60 and 61 are 1; 3599 is somebody else, who was not seen; 900 was not seen at all.
        people
            .join(&[(60, 1), (61, 1), (900, 2), (3_599, 3)])
            .unwrap();
        assert_eq!(people.count(), 5);
        assert!(people.add_list("1,x").is_err());
        assert!(people.add_blocks("-1 1").is_err());
    }
}
