//! One table of user commands: text key, keys, on which screen, enabled when. Menu, palette and help
//! page are made from it; a key works because it stands here. Must not know: how a screen does it.

use eframe::egui::{Context, Key, KeyboardShortcut, ModifierNames, Modifiers};

use super::theme::Mode;
use super::view::Screen;
use super::{Cx, Item, Shared};

/// What a command does. A screen takes those that are its own; the window does the rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    Go(Screen),
    /// Opens a screen beside the one that is open.
    Beside(Screen),
    /// A workspace of `assets/workspaces.toml`.
    Arrange(&'static str),
    NextPane,
    ClosePane,
    Search,
    Palette,
    Help,
    Undo,
    UndoCase,
    Redo,
    Back,
    Forward,
    Lock,
    CloseVault,
    Import,
    Export,
    Verify,
    /// The board as it was known.
    AsOf,
    Now,
    BoardThen,
    /// The document beside the facts that cite it; what is made of its words.
    Document,
    /// Its pages as they look, or as text.
    Looks,
    /// A text that is folded.
    ShowText,
    /// Nothing of the case on the screen, at once, without locking.
    Hide,
    CiteEntity,
    CiteFact,
    Theme(Mode),
    Language(&'static str),
    Motion,
    Rail,
    Inspector,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    // links
    Accept,
    AcceptGroup,
    Reject,
    Never,
    Later,
    SecondLook,
    Disagree,
    /// What verdicts would make of the weights.
    Weights,
    Pull,
    // chart
    NewChart,
    Place,
    Note,
    Expand,
    Collapse,
    Path,
    Pin,
    Layout,
    Fit,
    Why,
    TakeOff,
    SelectAll,
    ConfirmedOnly,
    // entities
    EditMany,
    EditName,
    Compare,
    DecidePair,
    // morning
    OpenLine,
    Seen,
    SeenBack,
    // inbox
    TakeCall,
    RenameChart,
    RemoveChart,
    NextChart,
    PreviousChart,
    // milestones
    AddMilestone,
    // forms
    AddEvent,
    AddEntity,
    AddTask,
    AddProcess,
    AddDeconfliction,
    Settings,
    Members,
    // the desk, other files, libraries
    Promote,
    Elsewhere,
    Libraries,
    AddLibrary,
    // the file
    NewCase,
    OpenCase,
    Backup,
    CloseCase,
    // lists
    Next,
    Previous,
}

/// One line of the table.
pub struct Entry {
    pub act: Act,
    /// Text `cmd-<key>`.
    pub key: &'static str,
    pub shortcut: Option<KeyboardShortcut>,
    /// The screen whose command it is; none = everywhere.
    pub screen: Option<Screen>,
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers {
    alt: false,
    ctrl: false,
    shift: true,
    mac_cmd: false,
    command: true,
};

const fn on(screen: Option<Screen>, act: Act, key: &'static str, keys: Option<(Modifiers, Key)>) -> Entry {
    let shortcut = match keys {
        Some((modifiers, key)) => Some(KeyboardShortcut::new(modifiers, key)),
        None => None,
    };
    Entry {
        act,
        key,
        shortcut,
        screen,
    }
}
const fn any(act: Act, key: &'static str, keys: Option<(Modifiers, Key)>) -> Entry {
    on(None, act, key, keys)
}
const ENTITIES: Option<Screen> = Some(Screen::Entities);
const MORNING: Option<Screen> = Some(Screen::Morning);
const LINKS: Option<Screen> = Some(Screen::Links);
const CHART: Option<Screen> = Some(Screen::Chart);

/// The key that hides the case, and shows it again.
pub const HIDE: KeyboardShortcut = KeyboardShortcut::new(CTRL, Key::Period);

/// Every command that a person can give by name or key.
pub const TABLE: &[Entry] = &[
    on(LINKS, Act::Accept, "accept", Some((NONE, Key::A))),
    on(LINKS, Act::AcceptGroup, "accept-group", Some((NONE, Key::G))),
    on(LINKS, Act::Reject, "reject", Some((NONE, Key::R))),
    on(LINKS, Act::Never, "never", Some((NONE, Key::N))),
    on(LINKS, Act::Later, "later", Some((NONE, Key::L))),
    on(LINKS, Act::SecondLook, "second-look", Some((NONE, Key::S))),
    on(LINKS, Act::Disagree, "disagree", Some((NONE, Key::X))),
    on(LINKS, Act::Weights, "weights", None),
    on(LINKS, Act::Pull, "pull", Some((NONE, Key::P))),
    on(Some(Screen::Sources), Act::Pull, "pull", Some((NONE, Key::P))),
    on(LINKS, Act::Elsewhere, "elsewhere", Some((NONE, Key::O))),
    on(CHART, Act::NewChart, "new-chart", Some((CTRL, Key::N))),
    on(CHART, Act::Place, "place", Some((NONE, Key::Slash))),
    on(CHART, Act::Note, "note", Some((NONE, Key::N))),
    on(CHART, Act::Expand, "expand", Some((NONE, Key::E))),
    on(CHART, Act::Collapse, "collapse", Some((NONE, Key::C))),
    on(CHART, Act::Path, "path", Some((NONE, Key::P))),
    on(CHART, Act::Why, "why", Some((NONE, Key::W))),
    on(CHART, Act::Pin, "pin", Some((NONE, Key::I))),
    on(CHART, Act::Layout, "layout", Some((NONE, Key::L))),
    on(CHART, Act::Fit, "fit", Some((NONE, Key::F))),
    on(CHART, Act::TakeOff, "take-off", Some((NONE, Key::Delete))),
    on(CHART, Act::SelectAll, "select-all", Some((CTRL, Key::A))),
    on(CHART, Act::ConfirmedOnly, "confirmed-only", Some((NONE, Key::O))),
    on(CHART, Act::RenameChart, "rename-chart", Some((NONE, Key::F2))),
    on(CHART, Act::RemoveChart, "remove-chart", Some((CTRL, Key::Delete))),
    on(CHART, Act::NextChart, "next-chart", Some((CTRL, Key::PageDown))),
    on(CHART, Act::PreviousChart, "previous-chart", Some((CTRL, Key::PageUp))),
    on(Some(Screen::Timeline), Act::AddEvent, "add-event", Some((CTRL, Key::N))),
    on(ENTITIES, Act::AddEntity, "add-entity", Some((CTRL, Key::N))),
    on(ENTITIES, Act::EditMany, "edit-many", Some((NONE, Key::E))),
    on(ENTITIES, Act::EditName, "edit-name", Some((NONE, Key::F2))),
    on(ENTITIES, Act::Compare, "compare", Some((NONE, Key::C))),
    on(ENTITIES, Act::DecidePair, "decide-pair", Some((NONE, Key::Enter))),
    on(ENTITIES, Act::SelectAll, "select-all", Some((CTRL, Key::A))),
    any(Act::AddTask, "add-task", Some((CTRL, Key::T))),
    any(Act::AddProcess, "add-process", None),
    any(Act::AddDeconfliction, "add-deconfliction", None),
    any(Act::Promote, "promote", Some((CTRL, Key::M))),
    any(Act::Libraries, "libraries", None),
    any(Act::AddLibrary, "add-library", None),
    any(Act::Settings, "settings", Some((CTRL, Key::Comma))),
    any(Act::Members, "members", None),
    any(Act::NewCase, "new-case", None),
    any(Act::OpenCase, "open-case", Some((CTRL, Key::O))),
    any(Act::Backup, "backup", None),
    any(Act::CloseCase, "close-case", Some((CTRL, Key::W))),
    on(Some(Screen::Inbox), Act::TakeCall, "take-call", Some((CTRL, Key::N))),
    on(
        Some(Screen::Milestones),
        Act::AddMilestone,
        "add-milestone",
        Some((CTRL, Key::N)),
    ),
    on(MORNING, Act::OpenLine, "open-line", Some((NONE, Key::Enter))),
    on(MORNING, Act::Seen, "seen", Some((NONE, Key::S))),
    on(MORNING, Act::SeenBack, "seen-back", Some((NONE, Key::B))),
    any(Act::Next, "next", Some((NONE, Key::J))),
    any(Act::Previous, "previous", Some((NONE, Key::K))),
    any(
        Act::Go(Screen::Morning),
        "go-morning",
        Some((Modifiers::ALT, Key::Home)),
    ),
    any(Act::Go(Screen::Inbox), "go-inbox", Some((CTRL, Key::Num1))),
    any(Act::Go(Screen::Links), "go-links", Some((CTRL, Key::Num2))),
    any(Act::Go(Screen::Chart), "go-chart", Some((CTRL, Key::Num3))),
    any(Act::Go(Screen::Entities), "go-entities", Some((CTRL, Key::Num4))),
    any(Act::Go(Screen::Sources), "go-sources", Some((CTRL, Key::Num5))),
    any(Act::Go(Screen::Timeline), "go-timeline", Some((CTRL, Key::Num6))),
    any(Act::Go(Screen::Milestones), "go-milestones", Some((CTRL, Key::Num7))),
    any(Act::Go(Screen::Audit), "go-audit", Some((CTRL, Key::Num8))),
    any(Act::Go(Screen::Gallery), "go-gallery", None),
    any(Act::Beside(Screen::Morning), "beside-morning", None),
    any(Act::Beside(Screen::Inbox), "beside-inbox", None),
    any(Act::Beside(Screen::Links), "beside-links", None),
    any(Act::Beside(Screen::Chart), "beside-chart", None),
    any(Act::Beside(Screen::Entities), "beside-entities", None),
    any(Act::Beside(Screen::Sources), "beside-sources", None),
    any(Act::Beside(Screen::Timeline), "beside-timeline", None),
    any(Act::Beside(Screen::Milestones), "beside-milestones", None),
    any(Act::Beside(Screen::Audit), "beside-audit", None),
    any(Act::Arrange("investigate"), "arrange-investigate", None),
    any(Act::Arrange("prosecute"), "arrange-prosecute", None),
    any(Act::Arrange("coordinate"), "arrange-coordinate", None),
    any(Act::NextPane, "next-pane", Some((NONE, Key::F6))),
    any(Act::ClosePane, "close-pane", Some((CTRL_SHIFT, Key::W))),
    any(Act::Search, "search", Some((CTRL, Key::K))),
    any(Act::Palette, "palette", Some((CTRL_SHIFT, Key::P))),
    any(Act::Help, "help", Some((NONE, Key::F1))),
    any(Act::Undo, "undo", Some((CTRL, Key::Z))),
    any(Act::Redo, "redo", Some((CTRL_SHIFT, Key::Z))),
    any(Act::Redo, "redo", Some((CTRL, Key::Y))),
    any(Act::UndoCase, "undo-case", None),
    any(Act::Back, "back", Some((Modifiers::ALT, Key::ArrowLeft))),
    any(Act::Forward, "forward", Some((Modifiers::ALT, Key::ArrowRight))),
    any(Act::Import, "import", Some((CTRL, Key::I))),
    any(Act::Export, "export", Some((CTRL, Key::E))),
    any(Act::Verify, "verify", None),
    any(Act::AsOf, "as-of", Some((CTRL, Key::H))),
    any(Act::Now, "now", None),
    any(Act::Document, "document", Some((NONE, Key::D))),
    any(Act::Looks, "looks", Some((NONE, Key::T))),
    any(Act::ShowText, "show-text", Some((NONE, Key::V))),
    any(Act::Hide, "hide", Some((CTRL, Key::Period))),
    on(Some(Screen::Audit), Act::BoardThen, "board-then", Some((NONE, Key::B))),
    any(Act::Lock, "lock", Some((CTRL, Key::L))),
    any(Act::CloseVault, "close-vault", None),
    any(Act::Theme(Mode::Light), "theme-light", None),
    any(Act::Theme(Mode::Dark), "theme-dark", None),
    any(Act::Theme(Mode::Contrast), "theme-contrast", None),
    any(Act::Language("en"), "language-en", None),
    any(Act::Language("es"), "language-es", None),
    any(Act::Motion, "motion", None),
    any(Act::Rail, "rail", Some((CTRL, Key::B))),
    any(Act::Inspector, "inspector", Some((CTRL, Key::Backslash))),
    any(Act::ZoomIn, "zoom-in", Some((CTRL, Key::Plus))),
    any(Act::ZoomOut, "zoom-out", Some((CTRL, Key::Minus))),
    any(Act::ZoomReset, "zoom-reset", Some((CTRL, Key::Num0))),
];

/// True when the command makes sense now: its screen is open and its object is there.
pub fn enabled(act: Act, cx: &Cx<'_>, shared: &Shared) -> bool {
    let mut places = TABLE.iter().filter(|e| e.act == act).map(|e| e.screen).peekable();
    let here = places.peek().is_none() || places.any(|at| at.is_none_or(|s| s == shared.screen));
    here && (cx.past.is_none() || !changes(act))
        && match act {
            Act::Now => cx.past.is_some(),
            Act::Document => shared.document.is_some() || super::document::of_shown(cx, shared).is_some(),
            Act::Looks => shared.document.is_some(),
            Act::ShowText => match shared.shown {
                Some(Item::Record(id, _)) => super::inspector::folded(cx, shared, id).is_some(),
                _ => false,
            },
            Act::Promote => cx.on_desk,
            Act::Expand | Act::Collapse | Act::Pin | Act::EditMany => !shared.selected.is_empty(),
            Act::EditName => shared.selected.len() == 1,
            Act::Compare => shared.selected.len() == 2,
            Act::TakeOff => !shared.selected.is_empty() || shared.note.is_some(),
            Act::Path | Act::Why => shared.selected.len() == 2 || matches!(shared.shown, Some(Item::Link(_))),
            Act::Back => shared.can_go_back(),
            Act::Forward => shared.can_go_forward(),
            Act::AcceptGroup => shared.hangs_together,
            Act::Beside(screen) => screen != shared.screen,
            Act::NextPane | Act::ClosePane => shared.panes > 1,
            Act::CloseVault => cx.vault_open,
            Act::Theme(mode) => mode != cx.look.mode,
            Act::Language(language) => language != cx.text.language(),
            _ => true,
        }
}

/// True for commands that change something: none of them on the board of an older commit.
pub fn changes(act: Act) -> bool {
    matches!(
        act,
        Act::Undo
            | Act::UndoCase
            | Act::Redo
            | Act::Import
            | Act::Accept
            | Act::AcceptGroup
            | Act::Reject
            | Act::Never
            | Act::Later
            | Act::SecondLook
            | Act::Disagree
            | Act::Weights
            | Act::Pull
            | Act::NewChart
            | Act::Place
            | Act::Note
            | Act::Expand
            | Act::Collapse
            | Act::Pin
            | Act::Layout
            | Act::TakeOff
            | Act::TakeCall
            | Act::RenameChart
            | Act::RemoveChart
            | Act::AddMilestone
            | Act::AddEvent
            | Act::AddEntity
            | Act::AddTask
            | Act::AddProcess
            | Act::AddDeconfliction
            | Act::Settings
            | Act::Members
            | Act::Promote
            | Act::Elsewhere
            | Act::AddLibrary
            | Act::CiteEntity
            | Act::CiteFact
            | Act::EditMany
            | Act::EditName
            | Act::Seen
            | Act::SeenBack
    )
}

/// The command whose key was pressed. Keys without Ctrl or Alt are left to a text field that has the focus.
/// The longest combination is asked first, so that Ctrl Shift Z is not taken for Ctrl Z.
pub fn pressed(ctx: &Context, screen: Screen) -> Option<Act> {
    let typing = ctx.text_edit_focused();
    let focused = ctx.memory(|m| m.focused().is_some());
    ctx.input_mut(|input| {
        let mut table: Vec<(&Entry, KeyboardShortcut)> = TABLE
            .iter()
            .filter(|e| e.screen.is_none_or(|s| s == screen))
            .filter_map(|e| e.shortcut.map(|s| (e, s)))
            .collect();
        table.sort_by_key(|(_, s)| std::cmp::Reverse(weight(s.modifiers)));
        for (entry, shortcut) in table {
            let everywhere = matches!(shortcut.logical_key, Key::F1 | Key::F6);
            let plain = !shortcut.modifiers.command && !shortcut.modifiers.alt && !everywhere;
            if plain && (typing || input.modifiers.any()) {
                continue;
            }
            // Enter presses the button that has the focus.
            if shortcut.logical_key == Key::Enter && focused {
                continue;
            }
            // A text field has its own undo and its own Ctrl A.
            if typing && matches!(entry.act, Act::Undo | Act::Redo | Act::SelectAll) {
                continue;
            }
            if input.consume_shortcut(&shortcut) {
                return Some(entry.act);
            }
        }
        None
    })
}

fn weight(m: Modifiers) -> u8 {
    u8::from(m.shift) + u8::from(m.command || m.ctrl) + u8::from(m.alt)
}

/// `Ctrl+K`, `A`, `F1`; empty where there is no key.
pub fn keys_of(act: Act) -> String {
    TABLE
        .iter()
        .find(|e| e.act == act)
        .map(|e| keys(e.shortcut))
        .unwrap_or_default()
}

pub fn keys(shortcut: Option<KeyboardShortcut>) -> String {
    shortcut
        .map(|s| {
            s.format(&ModifierNames::NAMES, cfg!(target_os = "macos"))
                .replace('+', " ")
                .replace("Comma", ",")
                .replace("Period", ".")
        })
        .unwrap_or_default()
}
