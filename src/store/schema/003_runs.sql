-- Version 3. Many changes alike that follow each other are one row of `change`, a run: see
-- docs/formats.md. Rows of earlier versions stay as they are; no digest, id or signature changes.
DROP INDEX "change_deleted";
CREATE INDEX "change_deleted" ON "change" ("id") WHERE "op" = 2 AND length("id") = 16;
CREATE INDEX "change_deleted_run" ON "change" ("n") WHERE "op" = 2 AND length("id") > 16;

-- Words wait in memory up to 16 MB before they become a segment of their own: segments are merged again
-- and again while a large import goes on. A small commit writes its own at its end, as before.
INSERT INTO "search_word" ("search_word", "rank") VALUES ('hashsize', 16777216);
INSERT INTO "search_part" ("search_part", "rank") VALUES ('hashsize', 16777216);
