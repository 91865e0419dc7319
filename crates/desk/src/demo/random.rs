//! Numbers that look drawn and follow from a seed: a mixing function of (stream, index), so that
//! any row can be made without those before it.

/// The city's seed. Another one is another city with the same figures.
const SEED: u64 = 0x0656_6e69_7368_6906;

/// What is drawn. Streams do not depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Name = 1,
    Home = 2,
    Birth = 3,
    Donor = 4,
    Amount = 5,
    Choice = 6,
    Spelling = 7,
    Day = 8,
    User = 9,
    Firm = 10,
}

/// The number of a stream at an index.
pub(super) fn draw(stream: Stream, index: u64) -> u64 {
    let state = mix(SEED ^ ((stream as u64) << 56));
    mix(state.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// A number below a limit that is not 0.
pub(super) fn below(drawn: u64, limit: u64) -> u64 {
    drawn % limit
}

/// An entry of a table that is not empty.
pub(super) fn pick<T>(table: &[T], drawn: u64) -> &T {
    &table[place(table.len(), drawn)]
}

/// A place in a table of that length.
pub(super) fn place(length: usize, drawn: u64) -> usize {
    usize::try_from(below(drawn, length as u64)).unwrap_or(0)
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014), written from its description.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
