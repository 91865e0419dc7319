//! The closed sets of the office at work: duties, accounts, and how far a sheet is. The codes stand
//! in the database and never change.

use super::{ClosedSet, closed_set};
use crate::staff::{AccountState, Duty, Participant};
use crate::workflow::{Stage, Step};

closed_set! { Duty:
    Entry "entry" "担当課入力",
    Head "head" "所属長",
    Planning "planning" "政策企画課",
    Panel "panel" "委員",
    Audit "audit" "監査",
    Administration "administration" "管理",
}

closed_set! { AccountState:
    Active "active" "有効",
    Suspended "suspended" "停止",
}

closed_set! { Participant:
    Industry "industry" "産業界",
    Government "government" "行政",
    Academia "academia" "大学・学校",
    Finance "finance" "金融機関",
    Labour "labour" "労働団体",
    Media "media" "報道機関",
    Residents "residents" "住民",
}

closed_set! { Stage:
    NotStarted "not_started" "未着手",
    Drafting "drafting" "入力中",
    InReview "in_review" "確認中",
    Returned "returned" "差戻し",
    Approved "approved" "確定",
    Discussed "discussed" "会議済",
    Published "published" "公表",
}

closed_set! { Step:
    Edit "edit" "入力",
    Submit "submit" "提出",
    Return "return" "差戻し",
    Approve "approve" "承認",
    Reopen "reopen" "再開",
    Discuss "discuss" "会議済",
    Publish "publish" "公表",
}
