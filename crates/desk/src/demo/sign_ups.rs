//! Sign-ups for events, as web forms export them: a file for each event, its columns named as the
//! form's author liked. One form asks for kana only.

use enishi_domain::engagement::Role;
use enishi_publish::PlainCell;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::actuals::YearActuals;
use super::builder::Builder;
use super::people::{FIRST_PARTICIPANT, Person, Spelling, date, person};
use super::random::{Stream, below, draw};
use super::schedule::{Action, Event, at};
use super::tables::{Form, Table, day, number, text};
use super::words::FIRM_ENDINGS;
use super::{Source, Who};

/// 制度 of the first programme.
pub(super) const SIDE_JOB: &str = "複業";
/// 目的 of the fifth programme's seminars.
pub(super) const EMPLOYMENT: &str = "雇用促進";
/// Where each year's participants begin; the years overlap.
const PARTICIPANTS_BEGIN: [u64; 5] = [0, 150, 350, 600, 900];
const FIRST_SEMINAR_GUEST: u64 = 5_000;
const FIRST_ABSENT: u64 = 6_000;

/// How a form names its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// 氏名 and フリガナ, a workbook.
    Workbook,
    /// お名前 in kana, no column for kana, CP932.
    KanaOnly,
    /// 参加者名 and ふりがな, UTF-8.
    Hiragana,
}

/// One event and who signed up.
struct Gathering {
    event: Event,
    style: Style,
    seats: Vec<Seat>,
}

#[derive(Clone, Copy)]
struct Seat {
    who: Who,
    attendance: &'static str,
    companions: u64,
}

const PRESENT: &str = "出席";
const ABSENT: &str = "欠席";
const CANCELLED: &str = "取消";

/// Writes the year's sign-ups: the first programme's events and the fifth's seminars.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    let gatherings = gatherings(year);
    for (n, gathering) in (1_u64..).zip(&gatherings) {
        let stem = format!("event-signup-{n:02}");
        let imported = gathering.event.day.saturating_add(9.days());
        let is_in_two = year.index == 4 && n == 3;
        if is_in_two {
            write_in_two(builder, year, gathering, &stem);
            continue;
        }
        if year.index == 2 && n == 2 {
            write_by_mistake(builder, year, gathering, imported);
        }
        let table = list(builder, gathering, n, &gathering.seats);
        let event = gathering.event.clone();
        let file = builder.add_event(year.year, &stem, table, imported, event.clone());
        // The same file again changes nothing.
        if n == 1 {
            let again = at(imported.saturating_add(1.day()), 16, 40);
            builder.import(Source::SignUps, &file, again, Some(event));
        }
    }
    for seminar in seminars(year) {
        let imported = seminar.event.day.saturating_add(5.days());
        let stem = format!("seminar-signup-{:02}", seminar.event.day.month());
        let table = list(builder, &seminar, 50, &seminar.seats);
        let event = seminar.event.clone();
        builder.add_event(year.year, &stem, table, imported, event);
    }
}

/// Those who came to a seminar that kept no list; the others stand in sign-ups.
pub(super) fn heads_at_seminars(year: &YearActuals) -> u64 {
    year.seminar_seats / 5
}

/// The participants of the year who attend an event; the others only ask for advice.
pub(super) fn participants(year: &YearActuals) -> impl Iterator<Item = (u64, Who)> + use<> {
    let begin = FIRST_PARTICIPANT + PARTICIPANTS_BEGIN[year.index as usize % 5];
    (0..year.participants).map(move |k| (k, Who(begin + k)))
}

/// Whether the participant of that place in the year comes for advice only.
pub(super) fn asks_only(k: u64) -> bool {
    k % 12 == 5
}

fn gatherings(year: &YearActuals) -> Vec<Gathering> {
    let western = u64::try_from(year.year.western()).unwrap_or(2020);
    let count = [4, 5, 5, 6, 6][year.index as usize % 5];
    let days = [(5, 18), (7, 6), (9, 14), (10, 19), (11, 22), (2, 8)];
    let styles = [Style::Workbook, Style::KanaOnly, Style::Hiragana];
    let mut gatherings: Vec<Gathering> = (0..count)
        .map(|n: usize| {
            let (month, of_month) = days[n];
            let day = date(western + u64::from(month < 4), month, of_month);
            Gathering {
                event: Event {
                    programme: "1",
                    name: format!("{}マッチング合宿 第{}回", year.year.short(), n + 1),
                    day,
                    scheme: Some(SIDE_JOB),
                    tag: Some("マッチング"),
                },
                style: styles[n % styles.len()],
                seats: Vec::new(),
            }
        })
        .collect();
    for (k, who) in participants(year).filter(|(k, _)| !asks_only(*k)) {
        seat_participant(&mut gatherings, year, k, who);
    }
    for (n, gathering) in (0_u64..).zip(&mut gatherings) {
        for j in 0..6 {
            let attendance = if j % 3 == 2 { CANCELLED } else { ABSENT };
            gathering.seats.push(Seat {
                who: Who(FIRST_ABSENT + year.index * 100 + n * 10 + j),
                attendance,
                companions: 0,
            });
        }
    }
    gatherings
}

