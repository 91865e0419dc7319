//! What the API says to people: a title, and what happened with the way out.

pub const UNAUTHENTICATED: [&str; 2] = [
    "認証されていません",
    "有効なアクセストークンを Authorization: Bearer で送ってください。トークンは「アカウント」で発行します。",
];

pub const FORBIDDEN: [&str; 2] = [
    "権限がありません",
    "この職員の職務では行えません。職務の割当てを確かめてください。",
];

pub const NOT_FOUND: [&str; 2] = [
    "見つかりません",
    "この番号またはアドレスのものはありません。",
];

pub const NO_SUCH_METHOD: [&str; 2] = [
    "使えないメソッドです",
    "使えるメソッドは Allow ヘッダーにあります。",
];

pub const BAD_PARAMETER: [&str; 2] = [
    "パラメーターが正しくありません",
    "openapi.json にある名前と形で、一度だけ指定してください。",
];

pub const BAD_BODY: [&str; 2] = [
    "本文が正しくありません",
    "openapi.json にある項目と形で送ってください。何も記録していません。",
];

pub const NOT_JSON: [&str; 2] = [
    "本文の形式が違います",
    "Content-Type を application/json としてください。",
];

pub const TOO_LARGE: [&str; 2] = [
    "本文が大きすぎます",
    "256KBまで受け付けます。何も記録していません。",
];

pub const INVALID: [&str; 2] = [
    "記録できない内容です",
    "項目を確かめてください。何も記録していません。",
];

pub const CONFLICT: [&str; 2] = [
    "先に記録されています",
    "ほかの人が先に記録したか、同じ内容がすでに送られています。今の内容を確かめてください。",
];

pub const ALREADY_VOID: [&str; 2] = ["取り消されています", "この記録はすでに取り消されています。"];

pub const KEY_REUSED: [&str; 2] = [
    "別の内容に使われたキーです",
    "同じ Idempotency-Key で別の内容が送られています。新しいキーで送ってください。何も記録していません。",
];

pub const KEY_IN_USE: [&str; 2] = [
    "処理しています",
    "同じ Idempotency-Key の依頼を処理しています。少し待って同じ内容を送ると、その結果が返ります。",
];

pub const TOO_SLOW: [&str; 2] = [
    "時間がかかりすぎました",
    "処理が時間内に終わりませんでした。少し待ってやり直してください。",
];

pub const INTERNAL: [&str; 2] = [
    "うまくいきませんでした",
    "サーバーで問題が起きました。続くときはシステム管理の担当に連絡してください。",
];

pub const UNKNOWN_FIELD: &str = "この種別にない項目です。";
pub const LONG_FIELD: &str = "400字までで書いてください。";
