//! The sixty columns of a donor ledger and their words, encoded once.

use enishi_publish::encode_cp932;
use jiff::ToSpan;

use crate::demo::gifts::{Gift, GiftYear, Standing};
use crate::demo::people::{FIRST_DONOR, given, given_count, person, surname, surname_count};
use crate::demo::random::{below, place};
use crate::demo::words::{
    BUILDINGS, CITIES, HOME_CITY, HOME_PREFECTURE, MAIL_HOSTS, PREFECTURES, TOWNS,
};
use enishi_domain::money::Yen;

/// What a gift may be for.
const PURPOSES: [&str; 6] = [
    "こども・教育",
    "水産業の振興",
    "健康・福祉",
    "防災・まちづくり",
    "歴史・文化",
    "市長におまかせ",
];

const ITEMS: [&str; 12] = [
    "天然まぐろ切落し",
    "鰹のたたき",
    "しらす詰合せ",
    "桜えび",
    "黒はんぺん",
    "地酒720ml",
    "深層水の塩",
    "みかんジュース",
    "緑茶ティーバッグ",
    "さば缶24缶",
    "鰻の蒲焼",
    "定期便（全3回）",
];

const PAYMENTS: [&str; 5] = [
    "クレジットカード",
    "コンビニ払い",
    "スマートフォン決済",
    "銀行振込",
    "払込取扱票",
];

const SITES: [&str; 4] = ["みほんポータル", "れいじ納税", "かくうチョイス", "市直営"];

const DELETIONS: [&str; 3] = ["重複申込のため", "申込者の都合", "テスト申込"];

/// The header of a year's file. The system changed its words after R3: 寄付 became 寄附, 要望 希望.
pub(super) fn header(index: u64) -> Vec<u8> {
    let is_old = index < 2;
    let mut names: Vec<String> = [
        "寄附者番号",
        "申込日",
        "入金日",
        "氏名",
        "フリガナ",
        "郵便番号",
        "都道府県",
        "市区町村",
        "町名・番地",
        "建物名",
        "電話番号",
        "メールアドレス",
        if is_old {
            "寄付金額"
        } else {
            "寄附金額"
        },
        "決済方法",
        "決済状況",
        "受付サイト",
    ]
    .map(str::to_owned)
    .to_vec();
    for purpose in PURPOSES {
        names.extend([format!("{purpose} 選択"), format!("{purpose} 金額")]);
    }
    names.extend(["ワンストップ特例", "受領証明書", "氏名公表"].map(str::to_owned));
    for n in 1..=6 {
        names.extend(["コード", "名称", "数量"].map(|what| format!("返礼品{n}_{what}")));
    }
    names.extend(
        [
            "送り先_氏名",
            "送り先_郵便番号",
            "送り先_住所",
            "送り先_電話番号",
            if is_old {
                "配送要望日"
            } else {
                "配送希望日"
            },
            if is_old { "要望" } else { "希望" },
            "削除",
            "削除_理由",
            "備考",
            "調定日",
            "受付区分",
        ]
        .map(str::to_owned),
    );
    encoded(&(names.join(",") + "\r\n"))
}

type Word = Box<[u8]>;

/// All words of the file in its encoding.
pub(super) struct Lexicon {
    year: Word,
    days: Vec<Word>,
    surnames: Vec<[Word; 3]>,
    givens: Vec<[Word; 2]>,
    prefectures: Vec<Word>,
    cities: Vec<Word>,
    towns: Vec<Word>,
    buildings: Vec<Word>,
    items: Vec<Word>,
    payments: Vec<Word>,
    sites: Vec<Word>,
    deletions: Vec<Word>,
    signs: Signs,
}

/// Single words that stand in many rows.
struct Signs {
    gap: Word,
    chome: Word,
    ban: Word,
    go: Word,
    chosen: Word,
    paid: Word,
    unpaid: Word,
    wanted: Word,
    refused: Word,
    online: Word,
    invalid: Word,
    request: Word,
}

