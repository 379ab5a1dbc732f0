//! Street addresses by parts, US first: number, direction, street, suffix, unit; PO box, rural route,
//! highway forms; city, state, ZIP. Abbreviations after USPS Publication 28 (`assets/lists/street_suffixes.csv`).
//! Must not know: coordinates, who lives there. A bare city is a place, not an address.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{STATES, capitalise, fold, rows, state_code};

static SUFFIXES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/lists/street_suffixes.csv"))
        .filter(|r| r.len() == 2)
        .map(|r| (r[0], r[1]))
        .collect()
});

/// An address in parts, folded; empty = not given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Address {
    /// House number: `3656`, `12-a`, `n6w234`.
    pub number: String,
    /// `n`, `sw` … before the street's name.
    pub predirection: String,
    /// Name without suffix; `hwy 26`, `county road 5`, `rr 2 box 45`, `po box 12` whole.
    pub street: String,
    pub suffix: String,
    pub postdirection: String,
    /// `4`, `b`, `212`: the mark of apartment, room, suite, lot or space.
    pub unit: String,
    pub city: String,
    pub state: String,
    /// Five digits (or a foreign code).
    pub zip: String,
}

impl Address {
    /// `3656 hwy 26|deming|nm|88030`; `None` without a street, box or route.
    pub fn canonical(&self) -> Option<String> {
        let line = self.line();
        (!line.is_empty()).then(|| format!("{line}|{}|{}|{}", self.city, self.state, self.zip))
    }
    /// The street line with unit; empty when there is no street.
    pub fn line(&self) -> String {
        let mut line = self.building();
        if !line.is_empty() && !self.unit.is_empty() {
            line.push_str(" unit ");
            line.push_str(&self.unit);
        }
        line
    }
    /// The street line without unit: what two rooms of one motel share.
    pub fn building(&self) -> String {
        if self.street.is_empty() {
            return String::new();
        }
        let parts = [
            &self.number,
            &self.predirection,
            &self.street,
            &self.suffix,
            &self.postdirection,
        ];
        parts
            .iter()
            .filter(|p| !p.is_empty())
            .map(|p| p.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }
    /// Key of one door: number, street words without suffix and direction, unit, ZIP or city.
    pub fn key(&self) -> String {
        if self.street.is_empty() {
            return String::new();
        }
        let place = if self.zip.is_empty() { &self.city } else { &self.zip };
        format!("{}/{}/{}/{place}", self.number, self.street, self.unit)
    }
    pub fn is_po_box(&self) -> bool {
        self.street.starts_with("po box")
    }
    /// True when nothing of it could be read.
    pub fn is_empty(&self) -> bool {
        *self == Address::default()
    }
}

/// Reads a canonical address back into a line that a person would write.
pub fn display(canonical: &str) -> String {
    let mut parts = canonical.split('|');
    let street = capitalise(parts.next().unwrap_or_default())
        .replace("Po Box", "PO Box")
        .replace("Rr ", "RR ")
        .replace(" Unit ", " #");
    let city = capitalise(parts.next().unwrap_or_default());
    let state = parts.next().unwrap_or_default().to_ascii_uppercase();
    let zip = parts.next().unwrap_or_default();
    let tail = [state.as_str(), zip]
        .iter()
        .filter(|p| !p.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    [street, city, tail]
        .iter()
        .filter(|p| !p.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

/// From separate columns, when a source gives them.
pub fn from_parts(street: &str, city: &str, state: &str, zip: &str) -> Address {
    let mut address = Address {
        city: clean_city(city),
        state: state_of(state),
        zip: zip_of(zip).unwrap_or_default(),
        ..Address::default()
    };
    let line = tokens(street);
    read_line(&line, &mut address);
    if address.city.is_empty() && address.zip.is_empty() && street.contains(',') {
        return parse(street);
    }
    address
}

/// From one line: "3656 NM Hwy 26, Deming, NM 88030", "123 Main St Las Vegas NV 89132".
pub fn parse(text: &str) -> Address {
    let mut address = Address::default();
    let folded = fold(text).replace(['\n', ';'], ",");
    let mut parts: Vec<Vec<String>> = folded.split(',').map(tokens).filter(|p| !p.is_empty()).collect();
    if let Some(last) = parts.last()
        && matches!(
            last.join(" ").as_str(),
            "usa" | "us" | "united states" | "united states of america" | "u s a"
        )
        && parts.len() > 1
    {
        parts.pop();
    }
    take_zip_and_state(&mut parts, &mut address);
    parts.retain(|p| !p.is_empty());
    // Parts that are a city: the last one that does not read as a street line or a unit.
    if parts.len() > 1
        && let Some(last) = parts.last()
        && !is_unit_part(last)
        && !last.iter().any(|t| t.bytes().any(|b| b.is_ascii_digit()))
    {
        address.city = clean_city(&last.join(" "));
        parts.pop();
    }
    // The street line is the part that begins with a number, box or route; a name of the place
    // ("Sunset Motel") before it is left out.
    let at = parts.iter().position(|p| reads_as_street(p)).unwrap_or(0);
    let mut line: Vec<String> = Vec::new();
    for (i, part) in parts.into_iter().enumerate() {
        if i == at || (i > at && is_unit_part(&part)) || (i + 1 == at && is_unit_part(&part)) {
            line.extend(part);
        } else if i > at && address.city.is_empty() {
            address.city = clean_city(&part.join(" "));
        }
    }
    let rest = read_line(&line, &mut address);
    if address.city.is_empty() {
        address.city = clean_city(&rest.join(" "));
    }
    if address.street.is_empty() && address.city.is_empty() && !line.is_empty() {
        address.city = clean_city(&line.join(" "));
    }
    address
}

fn tokens(text: &str) -> Vec<String> {
    let mut text = fold(text);
    if text.contains('.') {
        for (from, to) in [("p.o.", "po "), ("p. o.", "po ")] {
            text = text.replace(from, to);
        }
    }
    text = text.replace("p o box", "po box");
    if text.contains('.') {
        for (from, to) in [
            ("c.p.", " "),
            ("n.w.", "nw "),
            ("n.e.", "ne "),
            ("s.w.", "sw "),
            ("s.e.", "se "),
        ] {
            text = text.replace(from, to);
        }
    }
    let mut out: Vec<String> = Vec::new();
    for raw in text.split_whitespace() {
        let raw = raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
        let (hash, raw) = match raw.strip_prefix('#') {
            Some(rest) => (true, rest.trim_start_matches('#')),
            None => (false, raw),
        };
        if hash {
            out.push("#".to_owned());
        }
        if raw.is_empty() {
            continue;
        }
        // "NM-26", "US-180", "I-10": route and number are two words; "12-A" and "101-103" stay.
        match raw.split_once('-') {
            Some((a, b))
                if !a.is_empty()
                    && a.bytes().all(|c| c.is_ascii_alphabetic())
                    && b.bytes().next().is_some_and(|c| c.is_ascii_digit()) =>
            {
                out.push(a.to_owned());
                out.push(b.chars().filter(|c| c.is_alphanumeric()).collect());
            }
            _ => {
                if let Some((a, b)) = raw.split_once('#') {
                    out.extend([a.to_owned(), "#".to_owned(), b.to_owned()]);
                } else {
                    let word: String = raw
                        .chars()
                        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '/'))
                        .collect();
                    out.push(word);
                }
            }
        }
    }
    out.retain(|w| !w.is_empty());
    out
}

fn zip_of(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        5 => Some(digits),
        9 => Some(digits[..5].to_owned()),
        // A spreadsheet drops the leading zero of New England.
        4 if text.trim().len() == 4 => Some(format!("0{digits}")),
        _ => {
            let word = fold(text.trim());
            (!word.is_empty() && word.len() <= 8 && word.bytes().any(|b| b.is_ascii_digit())).then_some(word)
        }
    }
}

fn state_of(text: &str) -> String {
    match state_code(text) {
        Some(code) => code.to_owned(),
        None => {
            let letters: String = fold(text)
                .chars()
                .filter(|c| c.is_alphanumeric() || *c == ' ')
                .collect();
            let squeezed: String = letters.chars().filter(|c| *c != ' ').collect();
            state_code(&squeezed).map_or_else(|| letters.trim().to_owned(), str::to_owned)
        }
    }
}

fn clean_city(text: &str) -> String {
    let joined = super::words(text);
    let mut out: Vec<&str> = Vec::new();
    for word in &joined {
        out.push(match word.as_str() {
            "ft" => "fort",
            "mt" => "mount",
            "st" if out.is_empty() => "saint",
            "n" if out.is_empty() && joined.len() > 1 => "north",
            "s" if out.is_empty() && joined.len() > 1 => "south",
            "w" if out.is_empty() && joined.len() > 1 => "west",
            "e" if out.is_empty() && joined.len() > 1 => "east",
            w => w,
        });
    }
    out.join(" ")
}

/// Takes ZIP and state from the end, however they are spread over the parts.
fn take_zip_and_state(parts: &mut [Vec<String>], address: &mut Address) {
    let Some(last) = parts.iter_mut().rev().find(|p| !p.is_empty()) else {
        return;
    };
    if let Some(word) = last.last() {
        let bare: String = word.chars().filter(char::is_ascii_digit).collect();
        let all_digits = word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        // A lone five-digit number could be a house number: it is a ZIP only when something precedes it.
        if all_digits && (bare.len() == 5 || bare.len() == 9) && (last.len() > 1 || parts.len() > 1) {
            address.zip = bare[..5].to_owned();
            if let Some(part) = parts.iter_mut().rev().find(|p| !p.is_empty()) {
                part.pop();
            }
        }
    }
    let count = parts.iter().filter(|p| !p.is_empty()).count();
    let Some(last) = parts.iter_mut().rev().find(|p| !p.is_empty()) else {
        return;
    };
    for (code, name) in STATES {
        let name_words: Vec<&str> = name.split(' ').collect();
        let named = last.len() >= name_words.len()
            && last[last.len() - name_words.len()..]
                .iter()
                .map(String::as_str)
                .eq(name_words.iter().copied());
        // "New York" alone after a street may be the city.
        let alone = last.len() == name_words.len();
        let city_of_that_name = alone && count <= 2 && address.zip.is_empty() && matches!(*code, "ny" | "wa");
        if named && (!alone || count > 1) && !city_of_that_name {
            last.truncate(last.len() - name_words.len());
            address.state = (*code).to_owned();
            return;
        }
    }
    if let Some(word) = last.last()
        && STATES.iter().any(|(code, _)| code == word)
        && (last.len() > 1 || count > 1)
        && !(word == "la"
            || word == "de"
            || word == "in"
            || word == "or"
            || word == "me"
            || word == "hi"
            || word == "ok"
            || word == "co"
            || word == "ct"
            || word == "al")
            | (last.len() == 1 || !address.zip.is_empty())
    {
        address.state = word.clone();
        last.pop();
    }
}

fn direction(word: &str) -> Option<&'static str> {
    Some(match word {
        "n" | "north" | "norte" => "n",
        "s" | "south" | "sur" => "s",
        "e" | "east" | "este" => "e",
        "w" | "west" | "oeste" => "w",
        "ne" | "northeast" => "ne",
        "nw" | "northwest" => "nw",
        "se" | "southeast" => "se",
        "sw" | "southwest" => "sw",
        _ => return None,
    })
}

