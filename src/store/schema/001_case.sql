-- Version 1 of a case file. A migration is never edited, only added.
-- Columns are those of the row structs in `model`, in their order; before them `rid` (a stable row
-- number for the search index), after them the row's version: `ver` counts its changes, `ver_commit`
-- is the `seq` of the commit whose state it carries. A test compares them.
-- The triggers that capture changes and feed the search index are made by `tables.rs`.

CREATE TABLE "source" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "title" TEXT NOT NULL,
    "agency" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "received" TEXT NOT NULL,
    "legal_basis" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "reliability" TEXT NOT NULL,
    "credibility" TEXT NOT NULL,
    "map" TEXT NOT NULL,
    "map_sha256" TEXT NOT NULL,
    "quarantine" TEXT NOT NULL,
    "sealed" INTEGER NOT NULL,
    "rows_in" INTEGER NOT NULL,
    "staged" INTEGER NOT NULL,
    "already" INTEGER NOT NULL,
    "rejected" INTEGER NOT NULL,
    "replaces" BLOB,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "attachment" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "source" BLOB NOT NULL REFERENCES "source" ("id") DEFERRABLE INITIALLY DEFERRED,
    "file_name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sealed" BLOB,
    "beside" INTEGER NOT NULL,
    "content" BLOB NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "record" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "source" BLOB NOT NULL REFERENCES "source" ("id") DEFERRABLE INITIALLY DEFERRED,
    "sheet" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "content_sha256" TEXT NOT NULL,
    "cells" TEXT NOT NULL,
    "narrative" TEXT NOT NULL,
    "narrative_sealed" BLOB,
    "reason" TEXT,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "mention" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "record" BLOB NOT NULL REFERENCES "record" ("id") DEFERRABLE INITIALLY DEFERRED,
    "entity" BLOB NOT NULL REFERENCES "entity" ("id") DEFERRABLE INITIALLY DEFERRED,
    "role" TEXT NOT NULL,
    "column" TEXT NOT NULL,
    "raw" TEXT NOT NULL,
    "sealed" BLOB,
    "span_start" INTEGER,
    "span_end" INTEGER,
    "page" INTEGER NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "entity" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "kind" TEXT NOT NULL,
    "canonical" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "source" BLOB,
    "party_key" TEXT NOT NULL,
    "pseudonym" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "fact" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "entity" BLOB NOT NULL REFERENCES "entity" ("id") DEFERRABLE INITIALLY DEFERRED,
    "field" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "canonical" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "certainty" TEXT NOT NULL,
    "source" BLOB,
    "record" BLOB,
    "column" TEXT NOT NULL,
    "sealed" BLOB,
    "by_hand" INTEGER NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "link" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "kind" TEXT NOT NULL,
    "from_entity" BLOB NOT NULL REFERENCES "entity" ("id") DEFERRABLE INITIALLY DEFERRED,
    "to_entity" BLOB NOT NULL REFERENCES "entity" ("id") DEFERRABLE INITIALLY DEFERRED,
    "date" TEXT NOT NULL,
    "certainty" TEXT NOT NULL,
    "source" BLOB,
    "record" BLOB,
    "column" TEXT NOT NULL,
    "by_hand" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "event" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "kind" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "place" BLOB,
    "participants" TEXT NOT NULL,
    "certainty" TEXT NOT NULL,
    "source" BLOB,
    "record" BLOB,
    "column" TEXT NOT NULL,
    "by_hand" INTEGER NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "decision" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "candidate" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "left_id" BLOB NOT NULL,
    "right_id" BLOB NOT NULL,
    "verdict" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "member" BLOB NOT NULL,
    "at" TEXT NOT NULL,
    "card" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "milestone" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "rule" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "subject" BLOB,
    "trigger_date" TEXT NOT NULL,
    "trigger_event" BLOB,
    "trigger_source" BLOB,
    "jurisdiction" TEXT NOT NULL,
    "length" TEXT NOT NULL,
    "fixed_due" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "done_on" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "exclusion" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "milestone" BLOB NOT NULL REFERENCES "milestone" ("id") DEFERRABLE INITIALLY DEFERRED,
    "kind" TEXT NOT NULL,
    "from_date" TEXT NOT NULL,
    "to_date" TEXT NOT NULL,
    "docket" TEXT NOT NULL,
    "finding" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "task" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "title" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "about" BLOB,
    "note" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "process" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "kind" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "served" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "returned" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "gag_until" TEXT NOT NULL,
    "source" BLOB,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "chart" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "title" TEXT NOT NULL,
    "layout" TEXT NOT NULL,
    "filter" TEXT NOT NULL,
    "center_x" INTEGER NOT NULL,
    "center_y" INTEGER NOT NULL,
    "zoom" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "chart_item" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "chart" BLOB NOT NULL REFERENCES "chart" ("id") DEFERRABLE INITIALLY DEFERRED,
    "entity" BLOB,
    "x" INTEGER NOT NULL,
    "y" INTEGER NOT NULL,
    "pinned" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "lead" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "record" BLOB NOT NULL REFERENCES "record" ("id") DEFERRABLE INITIALLY DEFERRED,
    "callback_safe" TEXT NOT NULL,
    "consent_to_contact" TEXT NOT NULL,
    "child" TEXT NOT NULL,
    "danger" TEXT NOT NULL,
    "movement" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "disposition" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "reviewer" TEXT NOT NULL,
    "disposed_on" TEXT NOT NULL,
    "promoted_to" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "deconfliction" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "entity" BLOB,
    "system" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "contact" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "member" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "agency" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "vault_public" BLOB NOT NULL,
    "signing_public" BLOB NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "member_key" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "member" BLOB NOT NULL REFERENCES "member" ("id") DEFERRABLE INITIALLY DEFERRED,
    "kdf" TEXT NOT NULL,
    "kdf_salt" BLOB NOT NULL,
    "vault_private_wrapped" BLOB NOT NULL,
    "signing_private" BLOB NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "compartment_key" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "compartment" TEXT NOT NULL,
    "member" BLOB NOT NULL REFERENCES "member" ("id") DEFERRABLE INITIALLY DEFERRED,
    "public" BLOB NOT NULL,
    "private_wrapped" BLOB NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "sealed" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "compartment" TEXT NOT NULL,
    "in_table" TEXT NOT NULL,
    "in_row" BLOB NOT NULL,
    "in_column" TEXT NOT NULL,
    "ciphertext" BLOB NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "setting" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "library_use" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "export" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "file_name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "commit_seq" INTEGER NOT NULL,
    "chain" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

