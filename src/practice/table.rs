//! Rows and files: which record mentions whom, in the columns of the real tables, and what the key must
//! then say. Must not know: how links are found.

use chrono::{Days, NaiveDate};

use super::dice::Dice;
use super::key::KeyBuilder;
use super::record::Call;
use super::world::{Address, Scheme, World};
use super::{Practice, Size, tell};
use crate::catalog::words::Words;

const TIPS: &str = "hotline_tips_FICTIONAL.csv";
const FINDINGS: &str = "whd_compliance_FICTIONAL.csv";
const DISCLOSURE: &str = "h2a_disclosure_FICTIONAL.csv";
const CLAIMS: &str = "state_wage_claims_FICTIONAL.csv";
const REGISTER: &str = "corporation_register_FICTIONAL.json";

const TIP_COLUMNS: &[&str] = &[
    "Tip No",
    "Received",
    "Language",
    "Caller Callback Safe",
    "Consent to Contact",
    "Child Involved",
    "Immediate Danger",
    "Movement",
    "Narrative",
    "Employer",
    "DBA",
    "Employer Phone",
    "Recruiter",
    "Recruiter Phone",
    "Worksite Address",
    "City",
    "State",
    "ZIP",
    "Housing Address",
    "Vehicle Plate",
    "Victim Name",
    "Victim DOB",
];
const FINDING_COLUMNS: &[&str] = &[
    "case_id",
    "trade_nm",
    "legal_name",
    "street_addr_1_txt",
    "cty_nm",
    "st_cd",
    "zip_cd",
    "naic_cd",
    "naics_code_description",
    "case_violtn_cnt",
    "cmp_assd_cnt",
    "ee_violtd_cnt",
    "bw_atp_amt",
    "ee_atp_cnt",
    "findings_start_date",
    "findings_end_date",
    "ld_dt",
];
const DISCLOSURE_COLUMNS: &[&str] = &[
    "CASE_NUMBER",
    "DECISION_DATE",
    "VISA_CLASS",
    "CASE_RECEIVED_DATE",
    "CASE_STATUS",
    "REQUESTED_START_DATE_OF_NEED",
    "REQUESTED_END_DATE_OF_NEED",
    "EMPLOYER_NAME",
    "TRADE_NAME_DBA",
    "EMPLOYER_ADDRESS1",
    "EMPLOYER_CITY",
    "EMPLOYER_STATE",
    "EMPLOYER_POSTAL_CODE",
    "EMPLOYER_COUNTRY",
    "EMPLOYER_PHONE",
    "AGENT_POC_EMPLOYER_REP_BY_AGENT",
    "LAWFIRM_NAME",
    "JOB_TITLE",
    "PRIMARY_CROP",
    "NBR_WORKERS_REQUESTED",
    "NBR_WORKERS_CERTIFIED",
    "WORKSITE_CITY",
    "WORKSITE_STATE",
    "WORKSITE_POSTAL_CODE",
];
const CLAIM_COLUMNS: &[&str] = &[
    "case_uuid",
    "violation_uuid",
    "state_name",
    "employer_name",
    "employer_dba_name",
    "employer_city",
    "violation_category",
    "case_status",
    "date_opened",
    "date_paid",
    "date_closed",
    "amount_claimed",
    "amount_assessed",
    "amount_paid",
];
const REGISTER_COLUMNS: &[&str] = &[
    "entity_no",
    "fictional",
    "name",
    "dba",
    "type",
    "status",
    "formed",
    "dissolved",
    "state_of_origin",
    "principal_office",
    "city",
    "state",
    "zip",
    "phone",
    "officers",
];

/// Records that `scheme_rows` writes for one scheme.
pub(super) const SCHEME_RECORDS: usize = 19;

/// What a row means for the key once its number is known.
pub(super) enum Mark {
    Party {
        id: String,
        column: &'static str,
    },
    /// A group or decoy of that id.
    Member(String),
    Pattern {
        id: String,
        side: Option<usize>,
    },
}

