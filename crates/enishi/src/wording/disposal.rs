//! What is said of a disposal, by numbers and without names, in Japanese and in English.

use enishi_desk::dispose_parties::Disposal;
use enishi_desk::import_register::Mode;
use enishi_domain::party::PartyId;

use super::Words;

/// How many parties are told by their numbers.
const MOST_TOLD: usize = 20;

impl Words {
    pub fn disposed(self, disposal: &Disposal, asked: Option<PartyId>, mode: Mode) -> String {
        let count = disposal.parties.len();
        let mut out = match (mode, count) {
            (_, 0) => self.nothing_disposed(asked),
            (Mode::DryRun, _) => self.pick(
                format!("試行です。人・団体{count}件の個人情報を廃棄することになります。何も廃棄していません。\n"),
                format!("dry run: what is personal of {count} parties would go; nothing did\n"),
            ),
            (Mode::Commit, _) => self.pick(
                format!(
                    "人・団体{count}件の個人情報を廃棄し、廃棄記録を残しました。元に戻せません。\
                     実績値は変わりません。\n"
                ),
                format!(
                    "what is personal of {count} parties is disposed of for good; no figure \
                     changes\n"
                ),
            ),
        };
        if count > 0 {
            let listed = self.numbered(&disposal.parties);
            out.push_str(&self.pick(format!("対象: {listed}\n"), format!("of: {listed}\n")));
        }
        let others = disposal.parties.iter().chain(&disposal.before);
        let others: Vec<PartyId> = others
            .copied()
            .filter(|party| asked.is_some_and(|asked| asked != *party))
            .collect();
        if let Some(asked) = asked
            && !others.is_empty()
        {
            let listed = self.numbered(&others);
            out.push_str(&self.pick(
                format!("{asked} と同一人物と判定されている {listed} を含みます。\n"),
                format!("with {listed}, found to be the same as {asked}\n"),
            ));
        }
        if count > 0 && !disposal.before.is_empty() {
            let listed = self.numbered(&disposal.before);
            out.push_str(&self.pick(
                format!("廃棄済みのため変更なし: {listed}\n"),
                format!("disposed of before: {listed}\n"),
            ));
        }
        out
    }

    fn nothing_disposed(self, asked: Option<PartyId>) -> String {
        match asked {
            Some(asked) => self.pick(
                format!("変更なし: {asked} の個人情報はすでに廃棄されています。廃棄記録は増やしていません。\n"),
                format!("no change: what is personal of {asked} was disposed of before\n"),
            ),
            None => self.pick(
                "変更なし: 保存期間を過ぎた人・団体はいません。\n".to_owned(),
                "no change: nobody's period of retention is over\n".to_owned(),
            ),
        }
    }

    fn numbered(self, parties: &[PartyId]) -> String {
        let told: Vec<String> = parties
            .iter()
            .take(MOST_TOLD)
            .map(ToString::to_string)
            .collect();
        let told = told.join(self.pick("、", ", "));
        match parties.len().saturating_sub(MOST_TOLD) {
            0 => told,
            left => self.pick(
                format!("{told} ほか{left}件（--format json で全件を示します）"),
                format!("{told} and {left} more (--format json lists them all)"),
            ),
        }
    }
}
