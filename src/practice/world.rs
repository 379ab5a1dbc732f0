//! The truth of a practice case: who exists and who works with whom, before anybody writes it down
//! wrong. Must not know: tables, errors, the key.

use std::collections::BTreeSet;

use super::Size;
use super::dice::Dice;
use crate::catalog::words::{Words, is_farm};

pub(super) struct Person {
    pub(super) id: String,
    pub(super) given: String,
    pub(super) paternal: String,
    pub(super) maternal: Option<String>,
    pub(super) nicknames: Vec<String>,
    pub(super) phone: String,
    /// A son with his father's name.
    pub(super) junior: bool,
}
impl Person {
    pub(super) fn full(&self) -> String {
        let mut name = format!("{} {}", self.given, self.paternal);
        if let Some(maternal) = &self.maternal {
            name = format!("{name} {maternal}");
        }
        if self.junior { format!("{name} Jr.") } else { name }
    }
}

#[derive(Clone)]
pub(super) struct Address {
    pub(super) number: usize,
    pub(super) street: String,
    pub(super) kind: String,
    pub(super) unit: Option<usize>,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) zip: String,
}
impl Address {
    /// The true value, without the unit: what makes two records connected.
    pub(super) fn place(&self) -> String {
        format!(
            "{} {} {}, {}, {} {}",
            self.number, self.street, self.kind, self.city, self.state, self.zip
        )
    }
}

pub(super) struct Employer {
    pub(super) id: String,
    /// Legal name without its suffix.
    pub(super) stem: String,
    pub(super) suffix: String,
    pub(super) dba: Option<String>,
    pub(super) phone: String,
    pub(super) office: Address,
    pub(super) site: Address,
    /// Index of the person who signs.
    pub(super) officer: usize,
    /// Index of the foreman that callers name, if any.
    pub(super) foreman: Option<usize>,
    pub(super) naics: String,
    pub(super) trade: String,
    pub(super) job: String,
    /// Index of the filing agent.
    pub(super) agent: Option<usize>,
    /// Day of the year of events on which it was formed (negative: before) and dissolved.
    pub(super) formed: i64,
    pub(super) dissolved: Option<i64>,
}
impl Employer {
    pub(super) fn is_farm(&self) -> bool {
        self.naics.starts_with("11")
    }
    pub(super) fn legal(&self) -> String {
        format!("{} {}", self.stem, self.suffix)
    }
}

/// A planted scheme; employers are indexes.
pub(super) struct Scheme {
    pub(super) recruiter: usize,
    pub(super) second_phone: String,
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) other: usize,
    pub(super) bed: Address,
    pub(super) plate: String,
    pub(super) script: String,
    /// Which promise it is; contractors may make the same one with other figures.
    pub(super) script_id: String,
    pub(super) spanish: bool,
    /// Day of the finding.
    pub(super) finding: i64,
}

pub(super) struct World {
    pub(super) people: Vec<Person>,
    /// Background employers first, then three of each scheme.
    pub(super) employers: Vec<Employer>,
    pub(super) background: usize,
    pub(super) schemes: Vec<Scheme>,
    /// Telephones of filing agents.
    pub(super) agents: Vec<(String, String)>,
    pub(super) motels: Vec<(String, Address)>,
    pub(super) hotline: String,
    /// Ids of people that look like one and are two.
    pub(super) distinct: Vec<(String, String, String)>,
}

/// Draws without drawing anything twice.
struct Urn<'a> {
    words: &'a Words,
    codes: usize,
    phones: BTreeSet<String>,
    names: BTreeSet<String>,
    firms: BTreeSet<String>,
    plates: BTreeSet<String>,
    places: BTreeSet<String>,
}

/// Tries until `used` has it not yet; after many tries takes what comes (overlays may be small).
fn fresh<T>(used: &mut BTreeSet<String>, mut draw: impl FnMut() -> (String, T)) -> T {
    for _ in 0..200 {
        let (key, value) = draw();
        if used.insert(key) {
            return value;
        }
    }
    draw().1
}

