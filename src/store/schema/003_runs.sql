-- Version 3. Many changes alike that follow each other are one row of `change`, a run: see
-- docs/formats.md. Rows of earlier versions stay as they are; no digest, id or signature changes.
DROP INDEX "change_deleted";
CREATE INDEX "change_deleted" ON "change" ("id") WHERE "op" = 2 AND length("id") = 16;
CREATE INDEX "change_deleted_run" ON "change" ("n") WHERE "op" = 2 AND length("id") > 16;
