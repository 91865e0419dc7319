//! The syllables of which the city's names are made, and its places. No name is taken from a
//! register, and no address, telephone number or postcode of these exists: postcodes and telephone
//! numbers that begin with 000 are given to nobody.

/// A piece of a name as it is usually written, its other form where it has one, and its reading.
pub(super) struct Syllable {
    pub usual: &'static str,
    /// 異体字: the same where there is none.
    pub variant: &'static str,
    pub kana: &'static str,
}

const fn plain(usual: &'static str, kana: &'static str) -> Syllable {
    Syllable {
        usual,
        variant: usual,
        kana,
    }
}

const fn varied(usual: &'static str, variant: &'static str, kana: &'static str) -> Syllable {
    Syllable {
        usual,
        variant,
        kana,
    }
}

pub(super) const SURNAME_BEGINNINGS: &[Syllable] = &[
    plain("虹", "ニジ"),
    plain("霧", "キリ"),
    plain("雲", "クモ"),
    plain("星", "ホシ"),
    plain("月", "ツキ"),
    plain("灯", "トモシ"),
    plain("露", "ツユ"),
    plain("霞", "カスミ"),
    plain("渚", "ナギサ"),
    plain("舵", "カジ"),
    plain("潮", "シオ"),
    plain("椿", "ツバキ"),
    plain("菫", "スミレ"),
    plain("苔", "コケ"),
    plain("茜", "アカネ"),
    plain("藍", "アイ"),
    plain("鈴", "スズ"),
    plain("琴", "コト"),
    plain("笛", "フエ"),
    plain("鷺", "サギ"),
    plain("鶴", "ツル"),
    plain("鯨", "クジラ"),
    plain("鰹", "カツオ"),
    plain("夢", "ユメ"),
    plain("幻", "マボロシ"),
    plain("仮", "カリ"),
    plain("空", "ソラ"),
    plain("杏", "アンズ"),
    varied("高", "髙", "タカ"),
    varied("徳", "德", "トク"),
    varied("吉", "𠮷", "ヨシ"),
    plain("柚", "ユズ"),
];

pub(super) const SURNAME_ENDINGS: &[Syllable] = &[
    varied("崎", "﨑", "サキ"),
    varied("沢", "澤", "サワ"),
    varied("辺", "邊", "ベ"),
    varied("浜", "濱", "ハマ"),
    plain("橋", "ハシ"),
    plain("瀬", "セ"),
    plain("窪", "クボ"),
    plain("峰", "ミネ"),
    plain("丘", "オカ"),
    plain("原", "ハラ"),
    plain("里", "サト"),
    plain("畑", "ハタ"),
    plain("戸", "ト"),
    plain("江", "エ"),
    varied("島", "嶋", "シマ"),
    plain("堀", "ホリ"),
    plain("森", "モリ"),
    plain("塚", "ツカ"),
    plain("船", "フネ"),
    plain("鳥", "トリ"),
    plain("坂", "サカ"),
    plain("井", "イ"),
    plain("岸", "キシ"),
    plain("寺", "テラ"),
];

pub(super) const GIVEN_BEGINNINGS: &[Syllable] = &[
    plain("海", "ウミ"),
    plain("凪", "ナギ"),
    plain("波", "ナミ"),
    plain("真", "マ"),
    plain("千", "チ"),
    plain("美", "ミ"),
    plain("奈", "ナ"),
    plain("由", "ユ"),
    plain("陽", "ハル"),
    plain("光", "ミツ"),
    plain("和", "カズ"),
    plain("直", "ナオ"),
    plain("友", "トモ"),
    plain("文", "フミ"),
    plain("秋", "アキ"),
    plain("冬", "フユ"),
    plain("桃", "モモ"),
    plain("梅", "ウメ"),
    plain("花", "ハナ"),
    plain("宗", "ムネ"),
    plain("清", "キヨ"),
    plain("糸", "イト"),
    plain("沙", "サ"),
    plain("琉", "ル"),
    plain("理", "リ"),
    plain("紀", "ノリ"),
];

