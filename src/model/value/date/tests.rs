use super::*;

fn check(text: &str, canonical: &str, earliest: &str, latest: &str) {
    let edtf = parse(text).unwrap_or_else(|p| panic!("{text}: {p}"));
    assert_eq!(edtf.canonical(), canonical, "{text}");
    let show = |t: Option<NaiveDateTime>| t.map_or("..".to_owned(), |t| t.format("%Y-%m-%d %H:%M:%S").to_string());
    assert_eq!(show(edtf.earliest()), earliest, "{text}");
    assert_eq!(show(edtf.latest()), latest, "{text}");
    assert_eq!(parse(canonical).unwrap(), edtf, "{text} reads back");
}

#[test]
fn reads_levels_0_1_2() {
    check("2023", "2023", "2023-01-01 00:00:00", "2023-12-31 23:59:59");
    check("2023-04", "2023-04", "2023-04-01 00:00:00", "2023-04-30 23:59:59");
    check("2024-02-29", "2024-02-29", "2024-02-29 00:00:00", "2024-02-29 23:59:59");
    check(
        "2026-11-13T18:00",
        "2026-11-13T18:00",
        "2026-11-13 18:00:00",
        "2026-11-13 18:00:59",
    );
    check(
        "2026-11-13T18:00:05z",
        "2026-11-13T18:00:05Z",
        "2026-11-13 18:00:05",
        "2026-11-13 18:00:05",
    );
    check(
        "2026-11-13T18:00-07:00",
        "2026-11-13T18:00-07:00",
        "2026-11-13 18:00:00",
        "2026-11-13 18:00:59",
    );
    check("2023-21", "2023-21", "2023-03-01 00:00:00", "2023-05-31 23:59:59");
    check("2023-24", "2023-24", "2022-12-01 00:00:00", "2023-02-28 23:59:59");
    check("2023-34", "2023-34", "2023-04-01 00:00:00", "2023-06-30 23:59:59");
    check("2023?", "2023?", "2023-01-01 00:00:00", "2023-12-31 23:59:59");
    check("2023-04~", "2023-04~", "2023-04-01 00:00:00", "2023-04-30 23:59:59");
    check("2023%", "2023%", "2023-01-01 00:00:00", "2023-12-31 23:59:59");
    check("2023?-04", "?2023-04", "2023-04-01 00:00:00", "2023-04-30 23:59:59");
    check("201x", "201X", "2010-01-01 00:00:00", "2019-12-31 23:59:59");
    check("20XX", "20XX", "2000-01-01 00:00:00", "2099-12-31 23:59:59");
    check("2023-XX", "2023-XX", "2023-01-01 00:00:00", "2023-12-31 23:59:59");
    check("2023-02-XX", "2023-02-XX", "2023-02-01 00:00:00", "2023-02-28 23:59:59");
    check("2023-1X", "2023-1X", "2023-10-01 00:00:00", "2023-12-31 23:59:59");
    check(
        "2023-04/2023-06",
        "2023-04/2023-06",
        "2023-04-01 00:00:00",
        "2023-06-30 23:59:59",
    );
    check("../2023-06-01", "../2023-06-01", "..", "2023-06-01 23:59:59");
    check("2023/..", "2023/..", "2023-01-01 00:00:00", "..");
    check("2023/", "2023/", "2023-01-01 00:00:00", "..");
    check(
        "[2023-03-01..2023-03-10]",
        "[2023-03-01..2023-03-10]",
        "2023-03-01 00:00:00",
        "2023-03-10 23:59:59",
    );
    check(
        "{2020, 2022}",
        "{2020,2022}",
        "2020-01-01 00:00:00",
        "2022-12-31 23:59:59",
    );
}