fn unit_word(word: &str) -> bool {
    matches!(
        word,
        "apt"
            | "apartment"
            | "unit"
            | "ste"
            | "suite"
            | "rm"
            | "room"
            | "lot"
            | "spc"
            | "space"
            | "trlr"
            | "trailer"
            | "#"
            | "no"
            | "bldg"
            | "building"
            | "fl"
            | "floor"
            | "depto"
            | "cuarto"
            | "num"
            | "dept"
            | "habitacion"
    )
}

fn is_unit_part(part: &[String]) -> bool {
    part.len() <= 3 && part.first().is_some_and(|w| unit_word(w))
}

fn is_number(word: &str) -> bool {
    word.bytes().next().is_some_and(|b| b.is_ascii_digit()) && word.bytes().filter(u8::is_ascii_alphabetic).count() <= 1
        || (word.len() >= 4
            && word.bytes().filter(u8::is_ascii_digit).count() >= 2
            && word.starts_with(['n', 's', 'w', 'e'])
            && word.as_bytes().get(1).is_some_and(u8::is_ascii_digit))
}

fn reads_as_street(part: &[String]) -> bool {
    let Some(first) = part.first() else { return false };
    if (is_number(first) && part.len() > 1) || (first == "po" && part.get(1).is_some_and(|w| w == "box")) {
        return true;
    }
    route_at(part, 0).is_some()
        || (part.len() > 1
            && part.iter().skip(1).any(|w| {
                SUFFIXES.contains_key(w.as_str()) && w != "la" && w != "park" && w != "center" && w != "village"
            }))
}

