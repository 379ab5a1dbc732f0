//! Pictures: photographs, screen shots, faxes. What they show is for a person to say; here only what the file
//! says of itself. Must not know: what is on them.

use std::io::Cursor;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use super::rows::Rows;
use super::{ReadSeek, guarded, whole_file, zipped};
use crate::model::problem::Problem;

/// Formats that can be drawn.
pub(super) const FORMATS: [ImageFormat; 6] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::WebP,
    ImageFormat::Tiff,
    ImageFormat::Gif,
    ImageFormat::Bmp,
];
const FILE_CAP: u64 = 256 << 20;

/// Reads a picture into one record without text.
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    let bytes = whole_file(source, file, FILE_CAP)?;
    rows.bytes_total = bytes.len() as u64;
    let (width, height) = guarded(file, || size(&bytes, file))?;
    rows.bytes_done = rows.bytes_total;
    let fields = vec![
        ("Width".to_owned(), width.to_string()),
        ("Height".to_owned(), height.to_string()),
    ];
    rows.pictures(file, "picture", fields, &bytes);
    Ok(())
}

/// Width and height in pixels, from the head of the file.
fn size(bytes: &[u8], file: &str) -> Result<(u32, u32), Problem> {
    decoder(bytes).map(|d| d.dimensions()).map_err(|found| {
        Problem::new(
            "picture-damaged",
            "a picture as its program writes it",
            found,
            zipped::REPAIR,
        )
        .in_file(file)
    })
}

/// A decoder that refuses pictures too large to be one.
fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|e| e.to_string())?;
    reader.limits(limits());
    reader.into_decoder().map_err(|e| e.to_string())
}

/// At most 20,000 pixels a side, and half a gigabyte unpacked.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(20_000);
    limits.max_image_height = Some(20_000);
    limits.max_alloc = Some(512 << 20);
    limits
}

/// A picture as its camera meant it: turned upright where it says how it was held.
///
/// # Errors
/// What its decoder says of it.
pub fn decode(bytes: &[u8]) -> Result<image::RgbaImage, String> {
    let mut decoder = decoder(bytes)?;
    let turned = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = image::DynamicImage::from_decoder(decoder).map_err(|e| e.to_string())?;
    picture.apply_orientation(turned);
    Ok(picture.into_rgba8())
}
