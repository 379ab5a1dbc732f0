//! Sealed cells: who can seal, who can open, what a cell is bound to.

use super::*;
use crate::store::tests::{COST, Case, case};

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

#[test]
fn anyone_seals_only_members_with_the_passphrase_open() {
    let Case {
        mut store,
        mut mint,
        meta,
        folder: _folder,
    } = case();
    let other = MemberId(mint.uid());
    let row = mint.uid();
    let ((), _) = store
        .commit(&meta, &mut mint, |tx| {
            tx.add_member(
                other,
                &NewMember {
                    name: "B".into(),
                    ..NewMember::default()
                },
                &secret("other"),
                &COST,
            )?;
            tx.add_compartment("victims", &[meta.member])
        })
        .unwrap();
    let (id, _) = store
        .commit(&meta, &mut mint, |tx| {
            tx.seal("victims", "mention", row, "raw", &secret("canary"))
        })
        .unwrap();
    let sealed: Sealed = store.row(id.0).unwrap().unwrap();
    assert!(!sealed.ciphertext.windows(6).any(|w| w == b"canary"));

    assert_eq!(
        Vault::open(&store, meta.member, &secret("wrong")).err().unwrap().key,
        "wrong-passphrase"
    );
    let vault = Vault::open(&store, meta.member, &secret("passphrase")).unwrap();
    assert_eq!(vault.reveal(&sealed).ok().unwrap().expose(), "canary");
    let moved = Sealed {
        in_row: meta.member.0,
        ..sealed.clone()
    };
    assert_eq!(vault.reveal(&moved).err().unwrap().key, "sealed-damaged");

    // The other member has no key until it is granted; then opens it.
    let theirs = Vault::open(&store, other, &secret("other")).unwrap();
    assert_eq!(theirs.reveal(&sealed).err().unwrap().key, "no-such-compartment");
    store
        .commit(&meta, &mut mint, |tx| vault.grant(tx, "victims", other))
        .unwrap();
    let theirs = Vault::open(&store, other, &secret("other")).unwrap();
    assert_eq!(theirs.reveal(&sealed).ok().unwrap().expose(), "canary");

    // A new passphrase replaces the old one; the recovery text opens without either.
    store
        .commit(&meta, &mut mint, |tx| {
            theirs.change_passphrase(tx, &secret("newer"), &COST)
        })
        .unwrap();
    assert!(Vault::open(&store, other, &secret("other")).is_err());
    assert!(Vault::open(&store, other, &secret("newer")).is_ok());
    let recovered = Vault::recover(&store, other, &theirs.recovery_text()).unwrap();
    assert_eq!(recovered.reveal(&sealed).ok().unwrap().expose(), "canary");
    assert!(Vault::recover(&store, meta.member, &theirs.recovery_text()).is_err());
}

#[test]
fn sealing_twice_the_same_text_gives_two_ids_and_two_ciphertexts() {
    let Case {
        mut store,
        mut mint,
        meta,
        folder: _folder,
    } = case();
    let row = mint.uid();
    let ((a, b), _) = store
        .commit(&meta, &mut mint, |tx| {
            tx.add_compartment("victims", &[meta.member])?;
            assert_eq!(
                tx.add_compartment("victims", &[meta.member]).unwrap_err().key,
                "compartment-exists"
            );
            let seal = |tx: &mut Tx<'_>| tx.seal("victims", "fact", row, "value", &secret("same"));
            Ok((seal(tx)?, seal(tx)?))
        })
        .unwrap();
    let read = |id: SealedId| store.row::<Sealed>(id.0).unwrap().unwrap();
    assert_ne!(a, b);
    assert_ne!(read(a).ciphertext, read(b).ciphertext);
    let nowhere = store.commit(&meta, &mut mint, |tx| {
        tx.seal("x", "fact", row, "value", &secret("same"))
    });
    assert_eq!(nowhere.unwrap_err().key, "no-such-compartment");
}