#[derive(Default)]
pub(super) struct Row {
    cells: Vec<(&'static str, String)>,
    pub(super) marks: Vec<Mark>,
    /// Rows are written by day, then as they were made.
    day: i64,
}
impl Row {
    pub(super) fn on(day: i64) -> Row {
        Row { day, ..Row::default() }
    }
    pub(super) fn set(&mut self, column: &'static str, value: impl Into<String>) {
        self.cells.push((column, value.into()));
    }
    pub(super) fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(c, _)| *c == column).map_or("", |(_, v)| v)
    }
    pub(super) fn party(&mut self, id: &str, column: &'static str) {
        self.marks.push(Mark::Party {
            id: id.to_owned(),
            column,
        });
    }
    pub(super) fn member(&mut self, id: String) {
        self.marks.push(Mark::Member(id));
    }
}

pub(super) struct Writer<'a> {
    pub(super) words: &'a Words,
    pub(super) world: &'a World,
    key: KeyBuilder,
    tips: Vec<Row>,
    findings: Vec<Row>,
    disclosure: Vec<Row>,
    claims: Vec<Row>,
    register: Vec<Row>,
}

/// Writes all files and the key.
pub(super) fn write(words: &Words, world: &World, seed: u64, size: Size, dice: &mut Dice) -> Practice {
    let mut w = Writer {
        words,
        world,
        key: KeyBuilder::default(),
        tips: Vec::new(),
        findings: Vec::new(),
        disclosure: Vec::new(),
        claims: Vec::new(),
        register: Vec::new(),
    };
    w.declare();
    for (n, scheme) in world.schemes.iter().enumerate() {
        w.scheme_rows(n, scheme, dice);
    }
    let rest = size.records() - size.schemes() * SCHEME_RECORDS;
    w.background(rest, dice);
    w.finish(seed, size)
}

pub(super) fn date(day: i64) -> String {
    let start = NaiveDate::from_ymd_opt(2025, 11, 1).unwrap_or_default();
    let days = Days::new(day.unsigned_abs());
    let date = if day < 0 {
        start.checked_sub_days(days)
    } else {
        start.checked_add_days(days)
    };
    date.unwrap_or(start).format("%Y-%m-%d").to_string()
}

pub(super) fn phone_group(digits: &str) -> String {
    format!("phone:{digits}")
}
pub(super) fn place_group(address: &Address) -> String {
    format!("address:{}", address.place())
}

impl<'a> Writer<'a> {
    /// Tells the key who exists, what is telling and what is not.
    fn declare(&mut self) {
        let world = self.world;
        for person in &world.people {
            self.key.party(&person.id, "person", &person.full());
        }
        for employer in &world.employers {
            self.key.party(&employer.id, "employer", &employer.legal());
            self.telling(
                "phone",
                phone_group(&employer.phone),
                &employer.phone,
                "an employer's telephone",
            );
            for place in [&employer.office, &employer.site] {
                self.telling(
                    "address",
                    place_group(place),
                    &place.place(),
                    "an employer's office or site",
                );
            }
        }
        for person in &world.people {
            self.telling(
                "phone",
                phone_group(&person.phone),
                &person.phone,
                "a foreman's or recruiter's telephone",
            );
        }
        for (n, scheme) in world.schemes.iter().enumerate() {
            self.telling(
                "phone",
                phone_group(&scheme.second_phone),
                &scheme.second_phone,
                "a recruiter's telephone",
            );
            self.telling(
                "address",
                place_group(&scheme.bed),
                &scheme.bed.place(),
                "where the crew sleeps",
            );
            self.telling(
                "plate",
                format!("plate:{}", scheme.plate),
                &scheme.plate,
                "the crew's van",
            );
            let id = |what: &str| format!("S{:03}-{what}", n + 1);
            self.key.pattern(
                &id("successor"),
                "successor_employer",
                2,
                "new company after a finding: telephone, office and van kept, an officer's relative",
            );
            self.key.pattern(
                &id("recruiter"),
                "common_recruiter",
                3,
                "one contractor brings workers to three employers",
            );
            self.key.pattern(
                &id("bed"),
                "one_bed_address",
                1,
                "workers of several employers at one address",
            );
            self.key.pattern(
                &scheme.script_id,
                "same_script",
                1,
                "the same promise, told by several callers",
            );
        }
        for (id, phone) in &world.agents {
            self.key.party(id, "agent", &super::record::agent_name(id));
            self.key.decoy(id, "phone", phone, "a filing agent's telephone");
        }
        for (id, place) in &world.motels {
            self.key
                .decoy(id, "address", &place.place(), "a motel where unrelated crews sleep");
        }
        self.key
            .decoy("hotline", "phone", &world.hotline, "the hotline's own number");
    }
    fn telling(&mut self, kind: &str, id: String, value: &str, why: &str) {
        self.key.group(&id, kind, value, why);
    }