CREATE TABLE "purge" (
    "rid" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE CHECK (length("id") = 16),
    "in_table" TEXT NOT NULL,
    "in_row" BLOB NOT NULL,
    "authority" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "ver" INTEGER NOT NULL,
    "ver_commit" INTEGER NOT NULL
) STRICT;

-- A foreign key has an index on its child side, or deleting a parent would scan the child table.
CREATE INDEX "attachment_source" ON "attachment" ("source");
CREATE INDEX "record_source" ON "record" ("source");
CREATE INDEX "mention_record" ON "mention" ("record");
CREATE INDEX "mention_entity" ON "mention" ("entity");
CREATE INDEX "fact_entity" ON "fact" ("entity");
CREATE INDEX "link_from_entity" ON "link" ("from_entity");
CREATE INDEX "link_to_entity" ON "link" ("to_entity");
CREATE INDEX "exclusion_milestone" ON "exclusion" ("milestone");
CREATE INDEX "chart_item_chart" ON "chart_item" ("chart");
CREATE INDEX "lead_record" ON "lead" ("record");
CREATE INDEX "member_key_member" ON "member_key" ("member");
CREATE INDEX "compartment_key_member" ON "compartment_key" ("member");
CREATE INDEX "entity_canonical" ON "entity" ("canonical") WHERE "canonical" <> '';
CREATE INDEX "decision_candidate" ON "decision" ("candidate");
CREATE INDEX "sealed_in_row" ON "sealed" ("in_row");

-- The chain. `change` has digests only; `change_content` holds what can be removed: the salt of the
-- digest of the same `n`, and the row as it was before that change.
CREATE TABLE "commit" (
    "seq" INTEGER PRIMARY KEY,
    "time" TEXT NOT NULL,
    "member" BLOB NOT NULL,
    "command" TEXT NOT NULL,
    "args" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "stack" TEXT NOT NULL,
    "undoes" INTEGER,
    "assets" TEXT NOT NULL,
    "first_n" INTEGER NOT NULL,
    "last_n" INTEGER NOT NULL,
    "signer" BLOB NOT NULL,
    "commit_id" BLOB NOT NULL,
    "signature" BLOB NOT NULL,
    "chain" BLOB NOT NULL
) STRICT;
CREATE INDEX "commit_stack" ON "commit" ("class", "stack");

CREATE TABLE "change" (
    "n" INTEGER PRIMARY KEY,
    "seq" INTEGER NOT NULL,
    "tbl" TEXT NOT NULL,
    "id" BLOB NOT NULL,
    "op" INTEGER NOT NULL,
    "base_ver" INTEGER NOT NULL,
    "base_commit" INTEGER NOT NULL,
    "after_commit" INTEGER NOT NULL,
    "digest" BLOB NOT NULL
) STRICT;
-- The last change of a row that is absent is a delete: undo asks for it.
CREATE INDEX "change_deleted" ON "change" ("id") WHERE "op" = 2;

CREATE TABLE "change_content" (
    "n" INTEGER PRIMARY KEY,
    "salt" BLOB,
    "before" BLOB,
    "purged" INTEGER
) STRICT;

-- Outside the audit: workspace and half-written text.
CREATE TABLE "draft" (
    "name" TEXT PRIMARY KEY,
    "value" TEXT NOT NULL
) STRICT;

-- Search over clear text. No content of their own: a hit is a row number, `rid * 4 + kind of table`.
CREATE VIRTUAL TABLE "search_word" USING fts5(text, content = '', contentless_delete = 1, columnsize = 1, tokenize = "unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE "search_part" USING fts5(text, content = '', contentless_delete = 1, columnsize = 1, tokenize = "trigram");