impl Lexicon {
    pub(super) fn new(gifts: &GiftYear) -> Self {
        let first = gifts.first_day();
        let day = |n: i64| {
            let day = first.saturating_add(n.days());
            encoded(&format!(
                "{}/{:02}/{:02}",
                day.year(),
                day.month(),
                day.day()
            ))
            .into()
        };
        let words = |table: &[&str]| table.iter().map(|word| word_of(word)).collect();
        Self {
            year: word_of(&format!("{:03}", gifts.index + 2)),
            days: (0..420).map(day).collect(),
            surnames: (0..surname_count()).map(surname_words).collect(),
            givens: (0..given_count()).map(given_words).collect(),
            prefectures: words(&[PREFECTURES, &[HOME_PREFECTURE]].concat()),
            cities: words(&[CITIES, &[HOME_CITY]].concat()),
            towns: words(TOWNS),
            buildings: words(BUILDINGS),
            items: words(&ITEMS),
            payments: words(&PAYMENTS),
            sites: words(&SITES),
            deletions: words(&DELETIONS),
            signs: Signs {
                gap: word_of("　"),
                chome: word_of("丁目"),
                ban: word_of("番"),
                go: word_of("号"),
                chosen: word_of("○"),
                paid: word_of("決済済"),
                unpaid: word_of("未決済"),
                wanted: word_of("希望する"),
                refused: word_of("希望しない"),
                online: word_of("オンライン"),
                invalid: word_of("無効"),
                request: word_of("のし希望①"),
            },
        }
    }

    /// Writes a row.
    pub(super) fn write(&self, out: &mut Vec<u8>, gift: &Gift) {
        self.write_donor(out, gift);
        self.write_payment(out, gift);
        self.write_items(out, gift);
        self.write_remarks(out, gift);
    }

    /// From 寄附者番号 to メールアドレス.
    fn write_donor(&self, out: &mut Vec<u8>, gift: &Gift) {
        let own = person(gift.who);
        // Every thirtieth lives elsewhere from the year of the move on, and a few write 髙.
        let has_moved = gift.who.0 % 30 == 4 && gift.drawn >> 40 & 1 == 1;
        let home = if has_moved {
            own.moved(gift.who).home
        } else {
            own.home
        };
        let form = usize::from(below(gift.drawn >> 24, 12) == 0);
        out.extend_from_slice(&self.year);
        digits(out, gift.receipt, 7);
        self.field(out, &self.days[gift.applied as usize]);
        if gift.standing == Standing::Unpaid {
            out.push(b',');
        } else {
            self.field(out, &self.days[gift.settled as usize]);
        }
        let (surname, given) = (&self.surnames[own.surname], &self.givens[own.given]);
        for (surname, given) in [(&surname[form], &given[0]), (&surname[2], &given[1])] {
            self.field(out, surname);
            out.extend_from_slice(&self.signs.gap);
            out.extend_from_slice(given);
        }
        out.extend_from_slice(b",000-");
        digits(out, home.postcode_number() as u64, 4);
        let (prefecture, city) = home.elsewhere.unwrap_or((PREFECTURES.len(), CITIES.len()));
        self.field(out, &self.prefectures[prefecture]);
        self.field(out, &self.cities[city]);
        self.field(out, &self.towns[home.town]);
        let (chome, ban, go) = home.block;
        let signs = [&self.signs.chome, &self.signs.ban, &self.signs.go];
        for (number, sign) in [chome, ban, go].into_iter().zip(signs) {
            plain(out, number);
            out.extend_from_slice(sign);
        }
        if gift.standing == Standing::Broken {
            out.extend_from_slice(b",B");
        }
        self.field(out, &self.buildings[home.building]);
        out.extend_from_slice(b",000-");
        digits(out, own.telephone / 10_000, 4);
        out.push(b'-');
        digits(out, own.telephone % 10_000, 4);
        out.push(b',');
        // What came by post has no mail.
        if below(gift.drawn >> 16, 16) != 0 || gift.who.0 < FIRST_DONOR {
            out.push(b'p');
            digits(out, own.mail, 7);
            out.push(b'@');
            out.extend_from_slice(MAIL_HOSTS[place(MAIL_HOSTS.len(), own.mail)].as_bytes());
        }
    }