    /// The records of one planted scheme: eight tips, two findings, two filings, four claims, three companies.
    #[expect(clippy::type_complexity, reason = "a table of eight calls, read as such")]
    fn scheme_rows(&mut self, n: usize, s: &Scheme, dice: &mut Dice) {
        let recruiter = &self.world.people[s.recruiter];
        let (first, second) = (recruiter.phone.as_str(), s.second_phone.as_str());
        // (employer and its side, recruiter named, telephone, bed, van, script)
        let calls: [(Option<(usize, usize)>, bool, &str, bool, bool, bool); 8] = [
            (Some((s.old, 0)), true, first, true, true, false),
            (Some((s.old, 0)), true, first, false, false, true),
            (Some((s.new, 1)), true, first, true, true, false),
            (Some((s.other, 2)), true, second, true, false, true),
            (None, true, second, false, true, false),
            (Some((s.new, 1)), false, "", true, false, false),
            (Some((s.other, 2)), false, "", false, false, true),
            (Some((s.old, 0)), true, second, true, true, false),
        ];
        let new_from = self.world.employers[s.new].formed;
        for (employer, named, phone, bed, van, script) in calls {
            let day = match employer {
                Some((_, 0)) => dice.range(0, s.finding as usize + 40) as i64,
                Some((_, 1)) => dice.range(new_from as usize, 380) as i64,
                _ => dice.range(0, 380) as i64,
            };
            let job = employer.map_or("worker", |(e, _)| self.world.employers[e].job.as_str());
            let mut row = self.tip(
                &Call {
                    employer: employer.map(|(e, _)| e),
                    person: named.then_some(s.recruiter),
                    phone,
                    bed: bed.then_some(&s.bed),
                    plate: if van { &s.plate } else { "" },
                    victim: dice.chance(120),
                    spanish: s.spanish,
                    day,
                    narrative: tell::scheme(dice, self.words, s.spanish, job, script.then_some(s.script.as_str())),
                    ..Call::default()
                },
                dice,
            );
            self.pattern_marks(&mut row, n, employer.map(|(_, side)| side), bed, script);
            self.tips.push(row);
        }
        for (employer, end) in [
            (s.old, s.finding - dice.range(20, 60) as i64),
            (s.other, -(dice.range(50, 500) as i64)),
        ] {
            let mut row = self.finding(employer, end, dice);
            self.pattern_marks(&mut row, n, side_of(s, employer), false, false);
            self.findings.push(row);
        }
        for (employer, day) in [
            (s.old, dice.range(0, 30) as i64),
            (s.new, new_from + dice.range(5, 40) as i64),
        ] {
            let mut row = self.filing(employer, day, false, dice);
            self.pattern_marks(&mut row, n, side_of(s, employer), false, false);
            self.disclosure.push(row);
        }
        for employer in [s.old, s.old, s.new, s.other] {
            let day = if employer == s.new {
                dice.range(new_from as usize + 20, 385)
            } else {
                dice.range(0, 200)
            };
            let mut row = self.claim(employer, day as i64, dice);
            self.pattern_marks(&mut row, n, side_of(s, employer), false, false);
            self.claims.push(row);
        }
        for employer in [s.old, s.new, s.other] {
            let mut row = self.company(employer, dice);
            self.pattern_marks(&mut row, n, side_of(s, employer), false, false);
            self.register.push(row);
        }
    }

    /// A record belongs to the sides of a scheme's patterns by what it says.
    fn pattern_marks(&self, row: &mut Row, n: usize, side: Option<usize>, bed: bool, script: bool) {
        let id = |what: &str| format!("S{:03}-{what}", n + 1);
        let mut marks = Vec::new();
        if let Some(side) = side {
            if side < 2 {
                marks.push((id("successor"), Some(side)));
            }
            marks.push((id("recruiter"), Some(side)));
        }
        if !row.get("Recruiter").is_empty() {
            marks.push((id("recruiter"), None));
        }
        if bed && !row.get("Housing Address").is_empty() {
            marks.push((id("bed"), Some(0)));
        }
        if script {
            marks.push((self.world.schemes[n].script_id.clone(), Some(0)));
        }
        row.marks
            .extend(marks.into_iter().map(|(id, side)| Mark::Pattern { id, side }));
    }

