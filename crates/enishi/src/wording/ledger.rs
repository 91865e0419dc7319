//! What the commands on a ledger say, in Japanese and in English.

use std::collections::BTreeSet;
use std::path::Path;

use enishi_desk::close_period::Period;
use enishi_desk::freeze_year::FrozenYear;
use enishi_desk::import_register::{Imported, Mode, Progress};
use enishi_desk::run_demo::DemoProgress;
use enishi_desk::verify_ledger::Verified;
use enishi_desk::{Damage, definition_wording, register_finding};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{EngagementId, Kind};
use enishi_domain::finding::Finding;
use enishi_domain::identity::LinkVerdict;
use enishi_domain::interchange::measure::DefinitionFinding;
use enishi_domain::party::PartyId;
use enishi_domain::region::Region;
use enishi_domain::register::RowVerdict;
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet;

use super::Words;
use crate::commands::correct::Done;
use crate::terminal::{WIDTH, one_line, wrap};

impl Words {
    pub fn ledger_made(self, region: &Region, kpis: usize, database: &str, key: &Path) -> String {
        let (name, programmes) = (&region.municipality, region.programmes.len());
        let key = key.display();
        self.pick(
            format!(
                "{name}の台帳 {database} を使えるようにしました（事業{programmes}件、指標{kpis}件）。\n\
                 鍵 {key} は台帳と別の場所に控えてください。\n\
                 鍵をなくすと、名寄せができなくなります。\n"
            ),
            format!(
                "the ledger {database} of {name} is ready: {programmes} programmes, {kpis} KPIs\n\
                 keep a copy of the key {key} apart from the ledger; without it nobody can be\n\
                 known again\n"
            ),
        )
    }

    pub fn ledger_stands(self, region: &Region, kpis: usize, database: &str) -> String {
        let (name, programmes) = (&region.municipality, region.programmes.len());
        self.pick(
            format!(
                "変更なし: {name}の台帳 {database} の定義は同じです（事業{programmes}件、指標{kpis}件）。\n"
            ),
            format!(
                "no change: the ledger {database} of {name} has these definitions already \
                 ({programmes} programmes, {kpis} KPIs)\n"
            ),
        )
    }

    pub fn definition_entry(self, finding: &Finding) -> DefinitionFinding {
        DefinitionFinding::new(finding, self.definition_message(finding))
    }

    fn definition_message(self, finding: &Finding) -> String {
        self.pick(
            definition_wording::metric_finding_ja(finding),
            definition_wording::metric_finding_en(finding),
        )
    }

    /// With the line of the region's file that it is about.
    pub fn definition_finding(self, finding: &Finding) -> String {
        let told = self.definition_message(finding);
        let whose = match (&finding.programme, finding.kpi) {
            (Some(programme), Some(kpi)) => format!("{programme}-{} ", kpi.circled()),
            _ => String::new(),
        };
        let place = finding.place.as_ref();
        let place = place.map_or_else(String::new, |place| {
            let file = place.sheet.as_deref().unwrap_or_default();
            format!("{}:{}:{} ", one_line(file), place.row, place.column)
        });
        let pointer = finding.excerpt.as_ref();
        let pointer = pointer.map_or_else(String::new, |lines| format!("\n{lines}"));
        let told = format!(
            "{place}{} {} {whose}{told}",
            self.severity(finding.severity),
            finding.rule
        );
        format!("{}{pointer}\n", wrap(&told, WIDTH).join("\n"))
    }

    /// With its file and row.
    pub fn located_finding(self, file: &str, row: Option<u64>, finding: &Finding) -> String {
        let told = self.register_finding(finding);
        let file = one_line(file);
        match (&finding.place, row) {
            (None, Some(row)) => format!("{file}:{row} {told}"),
            (None, None) => format!("{file} {told}"),
            (Some(_), _) => format!("{file}:{told}"),
        }
    }

    pub fn register_finding(self, finding: &Finding) -> String {
        let place = finding.place.as_ref();
        let place = place.map_or_else(String::new, |place| format!("{place} "));
        let told = register_finding(finding, self.language);
        format!(
            "{place}{} {} {told}",
            self.severity(finding.severity),
            finding.rule
        )
    }