/// A road known by its number: how many words it takes and its one form.
/// "NM Highway 26", "State Road 26", "Hwy 26", "SR 26", "NM 26" → `hwy 26`.
fn route_at(line: &[String], at: usize) -> Option<(usize, String)> {
    let word = |i: usize| line.get(at + i).map_or("", String::as_str);
    let numbered = |w: &str| {
        w.len() <= 5
            && w.bytes().next().is_some_and(|b| b.is_ascii_digit())
            && !w.ends_with("th")
            && !w.ends_with("st")
            && !w.ends_with("nd")
            && !w.ends_with("rd")
    };
    let number_after = |skip: usize| {
        let skip = if matches!(word(skip), "no" | "#" | "number") {
            skip + 1
        } else {
            skip
        };
        numbered(word(skip)).then(|| (skip + 1, word(skip).to_owned()))
    };
    let issuer = STATES.iter().any(|(code, _)| *code == word(0))
        || word(0) == "us"
        || word(0) == "u" && word(1) == "s"
        || word(0) == "state"
        || word(0) == "federal"
        || word(0) == "new" && word(1) == "mexico"
        || STATES.iter().any(|(_, name)| *name == word(0));
    let start = if issuer {
        if word(0) == "new" || word(0) == "u" { 2 } else { 1 }
    } else {
        0
    };
    let road = word(start);
    let (kind, used) = match road {
        "highway" | "hwy" | "hiway" | "carretera" => ("hwy", start + 1),
        "road" | "rd" | "route" | "rte" | "rt" if issuer => ("hwy", start + 1),
        "route" | "rte" if !issuer => ("hwy", start + 1),
        "sr" | "sh" | "srt" if !issuer => ("hwy", start + 1),
        "interstate" | "ih" => ("interstate", start + 1),
        "i" if !issuer => ("interstate", 1),
        "county" | "co" if matches!(word(start + 1), "road" | "rd" | "route" | "rte" | "hwy" | "highway") => {
            ("county road", start + 2)
        }
        "cr" if !issuer => ("county road", 1),
        "fm" if !issuer => ("fm", 1),
        "farm" if word(start + 1) == "to" && word(start + 2) == "market" => (
            "fm",
            start + if matches!(word(start + 3), "road" | "rd") { 4 } else { 3 },
        ),
        _ if issuer && word(0).len() == 2 && numbered(word(1)) && word(1).len() <= 3 => ("hwy", 1),
        _ => return None,
    };
    let used = if kind == "hwy" && matches!(word(used), "highway" | "hwy" | "route" | "road") {
        used + 1
    } else {
        used
    };
    let (used, number) = number_after(used)?;
    Some((used, format!("{kind} {number}")))
}

