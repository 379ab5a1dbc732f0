//! A value that must never be printed, logged or serialised; wiped when dropped.

use zeroize::Zeroize;

/// Clear text of something to be sealed (a victim's name), or opened in the vault session.
/// Deliberately without `Debug`, `Display`, `Serialize`, `PartialEq`.
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Secret {
        Secret(text)
    }
    /// Every call site is a place where identity is in the clear: keep them few.
    pub fn expose(&self) -> &str {
        &self.0
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
