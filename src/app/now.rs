//! The only reader of clock, randomness and environment: the two `Mint`s, and where a person's files lie.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one file that may read clock, chance and environment"
)]

use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::{DateTime, SecondsFormat, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::model::Uid;
use crate::model::mint::Mint;

/// Real time, the operating system's randomness.
#[derive(Default)]
pub struct RealMint {
    last: i64,
}

impl RealMint {
    fn millis(&mut self) -> i64 {
        // Never backwards: the chain's times must not fall when a clock is set back.
        self.last = Utc::now().timestamp_millis().max(self.last + 1);
        self.last
    }
}

impl Mint for RealMint {
    fn now(&mut self) -> String {
        format_millis(self.millis())
    }
    fn uid(&mut self) -> Uid {
        let millis = self.millis();
        let mut random = [0u8; 10];
        self.fill(&mut random);
        v7(millis, random)
    }
    fn fill(&mut self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// Repeatable: ids and nonces from a seed, time from a fixed start, one millisecond a call.
pub struct SeededMint {
    rng: ChaCha20Rng,
    millis: i64,
}

impl SeededMint {
    /// `start` as RFC 3339, e.g. `2026-11-24T08:00:00Z`; an unreadable one counts from 1970.
    pub fn new(seed: u64, start: &str) -> SeededMint {
        let millis = DateTime::parse_from_rfc3339(start).map_or(0, |t| t.timestamp_millis());
        SeededMint {
            rng: ChaCha20Rng::seed_from_u64(seed),
            millis,
        }
    }
}

impl Mint for SeededMint {
    fn now(&mut self) -> String {
        self.millis += 1;
        format_millis(self.millis)
    }
    fn uid(&mut self) -> Uid {
        self.millis += 1;
        let mut random = [0u8; 10];
        self.rng.fill_bytes(&mut random);
        v7(self.millis, random)
    }
    fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }
}

/// The mint of a real run.
pub fn real_mint() -> Box<dyn Mint + Send> {
    Box::new(RealMint::default())
}

/// Set when clock and sample repeat.
static STILL: OnceLock<()> = OnceLock::new();

/// When it is while the clock stands.
const STILL_AT: (&str, &str, &str) = ("2026-11-24", "09:12", "2026-11-24T16:12:00Z");

/// From now on the day stands and the sample that the window makes has the ids, keys and times of every such run:
/// for pictures. Nothing else is made of a seed.
pub fn stand_still() {
    STILL.get_or_init(|| ());
}

/// The mint of the sample, `nth` of its files.
pub fn sample_mint(nth: u64) -> Box<dyn Mint + Send> {
    match STILL.get() {
        Some(()) => Box::new(SeededMint::new(nth, STILL_AT.2)),
        None => real_mint(),
    }
}

fn format_millis(millis: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(millis)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn v7(millis: i64, random: [u8; 10]) -> Uid {
    Uid(*uuid::Builder::from_unix_timestamp_millis(millis as u64, &random)
        .into_uuid()
        .as_bytes())
}

/// Today's date where the person sits, `2026-11-24`.
pub fn today() -> String {
    if STILL.get().is_some() {
        return STILL_AT.0.to_owned();
    }
    chrono::Local::now().format("%Y-%m-%d").to_string()
}

/// The time of day where the person sits, `09:12`.
pub fn clock_time() -> String {
    if STILL.get().is_some() {
        return STILL_AT.1.to_owned();
    }
    chrono::Local::now().format("%H:%M").to_string()
}

/// `en` or `es`, from the desktop's language.
pub fn language() -> String {
    let locale = sys_locale::get_locale().unwrap_or_default();
    if locale.starts_with("es") {
        "es".into()
    } else {
        "en".into()
    }
}

/// The person's data folder for Caseboard; created by whoever writes there.
pub fn data_folder() -> PathBuf {
    let base = std::env::var_os("XDG_DATA_HOME")
        .or_else(|| std::env::var_os("APPDATA"))
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|h| h.join(".local").join("share")))
        .unwrap_or_else(|| PathBuf::from("."));
    base.join("caseboard")
}

/// True when a display can be reached: on Linux when X11 or Wayland is named.
pub fn has_display() -> bool {
    if cfg!(target_os = "linux") {
        ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|v| std::env::var_os(v).is_some_and(|s| !s.is_empty()))
    } else {
        true
    }
}

/// Name of this computer, for the lock file.
pub fn host() -> String {
    std::env::var("HOSTNAME")
        .ok()
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .or_else(|| {
            std::fs::read_to_string("/etc/hostname")
                .ok()
                .map(|h| h.trim().to_owned())
        })
        .unwrap_or_else(|| "this computer".to_owned())
}