pub(super) const GIVEN_ENDINGS: &[Syllable] = &[
    plain("乃", "ノ"),
    plain("香", "カ"),
    plain("子", "コ"),
    plain("代", "ヨ"),
    plain("音", "ネ"),
    plain("斗", "ト"),
    plain("彦", "ヒコ"),
    plain("介", "スケ"),
    plain("郎", "ロウ"),
    plain("也", "ヤ"),
    plain("人", "ヒト"),
    plain("樹", "キ"),
    plain("帆", "ホ"),
    plain("恵", "エ"),
    plain("治", "ジ"),
    plain("実", "ミ"),
    plain("緒", "オ"),
    plain("太", "タ"),
    plain("羽", "ワ"),
    plain("世", "セ"),
];

/// 都道府県, as far as donors come from them.
pub(super) const PREFECTURES: &[&str] = &[
    "東京都",
    "神奈川県",
    "大阪府",
    "愛知県",
    "埼玉県",
    "千葉県",
    "兵庫県",
    "福岡県",
    "北海道",
    "静岡県",
    "京都府",
    "広島県",
    "宮城県",
    "茨城県",
    "長野県",
    "岐阜県",
];

/// The town's own prefecture and name; the streets in it are invented like all others.
pub(super) const HOME_PREFECTURE: &str = "静岡県";
pub(super) const HOME_CITY: &str = "焼津市";

pub(super) const CITIES: &[&str] = &[
    "みほん市",
    "れいじ市",
    "かくう市",
    "ひながた市",
    "ためし市",
    "さんぷる市",
    "もけい市",
    "ゆめみ市",
];

pub(super) const TOWNS: &[&str] = &[
    "青空町",
    "朝凪町",
    "風見町",
    "木霊町",
    "小夜町",
    "白砂町",
    "蜃気楼",
    "月影町",
    "虹ヶ丘",
    "花笠町",
    "藤波町",
    "帆影町",
    "真珠町",
    "水鏡町",
    "百合根町",
    "若潮町",
];

pub(super) const BUILDINGS: &[&str] = &[
    "",
    "",
    "",
    "ハイツみほん",
    "メゾン虹",
    "コーポ例示",
    "れいじマンション",
];

pub(super) const MAIL_HOSTS: &[&str] = &["example.jp", "example.com", "example.net", "example.org"];

pub(super) const FIRM_BEGINNINGS: &[(&str, &str)] = &[
    ("ニジハマ", "ニジハマ"),
    ("みほん", "ミホン"),
    ("架空", "カクウ"),
    ("例示", "レイジ"),
    ("ヴァーチャ", "ヴァーチャ"),
    ("あさなぎ", "アサナギ"),
    ("幻灯", "ゲントウ"),
    ("ゆめぞら", "ユメゾラ"),
    ("白砂", "シラスナ"),
    ("カゼミドリ", "カゼミドリ"),
    ("霞", "カスミ"),
    ("ほかげ", "ホカゲ"),
    ("若潮", "ワカシオ"),
    ("みずかがみ", "ミズカガミ"),
    ("藤波", "フジナミ"),
    ("シンキロウ", "シンキロウ"),
    ("ひながた", "ヒナガタ"),
];

pub(super) const FIRM_ENDINGS: &[(&str, &str)] = &[
    ("水産", "スイサン"),
    ("製作所", "セイサクショ"),
    ("食品", "ショクヒン"),
    ("システムズ", "システムズ"),
    ("商店", "ショウテン"),
    ("物流", "ブツリュウ"),
    ("設計", "セッケイ"),
    ("冷凍", "レイトウ"),
    ("工業", "コウギョウ"),
    ("ファーム", "ファーム"),
    ("印刷", "インサツ"),
    ("デザイン", "デザイン"),
    ("造船", "ゾウセン"),
];
