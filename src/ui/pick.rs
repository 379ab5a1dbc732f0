//! Files chosen by the desktop's own dialog, off the window's thread; typed where there is none; given
//! outright by tests. Must not know: what the files are for.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use eframe::egui::Context;

/// What is sought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Files of any kind to import.
    Files,
    /// A case that is there.
    Case,
    /// Cases that are there.
    Cases,
    /// A name for a file that will be written.
    Save { name: String },
}

/// Who chooses.
#[derive(Clone, Default)]
pub enum Picker {
    #[default]
    Desktop,
    /// These, whatever is asked.
    Given(Vec<PathBuf>),
}

/// What was chosen; `absent` where the desktop offers no dialog.
pub struct Picked {
    pub files: Vec<PathBuf>,
    pub absent: bool,
}

/// A dialog that is open, or has told that the desktop has none.
#[derive(Default)]
pub struct Picking {
    asked: Option<Receiver<Picked>>,
    pub absent: bool,
}

impl Picking {
    pub fn waiting(&self) -> bool {
        self.asked.is_some()
    }
    pub fn ask(&mut self, ctx: &Context, picker: &Picker, wanted: Wanted) {
        let (sender, receiver) = channel();
        match picker {
            Picker::Given(files) => {
                let picked = Picked {
                    files: files.clone(),
                    absent: false,
                };
                // The receiver stands two lines below: it is there.
                drop(sender.send(picked));
            }
            Picker::Desktop => {
                let ctx = ctx.clone();
                std::thread::spawn(move || {
                    let began = Instant::now();
                    let files = desktop(&wanted);
                    // "Nothing" within a moment means that the desktop has no dialog.
                    let absent = files.is_none() && began.elapsed() < Duration::from_millis(150);
                    // The window may be gone by now; then nobody wants the answer.
                    drop(sender.send(Picked {
                        files: files.unwrap_or_default(),
                        absent,
                    }));
                    ctx.request_repaint();
                });
            }
        }
        self.asked = Some(receiver);
    }
    /// The files, once they are chosen.
    pub fn take(&mut self, ctx: &Context) -> Option<Vec<PathBuf>> {
        let receiver = self.asked.as_ref()?;
        match receiver.try_recv() {
            Ok(picked) => {
                self.asked = None;
                self.absent = picked.absent;
                Some(picked.files)
            }
            Err(TryRecvError::Empty) => {
                ctx.request_repaint_after(Duration::from_millis(100));
                None
            }
            Err(TryRecvError::Disconnected) => {
                self.asked = None;
                None
            }
        }
    }
}

fn desktop(wanted: &Wanted) -> Option<Vec<PathBuf>> {
    let dialog = rfd::FileDialog::new();
    match wanted {
        Wanted::Files => dialog.pick_files(),
        Wanted::Case => dialog
            .add_filter("Caseboard", &["caseboard"])
            .pick_file()
            .map(|f| vec![f]),
        Wanted::Cases => dialog.add_filter("Caseboard", &["caseboard"]).pick_files(),
        Wanted::Save { name } => dialog.set_file_name(name).save_file().map(|f| vec![f]),
    }
}
