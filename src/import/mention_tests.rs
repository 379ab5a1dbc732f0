//! Identifiers in sentences, as people write them, and numbers that are none.

use super::find_identifiers;

#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let found = find_identifiers(text);
    let short: Vec<(&str, &str)> = found.iter().map(|f| (f.kind, f.raw.as_str())).collect();
    assert_eq!(short, expected, "in {text:?}");
    for f in &found {
        assert_eq!(
            &text[f.span.start as usize..f.span.end as usize],
            f.raw,
            "the span is the raw text"
        );
        assert!(!f.canonical.is_empty());
    }
}

#[test]
fn phones_in_both_countries() {
    check(
        "Call 575-555-0101 or (575) 555-0102.",
        &[("phone", "575-555-0101"), ("phone", "(575) 555-0102")],
    );
    check(
        "cell 5755550101, work 1-575-555-0103",
        &[("phone", "5755550101"), ("phone", "1-575-555-0103")],
    );
    check(
        "El reclutador es +52 614 123 4567, o 52 1 656 123 4567",
        &[("phone", "+52 614 123 4567"), ("phone", "52 1 656 123 4567")],
    );
    check("su número (614) 123-45-67", &[("phone", "(614) 123-45-67")]);
    assert_eq!(find_identifiers("tel. 614 123 45 67")[0].canonical, "+526141234567");
    assert_eq!(
        find_identifiers("+52 1 656 123 4567")[0].canonical,
        find_identifiers("52 656 123 4567")[0].canonical
    );
}

#[test]
fn emails_plates_and_numbers_of_agencies() {
    check(
        "write to Boss.Man@llanoverde.example, please",
        &[("email", "Boss.Man@llanoverde.example")],
    );
    check("a white van, plate CNR-204, every night", &[("plate", "CNR-204")]);
    check("license plate number is NM BXT 4471", &[("plate", "NM BXT 4471")]);
    check(
        "camioneta blanca con placas de Chihuahua ABC-12-34",
        &[("plate", "ABC-12-34")],
    );
    check("placas cnr204", &[("plate", "cnr204")]);
    check("their FEIN is 85-1234567", &[("fein", "85-1234567")]);
    check(
        "certified under H-300-26001-000001 and WHD case 1803789",
        &[("filing", "H-300-26001-000001"), ("filing", "1803789")],
    );
    check(
        "deposits to account no. 4417 1234 5678",
        &[("account", "4417 1234 5678")],
    );
}

#[test]
fn addresses_and_highways() {
    check("They sleep at 3656 Hwy 26 near Deming", &[("address", "3656 Hwy 26")]);
    check(
        "the house at 3656 NM Hwy 26, Deming, NM 88030.",
        &[("address", "3656 NM Hwy 26, Deming, NM 88030")],
    );
    check(
        "moved to 114 N Pine Street Apt 4, then 12 County Road 7",
        &[("address", "114 N Pine Street Apt 4"), ("address", "12 County Road 7")],
    );
    check(
        "vive en Calle Hidalgo 214 con ocho más",
        &[("address", "Calle Hidalgo 214")],
    );
    check("send it to P.O. Box 512", &[("address", "P.O. Box 512")]);
}

#[test]
fn what_only_looks_like_one() {
    check("paid 300 dollars for 12 days in 2026, 14 people in 2 rooms", &[]);
    check("tracking number 9400-1000-0000-0000-0000-00", &[]);
    check("the plate was from 2019", &[]);
    check("they eat from paper plates every day", &[]);
    check("on 03/04/2026 at 10:30, invoice 20260304", &[]);
    check("", &[]);
}