/// Reads number, street, suffix, unit into `address`; the words after them are handed back (a city
/// that no comma parted off).
fn read_line(line: &[String], address: &mut Address) -> Vec<String> {
    let mut line: Vec<String> = line.to_vec();
    take_unit(&mut line, address);
    // PO box wins over a street only when there is no street: most letters go to the box.
    if let Some(at) = line.windows(2).position(|w| {
        (w[0] == "po" || w[0] == "post" || w[0] == "apartado")
            && (w[1] == "box" || w[1] == "postal" || w[1] == "office")
    }) {
        let after = if line.get(at + 2).is_some_and(|w| w == "box") {
            at + 3
        } else {
            at + 2
        };
        let skip = usize::from(line.get(after).is_some_and(|w| w == "#" || w == "no"));
        if let Some(number) = line.get(after + skip).cloned() {
            if at == 0 {
                address.street = format!("po box {number}");
                return line.split_off((after + skip + 1).min(line.len()));
            }
            line.truncate(at);
        }
    } else if line.first().is_some_and(|w| w == "box") && line.len() > 1 {
        address.street = format!("po box {}", line[1]);
        return line.split_off(2);
    }
    // Rural route: "RR 2 Box 45", "Rural Route 2, Box 45", "HC 61 Box 4".
    let rural = match line.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["rr" | "hc" | "rfd", n, ..] => Some((2, line[0].replace("rfd", "rr"), (*n).to_owned())),
        ["rural", "route" | "rte", n, ..] => Some((3, "rr".to_owned(), (*n).to_owned())),
        ["rt" | "route" | "rte", n, "box", ..] => Some((2, "rr".to_owned(), (*n).to_owned())),
        _ => None,
    };
    if let Some((used, kind, n)) = rural {
        address.street = format!("{kind} {n}");
        let mut used = used;
        if line.get(used).is_some_and(|w| w == "box") && line.len() > used + 1 {
            address.street = format!("{} box {}", address.street, line[used + 1]);
            used += 2;
        }
        return line.split_off(used.min(line.len()));
    }
    let mut at = 0;
    if line.first().is_some_and(|w| is_number(w)) && line.len() > 1 {
        address.number = line[0].clone();
        at = 1;
        if line.get(1).is_some_and(|w| w == "1/2") && line.len() > 2 {
            at = 2;
        }
    }
    if let Some((used, route)) = route_at(&line, at) {
        address.street = route;
        at += used;
        if let Some(d) = line.get(at).and_then(|w| direction(w)) {
            address.postdirection = d.to_owned();
            at += 1;
        }
        return line.split_off(at.min(line.len()));
    }
    if line.len() > at + 1
        && let Some(d) = direction(&line[at])
        && !(SUFFIXES.contains_key(line[at + 1].as_str()) && line.len() == at + 2)
    {
        address.predirection = d.to_owned();
        at += 1;
        if let Some((used, route)) = route_at(&line, at) {
            address.street = route;
            return line.split_off((at + used).min(line.len()));
        }
    }
    // The last suffix word before the city: "123 Park Avenue Las Vegas" ends at "avenue".
    let rest = &line[at..];
    let suffix_at = rest.iter().enumerate().skip(1).find(|(i, w)| {
        SUFFIXES.contains_key(w.as_str())
            && !matches!(w.as_str(), "la")
            // "Park Avenue", "Hill Road": the later of two neighbours is the suffix.
            && !rest.get(i + 1).is_some_and(|next| SUFFIXES.contains_key(next.as_str()) && !matches!(next.as_str(), "la" | "park" | "mount" | "village" | "valley" | "springs" | "hills"))
    });
    match suffix_at {
        Some((i, word)) => {
            address.street = rest[..i].join(" ");
            address.suffix = SUFFIXES
                .get(word.as_str())
                .map_or_else(|| word.clone(), |s| (*s).to_owned());
            at += i + 1;
            if let Some(d) = line.get(at).and_then(|w| direction(w))
                && (at + 1 == line.len() || !address.city.is_empty() || d.len() == 2)
            {
                address.postdirection = d.to_owned();
                at += 1;
            }
            return line.split_off(at.min(line.len()));
        }
        None if !address.number.is_empty() && !rest.is_empty() => {
            let known_types = rest
                .first()
                .is_some_and(|w| matches!(w.as_str(), "calle" | "avenida" | "calzada" | "camino"));
            let mut street = rest.join(" ");
            if known_types && rest.len() == 1 {
                street.clear();
            }
            address.street = street;
            return Vec::new();
        }
        None if rest.first().is_some_and(|w| {
            matches!(
                w.as_str(),
                "calle" | "avenida" | "calzada" | "blvd" | "av" | "boulevard"
            )
        }) && rest.len() > 1 =>
        {
            // "Calle 5 de Mayo 123"
            let mut words = rest.to_vec();
            if words.last().is_some_and(|w| is_number(w)) && words.len() > 2 {
                address.number = words.pop().unwrap_or_default();
            }
            address.street = words.join(" ");
            return Vec::new();
        }
        None => {}
    }
    // A number alone, or words without street: not a street line.
    address.number.clear();
    address.predirection.clear();
    line
}