fn seat_participant(gatherings: &mut [Gathering], year: &YearActuals, k: u64, who: Who) {
    let count = gatherings.len() as u64;
    let drawn = draw(Stream::Choice, year.index * 10_000 + k);
    let mut seat = |n: u64, attendance, companions| {
        gatherings[(n % count) as usize].seats.push(Seat {
            who,
            attendance,
            companions,
        });
    };
    let companions = if k % 9 == 4 { 1 + below(drawn, 2) } else { 0 };
    seat(k, PRESENT, companions);
    if k % 60 == 11 {
        // Pressed the button twice.
        seat(k, PRESENT, companions);
    }
    let other = k + 1 + below(drawn >> 8, count - 1);
    match k % 10 {
        3 | 7 => seat(other, PRESENT, 0),
        4 => seat(other, ABSENT, 0),
        _ => {}
    }
}

fn seminars(year: &YearActuals) -> Vec<Gathering> {
    let western = u64::try_from(year.year.western()).unwrap_or(2020);
    let named = year.seminar_seats - heads_at_seminars(year);
    let parts = [(6, 0..named / 2), (12, named / 2..named)];
    parts
        .into_iter()
        .map(|(month, seats)| {
            let guest = |k: u64| Who(FIRST_SEMINAR_GUEST + year.index * 60 + k);
            let mut seats: Vec<Seat> = seats
                .map(|k| Seat {
                    who: guest(k),
                    attendance: PRESENT,
                    companions: 0,
                })
                .collect();
            seats.push(Seat {
                who: guest(50 + month / 6),
                attendance: ABSENT,
                companions: 0,
            });
            Gathering {
                event: Event {
                    programme: "5",
                    name: format!("{}雇用促進セミナー（{month}月）", year.year.short()),
                    day: date(western, month, 12),
                    scheme: None,
                    tag: Some(EMPLOYMENT),
                },
                style: if month == 6 {
                    Style::Workbook
                } else {
                    Style::Hiragana
                },
                seats,
            }
        })
        .collect()
}

/// A list that comes twice: rows that were missing at first, behind some that were not.
fn write_in_two(builder: &mut Builder, year: &YearActuals, gathering: &Gathering, stem: &str) {
    let (first, late) = gathering.seats.split_at(gathering.seats.len() - 12);
    let imported = gathering.event.day.saturating_add(9.days());
    let event = || gathering.event.clone();
    let table = list(builder, gathering, 3, first);
    let overlap: Vec<_> = (2..10).map(|row| table.cells_of(row)).collect();
    builder.add_event(year.year, stem, table, imported, event());
    let mut table = list(builder, gathering, 3, late);
    for (cells, seat) in overlap.into_iter().zip(first) {
        let row = table.push(cells);
        if seat.attendance == PRESENT {
            table.tell(row, Role::Subject, seat.who);
        }
    }
    let stem = format!("{stem}-late");
    let imported = imported.saturating_add(40.days());
    builder.add_event(year.year, &stem, table, imported, event());
}

/// A list with another event's day, imported and taken back.
fn write_by_mistake(
    builder: &mut Builder,
    year: &YearActuals,
    gathering: &Gathering,
    imported: Date,
) {
    let mut event = gathering.event.clone();
    event.day = event.day.saturating_add(Span::new().months(1));
    let mistaken = Gathering {
        event: event.clone(),
        style: gathering.style,
        seats: Vec::new(),
    };
    let strangers: Vec<Seat> = (0..6)
        .map(|k| Seat {
            who: Who(FIRST_ABSENT + 900 + k),
            attendance: PRESENT,
            companions: 0,
        })
        .collect();
    let table = list(builder, &mistaken, 2, &strangers);
    let before = imported.saturating_sub(3.days());
    let stem = "event-signup-02-mistaken";
    let file = builder.add_event(year.year, stem, table, before, event);
    let action = Action::Undo {
        file,
        reason: "別の催しの名簿を取り込んだため",
    };
    builder.step(at(before.saturating_add(1.day()), 9, 5), action);
}