impl Urn<'_> {
    fn phone(&mut self, dice: &mut Dice) -> String {
        let (codes, all) = (self.codes, &self.words.area_codes);
        fresh(&mut self.phones, || {
            let code = all.get(dice.below(codes)).copied().unwrap_or(575);
            let digits = format!("{code}55501{:02}", dice.below(100));
            (digits.clone(), digits)
        })
    }

    fn address(&mut self, dice: &mut Dice) -> Address {
        let words = self.words;
        fresh(&mut self.places, || {
            let town = dice.pick(&words.towns);
            let mut town = town.split('|').map(str::to_owned);
            let mut next = || town.next().unwrap_or_default();
            let (city, state, zip) = (next(), next(), next());
            let address = Address {
                number: dice.range(3, 9400),
                street: dice.pick(&words.streets),
                kind: dice.pick(&words.street_types),
                unit: if dice.chance(200) {
                    Some(dice.range(1, 24))
                } else {
                    None
                },
                city,
                state,
                zip,
            };
            (address.place(), address)
        })
    }

    fn person(&mut self, dice: &mut Dice, id: String, spanish: bool) -> Person {
        let words = self.words;
        let phone = self.phone(dice);
        fresh(&mut self.names, || {
            let (given, surnames) = if spanish {
                (&words.given_es, &words.surnames_es)
            } else {
                (&words.given_en, &words.surnames_en)
            };
            let (mut name, nicknames) = given_name(&dice.pick(given));
            if dice.chance(300) {
                name = format!("{name} {}", given_name(&dice.pick(given)).0);
            }
            let person = Person {
                id: id.clone(),
                given: name,
                paternal: dice.pick(surnames),
                maternal: spanish.then(|| dice.pick(surnames)),
                nicknames,
                phone: phone.clone(),
                junior: false,
            };
            (person.full(), person)
        })
    }

    /// A relative of another family: one surname in common.
    fn relative(&mut self, dice: &mut Dice, id: String, of: &Person) -> Person {
        let spanish = of.maternal.is_some();
        let mut person = self.person(dice, id, spanish);
        person.paternal = of.paternal.clone();
        person.maternal = of.maternal.clone().or_else(|| Some(dice.pick(&self.words.surnames_en)));
        person
    }

    fn plate(&mut self, dice: &mut Dice) -> String {
        const LETTERS: [char; 10] = ['B', 'C', 'D', 'K', 'O', 'Q', 'S', 'V', 'X', 'Z'];
        fresh(&mut self.plates, || {
            let letters: String = (0..3).map(|_| dice.pick(&LETTERS)).collect();
            let plate = format!("{letters}-{:03}", dice.below(1000));
            (plate.clone(), plate)
        })
    }

    fn employer(
        &mut self,
        dice: &mut Dice,
        id: String,
        farm: bool,
        officer: usize,
        foreman: Option<usize>,
    ) -> Employer {
        let words = self.words;
        let activities: Vec<&String> = words.activities.iter().filter(|a| is_farm(a) == farm).collect();
        let (stem, dba, activity) = fresh(&mut self.firms, || {
            let (first, second) = (dice.pick(&words.firm_first), dice.pick(&words.firm_second));
            let activity = activities
                .get(dice.below(activities.len()))
                .map_or(String::new(), |a| (*a).clone());
            let name = activity.split('|').next().unwrap_or_default().to_owned();
            let dba = dice
                .chance(450)
                .then(|| format!("{} {name}", dice.pick(&words.firm_first)));
            (
                format!("{first} {second}"),
                (format!("{first} {second} {name}"), dba, activity),
            )
        });
        let mut parts = activity.split('|').skip(1).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (naics, trade, job) = (next(), next(), next());
        Employer {
            id,
            stem,
            suffix: dice.pick(&words.suffixes),
            dba,
            phone: self.phone(dice),
            office: self.address(dice),
            site: self.address(dice),
            officer,
            foreman,
            naics,
            trade,
            job,
            agent: None,
            formed: -(dice.range(200, 6000) as i64),
            dissolved: None,
        }
    }
}

fn given_name(entry: &str) -> (String, Vec<String>) {
    let (name, nicks) = entry.split_once('/').unwrap_or((entry, ""));
    (
        name.to_owned(),
        nicks.split(',').filter(|n| !n.is_empty()).map(str::to_owned).collect(),
    )
}

impl World {
    pub(super) fn draw(words: &Words, size: Size, dice: &mut Dice) -> World {
        let background = (size.records() - size.schemes() * super::table::SCHEME_RECORDS).max(20) / 5;
        // About one number in sixteen of an area code is taken, so that a slip seldom hits another.
        let phones = background * 3 + size.schemes() * 12 + 10;
        let mut urn = Urn {
            words,
            codes: (phones * 16 / 100).clamp(6, words.area_codes.len()),
            phones: BTreeSet::new(),
            names: BTreeSet::new(),
            firms: BTreeSet::new(),
            plates: BTreeSet::new(),
            places: BTreeSet::new(),
        };
        let mut world = World {
            people: Vec::new(),
            employers: Vec::new(),
            background,
            schemes: Vec::new(),
            agents: Vec::new(),
            motels: Vec::new(),
            hotline: urn.phone(dice),
            distinct: Vec::new(),
        };
        for i in 0..(size.records() / 300).max(1) {
            world.agents.push((format!("agent-{:03}", i + 1), urn.phone(dice)));
        }
        for i in 0..(size.records() / 200).max(1) {
            world.motels.push((format!("motel-{:03}", i + 1), urn.address(dice)));
        }
        for i in 0..background {
            let officer = world.add(urn_person(&mut urn, dice, world.people.len()));
            let foreman = if dice.chance(500) {
                Some(world.add(urn_person(&mut urn, dice, world.people.len())))
            } else {
                None
            };
            let mut employer = urn.employer(dice, format!("E{:04}", i + 1), i % 2 == 0, officer, foreman);
            employer.agent = Some(dice.below(world.agents.len()));
            world.employers.push(employer);
        }
        world.plant_namesakes(words, dice);
        for i in 0..size.schemes() {
            world.plant_scheme(&mut urn, i, dice);
        }
        world
    }

