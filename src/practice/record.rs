//! One record of each kind: which party is named in which column, through which errors. Must not know:
//! how many there are, the key.

use super::dice::Dice;
use super::table::{Row, Writer, date, phone_group, place_group};
use super::world::{Address, Employer, Person};
use super::{corrupt, tell};

/// What a call-taker wrote down; everything else of a tip follows.
#[derive(Default)]
pub(super) struct Call<'a> {
    pub(super) employer: Option<usize>,
    pub(super) person: Option<usize>,
    pub(super) phone: &'a str,
    pub(super) bed: Option<&'a Address>,
    pub(super) motel: Option<usize>,
    pub(super) plate: &'a str,
    pub(super) hotline: bool,
    pub(super) victim: bool,
    pub(super) spanish: bool,
    pub(super) day: i64,
    pub(super) narrative: String,
}

impl Writer<'_> {
    /// The `k`-th call that belongs to no scheme; every seventh names a motel, every eighth the hotline's number.
    pub(super) fn plain_tip(&self, employer: usize, k: usize, dice: &mut Dice) -> Row {
        let world = self.world;
        let foreman = world.employers[employer].foreman.filter(|_| dice.chance(600));
        let spanish = dice.chance(450);
        let call = Call {
            employer: dice.chance(930).then_some(employer),
            person: foreman,
            phone: foreman.map_or("", |f| world.people[f].phone.as_str()),
            motel: (k % 7 == 3).then(|| dice.below(world.motels.len())),
            hotline: k % 8 == 5,
            victim: dice.chance(20),
            spanish,
            day: dice.range(0, 385) as i64,
            narrative: tell::plain(dice, self.words, spanish, &world.employers[employer].job),
            ..Call::default()
        };
        self.tip(&call, dice)
    }

    pub(super) fn tip(&self, call: &Call<'_>, dice: &mut Dice) -> Row {
        let world = self.world;
        let mut row = Row::on(call.day);
        row.set(
            "Received",
            format!("{} {:02}:{:02}", date(call.day), dice.range(7, 21), dice.below(60)),
        );
        row.set("Language", if call.spanish { "Spanish" } else { "English" });
        let answers: [(&'static str, usize); 5] = [
            ("Caller Callback Safe", 800),
            ("Consent to Contact", 700),
            ("Child Involved", 40),
            ("Immediate Danger", 30),
            ("Movement", 40),
        ];
        for (column, yes) in answers {
            let answer = if dice.chance(60) {
                "Unknown"
            } else if dice.chance(yes) {
                "Yes"
            } else {
                "No"
            };
            row.set(column, answer);
        }
        let mut narrative = call.narrative.clone();
        if call.victim {
            let surnames = &self.words.surnames_victims;
            let name = format!(
                "{} {} {}",
                first_name(&dice.pick(&self.words.given_es)),
                dice.pick(surnames),
                dice.pick(surnames)
            );
            narrative.push_str(&if call.spanish {
                format!(" Se trata de {name}.")
            } else {
                format!(" It is about {name}.")
            });
            row.set("Victim Name", name);
            row.set("Victim DOB", date(-(dice.range(7_000, 17_000) as i64)));
        }
        row.set("Narrative", narrative);
        if let Some(e) = call.employer {
            let employer = &world.employers[e];
            row.set("Employer", corrupt::company(dice, employer, 350));
            row.party(&employer.id, "Employer");
            if let Some(dba) = employer.dba.as_ref().filter(|_| dice.chance(200)) {
                row.set("DBA", dba.clone());
            }
            if call.hotline {
                row.set("Employer Phone", corrupt::phone(dice, &world.hotline));
                row.member("hotline".to_owned());
            } else if dice.chance(600) {
                row.set("Employer Phone", corrupt::phone(dice, &employer.phone));
                row.member(phone_group(&employer.phone));
            }
            if dice.chance(800) {
                self.place(
                    &mut row,
                    &employer.site,
                    ["Worksite Address", "City", "State", "ZIP"],
                    dice,
                );
            }
        }
        if let Some(p) = call.person {
            let person = &world.people[p];
            row.set("Recruiter", corrupt::person(dice, person, true));
            row.party(&person.id, "Recruiter");
            if !call.phone.is_empty() && dice.chance(600) {
                row.set("Recruiter Phone", corrupt::phone(dice, call.phone));
                row.member(phone_group(call.phone));
            }
        }
        if let Some(bed) = call.bed.filter(|_| !call.plate.is_empty() || dice.chance(800)) {
            row.set("Housing Address", corrupt::address(dice, bed));
            row.member(place_group(bed));
        }
        if let Some((id, place)) = call.motel.map(|m| &world.motels[m]) {
            row.set("Housing Address", corrupt::address(dice, place));
            row.member(id.clone());
        }
        if !call.plate.is_empty() {
            row.set("Vehicle Plate", corrupt::plate(dice, call.plate));
            row.member(format!("plate:{}", call.plate));
        }
        row
    }

    /// Street, city, state, ZIP of a true place.
    pub(super) fn place(&self, row: &mut Row, place: &Address, columns: [&'static str; 4], dice: &mut Dice) {
        row.set(columns[0], corrupt::street(dice, place));
        row.set(columns[1], place.city.clone());
        row.set(columns[2], place.state.clone());
        row.set(columns[3], place.zip.clone());
        row.member(place_group(place));
    }

    /// Employer's names: legal in `legal`, trade name in `trade` where there is one.
    pub(super) fn names(
        &self,
        row: &mut Row,
        employer: &Employer,
        legal: &'static str,
        trade: &'static str,
        as_trade: usize,
        dice: &mut Dice,
    ) {
        row.set(legal, corrupt::company(dice, employer, as_trade));
        row.party(&employer.id, legal);
        if let Some(dba) = &employer.dba {
            row.set(trade, dba.clone());
        }
    }

    pub(super) fn finding(&self, e: usize, end: i64, dice: &mut Dice) -> Row {
        let employer = &self.world.employers[e];
        let mut row = Row::on(end);
        row.set("case_id", (2_000_000 + dice.below(900_000)).to_string());
        self.names(&mut row, employer, "legal_name", "trade_nm", 60, dice);
        if employer.dba.is_none() {
            // The real table has a trade name in each row: the name again where there is no other.
            row.set("trade_nm", corrupt::company(dice, employer, 0));
        }
        self.place(
            &mut row,
            &employer.office,
            ["street_addr_1_txt", "cty_nm", "st_cd", "zip_cd"],
            dice,
        );
        row.set("naic_cd", employer.naics.clone());
        row.set("naics_code_description", employer.trade.clone());
        let workers = dice.range(1, 45);
        row.set("case_violtn_cnt", (workers + dice.below(90)).to_string());
        row.set("cmp_assd_cnt", "0");
        row.set("ee_violtd_cnt", workers.to_string());
        row.set(
            "bw_atp_amt",
            format!("{}.{:02}", workers * dice.range(80, 2_000), dice.below(100)),
        );
        row.set("ee_atp_cnt", workers.to_string());
        row.set("findings_start_date", us_date(end - 700));
        row.set("findings_end_date", us_date(end));
        row.set("ld_dt", "2026-10-14 01:00:03.000000 -04:00");
        row
    }

    pub(super) fn filing(&self, e: usize, day: i64, by_agent: bool, dice: &mut Dice) -> Row {
        let employer = &self.world.employers[e];
        let mut row = Row::on(day);
        row.set(
            "CASE_NUMBER",
            format!(
                "H-300-{}-{:06}",
                date(day).replace('-', "").get(2..7).unwrap_or("26001"),
                dice.below(1_000_000)
            ),
        );
        row.set("DECISION_DATE", date(day + 30));
        row.set("VISA_CLASS", "H-2A");
        row.set("CASE_RECEIVED_DATE", date(day));
        row.set("CASE_STATUS", "DETERMINATION ISSUED - CERTIFICATION");
        row.set("REQUESTED_START_DATE_OF_NEED", date(day + 45));
        row.set("REQUESTED_END_DATE_OF_NEED", date(day + 255));
        self.names(&mut row, employer, "EMPLOYER_NAME", "TRADE_NAME_DBA", 0, dice);
        self.place(
            &mut row,
            &employer.office,
            [
                "EMPLOYER_ADDRESS1",
                "EMPLOYER_CITY",
                "EMPLOYER_STATE",
                "EMPLOYER_POSTAL_CODE",
            ],
            dice,
        );
        row.set("EMPLOYER_COUNTRY", "UNITED STATES OF AMERICA");
        match employer.agent.filter(|_| by_agent).map(|a| &self.world.agents[a]) {
            Some((id, phone)) => {
                row.set("EMPLOYER_PHONE", corrupt::phone(dice, phone));
                row.member(id.clone());
                row.set("AGENT_POC_EMPLOYER_REP_BY_AGENT", "Y");
                row.set("LAWFIRM_NAME", agent_name(id));
                row.party(id, "LAWFIRM_NAME");
            }
            None => {
                if dice.chance(900) {
                    row.set("EMPLOYER_PHONE", corrupt::phone(dice, &employer.phone));
                    row.member(phone_group(&employer.phone));
                }
                row.set("AGENT_POC_EMPLOYER_REP_BY_AGENT", "N");
            }
        }
        row.set("JOB_TITLE", employer.job.clone());
        row.set("PRIMARY_CROP", dice.pick(&self.words.crops));
        let workers = dice.range(3, 60).to_string();
        row.set("NBR_WORKERS_REQUESTED", workers.clone());
        row.set("NBR_WORKERS_CERTIFIED", workers);
        row.set("WORKSITE_CITY", employer.site.city.clone());
        row.set("WORKSITE_STATE", employer.site.state.clone());
        row.set("WORKSITE_POSTAL_CODE", employer.site.zip.clone());
        row
    }

    pub(super) fn claim(&self, e: usize, day: i64, dice: &mut Dice) -> Row {
        const CATEGORIES: [&str; 5] = ["unpaid wages", "minimum wage", "overtime", "deductions", "final pay"];
        let employer = &self.world.employers[e];
        let mut row = Row::on(day);
        row.set("case_uuid", uuid(dice));
        row.set("violation_uuid", uuid(dice));
        row.set("state_name", "New Mexico (FICTIONAL)");
        row.set("employer_name", corrupt::company(dice, employer, 120));
        row.party(&employer.id, "employer_name");
        if let Some(dba) = employer.dba.as_ref().filter(|_| dice.chance(400)) {
            row.set("employer_dba_name", dba.clone());
        }
        row.set("employer_city", employer.office.city.clone());
        row.set("violation_category", dice.pick(&CATEGORIES));
        let claimed = dice.range(150, 6_000);
        let closed = dice.chance(450);
        row.set("case_status", if closed { "closed" } else { "open" });
        row.set("date_opened", date(day));
        row.set("amount_claimed", format!("{claimed}.0"));
        if closed {
            row.set("date_closed", date(day + dice.range(20, 120) as i64));
            row.set("amount_assessed", format!("{}.0", claimed * dice.range(40, 100) / 100));
        }
        row
    }

    pub(super) fn company(&self, e: usize, dice: &mut Dice) -> Row {
        let employer = &self.world.employers[e];
        let officer: &Person = &self.world.people[employer.officer];
        let mut row = Row::on(employer.formed);
        row.set("fictional", "true");
        // A register spells its own entries right.
        row.set("name", employer.legal());
        row.party(&employer.id, "name");
        row.set("dba", employer.dba.clone().unwrap_or_default());
        row.set(
            "type",
            if employer.suffix == "LLC" {
                "Domestic Limited Liability Company"
            } else {
                "Domestic Profit Corporation"
            },
        );
        row.set(
            "status",
            if employer.dissolved.is_some() {
                "Voluntarily dissolved"
            } else {
                "Active"
            },
        );
        row.set("formed", date(employer.formed));
        row.set("dissolved", employer.dissolved.map(date).unwrap_or_default());
        row.set("state_of_origin", "NM");
        self.place(
            &mut row,
            &employer.office,
            ["principal_office", "city", "state", "zip"],
            dice,
        );
        if dice.chance(700) {
            row.set("phone", corrupt::phone(dice, &employer.phone));
            row.member(phone_group(&employer.phone));
        }
        row.set("officers", corrupt::person(dice, officer, false));
        row.party(&officer.id, "officers");
        row
    }
}

fn first_name(entry: &str) -> &str {
    entry.split('/').next().unwrap_or(entry)
}

/// As WHISARD writes dates: `6/3/24`.
fn us_date(day: i64) -> String {
    let iso = date(day);
    let mut parts = iso.split('-').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (year, month, day) = (next(), next(), next());
    format!("{month}/{day}/{:02}", year % 100)
}

fn uuid(dice: &mut Dice) -> String {
    let hex = format!("{:016x}{:016x}", dice.bits(), dice.bits());
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or("0");
    format!(
        "{}-{}-4{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

pub(super) fn agent_name(id: &str) -> String {
    format!("FICTIONAL FILING {}", id.to_uppercase())
}
