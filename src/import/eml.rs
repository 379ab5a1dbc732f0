//! One e-mail: its head fields, its text, the addresses that it went between. Must not know: what it
//! says. RFC 5322 and MIME, through mail-parser.

use mail_parser::{Address, MessageParser};

use super::rows::Rows;
use super::text::Document;
use super::value::canonical_value;
use super::{ReadSeek, guarded, whole_file};
use crate::model::problem::{Place, Problem};

const FILE_CAP: u64 = 256 << 20;

/// Reads one message into one record.
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    let bytes = whole_file(source, file, FILE_CAP)?;
    rows.bytes_total = bytes.len() as u64;
    let (document, attachments) = guarded(file, || message(&bytes, file))?;
    rows.bytes_done = rows.bytes_total;
    if attachments > 0 {
        let found = format!("{attachments} file(s) inside the e-mail");
        rows.problem(
            Problem::new(
                "attachment-unread",
                "text in the e-mail itself",
                found,
                "save them from the e-mail and import each by itself",
            )
            .at(Place {
                file: file.to_owned(),
                row: 1,
                ..Place::default()
            }),
        );
    }
    rows.document(document);
    Ok(())
}

fn message(bytes: &[u8], file: &str) -> Result<(Document, usize), Problem> {
    let broken = || {
        Problem::new(
            "email-damaged",
            "an e-mail with From, Date or Subject",
            "none of them",
            "save it from the mail program as .eml again",
        )
        .in_file(file)
    };
    let message = MessageParser::default().parse(bytes).ok_or_else(broken)?;
    if message.from().is_none() && message.date().is_none() && message.subject().is_none() {
        return Err(broken());
    }
    let mut document = Document {
        key: message.message_id().unwrap_or("").to_owned(),
        ..Document::default()
    };
    // Local time as written: the zone is part of it.
    document.date = message
        .date()
        .filter(|d| d.is_valid())
        .map(mail_parser::DateTime::to_rfc3339)
        .unwrap_or_default();
    for (field, role, address) in [
        ("From", "sender", message.from()),
        ("To", "recipient", message.to()),
        ("Cc", "recipient", message.cc()),
    ] {
        let Some(address) = address else { continue };
        document.fields.push((field.to_owned(), shown(address)));
        for one in address.iter() {
            let Some(raw) = one.address.as_deref() else { continue };
            if let Some(canonical) = canonical_value("email", raw) {
                document.parties.push((
                    role.to_owned(),
                    "email".to_owned(),
                    raw.to_owned(),
                    canonical,
                    field.to_owned(),
                ));
            }
        }
    }
    document.fields.push(("Date".to_owned(), document.date.clone()));
    let subject = message.subject().unwrap_or("").to_owned();
    document.fields.push(("Subject".to_owned(), subject.clone()));
    let names: Vec<&str> = message
        .attachments()
        .filter_map(|part| mail_parser::MimeHeaders::attachment_name(part))
        .collect();
    document.fields.push(("Attachments".to_owned(), names.join("; ")));
    document.text = subject;
    for at in 0..message.text_body_count() {
        if let Some(body) = message.body_text(at) {
            document.text.push_str("\n\n");
            document.text.push_str(&body.replace("\r\n", "\n").replace('\0', ""));
        }
    }
    document.text.truncate(document.text.trim_end().len());
    Ok((document, message.attachment_count()))
}

fn shown(address: &Address<'_>) -> String {
    let one = |a: &mail_parser::Addr<'_>| match (a.name.as_deref(), a.address.as_deref()) {
        (Some(name), Some(mail)) => format!("{name} <{mail}>"),
        (name, mail) => name.or(mail).unwrap_or("").to_owned(),
    };
    address.iter().map(one).collect::<Vec<_>>().join("; ")
}