    pub fn more_findings(self, count: usize) -> String {
        self.pick(
            format!("ほか{count}件。--report ファイル.xlsx で全件を書き出せます。"),
            format!("and {count} more; --report FILE.xlsx writes them all"),
        )
    }

    pub fn imported(self, name: &str, imported: &Imported, mode: Mode) -> String {
        let counts: Vec<String> = RowVerdict::ALL
            .iter()
            .map(|verdict| {
                let count = imported.counts.get(verdict).copied().unwrap_or(0);
                let word = self.pick(verdict.word(), verdict.code());
                format!("{word} {}", with_thousands(&count.to_string()))
            })
            .collect();
        let counts = counts.join(self.pick("、", ", "));
        let Imported {
            parties_new,
            parties_known,
            pairs_to_review,
            ..
        } = imported;
        let parties = self.pick(
            format!("人・団体 新規{parties_new}、既知{parties_known}、要確認{pairs_to_review}組"),
            format!(
                "parties: {parties_new} new, {parties_known} known, \
                 {pairs_to_review} pairs to review"
            ),
        );
        let done = match (mode, imported.batch) {
            (Mode::DryRun, _) => self.pick(
                "試行です。何も書き込んでいません。".to_owned(),
                "dry run: nothing was written".to_owned(),
            ),
            (Mode::Commit, Some(batch)) => self.pick(
                format!("取込み {batch} として記録しました。"),
                format!("recorded as import {batch}"),
            ),
            (Mode::Commit, None) => self.pick(
                "新しいことはありませんでした。何も書き込んでいません。".to_owned(),
                "nothing new: nothing was written".to_owned(),
            ),
        };
        format!("{}: {counts}\n{parties}\n{done}\n", one_line(name))
    }

    pub fn progress(self, progress: Progress) -> String {
        match progress {
            Progress::Read(rows) => {
                let rows = with_thousands(&rows.to_string());
                self.pick(format!("読込み {rows}行"), format!("read {rows} rows"))
            }
            Progress::Written(rows, all) => {
                let percent = rows * 100 / all.max(1);
                self.pick(
                    format!("書込み準備 {percent}%"),
                    format!("made ready {percent} %"),
                )
            }
            Progress::Merged(done, all) => {
                let percent = done * 100 / all.max(1);
                self.pick(
                    format!("台帳へ {percent}%"),
                    format!("into the ledger {percent} %"),
                )
            }
        }
    }

    pub fn demo_progress(self, progress: &DemoProgress<'_>) -> String {
        let DemoProgress {
            done,
            all,
            file,
            import,
        } = progress;
        let file = file.unwrap_or_default();
        let import = import.map_or_else(String::new, |import| self.progress(import));
        format!("{done}/{all} {file} {import}")
    }

    pub fn demo_made(self, folder: &Path, registers: usize) -> String {
        let folder = folder.display();
        self.pick(
            format!(
                "{folder}/registers に台帳のファイル{registers}件、{folder}/region に地域の定義、\
                 {folder}/enishi.db に台帳があります。\n\
                 人・団体・取引はすべて架空です。事業・指標・目標値と実績値は、焼津市が公表した数値に合わせています。\n\
                 次は: enishi measure --database sqlite:{folder}/enishi.db --kpi 1-① --explain\n"
            ),
            format!(
                "{folder}/registers holds {registers} registers, {folder}/region the city's \
                 definitions, {folder}/enishi.db the ledger\n\
                 everybody in it is invented; programmes, targets and figures are as Yaizu\n\
                 published them\n\
                 next: enishi measure --database sqlite:{folder}/enishi.db --kpi 1-1 --explain\n"
            ),
        )
    }

