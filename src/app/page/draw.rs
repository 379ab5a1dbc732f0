//! A file's bytes as a drawn page: PDF by hayro, pictures by their decoders. Whatever a hostile file asks for,
//! a page has at most so many pixels, and a fault in a decoder is a damaged file. Must not know: any case.

use std::sync::Arc;

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page as PdfPage;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use image::imageops::FilterType;
use kurbo::{Affine, BezPath, Rect};
use zeroize::Zeroizing;

use super::{Letter, Page};
use crate::import;
use crate::model::problem::Problem;

/// Pixels of a page, in width at most.
pub const WIDEST: u32 = 4096;
/// Its height is at most so many times its width; what is longer is drawn narrower.
const TALLEST: u32 = 8192;
/// Letters of one page that are kept.
const LETTERS: usize = 200_000;

pub(super) fn draw(file: &str, bytes: Zeroizing<Vec<u8>>, page: u32, width: u32) -> Result<Page, Problem> {
    let width = width.clamp(16, WIDEST);
    let drawn = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        if bytes.starts_with(b"%PDF-") {
            of_pdf(bytes, page, width)
        } else if page == 1 {
            of_picture(&bytes, width)
        } else {
            Err(no_page(page, 1))
        }
    }));
    let found = drawn.unwrap_or_else(|_panic| Err(damaged("a structure that makes no sense")));
    found.map_err(|problem| problem.in_file(file))
}

fn damaged(found: &str) -> Problem {
    let remedy = "write the original out and open it in another program; its text, where it has one, is here";
    Problem::new("not-drawn", "a page that can be drawn", found, remedy)
}

fn no_page(page: u32, of: u32) -> Problem {
    Problem::new(
        "page",
        format!("a page from 1 to {of}"),
        page.to_string(),
        "choose one of them",
    )
}

fn of_picture(bytes: &[u8], width: u32) -> Result<Page, Problem> {
    let mut whole = import::decode_picture(bytes).map_err(|e| damaged(&e))?;
    let (w, h) = fitted(
        whole.width() as f32,
        whole.height() as f32,
        width.min(whole.width().max(1)),
    );
    let mut small = if (w, h) == whole.dimensions() {
        std::mem::take(&mut whole)
    } else {
        image::imageops::resize(&whole, w, h, FilterType::Triangle)
    };
    whole.fill(0);
    // What is transparent shows paper.
    for pixel in small.pixels_mut() {
        let [r, g, b, a] = pixel.0.map(u32::from);
        let over = |c: u32| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX);
        pixel.0 = [over(r), over(g), over(b), u8::MAX];
    }
    Ok(Page {
        number: 1,
        of: 1,
        width: w,
        height: h,
        rgba: Zeroizing::new(small.into_raw()),
        letters: Vec::new(),
    })
}

/// Pixels of a page of this shape, at most so wide, within the bounds.
fn fitted(width: f32, height: f32, most: u32) -> (u32, u32) {
    let by_height = TALLEST as f32 * width / height.max(1.0);
    let w = (most as f32).min(by_height).max(1.0).floor();
    let h = (w * height / width.max(1.0)).round().clamp(1.0, TALLEST as f32);
    (w as u32, h as u32)
}

fn of_pdf(bytes: Zeroizing<Vec<u8>>, page: u32, width: u32) -> Result<Page, Problem> {
    let pdf = Pdf::new(Arc::new(bytes)).map_err(|_e| damaged("a structure that can't be read, or a password"))?;
    let pages = pdf.pages();
    let of = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let at = page.checked_sub(1).and_then(|n| pages.get(n as usize));
    let sheet = at.ok_or_else(|| no_page(page, of))?;
    let (across, down) = sheet.render_dimensions();
    if !(across.is_finite() && down.is_finite() && across >= 1.0 && down >= 1.0) {
        return Err(damaged("a page without width or height"));
    }
    let (w, h) = fitted(across, down, width);
    let (x_scale, y_scale) = (w as f32 / across, h as f32 / down);
    let settings = RenderSettings {
        x_scale,
        y_scale,
        width: u16::try_from(w).ok(),
        height: u16::try_from(h).ok(),
        bg_color: WHITE,
    };
    let drawn = hayro::render(sheet, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    Ok(Page {
        number: page,
        of,
        width: w,
        height: h,
        rgba: Zeroizing::new(drawn.data_as_u8_slice().to_vec()),
        letters: letters(&pdf, sheet, across, down),
    })
}

/// Where each letter of a page stands. What is written invisibly counts: so text recognition lays its words
/// over a scan.
fn letters<'a>(pdf: &'a Pdf, page: &'a PdfPage<'a>, across: f32, down: f32) -> Vec<Letter> {
    let cache = InterpreterCache::new();
    let upright = page.initial_transform(true).to_kurbo();
    let whole = Rect::new(0.0, 0.0, f64::from(across), f64::from(down));
    let mut context = Context::new(upright, whole, &cache, pdf.xref(), InterpreterSettings::default());
    let mut letters = Letters {
        whole,
        found: Vec::new(),
    };
    interpret_page(page, &mut context, &mut letters);
    letters.found
}

/// A device that draws nothing and remembers letters.
struct Letters {
    whole: Rect,
    found: Vec<Letter>,
}

/// Of a letter of 1000 units: how far it reaches above and below its line, and how wide one is whose font
/// does not say.
const ASCENT: f64 = 780.0;
const DESCENT: f64 = -220.0;
const WIDTH: f64 = 500.0;

impl Device<'_> for Letters {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(s)) => s,
            None => return,
        };
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width().map_or(WIDTH, f64::from),
            Glyph::Type3(_) => WIDTH,
        };
        let count = text.chars().count().max(1) as f64;
        for (n, letter) in text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()) {
            let part = |n: usize| advance * n as f64 / count;
            let stands = Rect::new(part(n), DESCENT, part(n + 1), ASCENT);
            let on = (transform * glyph_transform)
                .transform_rect_bbox(stands)
                .intersect(self.whole);
            if self.found.len() < LETTERS && on.area() > 0.0 {
                let (x, y) = (
                    |v: f64| (v / self.whole.width()) as f32,
                    |v: f64| (v / self.whole.height()) as f32,
                );
                self.found.push(Letter {
                    letter,
                    at: [x(on.x0), y(on.y0), x(on.x1), y(on.y1)],
                });
            }
        }
    }
    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
