//! Weights of evidence drawn: each reason for, against or missing, and how they add up. Bits are
//! log2 of a Bayes factor (I. J. Good, Probability and the Weighing of Evidence, 1950).

use eframe::egui::{Align2, FontId, Pos2, Rect, Role, Sense, Stroke, TextStyle, Ui, Vec2, WidgetInfo};

use crate::catalog::text::Text;
use crate::model::decision::{Bits, Reason};
use crate::ui::theme::{Look, Tone, semibold, size};

/// `+3.1`, `−3.8`, `0.0`.
pub fn signed(bits: Bits) -> String {
    let value = bits.as_f64();
    if value < -0.04 {
        format!("−{:.1}", -value)
    } else if value > 0.04 {
        format!("+{value:.1}")
    } else {
        "0.0".to_owned()
    }
}

/// What a weight's colour says: for, against, or nothing.
pub fn tone(bits: Bits) -> Tone {
    match bits.0 {
        5.. => Tone::For,
        -4..=4 => Tone::Plain,
        _ => Tone::Against,
    }
}

/// The field's name in the reader's language.
pub fn field_name(text: &Text, field: &str) -> String {
    // What two records share is named by its kind.
    if !text.has(&format!("field-{field}")) && text.has(&format!("kind-{field}")) {
        return text.word("kind", field, &[]).to_lowercase();
    }
    text.word("field", field, &[])
}

/// The field's name as a label begins.
pub fn field_label(text: &Text, field: &str) -> String {
    let name = field_name(text, field);
    let mut chars = name.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// One row per reason: field, left, right, bits, why; without a width of its own the why stands below, and in place of
/// the values where there are none to compare. The prior is left to the waterfall.
pub fn reason_rows(ui: &mut Ui, look: &Look, text: &Text, reasons: &[Reason], columns: [f32; 5]) {
    let body = TextStyle::Body.resolve(ui.style());
    let mono = TextStyle::Monospace.resolve(ui.style());
    let small = TextStyle::Small.resolve(ui.style());
    let wide = ui.available_width();
    for reason in reasons.iter().filter(|r| r.field != "prior") {
        // What is no comparison of two values has nothing to show in their columns: a dash would say that they lack it.
        let compared = !(reason.left.is_empty() && reason.right.is_empty());
        let below = compared && columns[4] == 0.0;
        let height = size::CARD_ROW + if below { size::BAR } else { 0.0 };
        let (whole, response) = ui.allocate_exact_size(Vec2::new(wide, height), Sense::hover());
        let rect = Rect::from_min_size(whole.min, Vec2::new(wide, size::CARD_ROW));
        let why = text.word("reason", &reason.key, &reason.args);
        let name = field_label(text, &reason.field);
        let mut left = rect.left() + size::PAD;
        let mut cell = |wide: f32| {
            let cell = Rect::from_min_size(Pos2::new(left, rect.top()), Vec2::new(wide - size::GAP, rect.height()));
            left += wide;
            cell
        };
        clipped(ui, cell(columns[0]), &name, body.clone(), look.dim);
        if compared {
            for (value, wide) in [&reason.left, &reason.right].into_iter().zip(&columns[1..]) {
                clipped(ui, cell(*wide), dash(value), body.clone(), look.text);
            }
        } else {
            fitted(ui, cell(columns[1] + columns[2]), &why, [&body, &small], look.text);
        }
        let bits = cell(columns[3]);
        ui.painter().text(
            Pos2::new(bits.right() - size::GAP, bits.center().y),
            Align2::RIGHT_CENTER,
            signed(reason.bits),
            mono.clone(),
            look.ink(tone(reason.bits)),
        );
        if below {
            let from = Pos2::new(rect.left() + size::PAD, rect.bottom() - size::TIGHT);
            clipped(ui, Rect::from_min_max(from, whole.max), &why, small.clone(), look.dim);
        } else if compared {
            let room = Rect::from_min_max(Pos2::new(left, rect.top()), rect.max - Vec2::new(size::GAP, 0.0));
            fitted(ui, room, &why, [&body, &small], look.dim);
        }
        ui.painter().hline(whole.x_range(), whole.bottom(), look.hair());
        let values = match compared {
            true => format!("{} / {}: ", dash(&reason.left), dash(&reason.right)),
            false => String::new(),
        };
        let said = format!("{name}: {values}{}, {why}", signed(reason.bits));
        response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &said));
        response.on_hover_text(said);
    }
}

fn dash(value: &str) -> &str {
    if value.is_empty() { "—" } else { value }
}

/// Text on one line, cut with an ellipsis where the cell ends.
pub fn clipped(ui: &Ui, cell: Rect, words: &str, font: FontId, ink: eframe::egui::Color32) {
    let mut job = eframe::egui::text::LayoutJob::simple_singleline(words.to_owned(), font, ink);
    job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(cell.width().max(0.0));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(
        Pos2::new(cell.left(), cell.center().y - galley.size().y / 2.0),
        galley,
        ink,
    );
}

