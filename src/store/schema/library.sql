-- A reference library, format 1. Written once, then only read.
CREATE TABLE "meta" ("name" TEXT PRIMARY KEY, "value" TEXT NOT NULL) STRICT;
-- `cells` joined by U+001F; `identifiers` are kind U+001F canonical U+001E, repeated.
CREATE TABLE "entry" (
    "row" INTEGER PRIMARY KEY,
    "key" TEXT NOT NULL,
    "cells" TEXT NOT NULL,
    "identifiers" TEXT NOT NULL
) STRICT;
CREATE TABLE "identifier" (
    "n" INTEGER PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "canonical" TEXT NOT NULL,
    "row" INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE "word" USING fts5(text, content = '', detail = 'full', tokenize = "unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE "part" USING fts5(text, content = '', tokenize = "trigram");