    fn add(&mut self, person: Person) -> usize {
        self.people.push(person);
        self.people.len() - 1
    }

    /// Sons with their father's name, and unrelated people with one common name: foremen elsewhere.
    fn plant_namesakes(&mut self, words: &Words, dice: &mut Dice) {
        let foremen: Vec<(usize, usize)> = self
            .employers
            .iter()
            .enumerate()
            .filter_map(|(e, employer)| employer.foreman.map(|f| (e, f)))
            .collect();
        let pairs = (foremen.len() / 8).max(1);
        for (n, window) in foremen.chunks(2).take(pairs * 2).enumerate() {
            let [(first, a), (_, b)] = *window else { continue };
            if n % 2 == 0 {
                let name = dice.pick(&words.common);
                let (given, surname) = name.split_once(' ').unwrap_or((&name, ""));
                for person in [a, b] {
                    self.rename(person, given, surname, None, false);
                }
                self.part(a, b, "a common name; other town, telephone and employer");
            } else {
                // The father signs for the first firm of the window, the son is foreman at the second.
                let father = self.employers[first].officer;
                let of = &self.people[father];
                let (given, paternal, maternal) = (of.given.clone(), of.paternal.clone(), of.maternal.clone());
                self.rename(b, &given, &paternal, maternal, true);
                self.part(father, b, "father and son with one name; other telephone and employer");
            }
        }
    }

    fn rename(&mut self, person: usize, given: &str, paternal: &str, maternal: Option<String>, junior: bool) {
        let person = &mut self.people[person];
        given.clone_into(&mut person.given);
        paternal.clone_into(&mut person.paternal);
        person.maternal = maternal;
        person.junior = junior;
        person.nicknames.clear();
    }

    fn part(&mut self, a: usize, b: usize, why: &str) {
        self.distinct
            .push((self.people[a].id.clone(), self.people[b].id.clone(), why.to_owned()));
    }

    fn plant_scheme(&mut self, urn: &mut Urn<'_>, i: usize, dice: &mut Dice) {
        let person = |world: &World| format!("P{:04}", world.people.len() + 1);
        let id = person(self);
        let recruiter = urn.person(dice, id, true);
        let recruiter = self.add(recruiter);
        let id = person(self);
        let spanish = dice.chance(400);
        let officer = urn.person(dice, id, spanish);
        let officer = self.add(officer);
        let id = person(self);
        let relative = urn.relative(dice, id, &self.people[officer]);
        let relative = self.add(relative);
        let id = person(self);
        let client = urn.person(dice, id, false);
        let client = self.add(client);

        let finding = dice.range(40, 140) as i64;
        let mut old = urn.employer(dice, format!("S{:03}-old", i + 1), true, officer, None);
        let mut new = urn.employer(dice, format!("S{:03}-new", i + 1), true, relative, None);
        let farm = dice.chance(500);
        let other = urn.employer(dice, format!("S{:03}-client", i + 1), farm, client, None);
        new.phone = old.phone.clone();
        new.office = Address {
            unit: Some(dice.range(1, 9)),
            ..old.office.clone()
        };
        new.site = old.site.clone();
        new.naics.clone_from(&old.naics);
        new.trade.clone_from(&old.trade);
        new.job.clone_from(&old.job);
        new.formed = finding + dice.range(7, 90) as i64;
        old.dissolved = Some(new.formed + dice.range(1, 30) as i64);
        let first = self.employers.len();
        self.employers.extend([old, new, other]);

        let told_in_spanish = dice.chance(650);
        let scripts = if told_in_spanish {
            &urn.words.scripts_es
        } else {
            &urn.words.scripts_en
        };
        let crops = if told_in_spanish {
            &urn.words.crops_es
        } else {
            &urn.words.crops
        };
        let crop = dice.pick(crops).to_lowercase();
        let which = dice.below(scripts.len());
        let script = scripts
            .get(which)
            .map_or("", String::as_str)
            .replace("{crop}", &crop)
            .replace("{rate}", &dice.range(13, 21).to_string())
            .replace("{months}", &dice.range(3, 9).to_string());
        self.schemes.push(Scheme {
            recruiter,
            second_phone: urn.phone(dice),
            old: first,
            new: first + 1,
            other: first + 2,
            bed: Address {
                unit: None,
                ..urn.address(dice)
            },
            plate: urn.plate(dice),
            script,
            script_id: format!("script-{}-{}", if told_in_spanish { "es" } else { "en" }, which + 1),
            spanish: told_in_spanish,
            finding,
        });
    }
}

fn urn_person(urn: &mut Urn<'_>, dice: &mut Dice, so_far: usize) -> Person {
    let spanish = dice.chance(600);
    urn.person(dice, format!("P{:04}", so_far + 1), spanish)
}
