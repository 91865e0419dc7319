//! The closed sets of the ledger: what is recorded, of whom, in which part, and how it is
//! counted. The codes stand in the database, in region files and in the published JSON, so they
//! never change.

use super::{ClosedSet, closed_set};
use crate::engagement::{CorrectionReason, DateBasis, DatePrecision, Facet, Kind, Operation, Role};
use crate::identity::LinkVerdict;
use crate::measurement::{FigureReason, FigureStatus};
use crate::metric::Division;
use crate::party::{PartyType, Residence};
use crate::register::{BatchState, Exclusion, RowVerdict};
use crate::statistics::Release;

closed_set! { PartyType:
    Person "person" "個人",
    Organization "org" "団体",
    Household "household" "世帯",
    Anonymous "anonymous" "匿名",
    Aggregate "aggregate" "集計値",
}

closed_set! { Residence:
    InCity "in_city" "市内",
    OutOfCity "out_of_city" "市外",
    Abroad "abroad" "海外",
    Unknown "unknown" "不明",
}

closed_set! { Kind:
    EventAttend "event.attend" "催しへの参加",
    EventApply "event.apply" "催しへの申込",
    EventNoShow "event.no_show" "無断欠席",
    Consult "consult" "相談",
    MatchProposed "match.proposed" "マッチングの提案",
    MatchAgreed "match.agreed" "マッチングの成立",
    MatchEnded "match.ended" "マッチングの終了",
    Hire "hire" "雇用",
    Intern "intern" "就業体験",
    BaseOpen "base.open" "拠点開設",
    BusinessStart "business.start" "開業",
    ServiceLaunch "service.launch" "新規サービスの開始",
    ServiceUse "service.use" "サービスの利用",
    DonationFurusato "donation.furusato" "ふるさと納税寄附",
    DonationCorporate "donation.corporate" "企業版ふるさと納税寄附",
    DonationRefund "donation.refund" "寄附の返金",
    Membership "membership" "会員",
    Certification "certification" "認定",
    FarmStart "farm.start" "就農",
    FarmEntry "farm.entry" "農業への新規参入",
    FarmLease "farm.lease" "農地の貸借",
    ResidencyMoveIn "residency.move_in" "転入",
    ResidencyMoveOut "residency.move_out" "転出",
    ResidencyDual "residency.dual" "二地域居住",
    OrgActive "org.active" "組織の活動",
    OrgJoin "org.join" "組織への参画",
    SurveyAnswer "survey.answer" "調査への回答",
    VisitStay "visit.stay" "来訪・滞在",
    Purchase "purchase" "購入",
    Referral "referral" "紹介",
    RegistryBasic "registry.basic" "ふるさと住民登録（ベーシック）",
    RegistryPremium "registry.premium" "ふるさと住民登録（プレミアム）",
    Tally "tally" "人数のみの記録",
}

closed_set! { Role:
    Subject "subject" "本人",
    Counterparty "counterparty" "相手方",
    Broker "broker" "仲介者",
    Host "host" "主催者",
    Beneficiary "beneficiary" "受益者",
    Referrer "referrer" "紹介者",
}

closed_set! { Operation:
    Assert "assert" "記録",
    Correct "correct" "訂正",
    Void "void" "取消し",
}

closed_set! { CorrectionReason:
    EntryError "entry_error" "入力誤り",
    PartyRequest "party_request" "人・団体の申出",
    Duplicate "duplicate" "重複",
    NotConcluded "not_concluded" "契約不成立",
    Refund "refund" "返金",
    RuleChange "rule_change" "制度変更",
    ImportUndone "import_undone" "取込みの取消し",
}

closed_set! { DatePrecision:
    Day "day" "日",
    Month "month" "月",
    FiscalYear "fy" "年度",
}

closed_set! { DateBasis:
    Occurred "occurred_on" "発生日",
    Settled "settled_on" "入金日",
    Recognized "recognized_on" "調定日",
    Ended "ended_on" "終了日",
}

closed_set! { Facet:
    Scheme "scheme" "制度",
    Class "class" "区分",
    Tag "tag" "目的",
    Topic "topic" "設問",
    Answer "answer" "回答",
    Centre "centre" "施設",
    Club "club" "会",
}

impl ClosedSet for Division {
    const ALL: &'static [Self] = &[
        Self::Kind,
        Self::Facet(Facet::Scheme),
        Self::Facet(Facet::Class),
        Self::Facet(Facet::Tag),
        Self::Facet(Facet::Topic),
        Self::Facet(Facet::Answer),
        Self::Facet(Facet::Centre),
        Self::Facet(Facet::Club),
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Facet(facet) => facet.code(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Kind => "種別",
            Self::Facet(facet) => facet.word(),
        }
    }
}

closed_set! { LinkVerdict:
    Same "same" "同一人物",
    Different "different" "別人",
    Household "household" "世帯",
    Maybe "maybe" "保留",
    None "none" "判定の取消し",
}

closed_set! { Release:
    Preliminary "preliminary" "速報",
    Final "final" "確報",
    Revised "revised" "改定",
}

closed_set! { FigureStatus:
    Unmeasured "unmeasured" "実績値なし",
    Provisional "provisional" "暫定値",
    Ready "ready" "確定できます",
    Frozen "frozen" "確定",
    Published "published" "公表",
}

closed_set! { FigureReason:
    NotClosed "not_closed" "入力が完了していない",
    NotStarted "not_started" "未実施",
    NotPublished "not_published" "未公表",
    Discontinued "discontinued" "中止",
    DefinitionChanged "definition_changed" "定義変更",
    Undefined "undefined" "分母が0",
    Undecided "undecided" "算定方法が未定",
}

closed_set! { RowVerdict:
    New "new" "新規",
    Updated "updated" "更新",
    Unchanged "unchanged" "同一",
    MaybeDuplicate "maybe_duplicate" "重複候補",
    Refused "refused" "エラー",
    Excluded "excluded" "対象外",
}

closed_set! { Exclusion:
    Deleted "deleted" "削除",
    Invalid "invalid" "無効",
    Unpaid "unpaid" "未決済",
    Absent "absent" "欠席・取消",
    NotARecord "not_a_record" "記録ではない行",
}

closed_set! { BatchState:
    Staged "staged" "読込",
    Reviewed "reviewed" "確認中",
    Committed "committed" "確定",
    Undone "undone" "取消し",
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes_both_ways<T: ClosedSet + PartialEq + std::fmt::Debug>() {
        for member in T::ALL {
            assert_eq!(T::from_code(member.code()), Some(*member));
            assert_eq!(T::from_word(member.word()), Some(*member));
        }
    }

    #[test]
    fn every_code_and_word_of_the_ledger_names_one_member() {
        goes_both_ways::<PartyType>();
        goes_both_ways::<Residence>();
        goes_both_ways::<Kind>();
        goes_both_ways::<Role>();
        goes_both_ways::<Operation>();
        goes_both_ways::<CorrectionReason>();
        goes_both_ways::<DatePrecision>();
        goes_both_ways::<DateBasis>();
        goes_both_ways::<Facet>();
        goes_both_ways::<Division>();
        goes_both_ways::<LinkVerdict>();
        goes_both_ways::<Release>();
        goes_both_ways::<FigureStatus>();
        goes_both_ways::<FigureReason>();
        goes_both_ways::<RowVerdict>();
        goes_both_ways::<Exclusion>();
        goes_both_ways::<BatchState>();
    }
}
