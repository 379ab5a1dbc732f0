//! The list of screens. A screen is a struct with its own small state; it draws from `Cx`, shares
//! the selection through `Shared`, and hands back actions. It holds no case data.

pub mod morning; // what waits, and what changed since one last looked
pub mod inbox; // what came in, and what is to be done about it
pub mod links; // are these one?
pub mod chart; // the link chart
pub mod entities; // everything named, as a table
pub mod rejects; // its rows that did not fit
pub mod sources; // where it is from
pub mod libraries; // its public registers
pub mod timeline; // what happened when
pub mod milestones; // what must happen, by when
pub mod audit; // who changed what
pub mod gallery; // every part in every state

use eframe::egui::{Ui, Vec2};

use super::widget::Icon;
use super::{Cx, Shared};
use crate::app::action::Action;

/// A screen.
pub trait View {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action>;
}

macro_rules! screens {
    ($($name:ident $module:ident $icon:ident),* $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
        pub enum Screen { #[default] $($name),* }
        impl Screen {
            pub const ALL: &'static [Screen] = &[$(Screen::$name),*];
            /// Text `screen-<key>`.
            pub fn key(self) -> &'static str { match self { $(Screen::$name => stringify!($module)),* } }
            pub fn icon(self) -> Icon { match self { $(Screen::$name => Icon::$icon),* } }
        }
        /// The state of every screen.
        #[derive(Default)]
        pub struct Views { $(pub $module: $module::$name),* }
        impl Views {
            pub(super) fn draw(&mut self, screen: Screen, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
                match screen { $(Screen::$name => self.$module.ui(cx, shared, ui)),* }
            }
        }
    };
}
screens! {
    Morning morning Morning,
    Inbox inbox Inbox,
    Links links Links,
    Chart chart Chart,
    Entities entities Entities,
    Sources sources Sources,
    Timeline timeline Timeline,
    Milestones milestones Milestones,
    Audit audit Audit,
    Gallery gallery Gallery,
}
impl Screen {
    pub fn of(key: &str) -> Option<Screen> {
        Screen::ALL.iter().copied().find(|s| s.key() == key)
    }
    /// The smallest room in which it is drawn beside others; in less it is scrolled.
    pub(super) fn least(self) -> Vec2 {
        match self {
            Screen::Chart | Screen::Timeline => Vec2::new(400.0, 240.0),
            _ => Vec2::new(540.0, 240.0),
        }
    }
    /// The screen that a case opens on: the one that was open last, else the morning. An empty case opens where
    /// files are dropped.
    pub(super) fn first(kept: &str, s: &crate::snapshot::Snapshot) -> Screen {
        let fresh = if s.sources.is_empty() {
            Screen::Inbox
        } else {
            Screen::Morning
        };
        Screen::of(kept).unwrap_or(fresh)
    }
    /// The rail: groups of people's work, and the screens of each.
    pub const RAIL: &'static [(&'static str, &'static [Screen])] = &[
        (
            "rail-investigate",
            &[
                Screen::Morning,
                Screen::Inbox,
                Screen::Links,
                Screen::Chart,
                Screen::Entities,
                Screen::Sources,
            ],
        ),
        ("rail-prosecute", &[Screen::Timeline, Screen::Milestones]),
        ("rail-record", &[Screen::Audit]),
    ];
}
