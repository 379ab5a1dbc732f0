//! Real files, read to the last row: every one is staged, or rejected with a reason that is known.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read where the data is from the environment"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::tests::catalog;
use super::*;

/// The folder of real data, or `None` after one printed line.
fn data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CASEBOARD_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    println!("{test}: skipped, no folder {}", folder.display());
    None
}

/// File, map, rows, rejected by reason.
type Case = (&'static str, &'static str, u32, &'static [(&'static str, u32)]);

const CASES: &[Case] = &[
    (
        "h2a-disclosure-fy2017/H-2A_Disclosure_Data_FY17.xlsx",
        "h2a-disclosure",
        12_930,
        &[],
    ),
    (
        "h2b-disclosure-fy2019/H-2B_Disclosure_Data_FY2019.xlsx",
        "h2b-disclosure",
        9_236,
        &[],
    ),
    ("h2b-legacy-fy2001/H-2B_FY2001.csv.zst", "h2b-legacy", 6_866, &[]),
    (
        "h2a-housing-fy2021/H-2A_Addendum_B_Housing_FY2021.xlsx",
        "h2a-housing",
        19_212,
        &[],
    ),
    (
        "h2b-recruiters-fy2021/H-2B_Appendix_C_FY2021.xlsx",
        "h2b-recruiters",
        44_434,
        &[],
    ),
    (
        "h2b-recruiters-fy2021/H-2B_Appendix_D_FY2021.xlsx",
        "h2b-clients",
        22,
        &[],
    ),
    ("h2-debarments/debarments-2010-2014.csv", "debarments", 141, &[]),
    (
        "h2-debarments/H-2A-debarment-table-fy09-fy13.xlsx",
        "debarments",
        78,
        &[("missing-value", 7)],
    ),
    (
        "h2-debarments/H-2B-debarment-table-fy2009-2014.xlsx",
        "debarments",
        31,
        &[("missing-value", 6)],
    ),
    (
        "h2-debarments/certifications-by-one-agent-2014-2016.csv",
        "certification-list",
        247,
        &[],
    ),
    (
        "h2-debarments/certifications-one-employer-2006-2015.csv",
        "certification-list",
        36,
        &[],
    ),
    ("whd-chicago/whd-chicago.csv", "whd", 1_638, &[]),
    ("whd-chicago/whd-chicago-geocoded.csv", "whd", 1_617, &[]),
    ("whd-h2-violations/whd-h2-violations.csv", "whd", 1_392, &[]),
    ("whd-california/whd-california.csv.zst", "whd-summary", 13_841, &[]),
    ("state-wage-claims/iowa.csv", "state-wage-claims", 7_370, &[]),
    ("state-wage-claims/maine.csv", "state-wage-claims", 792, &[]),
    ("state-wage-claims/maryland.csv", "state-wage-claims", 8_290, &[]),
    ("state-wage-claims/minnesota.csv", "state-wage-claims", 1_127, &[]),
    ("state-wage-claims/montana.csv", "state-wage-claims", 8_058, &[]),
    ("state-wage-claims/nebraska.csv", "state-wage-claims", 579, &[]),
    ("state-wage-claims/rhode_island.csv", "state-wage-claims", 2_296, &[]),
    ("state-wage-claims/utah.csv.zst", "state-wage-claims", 21_676, &[]),
    ("state-wage-claims/west_virginia.csv", "state-wage-claims", 3_778, &[]),
    ("va-wage-claims/va-wage-claims.csv", "va-wage-claims", 3_948, &[]),
    ("wage-judgments/sjo-judgments.csv", "wage-judgments", 1_073, &[]),
    (
        "whd-chicago/chicago-food-inspections.csv",
        "housing-complaints",
        1_000,
        &[],
    ),
];

