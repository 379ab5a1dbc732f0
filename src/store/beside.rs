//! Originals that are too large for the case: zstd, then sealed chunk by chunk, as a stream of bytes.
//! Must not know: where such a file lies, who asks for it.
//!
//! STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
//! Misuse-Resistance", 2015) over AES-256-GCM-SIV (RFC 8452) with a key of its own for each original.
//! A chunk can't be changed, moved, dropped or cut off, for its number and whether it is the last are
//! in the nonce and in the associated data, together with the original's hash. See `docs/formats.md`.

use std::io::{self, Read, Write};

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::model::problem::Problem;

const MAGIC: &[u8; 8] = b"CasBatt1";
/// Clear bytes of a chunk; the last has fewer, or none.
const CHUNK: usize = 1 << 20;
const TAG: usize = 16;

/// Key of one original.
pub type BesideKey = Zeroizing<[u8; 32]>;

fn cipher(key: &BesideKey) -> Aes256GcmSiv {
    Aes256GcmSiv::new(&(**key).into())
}

/// Nonce: seven zero bytes (the key is used for one stream), number of the chunk, last or not.
fn nonce(number: u32, last: bool) -> Nonce {
    let mut nonce = [0u8; 12];
    nonce[7..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    Nonce::from(nonce)
}

fn bound(sha256: &[u8; 32], number: u32, last: bool) -> Vec<u8> {
    [MAGIC.as_slice(), sha256, &number.to_be_bytes(), &[u8::from(last)]].concat()
}

fn broken(found: &str) -> Problem {
    Problem::new(
        "attachment-damaged",
        "the original as it was sealed",
        found,
        "run verify, and take the file from a backup",
    )
}

fn failed(error: &io::Error) -> Problem {
    // A stage of the pipe hands its own problem through `io::Error`.
    error
        .get_ref()
        .and_then(|e| e.downcast_ref::<Problem>())
        .cloned()
        .unwrap_or_else(|| {
            Problem::new(
                "unreadable",
                "a readable and a writable file",
                error.to_string(),
                "check the medium",
            )
        })
}

/// Seals what `from` gives; `sha256` is its hash, which must be right. Gives the hash of what was written.
///
/// # Errors
/// The bytes are not those of the hash; a file that can't be read or written to.
pub fn lock(key: &BesideKey, sha256: &[u8; 32], from: &mut dyn Read, to: &mut dyn Write) -> Result<[u8; 32], Problem> {
    let mut hashed = Hashed {
        inner: to,
        hasher: Sha256::new(),
    };
    hashed.write_all(MAGIC).map_err(|e| failed(&e))?;
    let sealing = Sealing {
        inner: &mut hashed,
        cipher: cipher(key),
        sha256: *sha256,
        number: 0,
        chunk: Zeroizing::new(Vec::with_capacity(CHUNK)),
    };
    let mut packed = zstd::stream::Encoder::new(sealing, 3).map_err(|e| failed(&e))?;
    let mut seen = Sha256::new();
    let mut buffer = Zeroizing::new(vec![0u8; 1 << 16]);
    loop {
        let got = from.read(&mut buffer).map_err(|e| failed(&e))?;
        if got == 0 {
            break;
        }
        seen.update(&buffer[..got]);
        packed.write_all(&buffer[..got]).map_err(|e| failed(&e))?;
    }
    let mut sealing = packed.finish().map_err(|e| failed(&e))?;
    sealing.seal(true).map_err(|e| failed(&e))?;
    if <[u8; 32]>::from(seen.finalize()) != *sha256 {
        return Err(Problem::new(
            "file-changed",
            "the same bytes at the second reading",
            "others",
            "wait until nobody writes to the file, then import it again",
        ));
    }
    hashed.flush().map_err(|e| failed(&e))?;
    Ok(hashed.hasher.finalize().into())
}

/// Opens what `lock` sealed, into `to`. Bytes reach `to` before the end was seen: when this fails, throw
/// them away.
///
/// # Errors
/// Another key, a changed, cut or lengthened file.
pub fn unlock(key: &BesideKey, sha256: &[u8; 32], from: &mut dyn Read, to: &mut dyn Write) -> Result<(), Problem> {
    let mut magic = [0u8; 8];
    from.read_exact(&mut magic).map_err(|_short| broken("a shorter file"))?;
    if magic != *MAGIC {
        return Err(broken("another kind of file"));
    }
    let opening = Opening {
        inner: from,
        cipher: cipher(key),
        sha256: *sha256,
        number: 0,
        clear: Zeroizing::new(Vec::new()),
        at: 0,
        ahead: None,
        done: false,
    };
    let mut hashed = Hashed {
        inner: to,
        hasher: Sha256::new(),
    };
    let mut unpacked = zstd::stream::Decoder::new(opening).map_err(|e| failed(&e))?;
    io::copy(&mut unpacked, &mut hashed).map_err(|e| failed(&e))?;
    // The end of the compressed bytes is not yet the end of the stream.
    let mut opening = unpacked.finish().into_inner();
    while !opening.done {
        opening.next().map_err(|e| failed(&e))?;
    }
    if <[u8; 32]>::from(hashed.hasher.finalize()) == *sha256 {
        Ok(())
    } else {
        Err(broken("another content"))
    }
}

/// Passes bytes on and hashes them.
struct Hashed<'w> {
    inner: &'w mut dyn Write,
    hasher: Sha256,
}
impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

