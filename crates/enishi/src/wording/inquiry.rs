//! What is said of inquiries, in Japanese and in English.

use std::path::Path;

use enishi_domain::calendar::FiscalYear;

use super::Words;

impl Words {
    pub fn inquiry_there(self, path: &Path) -> String {
        let path = path.display();
        self.pick(
            format!(
                "{path} はもうあります。書き込んだものかもしれないので、上書きしません。\
                 新しいフォルダーを -o で指定してください。"
            ),
            format!("{path} is there already, and may be filled in; name a new folder with -o"),
        )
    }

    pub fn inquiries_made(self, year: FiscalYear, files: usize) -> String {
        self.pick(
            format!("{year}の庁内照会を{files}個作りました。\n"),
            format!("{files} inquiries of FY{} were made\n", year.western()),
        )
    }

    pub fn inquiry_made(self, department: &str, kpis: usize, path: &str) -> String {
        self.pick(
            format!("  {department}（指標{kpis}件） {path}\n"),
            format!("  {department} ({kpis} KPIs) {path}\n"),
        )
    }

    pub fn of_no_department(self, programmes: &[String]) -> String {
        self.pick(
            format!(
                "担当課のない事業は入っていません: 事業{}\n",
                programmes.join("、事業")
            ),
            format!(
                "programmes without a department are in none: {}\n",
                programmes.join(", ")
            ),
        )
    }

    pub fn answers_of(
        self,
        name: &str,
        department: &str,
        year: FiscalYear,
        lines: usize,
    ) -> String {
        let western = year.western();
        match lines {
            0 => self.pick(
                format!("{name}（{year} {department}）: 変わったところはありません。\n"),
                format!("{name} (FY{western} {department}): nothing was changed\n"),
            ),
            _ => self.pick(
                format!("{name}（{year} {department}）: 書かれたところ {lines}件\n"),
                format!("{name} (FY{western} {department}): {lines} lines were filled in\n"),
            ),
        }
    }

    pub fn statement_fields(self) -> [&'static str; 3] {
        [
            self.pick("要因", "cause"),
            self.pick("改善点", "improvement"),
            self.pick("今後の見通し", "outlook"),
        ]
    }

    pub fn answer_differs(self, field: &str, now: &str, said: &str) -> String {
        self.pick(
            format!("    {field}: 「{now}」→「{said}」\n"),
            format!("    {field}: `{now}` -> `{said}`\n"),
        )
    }

    pub fn inquiry_dry_run(self) -> &'static str {
        self.pick(
            "試行なので、何も取り込んでいません。\n",
            "a dry run: nothing was taken\n",
        )
    }
}
