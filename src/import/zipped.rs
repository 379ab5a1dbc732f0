//! Zip containers (XLSX, DOCX), looked through before any parser sees them: unpacked while counting,
//! so that neither a bomb nor a lying size field gets further. Must not know: what is in them.

use std::io::{Read, SeekFrom};

use zip::ZipArchive;

use super::ReadSeek;
use super::decode::unreadable;
use crate::model::problem::{Place, Problem};

/// One member, unpacked. The largest published workbook that we know has 22 MB.
const MEMBER_CAP: u64 = 1 << 30;
const TOTAL_CAP: u64 = 2 << 30;
/// DEFLATE can't exceed about 1032; a worksheet of repeated rows reaches 60.
const RATIO_CAP: u64 = 300;
const RATIO_FREE: u64 = 16 << 20;
const MEMBERS: usize = 20_000;
/// Shared strings and their text.
const STRINGS_CAP: u64 = 10_000_000;
const STRINGS_BYTES: u64 = 512 << 20;

/// Opens the container and unpacks every member once, counting.
///
/// # Errors
/// Not a zip, truncated, encrypted, or larger than the caps: each with its remedy.
pub(super) fn checked<'r>(
    source: &'r mut (dyn ReadSeek + '_),
    file: &str,
) -> Result<ZipArchive<&'r mut (dyn ReadSeek + 'r)>, Problem>
where
{
    let end = source.seek(SeekFrom::End(0)).map_err(|e| unreadable(file, &e))?;
    source.seek(SeekFrom::Start(0)).map_err(|e| unreadable(file, &e))?;
    // The reborrow shortens the trait object's own lifetime.
    let source: &'r mut (dyn ReadSeek + 'r) = shorten(source);
    let mut archive = ZipArchive::new(source).map_err(|e| broken(file, "", &e))?;
    if archive.len() > MEMBERS {
        return Err(bomb(file, "", format!("{} members", archive.len())));
    }
    let mut total = 0u64;
    let mut buffer = vec![0u8; 64 * 1024];
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).map_err(|e| broken(file, "", &e))?;
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        let packed = member.compressed_size().min(end).max(1);
        let strings = name.ends_with("sharedStrings.xml");
        let (mut unpacked, mut count) = (0u64, StringCount::default());
        loop {
            let got = member.read(&mut buffer).map_err(|e| truncated(file, &name, &e))?;
            if got == 0 {
                break;
            }
            unpacked += got as u64;
            total += got as u64;
            if strings {
                count.feed(&buffer[..got]);
            }
            if unpacked > MEMBER_CAP || total > TOTAL_CAP || (unpacked > RATIO_FREE && unpacked / packed > RATIO_CAP) {
                return Err(bomb(file, &name, format!("{unpacked} bytes from {packed}, and more")));
            }
            if strings && (unpacked > STRINGS_BYTES || count.found > STRINGS_CAP) {
                return Err(bomb(
                    file,
                    &name,
                    format!("{} texts in {unpacked} bytes, and more", count.found),
                ));
            }
        }
        if strings && count.declared() > count.found.saturating_mul(2) + 1000 {
            let found = format!("{} texts declared, {} there", count.declared(), count.found);
            return Err(Problem::new(
                "workbook-damaged",
                "as many shared texts as the file declares",
                found,
                REPAIR,
            )
            .at(place(file, &name)));
        }
    }
    Ok(archive)
}

/// A `&mut dyn` with a shorter object lifetime.
fn shorten<'r>(source: &'r mut (dyn ReadSeek + '_)) -> &'r mut (dyn ReadSeek + 'r) {
    source
}

pub(super) const REPAIR: &str = "open the file in the program that made it, save it again, and import the copy";

fn place(file: &str, member: &str) -> Place {
    Place {
        file: file.to_owned(),
        sheet: member.to_owned(),
        ..Place::default()
    }
}

fn broken(file: &str, member: &str, error: &zip::result::ZipError) -> Problem {
    let text = error.to_string();
    if text.to_lowercase().contains("password") {
        return Problem::new(
            "file-encrypted",
            "a file without a password",
            "an encrypted container",
            "save it without a password and import the copy",
        )
        .at(place(file, member));
    }
    Problem::new(
        "file-truncated",
        "a complete file",
        text,
        "copy or download it again; if it stays so, ask for it anew",
    )
    .at(place(file, member))
}

fn truncated(file: &str, member: &str, error: &std::io::Error) -> Problem {
    Problem::new(
        "file-truncated",
        "a complete file",
        error.to_string(),
        "copy or download it again; if it stays so, ask for it anew",
    )
    .at(place(file, member))
}

fn bomb(file: &str, member: &str, found: String) -> Problem {
    Problem::new(
        "unpacks-too-far",
        "a container that unpacks to at most 1 GB a part, 300 times its size",
        found,
        "do not open it; ask the sender for the table as CSV",
    )
    .at(place(file, member))
}

/// Counts `<si` elements and reads `uniqueCount`, over pieces of any size.
#[derive(Default)]
struct StringCount {
    found: u64,
    tail: Vec<u8>,
    head: Vec<u8>,
}
impl StringCount {
    fn feed(&mut self, piece: &[u8]) {
        if self.head.len() < 1024 {
            self.head.extend_from_slice(&piece[..piece.len().min(1024)]);
        }
        self.tail.extend_from_slice(piece);
        let hits = self
            .tail
            .windows(4)
            .filter(|w| w.starts_with(b"<si") && matches!(w[3], b'>' | b' ' | b'/'))
            .count();
        self.found += hits as u64;
        let keep = self.tail.len().saturating_sub(3);
        self.tail.drain(..keep);
    }
    fn declared(&self) -> u64 {
        let head = String::from_utf8_lossy(&self.head);
        let digits = |text: &str| {
            text.chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
                .parse::<u64>()
                .unwrap_or(u64::MAX)
        };
        head.split_once("uniqueCount=").map_or(0, |(_, rest)| {
            digits(&rest[rest.chars().next().map_or(0, char::len_utf8)..])
        })
    }
}