    fn background(&mut self, records: usize, dice: &mut Dice) {
        let n = self.world.background;
        let findings = records * 15 / 100;
        let filings = records * 15 / 100;
        let claims = records * 20 / 100;
        let companies = (records / 10).min(n);
        let tips = records - findings - filings - claims - companies;
        // A few employers are in the records often, most once or twice.
        let some = |dice: &mut Dice| {
            let top = dice.below(n) + 1;
            dice.below(top)
        };
        for k in 0..tips {
            let row = self.plain_tip(some(dice), k, dice);
            self.tips.push(row);
        }
        for _ in 0..findings {
            let row = self.finding(some(dice), -(dice.range(30, 900) as i64), dice);
            self.findings.push(row);
        }
        // Only farms file for H-2A workers; each files once before any files again.
        let mut farms: Vec<usize> = (0..n).filter(|e| self.world.employers[*e].is_farm()).collect();
        dice.shuffle(&mut farms);
        for k in 0..filings {
            let (day, agent) = (dice.range(0, 330) as i64, k % 5 < 3);
            let row = self.filing(farms[k % farms.len()], day, agent, dice);
            self.disclosure.push(row);
        }
        for _ in 0..claims {
            let (employer, day) = (some(dice), dice.range(0, 385) as i64);
            let row = self.claim(employer, day, dice);
            self.claims.push(row);
        }
        let mut all: Vec<usize> = (0..n).collect();
        dice.shuffle(&mut all);
        for employer in all.into_iter().take(companies) {
            let row = self.company(employer, dice);
            self.register.push(row);
        }
    }

    /// Numbers the rows, fills the key, writes the bytes.
    fn finish(mut self, seed: u64, size: Size) -> Practice {
        let mut files = Vec::new();
        let tables = [
            (TIPS, TIP_COLUMNS, std::mem::take(&mut self.tips)),
            (FINDINGS, FINDING_COLUMNS, std::mem::take(&mut self.findings)),
            (DISCLOSURE, DISCLOSURE_COLUMNS, std::mem::take(&mut self.disclosure)),
            (CLAIMS, CLAIM_COLUMNS, std::mem::take(&mut self.claims)),
            (REGISTER, REGISTER_COLUMNS, std::mem::take(&mut self.register)),
        ];
        for (file, columns, mut rows) in tables {
            rows.sort_by_key(|row| row.day);
            for (n, row) in rows.iter_mut().enumerate() {
                match file {
                    TIPS => row.set("Tip No", format!("FICTIONAL-{:04}", n + 1)),
                    REGISTER => row.set("entity_no", (9_900_000 + n).to_string()),
                    _ => {}
                }
                self.fill(&format!("{file}#{}", n + 1), row);
            }
            let bytes = if file == REGISTER {
                json(columns, &rows)
            } else {
                csv(columns, &rows)
            };
            files.push((file.to_owned(), bytes));
        }
        let about = format!(
            "FICTIONAL. Answer key of the practice case of seed {seed}, size {}. file#row; data rows count from 1.",
            size.as_str()
        );
        Practice {
            files,
            key: self.key.finish(about, &self.world.distinct),
        }
    }

    fn fill(&mut self, at: &str, row: &Row) {
        for mark in &row.marks {
            match mark {
                Mark::Party { id, column } => self.key.mention(id, at, column, row.get(column)),
                Mark::Member(id) => self.key.member(id, at),
                Mark::Pattern { id, side } => self.key.pattern_member(id, *side, at),
            }
        }
    }
}

fn side_of(s: &Scheme, employer: usize) -> Option<usize> {
    [s.old, s.new, s.other].iter().position(|e| *e == employer)
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn csv(columns: &[&str], rows: &[Row]) -> Vec<u8> {
    let mut out = columns.join(",");
    out.push_str("\r\n");
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|c| quoted(row.get(c))).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn json(columns: &[&str], rows: &[Row]) -> Vec<u8> {
    let objects: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let cell = |c: &str| match row.get(c) {
                "true" => serde_json::Value::Bool(true),
                text => serde_json::Value::String(text.to_owned()),
            };
            serde_json::Value::Object(columns.iter().map(|c| ((*c).to_owned(), cell(c))).collect())
        })
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&objects).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
