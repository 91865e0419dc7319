//! Settled and planned costs in whole yen. What unit a column's header names is found by the
//! layouts.

use enishi_domain::Decimal;
use enishi_domain::figure::{Qualifier, Quantity, Unit, UnitKind};
use enishi_domain::money::Yen;

use crate::numerals::read_cost;

/// Reads an amount of money: the unit printed with it, else the header's, else 円. None where the
/// text holds no single amount, is no money, names a bound or a change, or comes to a fraction of a
/// yen.
#[must_use]
pub fn read_yen(text: &str, header_unit: Option<&Unit>) -> Option<Yen> {
    let parts = read_cost(text)?;
    let mut counted = parts.iter().filter(|part| !part.is_inner());
    let (part, None) = (counted.next()?, counted.next()) else {
        return None;
    };
    let stated = match part.qualifier {
        None
        | Some(
            Qualifier::About | Qualifier::Cumulative | Qualifier::Gross | Qualifier::Provisional,
        ) => true,
        Some(
            Qualifier::AtLeast | Qualifier::AtMost | Qualifier::Increase | Qualifier::Decrease,
        ) => false,
    };
    let Quantity::Exact(amount) = part.quantity else {
        return None;
    };
    let header = header_unit.filter(|_| part.unit.is_unprinted());
    let yen = amount.checked_mul(factor(header.unwrap_or(&part.unit))?)?;
    let whole = stated && yen.fract().is_zero();
    whole
        .then(|| i64::try_from(yen.trunc()).ok().map(Yen))
        .flatten()
}

/// What one of the unit is in yen.
fn factor(unit: &Unit) -> Option<Decimal> {
    match unit.kind() {
        UnitKind::Money(factor) => Some(factor),
        UnitKind::Unprinted => Some(Decimal::ONE),
        UnitKind::People(_)
        | UnitKind::Cases
        | UnitKind::Companies
        | UnitKind::Share
        | UnitKind::Points
        | UnitKind::Area(_)
        | UnitKind::Years
        | UnitKind::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_whole_yen() {
        for (text, yen) in [
            ("14, 894, 396円", Some(14_894_396)),
            ("5, 627, 315円", Some(5_627_315)),
            ("467.66万円", Some(4_676_600)),
            ("1億2,000万円", Some(120_000_000)),
            ("820億45百万円", Some(82_045_000_000)),
            ("12,287千円", Some(12_287_000)),
            ("¥1,000", Some(1_000)),
            ("１，０００円（税込）", Some(1_000)),
            ("△1,000円", Some(-1_000)),
            ("決算額 1,000円", Some(1_000)),
            ("約100万円", Some(1_000_000)),
            ("20200520", Some(20_200_520)),
            ("0円", Some(0)),
            ("", None),
            ("-", None),
            ("未定", None),
            ("0.5円", None),
            ("100人", None),
            ("令和6年度", None),
            ("2024/4/1", None),
            ("1,000円以上", None),
            ("10～20万円", None),
            ("1,000円、2,000円", None),
            ("99999999999999999999円", None),
        ] {
            assert_eq!(read_yen(text, None), yen.map(Yen), "{text}");
        }
    }

    #[test]
    fn the_header_gives_the_unit_that_is_not_printed() {
        let thousands = Unit::new("千円");
        for (text, yen) in [
            ("12,287,547", Some(12_287_547_000)),
            ("0.5", Some(500)),
            ("0.0005", None),
            ("12円", Some(12)),
        ] {
            assert_eq!(read_yen(text, Some(&thousands)), yen.map(Yen), "{text}");
        }
        assert_eq!(read_yen("12", Some(&Unit::new("人"))), None);
    }
}
