//! What each year of the city must give, KPI by KPI. R6 is what the seed's sheet states; the years
//! before are invented, and no two are alike.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;

use super::Size;

/// What one year gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearActuals {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Its place among the city's years, from 0.
    pub index: u64,
    /// 1-①: firms, each once.
    pub matched_firms: u64,
    /// 1-②: people, each once.
    pub participants: u64,
    /// 1-③: offices opened.
    pub bases: u64,
    /// 1-③: businesses started.
    pub businesses: u64,
    /// 1-④
    pub corporate_gifts: u64,
    /// 2-①
    pub young_farmers: u64,
    /// 2-② in tenths of a per cent.
    pub farmland_share: i64,
    /// 2-③
    pub farm_entries: u64,
    /// 2-④; none before the centre opened.
    pub centre_uses: Option<u64>,
    /// 3-①; none where nobody said that there were none.
    pub startups: Option<u64>,
    /// 3-②
    pub services: u64,
    /// 3-③; none before the survey began.
    pub students: Option<u64>,
    /// 4-①
    pub organizations: u64,
    /// 4-② of men and women in hundredths of a year, as known when the year was frozen.
    pub healthy_life: (i64, i64),
    /// 4-③
    pub joiners: u64,
    /// 4-④
    pub residents: u64,
    /// 5-① in hundredths of 万円.
    pub productivity: i64,
    /// 5-②
    pub hires: u64,
    /// 5-③
    pub seminar_seats: u64,
    /// 5-④
    pub certifications: u64,
    /// 6-①
    pub social_increase: i64,
    /// 6-③ of the full city.
    gifts: u64,
    /// 6-④ of the full city.
    thousand_yen: u64,
}

impl YearActuals {
    /// 6-③
    #[must_use]
    pub fn gifts(&self, size: Size) -> u64 {
        match size {
            Size::Full => self.gifts,
            Size::Small => (self.gifts + 500) / 1000,
        }
    }

    /// 6-④
    #[must_use]
    pub fn thousand_yen(&self, size: Size) -> u64 {
        match size {
            Size::Full => self.thousand_yen,
            Size::Small => self.thousand_yen / 1000,
        }
    }

    /// Programme and KPI in digits (`1-1` for 1-①) with its amounts, as they stand when the year is
    /// frozen; no amounts where there is no figure.
    #[must_use]
    pub fn by_kpi(&self, size: Size) -> Vec<(&'static str, Vec<Decimal>)> {
        let whole = |count: u64| vec![Decimal::from(count)];
        let maybe = |count: Option<u64>| count.map_or_else(Vec::new, whole);
        let scaled = |digits: i64, scale: u32| Decimal::new(digits, scale).normalize();
        let (men, women) = self.healthy_life;
        vec![
            ("1-1", whole(self.matched_firms)),
            ("1-2", whole(self.participants)),
            ("1-3", whole(self.bases + self.businesses)),
            ("1-4", whole(self.corporate_gifts)),
            ("2-1", whole(self.young_farmers)),
            ("2-2", vec![scaled(self.farmland_share, 1)]),
            ("2-3", whole(self.farm_entries)),
            ("2-4", maybe(self.centre_uses)),
            ("3-1", maybe(self.startups)),
            ("3-2", whole(self.services)),
            ("3-3", maybe(self.students)),
            ("4-1", whole(self.organizations)),
            ("4-2", vec![scaled(men, 2), scaled(women, 2)]),
            ("4-3", whole(self.joiners)),
            ("4-4", whole(self.residents)),
            ("5-1", vec![scaled(self.productivity, 2)]),
            ("5-2", whole(self.hires)),
            ("5-3", whole(self.seminar_seats)),
            ("5-4", whole(self.certifications)),
            ("6-1", vec![Decimal::from(self.social_increase)]),
            ("6-2", Vec::new()),
            ("6-3", whole(self.gifts(size))),
            ("6-4", whole(self.thousand_yen(size))),
        ]
    }
}

