-- Whoever reads a plain hash can try guesses at what was hashed. A transfer that stays
-- sealed is known again by a mark that is keyed with the unit's secret, and its seal is
-- bound to a salted commitment. Rows of before hold a plain hash (plain 1) until the
-- unit opens the database with its key, and have no commitment.
DROP INDEX sealed_sha;
ALTER TABLE sealed RENAME COLUMN sha64 TO mark64;
ALTER TABLE sealed RENAME COLUMN sha TO mark;
ALTER TABLE sealed ADD COLUMN plain TINY NOT NULL DEFAULT 1;
ALTER TABLE sealed ADD COLUMN commitment BYTEA;
CREATE INDEX sealed_mark ON sealed (mark64);
CREATE INDEX sealed_plain ON sealed (id) WHERE plain<>0;