    /// From 寄附金額 to 氏名公表.
    fn write_payment(&self, out: &mut Vec<u8>, gift: &Gift) {
        let Yen(amount) = gift.amount;
        let amount = amount.unsigned_abs();
        out.push(b',');
        plain(out, amount);
        self.field(out, &self.payments[place(PAYMENTS.len(), gift.drawn >> 20)]);
        let state = match gift.standing {
            Standing::Unpaid => &self.signs.unpaid,
            Standing::Invalid => &self.signs.invalid,
            Standing::Valid | Standing::Deleted | Standing::Broken => &self.signs.paid,
        };
        self.field(out, state);
        self.field(out, &self.sites[place(SITES.len(), gift.drawn >> 28)]);
        // Some split a gift between two purposes.
        let chosen = place(PURPOSES.len(), gift.drawn >> 32);
        let is_split = below(gift.drawn >> 36, 9) == 0;
        for purpose in 0..PURPOSES.len() {
            let share = match (purpose == chosen, is_split) {
                (true, false) => amount,
                (true, true) => amount - 1000,
                (false, true) if purpose == (chosen + 1) % PURPOSES.len() => 1000,
                (false, _) => 0,
            };
            out.push(b',');
            if share > 0 {
                out.extend_from_slice(&self.signs.chosen);
            }
            out.push(b',');
            if share > 0 {
                plain(out, share);
            }
        }
        for shift in [41, 42, 43] {
            let answer = if gift.drawn >> shift & 1 == 1 {
                &self.signs.wanted
            } else {
                &self.signs.refused
            };
            self.field(out, answer);
        }
    }

    /// The six items, of which most have one.
    fn write_items(&self, out: &mut Vec<u8>, gift: &Gift) {
        let count = [1, 1, 1, 1, 2, 2, 3, 6][place(8, gift.drawn >> 44)];
        for n in 0..6 {
            if n >= count {
                out.extend_from_slice(b",,,");
                continue;
            }
            let item = place(ITEMS.len(), (gift.drawn >> 8) + n * 5);
            out.extend_from_slice(b",A");
            digits(out, 100 + item as u64, 4);
            self.field(out, &self.items[item]);
            out.extend_from_slice(b",1");
        }
    }

    /// From 送り先_氏名 to 受付区分.
    fn write_remarks(&self, out: &mut Vec<u8>, gift: &Gift) {
        // A tenth is sent to somebody else, who is not the donor.
        if below(gift.drawn >> 48, 10) == 0 {
            let other = place(self.surnames.len(), gift.drawn >> 12);
            self.field(out, &self.surnames[other][0]);
            out.extend_from_slice(&self.signs.gap);
            out.extend_from_slice(&self.givens[place(self.givens.len(), gift.drawn >> 6)][0]);
            out.extend_from_slice(b",000-0001");
            self.field(out, &self.cities[0]);
            out.extend_from_slice(b",000-0000-0000");
        } else {
            out.extend_from_slice(b",,,,");
        }
        out.push(b',');
        out.push(b',');
        if below(gift.drawn >> 52, 20) == 0 {
            out.extend_from_slice(&self.signs.request);
        }
        if gift.standing == Standing::Deleted {
            out.extend_from_slice(b",1");
            self.field(out, &self.deletions[place(DELETIONS.len(), gift.drawn)]);
        } else {
            out.extend_from_slice(b",,");
        }
        out.push(b',');
        if gift.standing == Standing::Unpaid {
            out.push(b',');
        } else {
            self.field(out, &self.days[gift.recognized as usize]);
        }
        self.field(out, &self.signs.online);
        out.extend_from_slice(b"\r\n");
    }

    fn field(&self, out: &mut Vec<u8>, word: &[u8]) {
        out.push(b',');
        out.extend_from_slice(word);
    }
}

fn surname_words(index: usize) -> [Word; 3] {
    let [a, b] = surname(index);
    [
        word_of(&(a.usual.to_owned() + b.usual)),
        word_of(&(a.variant.to_owned() + b.variant)),
        word_of(&(a.kana.to_owned() + b.kana)),
    ]
}

fn given_words(index: usize) -> [Word; 2] {
    let [a, b] = given(index);
    [
        word_of(&(a.usual.to_owned() + b.usual)),
        word_of(&(a.kana.to_owned() + b.kana)),
    ]
}

fn word_of(text: &str) -> Word {
    encoded(text).into()
}

/// What has no code becomes 〓: names arrive destroyed like that.
fn encoded(text: &str) -> Vec<u8> {
    encode_cp932(text).bytes
}

/// A number with zeros before it.
fn digits(out: &mut Vec<u8>, number: u64, width: usize) {
    let start = out.len();
    out.resize(start + width, b'0');
    let mut rest = number;
    for digit in out[start..].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
}

/// A number as it is.
fn plain(out: &mut Vec<u8>, number: u64) {
    let width = number.checked_ilog10().unwrap_or(0) as usize + 1;
    digits(out, number, width);
}
