//! Bytes into text: compression, byte-order marks, encodings, in chunks, so that a file of any size
//! passes through a buffer of one. Must not know: rows, columns.
//! Encodings by the WHATWG Encoding Standard (encoding_rs), guessed by chardetng where nothing says.

use std::io::{Read, SeekFrom};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ReadSeek;
use crate::model::problem::Problem;

const CHUNK: usize = 64 * 1024;
/// Nothing unpacks to more than this.
pub(super) const UNPACKED_CAP: u64 = 16 << 30;
/// Above `RATIO_FREE` bytes, a stream that unpacks to more than `RATIO_CAP` times its size is a bomb.
pub(super) const RATIO_CAP: u64 = 1000;
pub(super) const RATIO_FREE: u64 = 64 << 20;

/// What one pass over the bytes found out.
pub(super) struct Survey {
    pub(super) encoding: &'static Encoding,
    /// Unpacked.
    pub(super) bytes: u64,
    /// A line feed occurs, so that a lone carriage return is text and not a line's end.
    pub(super) line_feeds: bool,
}

/// The file's bytes, unpacked if they are zstd.
pub(super) fn unpacked<'r>(source: &'r mut (dyn ReadSeek + '_), file: &str) -> Result<Box<dyn Read + 'r>, Problem> {
    source.seek(SeekFrom::Start(0)).map_err(|e| unreadable(file, &e))?;
    let mut magic = [0u8; 4];
    let got = fill(source, &mut magic).map_err(|e| unreadable(file, &e))?;
    source.seek(SeekFrom::Start(0)).map_err(|e| unreadable(file, &e))?;
    if got == 4 && magic == [0x28, 0xb5, 0x2f, 0xfd] {
        let decoder = zstd::stream::read::Decoder::new(source).map_err(|e| unreadable(file, &e))?;
        return Ok(Box::new(decoder));
    }
    Ok(Box::new(source))
}

/// Reads until the buffer is full or the stream ends.
pub(super) fn fill(reader: &mut (impl Read + ?Sized), buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

pub(super) fn unreadable(file: &str, error: &std::io::Error) -> Problem {
    Problem::new(
        "file-unreadable",
        "a file that can be read to its end",
        error.to_string(),
        "copy the file again from where it came, and check that it is complete",
    )
    .in_file(file)
}

/// One pass over all bytes: which encoding, how many, which line ends.
///
/// # Errors
/// A file that can't be read, that unpacks beyond all measure, or an encoding nobody knows.
pub(super) fn survey(source: &mut (dyn ReadSeek + '_), file: &str, wanted: &str) -> Result<Survey, Problem> {
    let packed = source.seek(SeekFrom::End(0)).map_err(|e| unreadable(file, &e))?;
    let declared = match wanted {
        "" => None,
        label => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            Problem::new(
                "encoding-unknown",
                "an encoding label such as utf-8, windows-1252, utf-16le",
                label,
                "correct `encoding` in the map",
            )
            .in_file(file)
        })?),
    };
    let mut reader = unpacked(source, file)?;
    let mut buffer = vec![0u8; CHUNK];
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let mut survey = Survey {
        encoding: UTF_8,
        bytes: 0,
        line_feeds: false,
    };
    let (mut mark, mut utf16) = (None, None);
    let (mut good, mut bad) = (0u64, 0u64);
    let mut carry: Vec<u8> = Vec::new();
    loop {
        let got = fill(&mut *reader, &mut buffer).map_err(|e| unreadable(file, &e))?;
        let chunk = &buffer[..got];
        if survey.bytes == 0 {
            mark = Encoding::for_bom(chunk).map(|(encoding, _)| encoding);
            utf16 = utf16_without_mark(chunk);
        }
        survey.bytes += got as u64;
        survey.line_feeds |= chunk.contains(&b'\n');
        if survey.bytes > UNPACKED_CAP || (survey.bytes > RATIO_FREE && survey.bytes / packed.max(1) > RATIO_CAP) {
            return Err(Problem::new(
                "unpacks-too-far",
                "a file that unpacks to at most 16 GB and 1000 times its size",
                format!("{} bytes and more", survey.bytes),
                "unpack it yourself, look at it, and import the part you need",
            )
            .in_file(file));
        }
        detector.feed(chunk, got < buffer.len());
        carry.extend_from_slice(chunk);
        let keep = count_utf8(&carry, got < buffer.len(), &mut good, &mut bad);
        carry.drain(..keep);
        if got < buffer.len() {
            break;
        }
    }
    survey.encoding = declared.or(mark).or(utf16).unwrap_or_else(|| {
        if bad == 0 || good > 8 * bad {
            UTF_8
        } else {
            // Latin-1 is read as its superset windows-1252, as browsers do.
            let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
            // A multi-byte guess needs text that is mostly such; a few accents are Western.
            if guess.is_single_byte() || bad >= 32 {
                guess
            } else {
                WINDOWS_1252
            }
        }
    });
    Ok(survey)
}

/// Counts whole multi-byte sequences and bytes that are none; returns how many bytes are settled.
fn count_utf8(bytes: &[u8], last: bool, good: &mut u64, bad: &mut u64) -> usize {
    let mut at = 0;
    loop {
        match std::str::from_utf8(&bytes[at..]) {
            Ok(text) => {
                *good += text.bytes().filter(|b| *b >= 0xc0).count() as u64;
                return bytes.len();
            }
            Err(error) => {
                let valid = error.valid_up_to();
                *good += bytes[at..at + valid].iter().filter(|b| **b >= 0xc0).count() as u64;
                at += valid;
                match error.error_len() {
                    Some(n) => {
                        *bad += 1;
                        at += n;
                    }
                    None if last => {
                        *bad += 1;
                        return bytes.len();
                    }
                    None => return at,
                }
            }
        }
    }
}

/// UTF-16 of mostly Latin text has a zero in every other byte.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = (head.len() / 2).min(2000);
    if pairs < 4 {
        return None;
    }
    let zeros = |offset: usize| (0..pairs).filter(|i| head[i * 2 + offset] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match (even * 10 > pairs * 6, odd * 10 > pairs * 6) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Text in chunks, without byte-order mark; malformed bytes come as U+FFFD.
pub(super) struct TextChunks<'r> {
    reader: Box<dyn Read + 'r>,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes taken so far, unpacked.
    pub(super) taken: u64,
    done: bool,
}

impl<'r> TextChunks<'r> {
    pub(super) fn new(reader: Box<dyn Read + 'r>, encoding: &'static Encoding) -> TextChunks<'r> {
        TextChunks {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            taken: 0,
            done: false,
        }
    }

    /// The next piece, or `None` at the end.
    pub(super) fn next(&mut self) -> std::io::Result<Option<String>> {
        if self.done {
            return Ok(None);
        }
        let got = fill(&mut *self.reader, &mut self.raw)?;
        self.taken += got as u64;
        self.done = got < self.raw.len();
        let need = self.decoder.max_utf8_buffer_length(got).unwrap_or(got * 4 + 16);
        let mut text = String::with_capacity(need);
        let mut from = 0;
        loop {
            let (result, read, _) = self
                .decoder
                .decode_to_string(&self.raw[from..got], &mut text, self.done);
            from += read;
            match result {
                CoderResult::InputEmpty => return Ok(Some(text)),
                CoderResult::OutputFull => text.reserve(CHUNK),
            }
        }
    }
}