    pub fn period(self, period: &Period, reopened: bool) -> String {
        let Period {
            programme,
            kind,
            year,
        } = period;
        let word = self.pick(kind.word(), kind.code());
        match reopened {
            true => self.pick(
                format!("事業{programme} {year}の「{word}」を再び開きました。\n"),
                format!(
                    "{word} of programme {programme} in {} is open again\n",
                    year.short()
                ),
            ),
            false => self.pick(
                format!("事業{programme} {year}の「{word}」を入力完了にしました。\n"),
                format!(
                    "{word} of programme {programme} in {} is complete\n",
                    year.short()
                ),
            ),
        }
    }

    /// A kind was closed that no KPI of the programme counts: perhaps another was meant.
    pub fn counts_no_such_kind(self, period: &Period, counted: &BTreeSet<Kind>) -> String {
        let Period {
            programme, kind, ..
        } = period;
        let word = |kind: &Kind| self.pick(kind.word(), kind.code());
        let listed: Vec<&str> = counted.iter().map(word).collect();
        let listed = match listed.as_slice() {
            [] => self.pick("なし", "none").to_owned(),
            listed => listed.join(self.pick("、", ", ")),
        };
        let told = self.pick(
            format!(
                "注意: 事業{programme}の指標は「{}」を数えていません（数える種別：{listed}）。\
                 種別の間違いなら、--reopen で再び開いてください。",
                kind.word()
            ),
            format!(
                "note: no KPI of programme {programme} counts {} (counted: {listed}); --reopen \
                 opens it again",
                kind.code()
            ),
        );
        let lines = wrap(&told, WIDTH).into_iter();
        lines.map(|line| format!("{line}\n")).collect()
    }

    pub fn period_stands(self, period: &Period, reopened: bool) -> String {
        let Period {
            programme,
            kind,
            year,
        } = period;
        let word = self.pick(kind.word(), kind.code());
        let (state, state_en) = match reopened {
            true => ("開いています", "open"),
            false => ("入力完了です", "complete"),
        };
        self.pick(
            format!(
                "変更なし: 事業{programme} {year}の「{word}」はすでに{state}。何も記録していません。\n"
            ),
            format!(
                "no change: {word} of programme {programme} in {} is {state_en} already; nothing \
                 was recorded\n",
                year.short()
            ),
        )
    }

    pub fn frozen(self, year: FiscalYear, frozen: &FrozenYear) -> String {
        let kept = frozen.kept;
        let mut said = match kept {
            0 if frozen.left.is_empty() => self.pick(
                format!(
                    "変更なし: {year}の実績はすべて確定済みです。確定し直すときは --again 理由\n"
                ),
                format!(
                    "no change: all of {} is frozen; --again REASON freezes anew\n",
                    year.short()
                ),
            ),
            0 => String::new(),
            _ => self.pick(
                format!(
                    "{year}の実績を確定しました（{kept}指標）。後の訂正は、確定値を変えません。\n"
                ),
                format!("the figures of {} are frozen: {kept} KPIs\n", year.short()),
            ),
        };
        if frozen.left.is_empty() {
            return said;
        }
        let left = frozen.left.iter().map(|(programme, kpi, status)| {
            let status = self.pick(status.word(), status.code());
            format!("  {programme}-{} {status}\n", kpi.circled())
        });
        said.push_str(self.pick(
            "確定しなかった指標（実績の締めのあと、もう一度「enishi freeze」で確定します。\n\
             暫定値のまま確定するときは --provisional）:\n",
            "not frozen: close their periods and freeze again, or say --provisional:\n",
        ));
        said.extend(left);
        said
    }

    pub fn damage(self, damage: Damage) -> String {
        let (word, position) = match damage {
            Damage::Row(at) => (
                self.pick("封印と合わない行", "a row that is not the sealed one"),
                at,
            ),
            Damage::Seal(at) => (
                self.pick("封印の欠け・書換え", "a seal that is missing or another"),
                at,
            ),
            Damage::CutOff(at) => (self.pick("末尾の欠け", "rows cut off"), at),
            Damage::Rewritten(at) => (
                self.pick(
                    "検証値と合わない封印",
                    "a chain other than the checkpoint's",
                ),
                at,
            ),
        };
        self.pick(
            format!("{word}（位置{}）", position.0),
            format!("{word}, from position {}", position.0),
        )
    }