fn list(builder: &Builder, gathering: &Gathering, occasion: u64, seats: &[Seat]) -> Table {
    let (form, header): (Form, &[&str]) = match gathering.style {
        Style::Workbook => (
            Form::Xlsx,
            &[
                "申込日時",
                "氏名",
                "フリガナ",
                "メール",
                "電話番号",
                "会社名",
                "市区町村",
                "出欠",
                "同伴者数",
            ],
        ),
        Style::KanaOnly => (
            Form::Cp932,
            &[
                "申込日時",
                "お名前",
                "メールアドレス",
                "電話番号",
                "所属",
                "お住まい",
                "出欠",
                "人数",
            ],
        ),
        Style::Hiragana => (
            Form::Utf8,
            &[
                "申込日時",
                "参加者名",
                "ふりがな",
                "メール",
                "電話番号",
                "所属",
                "市区町村",
                "出欠",
                "同伴者数",
            ],
        ),
    };
    let mut header = header.to_vec();
    header.extend(["イベント名", "開催日", "事業", "制度", "目的"]);
    let mut table = Table::new(form, "申込者", &header);
    for seat in seats {
        let spelling = builder.spelling(Source::SignUps, seat.who, occasion);
        let row = table.push(cells(gathering, seat, spelling));
        // Who stayed away is not recorded.
        if seat.attendance != PRESENT {
            continue;
        }
        table.tell(row, Role::Subject, seat.who);
        if gathering.style == Style::KanaOnly || spelling == Spelling::OtherMail {
            table.doubt(row);
        }
    }
    table
}

fn cells(gathering: &Gathering, seat: &Seat, spelling: Spelling) -> Vec<PlainCell> {
    let known = match spelling {
        Spelling::Moved => person(seat.who).moved(seat.who),
        Spelling::Usual | Spelling::Variant | Spelling::OtherMail => person(seat.who),
    };
    let mut cells = vec![text(&signed_up(gathering.event.day, seat.who))];
    cells.extend(names(gathering.style, &known, spelling));
    cells.push(text(&known.mail(spelling)));
    cells.push(text(&known.telephone()));
    cells.push(text(&employer(seat.who)));
    cells.push(text(&format!(
        "{}{}",
        known.home.prefecture(),
        known.home.city()
    )));
    cells.push(text(seat.attendance));
    cells.push(number(match gathering.style {
        Style::KanaOnly => 1 + seat.companions,
        Style::Workbook | Style::Hiragana => seat.companions,
    }));
    cells.push(text(&gathering.event.name));
    cells.push(day(Some(gathering.event.day)));
    cells.push(text(gathering.event.programme));
    cells.push(text(gathering.event.scheme.unwrap_or_default()));
    cells.push(text(gathering.event.tag.unwrap_or_default()));
    cells
}

fn names(style: Style, known: &Person, spelling: Spelling) -> Vec<PlainCell> {
    match style {
        Style::Workbook => vec![text(&known.name(spelling)), text(&known.kana())],
        Style::KanaOnly => vec![text(&known.kana())],
        Style::Hiragana => vec![text(&known.name(spelling)), text(&known.hiragana())],
    }
}

/// Some minute of the weeks before the event.
fn signed_up(event: Date, who: Who) -> String {
    let drawn = draw(Stream::Day, who.0);
    let before = i64::try_from(3 + below(drawn, 30)).unwrap_or(3);
    let day = event.saturating_sub(before.days());
    let (hour, minute) = (7 + below(drawn >> 10, 16), below(drawn >> 20, 60));
    let (year, month, of_month) = (day.year(), day.month(), day.day());
    format!("{year}/{month:02}/{of_month:02} {hour:02}:{minute:02}")
}

/// A firm elsewhere, of which nothing is counted; freelancers have none.
fn employer(who: Who) -> String {
    let drawn = draw(Stream::Firm, who.0);
    if drawn.is_multiple_of(3) {
        return String::new();
    }
    let (ending, _) = FIRM_ENDINGS[below(drawn >> 8, FIRM_ENDINGS.len() as u64) as usize];
    format!("みほん{ending}株式会社")
}