/// Text on one line; on two smaller ones where it does not fit.
fn fitted(ui: &Ui, cell: Rect, words: &str, [font, small]: [&FontId; 2], ink: eframe::egui::Color32) {
    let painter = ui.painter();
    let mut galley = painter.layout_no_wrap(words.to_owned(), font.clone(), ink);
    if galley.size().x > cell.width() {
        let mut job = eframe::egui::text::LayoutJob::simple(words.to_owned(), small.clone(), ink, cell.width());
        job.wrap.max_rows = 2;
        galley = painter.layout_job(job);
    }
    let top = cell.center().y - galley.size().y / 2.0;
    painter.galley(Pos2::new(cell.left(), top), galley, ink);
}

/// Two lines of a list row, the second one smaller and in `ink`.
pub fn two_lines(ui: &Ui, look: &Look, first: &str, second: &str, ink: eframe::egui::Color32) {
    let rect = ui.max_rect();
    let half = rect.height() / 2.0;
    let line = |n: f32| {
        Rect::from_min_size(
            Pos2::new(rect.left(), rect.top() + 3.0 + n * (half - 3.0)),
            Vec2::new(rect.width(), half - 3.0),
        )
    };
    clipped(ui, line(0.0), first, TextStyle::Body.resolve(ui.style()), look.text);
    clipped(ui, line(1.0), second, TextStyle::Small.resolve(ui.style()), ink);
}

/// The waterfall: each bar starts where the one before it ended; the line is zero; the sum stands below.
pub fn waterfall(ui: &mut Ui, look: &Look, text: &Text, reasons: &[Reason], total: Bits) {
    let shown: Vec<&Reason> = reasons.iter().filter(|r| r.bits.0 != 0).collect();
    let pitch = size::BAR + size::TIGHT * 2.0;
    let height = pitch * (shown.len() as f32 + 1.0) + size::TIGHT;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    let (mut low, mut high, mut sum) = (0.0_f64, 0.0_f64, 0.0_f64);
    for reason in &shown {
        sum += reason.bits.as_f64();
        low = low.min(sum);
        high = high.max(sum);
    }
    let small = TextStyle::Small.resolve(ui.style());
    let (left, right) = (rect.left() + size::LABEL, rect.right() - size::LABEL / 2.0);
    let x = |bits: f64| left + ((bits - low) / (high - low).max(1.0)) as f32 * (right - left);
    ui.painter().vline(
        x(0.0),
        rect.top()..=rect.bottom() - pitch,
        Stroke::new(look.line_width, look.strong_line),
    );
    let (mut at, mut top) = (0.0, rect.top());
    for reason in &shown {
        let next = at + reason.bits.as_f64();
        let row = Rect::from_x_y_ranges(
            x(at).min(x(next))..=x(at).max(x(next)).max(x(at).min(x(next)) + 2.0),
            top + size::TIGHT..=top + size::TIGHT + size::BAR,
        );
        let ink = look.ink(tone(reason.bits));
        ui.painter().rect_filled(row, size::HAIR, ink.gamma_multiply(0.85));
        if look.line_width > 1.0 && reason.bits.0 < 0 {
            hatch(ui, row, look);
        }
        let name = Rect::from_min_max(
            Pos2::new(rect.left(), row.top()),
            Pos2::new(left - size::GAP, row.bottom()),
        );
        clipped(ui, name, &field_name(text, &reason.field), small.clone(), look.dim);
        ui.painter().text(
            Pos2::new(row.right() + size::TIGHT + size::HAIR, row.center().y),
            Align2::LEFT_CENTER,
            signed(reason.bits),
            small.clone(),
            look.dim,
        );
        at = next;
        top += pitch;
    }
    let line = format!(
        "{} {} · {} %",
        signed(total),
        text.get("bits", &[]),
        percent(total.probability())
    );
    ui.painter().text(
        Pos2::new(rect.left(), top + pitch / 2.0),
        Align2::LEFT_CENTER,
        text.get("sum", &[]),
        semibold(size::SMALL),
        look.text,
    );
    ui.painter().text(
        Pos2::new(left, top + pitch / 2.0),
        Align2::LEFT_CENTER,
        &line,
        semibold(size::SMALL),
        look.text,
    );
    response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{}: {line}", text.get("why-in-bits", &[]))));
}

/// `73`; never 0 or 100, for nothing of this is certain.
fn percent(share: f64) -> String {
    match share {
        p if p >= 0.999 => "> 99.9".to_owned(),
        p if p < 0.001 => "< 0.1".to_owned(),
        p if !(0.01..=0.99).contains(&p) => format!("{:.1}", (p * 1000.0).floor() / 10.0),
        p => format!("{:.0}", p * 100.0),
    }
}

/// Bars against carry a pattern where colour may not be told apart.
fn hatch(ui: &Ui, rect: Rect, look: &Look) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        painter.line_segment(
            [Pos2::new(x, rect.bottom()), Pos2::new(x + rect.height(), rect.top())],
            Stroke::new(look.line_width, look.panel),
        );
        x += size::TIGHT * 2.0;
    }
}