    pub fn verified(self, verified: &Verified) -> String {
        let positions = with_thousands(&verified.positions.to_string());
        let mut out = match verified.damage {
            None if verified.unsealed > 0 => {
                let unsealed = with_thousands(&verified.unsealed.to_string());
                self.pick(
                    format!(
                        "封印の鎖: 末尾の{unsealed}行に封印がない（全{positions}行）。\n\
                         取込みが終わる前に止められたか、封印が消されました。次の記録のときに封印します。\n"
                    ),
                    format!(
                        "the last {unsealed} of {positions} rows have no seal: an import was \
                         stopped before its end, or seals were deleted; the next record seals \
                         them\n"
                    ),
                )
            }
            None => self.pick(
                format!("封印の鎖: 正しい（{positions}行）\n"),
                format!("the chain of seals is sound ({positions} rows)\n"),
            ),
            Some(damage) => {
                let damage = self.damage(damage);
                self.pick(
                    format!("封印の鎖: {damage}\n"),
                    format!("the chain is broken: {damage}\n"),
                )
            }
        };
        out.push_str(match verified.derived_is_sound {
            true => self.pick(
                "集計用の表: 台帳と一致\n",
                "what is derived agrees with the ledger\n",
            ),
            false => self.pick(
                "集計用の表: 台帳と一致しない\n",
                "what is derived does not agree with the ledger\n",
            ),
        });
        let figures = verified.figures;
        if verified.figures_changed.is_empty() {
            out.push_str(&self.pick(
                format!("確定値: {figures}件すべて再現\n"),
                format!("all {figures} frozen figures come out again\n"),
            ));
        } else {
            let changed = verified.figures_changed.join(self.pick("、", ", "));
            out.push_str(&self.pick(
                format!("確定値: 再現しないもの {changed}\n"),
                format!("frozen figures that do not come out again: {changed}\n"),
            ));
        }
        if let Some(checkpoint) = &verified.checkpoint {
            out.push_str(&self.pick(
                format!("検証値（台帳と別に控えてください）:\n{checkpoint}\n"),
                format!("checkpoint, to be kept elsewhere:\n{checkpoint}\n"),
            ));
        }
        out
    }

    pub fn decided_nothing(self, a: PartyId, b: PartyId, verdict: LinkVerdict) -> String {
        let word = self.pick(verdict.word(), verdict.code());
        match verdict {
            LinkVerdict::None => self.pick(
                format!("変更なし: {a} と {b} について取り消す判定はありません。何も記録していません。\n"),
                format!("no change: no decision on {a} and {b} is in force\n"),
            ),
            LinkVerdict::Same
            | LinkVerdict::Different
            | LinkVerdict::Household
            | LinkVerdict::Maybe => self.pick(
                format!("変更なし: {a} と {b} はすでに「{word}」です。何も記録していません。\n"),
                format!("no change: {a} and {b} are {word} already; nothing was recorded\n"),
            ),
        }
    }

    pub fn decided(self, a: PartyId, b: PartyId, verdict: LinkVerdict) -> String {
        let word = self.pick(verdict.word(), verdict.code());
        self.pick(
            format!("{a} と {b} を「{word}」と記録しました。\n"),
            format!("{a} and {b}: {word}\n"),
        )
    }

    pub fn corrected_nothing(self, id: EngagementId) -> String {
        self.pick(
            format!("変更なし: 関わり {id} はすでにその内容です。何も記録していません。\n"),
            format!("no change: {id} says so already; nothing was recorded\n"),
        )
    }

    pub fn corrected(self, id: EngagementId, done: Done) -> String {
        match done {
            Done::Voided => self.pick(
                format!("関わり {id} を取り消しました。\n"),
                format!("{id} voided\n"),
            ),
            Done::Corrected => self.pick(
                format!("関わり {id} を訂正しました。\n"),
                format!("{id} corrected\n"),
            ),
            Done::Restored => self.pick(
                format!("関わり {id} の取消を戻しました。\n"),
                format!("{id} restored\n"),
            ),
        }
    }
}
