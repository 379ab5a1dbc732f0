//! Words of a page's text and the letters of its drawing: the text was read by one library and the page is
//! drawn by another, blanks and line ends differ, so words are found again by what they say, the nth time on
//! both sides. Must not know: any file.

use std::ops::Range;

use super::Letter;

/// The letters that a span of the page's text is drawn with; none when the drawing does not say these words
/// as often as the text does up to there.
pub fn letters_of(letters: &[Letter], text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let drawn: Vec<char> = letters.iter().map(|l| l.letter).collect();
    let (read, at) = squeezed(text);
    let first = at.partition_point(|byte| *byte < span.start);
    let end = at.partition_point(|byte| *byte < span.end);
    same(&read, first..end, &drawn)
}

/// The span of the page's text that says what these letters do; as `letters_of`, the other way.
pub fn span_of(letters: &[Letter], text: &str, chosen: Range<usize>) -> Option<Range<usize>> {
    let drawn: Vec<char> = letters.iter().map(|l| l.letter).collect();
    let (read, at) = squeezed(text);
    let found = same(&drawn, chosen, &read)?;
    let last = *at.get(found.end.checked_sub(1)?)?;
    let end = last + text[last..].chars().next()?.len_utf8();
    Some(*at.get(found.start)?..end)
}

/// The letters between two points of the page, in the order in which the file writes them: from the letter
/// nearest to one to that nearest to the other.
pub fn between(letters: &[Letter], from: [f32; 2], to: [f32; 2]) -> Option<Range<usize>> {
    let (a, b) = (nearest(letters, from)?, nearest(letters, to)?);
    Some(a.min(b)..a.max(b) + 1)
}

/// A letter that a point lies in or near to; lines part letters more than columns do.
fn nearest(letters: &[Letter], point: [f32; 2]) -> Option<usize> {
    const LINE: f32 = 4.0;
    let far = |l: &Letter| {
        let outside = |v: f32, low: f32, high: f32| (low - v).max(v - high).max(0.0);
        let (x, y) = (outside(point[0], l.at[0], l.at[2]), outside(point[1], l.at[1], l.at[3]));
        x + LINE * y
    };
    let near = (0..letters.len()).min_by(|a, b| far(&letters[*a]).total_cmp(&far(&letters[*b])))?;
    Some(near)
}

/// A text without blanks, and the byte at which each of its letters stands.
fn squeezed(text: &str) -> (Vec<char>, Vec<usize>) {
    let seen = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    seen.map(|(at, c)| (c, at)).unzip()
}

/// Where `there` says for the nth time what `here` says at `chosen` for the nth time.
fn same(here: &[char], chosen: Range<usize>, there: &[char]) -> Option<Range<usize>> {
    let sought = here.get(chosen.clone()).filter(|s| !s.is_empty())?;
    let times = here[..chosen.end - 1]
        .windows(sought.len())
        .filter(|w| *w == sought)
        .count();
    let mut found = there.windows(sought.len()).enumerate().filter(|(_, w)| *w == sought);
    let start = found.nth(times)?.0;
    Some(start..start + sought.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Vec<Letter> {
        let seen = text.chars().filter(|c| !c.is_whitespace()).enumerate();
        seen.map(|(n, letter)| Letter {
            letter,
            at: [n as f32, 0.0, n as f32 + 1.0, 1.0],
        })
        .collect()
    }
    fn said(letters: &[Letter], at: Range<usize>) -> String {
        letters[at].iter().map(|l| l.letter).collect()
    }

    #[test]
    fn words_are_found_on_the_page_the_nth_time_that_they_are_said_and_back() {
        let text = "Rosa saw the van.\nThe van, año 2019, was\u{a0}white.";
        let letters = page("Rosa  saw the van. The van, a ño 2019,was white.");
        let second = text.rfind("van").unwrap();
        let found = letters_of(&letters, text, second..second + 3).unwrap();
        assert_eq!(said(&letters, found.clone()), "van");
        assert!(found.start > 12, "the second one: {found:?}");
        assert_eq!(span_of(&letters, text, found), Some(second..second + 3));
        let year = text.find("año 2019").unwrap();
        let found = letters_of(&letters, text, year..year + "año 2019".len()).unwrap();
        assert_eq!(said(&letters, found.clone()), "año2019");
        assert_eq!(span_of(&letters, text, found), Some(year..year + "año 2019".len()));
    }

    #[test]
    fn words_that_the_other_side_does_not_say_are_not_placed() {
        let letters = page("one van");
        assert_eq!(
            letters_of(&letters, "a van and a van", 12..15),
            None,
            "the second is not drawn"
        );
        assert_eq!(letters_of(&letters, "truck", 0..5), None);
        assert_eq!(letters_of(&letters, "  ", 0..2), None, "blanks stand nowhere");
        assert_eq!(letters_of(&[], "van", 0..3), None);
        assert_eq!(span_of(&letters, "", 0..2), None);
        assert_eq!(span_of(&letters, "one", 5..99), None);
    }

    #[test]
    fn a_stroke_takes_the_letters_from_one_end_to_the_other_whichever_way_it_is_drawn() {
        let letters = page("abcdef");
        assert_eq!(between(&letters, [1.5, 0.5], [3.2, 0.5]), Some(1..4));
        assert_eq!(between(&letters, [3.2, 0.5], [1.5, 0.5]), Some(1..4));
        assert_eq!(
            between(&letters, [-9.0, 0.5], [99.0, 0.5]),
            Some(0..6),
            "beyond the ends"
        );
        assert_eq!(between(&[], [0.0, 0.0], [1.0, 1.0]), None);
    }
}
