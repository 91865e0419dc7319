//! 「関わり」 who did what with the town, when, how much, under which programme. Facts are appended
//! and never changed: a correction is a new revision of the whole row, with its reason.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::calendar::FiscalYear;
use crate::figure::Unit;
use crate::money::Yen;
use crate::party::PartyId;

/// 「台帳の位置」 the number of a row in the ledger. All append-only tables draw from one sequence,
/// so that one number says what was known when; a date in the past maps to one, as recording times
/// never fall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub i64);

impl Position {
    /// After everything that will ever be recorded: *now*.
    pub const NOW: Self = Self(i64::MAX);
}

/// 「関わり番号」 the number of an engagement through all its revisions: its first position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EngagementId(pub i64);

impl fmt::Display for EngagementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{}", self.0)
    }
}

/// 「関わりの種別」 what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Took part in an event.
    EventAttend,
    /// Signed up for an event.
    EventApply,
    /// Signed up and stayed away.
    EventNoShow,
    /// Asked for advice.
    Consult,
    /// A matching was proposed.
    MatchProposed,
    /// A matching came about.
    MatchAgreed,
    /// A matching ended.
    MatchEnded,
    /// Was hired.
    Hire,
    /// Worked on trial.
    Intern,
    /// 拠点進出: opened an office or a workshop in town.
    BaseOpen,
    /// Started a business.
    BusinessStart,
    /// Brought a new service to market.
    ServiceLaunch,
    /// Used a service.
    ServiceUse,
    /// ふるさと納税
    DonationFurusato,
    /// 企業版ふるさと納税
    DonationCorporate,
    /// Money given back, linked to the gift by its own row; the gift stays.
    DonationRefund,
    /// Is a member, from a day to a day.
    Membership,
    /// Is certified, from a day to a day.
    Certification,
    /// Took up farming.
    FarmStart,
    /// Entered farming from another trade.
    FarmEntry,
    /// Leases land, in ha, from a day to a day.
    FarmLease,
    /// Moved in.
    ResidencyMoveIn,
    /// Moved out.
    ResidencyMoveOut,
    /// Lives here and elsewhere, from a day to a day.
    ResidencyDual,
    /// An organisation is active, from a day to a day.
    OrgActive,
    /// Joined an organisation.
    OrgJoin,
    /// Answered a survey.
    SurveyAnswer,
    /// Visited or stayed.
    VisitStay,
    /// Bought something.
    Purchase,
    /// Brought somebody along.
    Referral,
    /// ふるさと住民登録, basic.
    RegistryBasic,
    /// ふるさと住民登録, premium.
    RegistryPremium,
    /// A head count without names: `quantity` heads, which count in rows and never in distinct.
    Tally,
}

impl Kind {
    /// Whether the kind lasts from `occurred_on` to `ended_on`, and is counted by who is in it.
    #[must_use]
    pub fn is_period(self) -> bool {
        matches!(
            self,
            Self::Membership
                | Self::Certification
                | Self::FarmLease
                | Self::ResidencyDual
                | Self::OrgActive
                | Self::RegistryBasic
                | Self::RegistryPremium
        )
    }

    /// The dates by which the kind may fall into a year. A gift has three: its department, its
    /// accountant and the settlement disagree on them every March.
    #[must_use]
    pub fn date_bases(self) -> &'static [DateBasis] {
        if self.is_donation() {
            &[
                DateBasis::Occurred,
                DateBasis::Settled,
                DateBasis::Recognized,
            ]
        } else if self.is_period() {
            &[DateBasis::Occurred, DateBasis::Ended]
        } else {
            &[DateBasis::Occurred]
        }
    }

    /// Whether money was given or given back.
    #[must_use]
    pub fn is_donation(self) -> bool {
        matches!(
            self,
            Self::DonationFurusato | Self::DonationCorporate | Self::DonationRefund
        )
    }
}

/// 「役割」 in which part a party has to do with an engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 本人: who does it.
    Subject,
    /// 相手方: with whom it is done.
    Counterparty,
    /// 仲介者: who brought them together.
    Broker,
    /// 主催者
    Host,
    /// 受益者
    Beneficiary,
    /// 紹介者
    Referrer,
}

/// 「操作」 what a row of the ledger does to its engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// 記録: says it for the first time, or again after a void.
    Assert,
    /// 訂正: says the whole of it anew.
    Correct,
    /// 取消: takes it back.
    Void,
}

/// 「訂正の理由」 why a revision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CorrectionReason {
    /// 入力誤り
    EntryError,
    /// 人・団体の申出
    PartyRequest,
    /// 重複
    Duplicate,
    /// 契約不成立
    NotConcluded,
    /// 返金
    Refund,
    /// 制度変更
    RuleChange,
    /// 取込みの取消し
    ImportUndone,
}

