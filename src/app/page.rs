//! A page of a document as it looks: of a PDF, or a picture, with where each letter stands on it.
//! Must not know: who shows it.

mod draw; // bytes of a file -> a page
pub mod place; // words of a text <-> letters of its page

use std::path::Path;

use zeroize::Zeroizing;

use super::case::Case;
use super::{files, original};
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::*;
use crate::snapshot::Snapshot;

pub use draw::WIDEST;

/// Endings of files whose pages can be drawn.
const DRAWN: [&str; 9] = ["pdf", "png", "jpg", "jpeg", "webp", "tif", "tiff", "gif", "bmp"];

/// A page, drawn. Wiped when dropped: it may show whom the case protects.
#[derive(Clone, Default)]
pub struct Page {
    /// From 1, and of how many.
    pub number: u32,
    pub of: u32,
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// Four bytes a pixel, row by row from the top; no pixel is transparent.
    pub rgba: Zeroizing<Vec<u8>>,
    /// In the order in which the file writes them; none of a picture.
    pub letters: Vec<Letter>,
}

/// One letter of a page and the upright box that it stands in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Letter {
    pub letter: char,
    /// Left, top, right, bottom, as parts of the page's width and height.
    pub at: [f32; 4],
}

/// True when pages of this record's file can be drawn, by its name or by what it was staged as.
pub fn is_drawn(s: &Snapshot, record: RecordId) -> bool {
    let Some(found) = s.record(record) else { return false };
    let file = s.source(found.source).map_or("", |source| source.file_name.as_str());
    let ending = file.trim_end_matches(".zst").rsplit_once('.').map_or("", |(_, e)| e);
    matches!(found.kind.as_str(), "picture" | "scan") || DRAWN.contains(&ending.to_ascii_lowercase().as_str())
}

/// The file that pages are drawn of.
pub struct Original {
    pub file: String,
    bytes: Zeroizing<Vec<u8>>,
}

impl Original {
    /// Draws one page (from 1), `width` pixels wide at most `WIDEST`. Takes its time: not for the window's thread.
    ///
    /// # Errors
    /// No such page; a file that can't be drawn.
    pub fn draw(self, page: u32, width: u32) -> Result<Page, Problem> {
        draw::draw(&self.file, self.bytes, page, width)
    }
}

impl Case {
    /// The original that a record came in, to draw pages of it. One under seal must have been opened first
    /// (`open_original`), and is shut again with the vault.
    ///
    /// # Errors
    /// No such record, no original, labels that the member lacks, a sealed one (`sealed`), damaged bytes.
    pub fn pages_of(&self, record: RecordId) -> Result<Original, Problem> {
        let found = self.record(record)?;
        let attachment = self.attachment(found.source)?;
        original::refuse_unseen(self, found.source)?;
        if attachment.sealed.is_some_and(|sealed| !self.is_opened(sealed)) {
            return Err(Problem::new(
                "sealed",
                "an original that was opened",
                "one under seal",
                "open it with your passphrase and a reason, which is put on record",
            )
            .in_file(attachment.file_name));
        }
        let mut bytes = Zeroizing::new(Vec::new());
        self.original(&attachment, &mut *bytes)?;
        Ok(Original {
            file: attachment.file_name,
            bytes,
        })
    }

    /// Opens the original of a source for looking at it, until the vault is closed; the act is on record first.
    /// One that is not under seal needs nothing.
    ///
    /// # Errors
    /// No original; labels that the member lacks; wrong passphrase, no reason.
    pub fn open_original(&mut self, source: SourceId, passphrase: &Secret, why: &str) -> Result<(), Problem> {
        original::refuse_unseen(self, source)?;
        match self.attachment(source)?.sealed {
            Some(sealed) if !self.is_opened(sealed) || !self.vault_is_open() => {
                self.log_reveal(sealed, passphrase, why)?;
                self.opened(sealed);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Writes a page as PNG, where nothing may lie yet.
///
/// # Errors
/// A path that is taken, a folder that can't be written to.
pub fn write_png(page: &Page, path: &Path) -> Result<(), Problem> {
    let name = files::new_name(path)?;
    let mut packed = Zeroizing::new(Vec::new());
    let failed = |e: png::EncodingError| Problem::new("pack", "a picture", e.to_string(), "try a smaller width");
    let mut encoder = png::Encoder::new(&mut *packed, page.width, page.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut w| w.write_image_data(&page.rgba))
        .map_err(failed)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    files::write_new(folder, &format!(".{name}.part"), |file| {
        file.write_all(&packed).map_err(|e| {
            Problem::new("write", "a folder with room", e.to_string(), "choose another folder")
                .in_file(path.display().to_string())
        })?;
        Ok(name.clone())
    })
    .map(drop)
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