/// Takes "apt 4", "# 4", "room 212", "lot 7" out of the line.
fn take_unit(line: &mut Vec<String>, address: &mut Address) {
    let found = line.iter().enumerate().skip(1).find_map(|(i, w)| {
        if !unit_word(w) {
            return None;
        }
        let next = line.get(i + 1).map(String::as_str).unwrap_or_default();
        let skip = if next == "#" || next == "no" || next == "number" {
            2
        } else {
            1
        };
        let mark = line.get(i + skip)?;
        // "123 Trailer Park Rd", "1 No Name Road": a unit's mark is short or has a digit.
        let plausible = mark.bytes().any(|b| b.is_ascii_digit()) && mark.len() <= 6 || mark.len() == 1;
        // "State Road No 5": the number of the road.
        let road = i > 0
            && w == "no"
            && matches!(
                line[i - 1].as_str(),
                "road" | "rd" | "hwy" | "highway" | "route" | "box"
            );
        let boxed = line[i - 1] == "box";
        (plausible && !road && !boxed).then(|| (i, i + skip, mark.clone()))
    });
    if let Some((from, to, mark)) = found {
        address.unit = mark.trim_start_matches('0').to_owned();
        if address.unit.is_empty() {
            address.unit = mark;
        }
        line.drain(from..=to);
        // A second one: "Bldg 2 Apt 4".
        let more = line
            .iter()
            .enumerate()
            .skip(1)
            .find(|(i, w)| unit_word(w) && *i + 1 < line.len() && *i >= from)
            .map(|(i, _)| i);
        if let Some(i) = more {
            address.unit = format!("{}-{}", address.unit, line[i + 1]);
            line.drain(i..=i + 1);
        }
    }
}

#[cfg(test)]
mod tests;
