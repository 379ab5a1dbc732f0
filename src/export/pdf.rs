//! Reports as PDF: a template of `assets/reports/`, values as a JSON file, drawings as SVG files, all
//! in a world of their own that has no other file, no package, no font of the machine and no clock.
//! Case text never becomes markup. PDF/UA-1 and PDF/A-2a are asked for; timestamp and ident come
//! from the stamp, so that bytes repeat. Must not know: what stands in a report (report.rs does).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{Input, report, svg};
use crate::catalog::font::Face;
use crate::model::problem::Problem;

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    Face::ALL
        .iter()
        .filter_map(|face| Font::new(Bytes::new(face.bytes()), 0))
        .collect()
});

/// Files by path, one of them the report.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    main: FileId,
    files: BTreeMap<String, Vec<u8>>,
}

fn failed(expected: &str, found: impl std::fmt::Display) -> Problem {
    Problem::new(
        "report-failed",
        expected,
        found.to_string(),
        "correct the template under assets/reports/, or remove it from the overlay",
    )
}

fn path_of(path: &str) -> Result<FileId, Problem> {
    let path = VirtualPath::new(path).map_err(|e| failed("a path in the report", format!("{e:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl Desk {
    fn new(main: &str, files: BTreeMap<String, Vec<u8>>) -> Result<Desk, Problem> {
        Ok(Desk {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(FONTS.iter())),
            main: path_of(main)?,
            files,
        })
    }
    fn bytes(&self, id: FileId) -> FileResult<&Vec<u8>> {
        let path = id.vpath().get_with_slash();
        if !matches!(id.root(), VirtualRoot::Project) {
            return Err(FileError::AccessDenied);
        }
        self.files.get(path).ok_or_else(|| FileError::NotFound(path.into()))
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }
    fn main(&self) -> FileId {
        self.main
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        let text = std::str::from_utf8(self.bytes(id)?).map_err(|_not_utf8| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text.to_owned()))
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        Ok(Bytes::new(self.bytes(id)?.clone()))
    }
    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn explain(errors: &[SourceDiagnostic]) -> String {
    errors
        .iter()
        .take(3)
        .map(|e| e.message.to_string())
        .collect::<Vec<_>>()
        .join("; ")
}

/// `2026-05-10T08:00:00.000Z` as a timestamp; `None` when it is none.
fn timestamp(created: &str) -> Option<Timestamp> {
    let t = chrono::DateTime::parse_from_rfc3339(created).ok()?.naive_utc();
    use chrono::{Datelike, Timelike};
    let part = |n: u32| u8::try_from(n).ok();
    let datetime = Datetime::from_ymd_hms(
        t.year(),
        part(t.month())?,
        part(t.day())?,
        part(t.hour())?,
        part(t.minute())?,
        part(t.second())?,
    )?;
    Some(Timestamp::new_utc(datetime))
}

fn render(input: &Input<'_>, name: &str, chart: bool) -> Result<Vec<u8>, Problem> {
    let mut files = BTreeMap::new();
    for template in ["common", name] {
        let path = format!("reports/{template}.typ");
        let text = input
            .catalog
            .assets
            .file(&path)
            .ok_or_else(|| failed("the file assets/", &path))?;
        files.insert(format!("/{template}.typ"), text.to_vec());
    }
    let scene = if chart { Some(input.chart()?) } else { None };
    if let Some(scene) = &scene {
        files.insert(
            "/chart.svg".to_owned(),
            svg::svg(scene, &input.theme, None).into_bytes(),
        );
    }
    let sheets = if name == "chart" {
        Vec::new()
    } else {
        input.timeline_sheets()
    };
    for (at, sheet) in sheets.iter().enumerate() {
        files.insert(report::sheet_file(at), svg::svg(sheet, &input.theme, None).into_bytes());
    }
    let values = report::values(input, name, scene.as_ref(), &sheets);
    files.insert(
        "/values.json".to_owned(),
        serde_json::to_vec(&values).map_err(|e| failed("values", e))?,
    );
    let desk = Desk::new(&format!("/{name}.typ"), files)?;
    let compiled = typst::compile::<PagedDocument>(&desk);
    let document = compiled
        .output
        .map_err(|errors| failed("a report that can be set", explain(&errors)))?;
    let standards =
        PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|e| failed("standards", e.message()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!(
            "{name} {} {}",
            input.stamp.chain,
            input.stamp.audience.0.iter().cloned().collect::<Vec<_>>().join(",")
        )),
        creator: Smart::Custom(Some("Caseboard".to_owned())),
        timestamp: timestamp(&input.stamp.created),
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| {
        failed(
            "a PDF that every reader can read (PDF/UA-1, PDF/A-2a)",
            explain(&errors),
        )
    })?;
    // What was set stays in the compiler's memory otherwise, as long as the program runs.
    typst::comemo::evict(0);
    Ok(pdf)
}

/// The chart on a page.
///
/// # Errors
/// Nothing stands on it, or a template can't be set.
pub fn chart(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    render(input, "chart", true)
}

/// The timeline: drawing and table.
///
/// # Errors
/// A template can't be set.
pub fn timeline(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    render(input, "timeline", false)
}

/// The prosecution packet; with the chart when something stands on it.
///
/// # Errors
/// A template can't be set.
pub fn packet(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    let on_it = input
        .ask
        .places
        .iter()
        .any(|p| input.snapshot.entity(p.entity).is_some());
    render(input, "packet", on_it)
}
