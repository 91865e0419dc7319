//! Every flipped bit and every missing byte of a backup is told.

use jiff::Timestamp;

use super::*;

fn head() -> BackupHead {
    BackupHead {
        made_at: Timestamp::UNIX_EPOCH,
        schema: SCHEMA_VERSION,
        last: 7,
        checkpoint: None,
        key: None,
    }
}

fn small() -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::begin(&mut out, &head()).unwrap();
    writer
        .table("staff", ["id", "name", "photo"].into_iter())
        .unwrap();
    for n in [0, 1, -1, 63, -64, 300, i64::MAX, i64::MIN] {
        writer.begin_row().unwrap();
        writer.number(Some(n)).unwrap();
        writer.text(Some("田中")).unwrap();
        writer.bytes(Some(&[0, 255])).unwrap();
    }
    writer.begin_row().unwrap();
    writer.number(None).unwrap();
    writer.text(None).unwrap();
    writer.bytes(None).unwrap();
    let (rows, digest) = writer.finish().unwrap();
    assert_eq!((rows, digest.len()), (9, 64));
    out
}

#[test]
fn what_is_written_is_read_again() {
    let bytes = small();
    let mut reader = Reader::begin(bytes.as_slice()).unwrap();
    assert_eq!(reader.head, head());
    let Record::Table(name, columns) = reader.next().unwrap() else {
        panic!("a table comes first");
    };
    assert_eq!((name.as_str(), columns.len()), ("staff", 3));
    for n in [0, 1, -1, 63, -64, 300, i64::MAX, i64::MIN] {
        let row = [
            Field::number(n),
            Field::text("田中"),
            Field::Bytes(Some(vec![0, 255])),
        ];
        assert_eq!(reader.next().unwrap(), Record::Row(row.into()));
    }
    let none = [Field::Number(None), Field::Text(None), Field::Bytes(None)];
    assert_eq!(reader.next().unwrap(), Record::Row(none.into()));
    assert_eq!(reader.next().unwrap(), Record::End(9));
    let digest = reader.finish().unwrap();
    assert_eq!(read_through(bytes.as_slice()).unwrap().digest, digest);
}

#[test]
fn no_flipped_bit_and_no_missing_or_added_byte_goes_unnoticed() {
    let whole = small();
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            assert!(read_through(bytes.as_slice()).is_err(), "bit {bit} of {at}");
        }
        let cut = read_through(&whole[..at]);
        assert!(cut.is_err(), "cut at {at}");
        if at > 20 {
            assert!(
                matches!(cut, Err(BackupFault::CutOff)),
                "cut at {at}: {cut:?}"
            );
        }
    }
    let longer = [whole.as_slice(), b"x"].concat();
    assert!(matches!(
        read_through(longer.as_slice()),
        Err(BackupFault::Damaged)
    ));
}

#[test]
fn a_newer_backup_and_what_is_none_are_told_apart() {
    let newer = [b"enishi backup 2\n".as_slice(), b"whatever comes then"].concat();
    assert!(matches!(
        read_through(newer.as_slice()),
        Err(BackupFault::Newer { found: 2, known: 1 })
    ));
    let mut out = Vec::new();
    let later = BackupHead {
        schema: SCHEMA_VERSION + 1,
        ..head()
    };
    Writer::begin(&mut out, &later).unwrap().finish().unwrap();
    assert!(matches!(
        read_through(out.as_slice()),
        Err(BackupFault::Newer { .. })
    ));
    for other in [&b""[..], b"SQLite format 3\0", "番号,氏名\n".as_bytes()] {
        assert!(matches!(read_through(other), Err(BackupFault::NotABackup)));
    }
}
