//! Registers that a town has imported before somebody looks at its screens.

use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::import_register::{Mode, Register, import_register};
use enishi_desk::{Given, sources};

use crate::browser::Town;

/// Who came to a talk of the first programme: two of them may be one person, and a third is not.
pub const TALK: &str = "\
受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業,制度
1,架空 花子,カクウ ハナコ,090-0000-1234,2024/10/3,出席,1,複業
2,架空 華子,カクウ ハナコ,090-0000-1234,2024/11/7,出席,1,複業
3,見本 太郎,ミホン タロウ,090-0000-9999,2024/11/7,出席,1,複業
";

impl Town {
    /// Imports the talk.
    pub async fn with_a_talk(self) -> Self {
        self.import("event-signup", "talk.csv", TALK).await;
        self
    }

    /// Imports a file.
    pub async fn import(&self, source: &str, name: &str, text: &str) {
        let register = Register {
            name: name.to_owned(),
            bytes: Arc::new(text.as_bytes().to_vec()),
            mapping: sources::built_in(source).unwrap().unwrap(),
            given: Given::default(),
            encoding: None,
        };
        let mut watch = |_| ControlFlow::Continue(());
        let imported = import_register(&self.office, register, Mode::Commit, &mut watch).await;
        let imported = imported.unwrap();
        assert!(imported.refused.is_empty(), "{:?}", imported.findings);
    }
}
