use super::*;

fn check(text: &str, canonical: &str) {
    assert_eq!(parse(text).canonical().as_deref().unwrap_or("-"), canonical, "{text}");
}

#[test]
fn highways_have_one_form() {
    for text in [
        "3656 NM Highway 26, Deming, NM 88030",
        "3656 Hwy 26, Deming, NM 88030",
        "3656 State Road 26, Deming NM 88030-1234",
        "3656 NM-26, Deming, New Mexico 88030",
        "3656 State Hwy 26 Deming NM 88030",
        "3656 SR 26, Deming, N.M. 88030",
        "3656 New Mexico Highway 26, Deming, NM 88030, USA",
    ] {
        check(text, "3656 hwy 26|deming|nm|88030");
    }
    check("12 County Road 5, Hatch, NM", "12 county road 5|hatch|nm|");
    check("12 CR 5, Hatch, NM", "12 county road 5|hatch|nm|");
    check("US Hwy 180 W, Deming, NM 88030", "hwy 180 w|deming|nm|88030");
    check("4410 I-10, Las Cruces, NM", "4410 interstate 10|las cruces|nm|");
    check("221 FM 1109, Clint TX 79836", "221 fm 1109|clint|tx|79836");
}

#[test]
fn streets() {
    check("123 Main Street, Las Vegas NV 89132", "123 main st|las vegas|nv|89132");
    check("123 Main St Las Vegas NV 89132", "123 main st|las vegas|nv|89132");
    check("123 N. Main St., Apt. 4, Deming, NM", "123 n main st unit 4|deming|nm|");
    check(
        "123 North Main Street #4, Deming, NM",
        "123 n main st unit 4|deming|nm|",
    );
    check("123 N Main St Room 04, Deming, NM", "123 n main st unit 4|deming|nm|");
    check(
        "1515 Park Avenue, Lot B, El Paso, TX 79901",
        "1515 park ave unit b|el paso|tx|79901",
    );
    check(
        "435 s. la cienega blv., los angeles",
        "435 s la cienega blvd|los angeles||",
    );
    check("12224 ventura blvd.", "12224 ventura blvd|||");
    check("120 w. 23rd st.", "120 w 23rd st|||");
    check(
        "Sunset Motel, 500 E Pine St, Deming, NM 88030",
        "500 e pine st|deming|nm|88030",
    );
    check("PO Box 112, Deming, NM 88030", "po box 112|deming|nm|88030");
    check("P.O. Box 112, Deming NM 88030", "po box 112|deming|nm|88030");
    check("RR 2 Box 45, Hatch, NM 87937", "rr 2 box 45|hatch|nm|87937");
    check("Rural Route 2 Box 45, Hatch, NM 87937", "rr 2 box 45|hatch|nm|87937");
    check("3656 Hwy 26", "3656 hwy 26|||");
}

#[test]
fn a_place_alone_is_no_address() {
    for text in [
        "",
        "Deming",
        "Deming, NM",
        "Deming, New Mexico 88030",
        "88030",
        "NM",
        "Sunset Motel, Deming NM",
        "unknown",
        "Las Cruces",
    ] {
        check(text, "-");
    }
    assert_eq!(parse("Deming, NM 88030").city, "deming");
    assert_eq!(parse("Deming, NM 88030").zip, "88030");
    assert_eq!(parse("Las Cruces, New Mexico").state, "nm");
}

#[test]
fn parts_from_columns() {
    let a = from_parts("3656 Highway 26", "DEMING", "New Mexico", "88030-4410");
    assert_eq!(a.canonical().as_deref(), Some("3656 hwy 26|deming|nm|88030"));
    let b = from_parts("", "Deming", "NM", "88030");
    assert_eq!(b.canonical(), None);
    assert_eq!(from_parts("12 Oak Ln", "St. Louis", "MO", "").city, "saint louis");
    assert_eq!(from_parts("12 Oak Ln", "Boston", "MA", "2118").zip, "02118");
}

#[test]
fn display_reads_well() {
    assert_eq!(display("3656 hwy 26|deming|nm|88030"), "3656 Hwy 26, Deming, NM 88030");
    assert_eq!(
        display("123 n main st unit 4|deming|nm|"),
        "123 N Main St #4, Deming, NM"
    );
    assert_eq!(display("po box 112|deming|nm|88030"), "PO Box 112, Deming, NM 88030");
}