/// 「日付の精度」 how exactly a date is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatePrecision {
    /// The day.
    #[default]
    Day,
    /// 「10月頃」: some day of the month; the date is its first.
    Month,
    /// Some day of the fiscal year; the date is 1 April.
    FiscalYear,
}

/// 「日付の基準」 which of its dates puts an engagement into a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateBasis {
    /// 発生日・申込日・開始日
    Occurred,
    /// 入金日
    Settled,
    /// 調定日
    Recognized,
    /// 終了日・退会日
    Ended,
}

/// 「絞り込み項目」 the fields of an engagement by which metrics select.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// 制度: 複業
    Scheme,
    /// 区分: 地域運営組織
    Class,
    /// 目的: 雇用促進
    Tag,
    /// 設問: 起業関心
    Topic,
    /// 回答: あり
    Answer,
    /// 施設: 農業・地域支援
    Centre,
    /// 会: ファンクラブ
    Club,
}

/// 「関わり」 one engagement, as one revision says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// What was done.
    pub kind: Kind,
    /// 事業: the programme's number, where it belongs to one.
    pub programme: Option<String>,
    /// 活動: the event, the campaign, the place; no person's name.
    pub activity: Option<String>,
    /// When, or since when.
    pub occurred_on: Date,
    /// How exactly that is known.
    pub precision: DatePrecision,
    /// Until when; the day itself no longer counts.
    pub ended_on: Option<Date>,
    /// 入金日
    pub settled_on: Option<Date>,
    /// 調定日
    pub recognized_on: Option<Date>,
    /// 金額
    pub amount: Option<Yen>,
    /// 数量: hectares, nights, or the heads of a tally.
    pub quantity: Option<Decimal>,
    /// The quantity's unit.
    pub unit: Unit,
    /// 年齢 in full years on `occurred_on`. Kept here because the birthday is personal and may be
    /// disposed of, while the figure that asked for the age must stay.
    pub age: Option<u8>,
    /// What metrics select by.
    pub facets: BTreeMap<Facet, String>,
    /// 記載事項: documentary fields that nothing is computed from; no personal ones.
    pub attributes: BTreeMap<String, String>,
    /// Who, in which part; in the order written, each pair once.
    pub parties: Vec<(Role, PartyId)>,
}

impl Engagement {
    /// An engagement of which only kind and day are known.
    #[must_use]
    pub fn new(kind: Kind, occurred_on: Date) -> Self {
        Self {
            kind,
            programme: None,
            activity: None,
            occurred_on,
            precision: DatePrecision::Day,
            ended_on: None,
            settled_on: None,
            recognized_on: None,
            amount: None,
            quantity: None,
            unit: Unit::default(),
            age: None,
            facets: BTreeMap::new(),
            attributes: BTreeMap::new(),
            parties: Vec::new(),
        }
    }

    /// The date of a basis; none where the register did not say it.
    #[must_use]
    pub fn date(&self, basis: DateBasis) -> Option<Date> {
        match basis {
            DateBasis::Occurred => Some(self.occurred_on),
            DateBasis::Settled => self.settled_on,
            DateBasis::Recognized => self.recognized_on,
            DateBasis::Ended => self.ended_on,
        }
    }

    /// The fiscal year into which it falls by that date.
    #[must_use]
    pub fn fiscal_year(&self, basis: DateBasis) -> Option<FiscalYear> {
        self.date(basis).and_then(FiscalYear::of)
    }

    /// How many rows it counts for: the heads of a tally, else one.
    #[must_use]
    pub fn weight(&self) -> Decimal {
        if self.kind == Kind::Tally {
            self.quantity.unwrap_or_default()
        } else {
            Decimal::ONE
        }
    }
}

/// 「台帳の行」 one revision of one engagement, as the ledger holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Its place in the ledger.
    pub position: Position,
    /// Whose revision it is.
    pub id: EngagementId,
    /// The revision that it supersedes; none for the first.
    pub replaces: Option<Position>,
    /// What it does.
    pub operation: Operation,
    /// What it says; for a void, what it takes back.
    pub engagement: Engagement,
    /// Why; none for an assertion.
    pub reason: Option<CorrectionReason>,
    /// The reason in the clerk's words; no personal data.
    pub reason_text: Option<String>,
    /// The import that says so, by where it began; none where somebody says so by hand.
    pub batch: Option<Position>,
    /// When it was recorded. Never before the row in front of it.
    pub recorded_at: Timestamp,
}

/// 「入力完了」 a department says that a period of a kind is complete, or opens it again. An event:
/// the last one up to a position holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Its place in the ledger.
    pub position: Position,
    /// The programme's number.
    pub programme: String,
    /// The kind that is complete.
    pub kind: Kind,
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// Whether it closes or reopens.
    pub is_closed: bool,
    /// Why it was opened again.
    pub reason: Option<String>,
}