#[test]
fn refuses_what_is_no_date() {
    for text in [
        "",
        "2023-02-30",
        "2023-13",
        "2023-00",
        "23",
        "2023-4-5",
        "2023/2022",
        "../..",
        "/",
        "2023-21-05",
        "2X23",
        "2023-04T10:00",
        "2023-04-05T25:00",
        "2023-04-05T10",
        "ábcd",
        "2023-02-29",
        "[]",
        "2023-04-05T10:00+99:00",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn reads_what_people_type() {
    for (text, want) in [
        ("March 2012", "2012-03"),
        ("spring 2023", "2023-21"),
        ("Fall, 2023", "2023-23"),
        ("3/4/2024", "2024-03-04"),
        ("03-04-24", "2024-03-04"),
        ("3/4/71", "1971-03-04"),
        ("marzo de 2023", "2023-03"),
        ("5 de marzo de 2023", "2023-03-05"),
        ("Otoño 2022", "2022-23"),
        ("about 2019", "2019~"),
        ("alrededor de marzo de 2019", "2019-03~"),
        ("maybe June 2020", "2020-06?"),
        ("2019?", "2019?"),
        ("June 5th, 2020", "2020-06-05"),
        ("Mon, 2 Nov 2026", "2026-11-02"),
        ("since May 2021", "2021-05/.."),
        ("until 3/4/2024", "../2024-03-04"),
        ("between 2020 and March 2022", "2020/2022-03"),
        ("enero a marzo", ""),
        ("enero de 2020 a marzo de 2021", "2020-01/2021-03"),
        ("1/2/2020 - 3/4/2021", "2020-01-02/2021-03-04"),
        ("the 1990s", "199X"),
        ("Q2 2023", "2023-34"),
        ("early 2023", "2023-37~"),
        ("late February 2024", "[2024-02-21..2024-02-29]"),
        ("4/2023", "2023-04"),
        ("20240304", "2024-03-04"),
        ("2024/3/4", "2024-03-04"),
        ("2024-03-04 00:00:00", "2024-03-04"),
        ("2024-03-04 14:30:05.123", "2024-03-04T14:30:05"),
        ("3/4/2024 6:30 pm", "2024-03-04T18:30"),
        ("March 4, 2024 at 6 p.m.", "2024-03-04T18:00"),
        ("12/1/2024 12:05 AM", "2024-12-01T00:05"),
        ("4-Mar-2024", "2024-03-04"),
        ("yesterday", ""),
        ("5", ""),
    ] {
        let got = read(text, DateOrder::Mdy).map(|e| e.canonical()).unwrap_or_default();
        assert_eq!(got, want, "{text}");
    }
    assert_eq!(read("3/4/2024", DateOrder::Dmy).unwrap().canonical(), "2024-04-03");
    assert_eq!(read("24/3/4", DateOrder::Ymd).map(|e| e.canonical()).ok(), None);
    assert_eq!(read("24/03/04", DateOrder::Ymd).unwrap().canonical(), "2024-03-04");
}

#[test]
fn says_what_is_wrong() {
    assert_eq!(read("31/3/2024", DateOrder::Mdy).unwrap_err().key, "date-order");
    assert_eq!(read("2/31/2024", DateOrder::Mdy).unwrap_err().key, "date-none");
    assert_eq!(read("31 February 2024", DateOrder::Mdy).unwrap_err().key, "date-none");
    let problem = read("Nayeli 2", DateOrder::Mdy).unwrap_err();
    assert_eq!((problem.key.as_str(), problem.found.as_str()), ("date", "xxxxxx 9"));
}

#[test]
fn compares_with_yes_no_maybe() {
    let order = |a: &str, b: &str| {
        let (a, b) = (parse(a).unwrap(), parse(b).unwrap());
        (a.before(&b), a.after(&b), a.overlaps(&b))
    };
    use Truth::{Maybe, No, Yes};
    assert_eq!(order("2022", "2023"), (Yes, No, No));
    assert_eq!(order("2023-04", "2023-04-10"), (Maybe, Maybe, Maybe));
    assert_eq!(order("2022~", "2023"), (Maybe, Maybe, Maybe));
    assert_eq!(order("2021~", "2023"), (Yes, No, No));
    // A stay that lasted through April meets a call on the 10th; one time within April may not.
    assert_eq!(order("2023-04-01/2023-04-30", "2023-04-10"), (No, No, Yes));
    assert_eq!(order("2023-04-01/..", "2023-06-01"), (Maybe, No, Maybe));
    assert_eq!(order("../2023-04-01", "2024"), (Yes, No, No));
    assert_eq!(order("{2020,2022}", "2021"), (No, No, Yes));
}

proptest::proptest! {
    #[test]
    fn canonical_reads_back_and_bounds_are_ordered(text in "[0-9X]{4}(-[0-9X]{2}){0,2}[?~%]?(/([0-9]{4}(-[0-9]{2})?)?)?") {
        if let Ok(edtf) = parse(&text) {
            let again = parse(&edtf.canonical()).unwrap();
            assert_eq!(&again, &edtf);
            if let (Some(a), Some(b)) = (edtf.earliest(), edtf.latest()) {
                assert!(a <= b, "{text}");
            }
            assert_ne!(edtf.before(&edtf), Truth::Yes);
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in ".{0,40}") {
        for order in [DateOrder::Mdy, DateOrder::Dmy, DateOrder::Ymd] {
            if let Ok(edtf) = read(&text, order) {
                assert_eq!(parse(&edtf.canonical()).unwrap(), edtf, "{}", edtf.canonical());
            }
        }
    }
}