#[test]
fn every_row_of_the_real_files_is_staged_or_rejected_with_a_known_reason() {
    let Some(folder) = data("real files") else { return };
    let (kinds, maps) = catalog();
    let mut wrong = Vec::new();
    for (path, map, rows, rejects) in CASES {
        let file = BufReader::new(File::open(folder.join(path)).unwrap());
        let mut mentions = 0usize;
        let summary = read(
            Input::reader(*path, file),
            &maps[*map],
            &kinds,
            &mut |_| ControlFlow::Continue(()),
            &mut |row| {
                if let StagedRow::Record(record) = row {
                    mentions += record.mentions.len();
                }
                ControlFlow::Continue(())
            },
        )
        .unwrap_or_else(|problem| panic!("{path}: {problem}"));
        let mut found: BTreeMap<&str, u32> = BTreeMap::new();
        for group in &summary.rejects {
            *found.entry(group.problem.key.as_str()).or_default() += group.count;
        }
        if summary.rows != *rows || found != rejects.iter().copied().collect::<BTreeMap<_, _>>() {
            wrong.push(format!("{path}: {} rows, rejected {found:?}", summary.rows));
        }
        if std::env::var_os("SHOW").is_some() {
            println!(
                "{path}: {} rows, {} mentions, {} {:?} {}",
                summary.rows, mentions, summary.encoding, summary.delimiter, summary.sheet
            );
            for group in summary.problems.iter().chain(&summary.rejects) {
                println!("    {} × {}", group.count, group.problem);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_best_map_for_each_real_header_is_its_own() {
    let Some(folder) = data("best map") else { return };
    let (_, maps) = catalog();
    for (path, map, _, _) in CASES.iter().filter(|c| c.1 != "housing-complaints") {
        let file = BufReader::new(File::open(folder.join(path)).unwrap());
        let peek =
            peek(Input::reader(*path, file), &Default::default()).unwrap_or_else(|problem| panic!("{path}: {problem}"));
        let ranked = best_map(&peek.tables[0].header, &maps);
        assert_eq!(ranked[0].map, *map, "{path}: {ranked:?}");
        assert!(ranked[0].score >= 500, "{path}: {}", ranked[0].score);
    }
}

/// The 97 messy files: each is read, or gets a problem that names the file and a remedy.
#[test]
fn every_messy_file_is_read_or_says_what_to_do() {
    let Some(folder) = data("messy files") else { return };
    let (kinds, maps) = catalog();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("messy-csv"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let (mut read_count, mut told, mut rows) = (0, 0, 0);
    for path in files.iter().filter(|p| p.file_name().is_some_and(|n| n != "ORIGIN.md")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(path).unwrap();
        let settings = ParserSettings::default();
        // As a person would: look, take the proposal, read with it; documents with their own map.
        let result = peek(Input::bytes(name.as_str(), &bytes), &settings).and_then(|seen| {
            let map = match seen.tables.first() {
                Some(table) => propose(&table.header, &table.rows, &BTreeMap::new()).map,
                None => maps["narrative"].clone(),
            };
            read(
                Input::bytes(name.as_str(), &bytes),
                &map,
                &kinds,
                &mut |_| ControlFlow::Continue(()),
                &mut |_| ControlFlow::Continue(()),
            )
        });
        match result {
            Ok(summary) => {
                assert_eq!(summary.rows, summary.staged + summary.rejected, "{name}");
                for group in summary.rejects.iter().chain(&summary.problems) {
                    assert!(
                        group.problem.place.file == name && !group.problem.remedy.is_empty(),
                        "{name}: {}",
                        group.problem
                    );
                }
                assert!(
                    summary.rejects.iter().all(|g| g.problem.place.row > 0),
                    "{name}: a rejected row is named"
                );
                read_count += 1;
                rows += summary.rows;
                if std::env::var_os("SHOW").is_some() {
                    println!(
                        "{name}: {} rows, {} rejected {:?}",
                        summary.rows,
                        summary.rejected,
                        summary
                            .rejects
                            .iter()
                            .map(|g| (&g.problem.key, g.count))
                            .collect::<Vec<_>>()
                    );
                }
            }
            Err(problem) => {
                assert!(
                    problem.place.file == name && !problem.remedy.is_empty() && !problem.key.is_empty(),
                    "{name}: {problem}"
                );
                told += 1;
                if std::env::var_os("SHOW").is_some() {
                    println!("{name}: {problem}");
                }
            }
        }
    }
    println!("messy files: {read_count} read ({rows} rows), {told} told why not");
    assert_eq!(read_count + told, 97);
    assert!(read_count >= 75, "only {read_count} could be read");
}
