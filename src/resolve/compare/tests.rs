use super::*;
use crate::resolve::field::prepare;

fn likeness(kind: FieldKind, a: &str, b: &str) -> f64 {
    let (Some(a), Some(b)) = (prepare(kind, a), prepare(kind, b)) else {
        return -1.0;
    };
    let forth = compare(&a, &b).similarity;
    assert!(
        (forth - compare(&b, &a).similarity).abs() < 1e-9,
        "{} / {}: not symmetric",
        a.raw,
        b.raw
    );
    forth
}

#[test]
fn alike() {
    for (kind, a, b, least) in [
        (
            FieldKind::Person,
            "María López Hernández",
            "LOPEZ HERNANDEZ, MARIA",
            0.985,
        ),
        (FieldKind::Person, "Maria Lopez", "Maria Lopez Hernandez", 0.88),
        (FieldKind::Person, "José de la Cruz", "Pepe de la Cruz", 0.88),
        (FieldKind::Person, "J. Ramirez", "Juan Ramirez", 0.88),
        (FieldKind::Person, "Jan Daniel Bothma", "JanDaniel Bothma", 0.985),
        (FieldKind::Person, "Robert Smith", "Robret Smith", 0.88),
        (FieldKind::Person, "Zhang Xiaoming", "Xiao Ming Zhang", 0.95),
        (
            FieldKind::Person,
            "Ma. Guadalupe Hernandez",
            "Maria Guadalupe Hernandez",
            0.94,
        ),
        (FieldKind::Person, "Fco. Hdez. Luna", "Francisco Hernandez Luna", 0.985),
        (FieldKind::Person, "Delacruz Juan", "Juan de la Cruz", 0.95),
        (FieldKind::Person, "Mohammed Al-Hassan", "Muhammad Alhassan", 0.9),
        (FieldKind::Surname, "Delacruz", "de la Cruz", 0.985),
        (FieldKind::Company, "Mesa Alta Produce", "Meza Alta Produse", 0.74),
        (
            FieldKind::Company,
            "Mesa Verde Farms LLC",
            "Mesa Verde Farm, Inc.",
            0.985,
        ),
        (FieldKind::Company, "International Farm Labor Services", "IFLS", 0.70),
        (
            FieldKind::Address,
            "3656 NM Hwy 26, Deming, NM 88030",
            "3656 State Road 26",
            0.93,
        ),
        (
            FieldKind::Address,
            "12 Oak St Apt 4, Hatch, NM",
            "12 Oak Street, Hatch, NM",
            0.93,
        ),
        (FieldKind::Phone, "575-555-0101", "(575) 555-0101", 1.0),
        (FieldKind::Phone, "555-0101", "575-555-0101", 0.985),
        (FieldKind::Plate, "NM BQO-704", "BQ0 704", 1.0),
        (FieldKind::Date, "03/04/1970", "1970-04-03", 0.92),
        (FieldKind::Email, "ana.luna@example.org", "ana.luna@example.com", 0.85),
        (FieldKind::Date, "1992-12-20", "1993-11-28", 0.5),
        (
            FieldKind::Email,
            "oliver.jones82@bond.biz",
            "oliver.jones82bond.biz",
            0.9,
        ),
    ] {
        let found = likeness(kind, a, b);
        assert!(found >= least, "{a} / {b}: {found}");
    }
}

#[test]
fn apart() {
    for (kind, a, b, most) in [
        (FieldKind::Person, "Ana Luna", "Rosa Luna", 0.54),
        (FieldKind::Person, "Juan Garcia", "Jose Garcia", 0.54),
        (FieldKind::Person, "Garrick Averbeck Jr.", "Garrick Averbeck Sr.", 0.73),
        // A family name that is a particle elsewhere.
        (FieldKind::Person, "Thu Lan Le", "Thu Lan Truong", 0.4),
        (FieldKind::Person, "Hung Le", "Hung Do", 0.4),
        (FieldKind::Person, "Ben Lee Carter", "Ana Lee Carter", 0.54),
        // A family name that differs is no slip of a long name.
        (
            FieldKind::Person,
            "Yusuf Sabawi Ibrahim Hasan Al-Dulaimi",
            "Yusuf Sabawi Ibrahim Hasan Al-Tikriti",
            0.73,
        ),
        (
            FieldKind::Person,
            "Maria Guadalupe Lopez Najera",
            "Maria Guadalupe Lopez Huerta",
            0.73,
        ),
        (FieldKind::Company, "Sunset Farms 2", "Sunset Farms 3", 0.6),
        (FieldKind::Company, "Banco del Norte", "Rancho del Sur", 0.44),
        (FieldKind::Company, "Bain Capital Fund X", "Bain Capital Fund XI", 0.6),
        (
            FieldKind::Company,
            "Citrus Holding Trust XV",
            "Citrus Holding Trust XX",
            0.6,
        ),
        // A word that differs is no slip of a long name, and a length is no likeness.
        (
            FieldKind::Company,
            "Mesa Alta Community Services House East",
            "Mesa Alta Community Services House West",
            0.5,
        ),
        (
            FieldKind::Company,
            "Orquidea Vanguardia Packing and Cold Storage of Deming",
            "Sunset Motel and Restaurant at the Old Silver City Highway",
            0.44,
        ),
        (
            FieldKind::Address,
            "12 Old Silver City Camino Largo Rd, Deming, NM",
            "12 Frontage Highland Park Blvd, Deming, NM",
            0.5,
        ),
        (
            FieldKind::Address,
            "12 Oak St #4, Hatch, NM",
            "12 Oak St #5, Hatch, NM",
            0.84,
        ),
        (
            FieldKind::Address,
            "12 Hwy 26, Deming, NM",
            "12 Hwy 180, Deming, NM",
            0.44,
        ),
        (FieldKind::Phone, "575-555-0101", "575-555-0188", 0.64),
        (FieldKind::Plate, "BQO-704", "KXT-118", 0.1),
        (FieldKind::Date, "1972-01-05", "2003-09-11", 0.1),
        (FieldKind::Date, "1972-01-05", "1973-05-09", 0.1),
        (FieldKind::Zip, "88030", "10001", 0.1),
    ] {
        let found = likeness(kind, a, b);
        assert!(found <= most, "{a} / {b}: {found}");
    }
}