struct Sealing<'w, W: Write> {
    inner: &'w mut W,
    cipher: Aes256GcmSiv,
    sha256: [u8; 32],
    number: u32,
    chunk: Zeroizing<Vec<u8>>,
}
impl<W: Write> Sealing<'_, W> {
    fn seal(&mut self, last: bool) -> io::Result<()> {
        let payload = Payload {
            msg: &self.chunk,
            aad: &bound(&self.sha256, self.number, last),
        };
        let sealed = self
            .cipher
            .encrypt(&nonce(self.number, last), payload)
            .map_err(|_aead| io::Error::other(broken("a chunk that the cipher refused")))?;
        self.inner.write_all(&sealed)?;
        self.chunk.clear();
        self.number = self
            .number
            .checked_add(1)
            .ok_or_else(|| io::Error::other(broken("more chunks than can be numbered")))?;
        Ok(())
    }
}
impl<W: Write> Write for Sealing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits for the next byte: only then is it known not to be the last.
        if self.chunk.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Opening<'r> {
    inner: &'r mut dyn Read,
    cipher: Aes256GcmSiv,
    sha256: [u8; 32],
    number: u32,
    clear: Zeroizing<Vec<u8>>,
    at: usize,
    /// First byte of the next chunk: whether there is one says whether this one is the last.
    ahead: Option<u8>,
    done: bool,
}
impl Opening<'_> {
    fn next(&mut self) -> io::Result<()> {
        let mut sealed: Vec<u8> = self.ahead.take().into_iter().collect();
        let missing = (CHUNK + TAG - sealed.len()) as u64;
        (&mut self.inner).take(missing).read_to_end(&mut sealed)?;
        let mut byte = [0u8; 1];
        let last = sealed.len() < CHUNK + TAG || self.inner.read(&mut byte)? == 0;
        if !last {
            self.ahead = Some(byte[0]);
        }
        let payload = Payload {
            msg: &sealed,
            aad: &bound(&self.sha256, self.number, last),
        };
        let clear = self
            .cipher
            .decrypt(&nonce(self.number, last), payload)
            .map_err(|_aead| io::Error::other(broken("a changed or shortened one")))?;
        self.clear = Zeroizing::new(clear);
        self.at = 0;
        self.done = last;
        self.number = self.number.wrapping_add(1);
        Ok(())
    }
}
impl Read for Opening<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.clear.len() && !self.done {
            self.next()?;
        }
        let taken = out.len().min(self.clear.len() - self.at);
        out[..taken].copy_from_slice(&self.clear[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> BesideKey {
        Zeroizing::new([byte; 32])
    }
    /// Bytes that don't pack well, so that several chunks come of them.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 7u64;
        (0..length)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            })
            .collect()
    }
    fn sealed(clear: &[u8]) -> ([u8; 32], Vec<u8>) {
        let sha256: [u8; 32] = Sha256::digest(clear).into();
        let mut out = Vec::new();
        let written = lock(&key(1), &sha256, &mut &*clear, &mut out).unwrap();
        assert_eq!(written, <[u8; 32]>::from(Sha256::digest(&out)));
        (sha256, out)
    }
    fn opened(key: &BesideKey, sha256: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, Problem> {
        let mut out = Vec::new();
        unlock(key, sha256, &mut &*sealed, &mut out).map(|()| out)
    }

    #[test]
    fn what_was_sealed_comes_back_whatever_its_length() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5] {
            let clear = noise(length);
            let (sha256, sealed) = sealed(&clear);
            assert!(opened(&key(1), &sha256, &sealed).unwrap() == clear, "{length} bytes");
            assert!(length < 64 || !sealed.windows(16).any(|w| w == &clear[..16]));
        }
    }

    #[test]
    fn every_change_is_noticed() {
        let clear = noise(2 * CHUNK + 9);
        let (sha256, good) = sealed(&clear);
        let bad = |what: &str, sealed: &[u8]| {
            assert_eq!(
                opened(&key(1), &sha256, sealed).unwrap_err().key,
                "attachment-damaged",
                "{what}"
            );
        };
        let chunk = CHUNK + TAG;
        for at in [0, 8, 9 + chunk, good.len() - 1] {
            let mut flipped = good.clone();
            flipped[at] ^= 1;
            bad("a flipped bit", &flipped);
        }
        bad("the last chunk missing", &good[..8 + 2 * chunk]);
        bad(
            "a chunk missing in the middle",
            &[&good[..8 + chunk], &good[8 + 2 * chunk..]].concat(),
        );
        bad("cut off within a chunk", &good[..good.len() - 3]);
        bad("something after the end", &[good.as_slice(), b"x"].concat());
        bad(
            "two chunks exchanged",
            &[
                &good[..8],
                &good[8 + chunk..8 + 2 * chunk],
                &good[8..8 + chunk],
                &good[8 + 2 * chunk..],
            ]
            .concat(),
        );
        assert!(opened(&key(2), &sha256, &good).is_err(), "another key");
        assert!(opened(&key(1), &[0; 32], &good).is_err(), "another original");
    }

    #[test]
    fn bytes_that_change_between_two_readings_are_refused() {
        let refused = lock(&key(1), &[0; 32], &mut &b"other"[..], &mut Vec::new()).unwrap_err();
        assert_eq!(refused.key, "file-changed");
    }
}