/// The city's years, R2 to R6.
#[must_use]
pub fn years() -> [&'static YearActuals; 5] {
    [&YEARS[0], &YEARS[1], &YEARS[2], &YEARS[3], &YEARS[4]]
}

static YEARS: std::sync::LazyLock<[YearActuals; 5]> =
    std::sync::LazyLock::new(|| [r2(), r3(), r4(), r5(), r6()]);

fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).expect("the city's years are of our century")
}

fn r2() -> YearActuals {
    YearActuals {
        year: year(2020),
        index: 0,
        matched_firms: 21,
        participants: 310,
        bases: 1,
        businesses: 1,
        corporate_gifts: 1,
        young_farmers: 2,
        farmland_share: 341,
        farm_entries: 0,
        centre_uses: None,
        startups: None,
        services: 0,
        students: None,
        organizations: 0,
        healthy_life: (1762, 2015),
        joiners: 22,
        residents: 4,
        productivity: 44_120,
        hires: 4,
        seminar_seats: 18,
        certifications: 1,
        social_increase: -112,
        gifts: 668_412,
        thousand_yen: 9_402_530,
    }
}

fn r3() -> YearActuals {
    YearActuals {
        year: year(2021),
        index: 1,
        matched_firms: 38,
        participants: 455,
        bases: 2,
        businesses: 3,
        corporate_gifts: 2,
        young_farmers: 3,
        farmland_share: 356,
        farm_entries: 1,
        centre_uses: None,
        startups: Some(1),
        services: 1,
        students: None,
        organizations: 1,
        healthy_life: (1779, 2018),
        joiners: 28,
        residents: 5,
        productivity: 44_875,
        hires: 6,
        seminar_seats: 24,
        certifications: 2,
        social_increase: -35,
        gifts: 689_207,
        thousand_yen: 9_906_418,
    }
}

fn r4() -> YearActuals {
    YearActuals {
        year: year(2022),
        index: 2,
        matched_firms: 52,
        participants: 590,
        bases: 4,
        businesses: 3,
        corporate_gifts: 3,
        young_farmers: 2,
        farmland_share: 368,
        farm_entries: 2,
        centre_uses: None,
        startups: Some(1),
        services: 0,
        students: None,
        organizations: 0,
        healthy_life: (1791, 2022),
        joiners: 35,
        residents: 7,
        productivity: 45_510,
        hires: 7,
        seminar_seats: 22,
        certifications: 2,
        social_increase: 58,
        gifts: 701_355,
        thousand_yen: 10_288_064,
    }
}

fn r5() -> YearActuals {
    YearActuals {
        year: year(2023),
        index: 3,
        matched_firms: 58,
        participants: 688,
        bases: 4,
        businesses: 5,
        corporate_gifts: 4,
        young_farmers: 5,
        farmland_share: 379,
        farm_entries: 2,
        centre_uses: None,
        startups: Some(2),
        services: 1,
        students: Some(1),
        organizations: 1,
        healthy_life: (1804, 2025),
        joiners: 41,
        residents: 8,
        productivity: 46_138,
        hires: 9,
        seminar_seats: 30,
        certifications: 3,
        social_increase: 121,
        gifts: 713_880,
        thousand_yen: 10_541_907,
    }
}

fn r6() -> YearActuals {
    YearActuals {
        year: year(2024),
        index: 4,
        matched_firms: 63,
        participants: 750,
        bases: 6,
        businesses: 5,
        corporate_gifts: 5,
        young_farmers: 4,
        farmland_share: 387,
        farm_entries: 3,
        centre_uses: Some(1628),
        startups: Some(3),
        services: 2,
        students: Some(2),
        organizations: 0,
        healthy_life: (1818, 2029),
        joiners: 46,
        residents: 9,
        productivity: 46_766,
        hires: 10,
        seminar_seats: 35,
        certifications: 4,
        social_increase: 203,
        gifts: 725_929,
        thousand_yen: 10_812_285,
    }
}
