-- Where rows lie. What many rows of a batch share a page with costs little to
-- write; a key that is a hash gives each row a page to itself, and a row that holds
-- blobs a large one. So reports and leads lie in the order in which they came, and
-- are found by an index of their key.

-- A report. first is the record that made it; version, account, idents, summary,
-- comp and lead are derived.
CREATE TABLE report_laid (
	first BIGKEY,
	key BIGINT NOT NULL,
	source TEXT NOT NULL,
	source_id TEXT NOT NULL,
	received BIGINT NOT NULL,
	version BIGINT NOT NULL,
	account BIGINT NOT NULL,
	idents BYTEA,
	summary BYTEA,
	comp BIGINT NOT NULL,
	lead BIGINT NOT NULL
);
INSERT INTO report_laid SELECT (SELECT min(v.id) FROM version v WHERE v.report=report.key AND v.part=''),
	key, source, source_id, received, version, account, idents, summary, comp, lead FROM report ORDER BY 1;
DROP TABLE report;
ALTER TABLE report_laid RENAME TO report;
CREATE UNIQUE INDEX report_key ON report (key);
CREATE INDEX report_comp ON report (comp) WHERE comp <> key;

-- Derived: the leads and their place in the queue.
CREATE TABLE lead_laid (
	id BIGINT NOT NULL PRIMARY KEY,
	comp BIGINT NOT NULL,
	judged TINY NOT NULL,
	reports BIGINT NOT NULL,
	class TINY NOT NULL,
	score BIGINT NOT NULL,
	act_by BIGINT NOT NULL,
	next BIGINT NOT NULL,
	last_received BIGINT NOT NULL,
	bundle BIGINT NOT NULL,
	summary BYTEA NOT NULL
);
INSERT INTO lead_laid SELECT id, comp, judged, reports, class, score, act_by, next, last_received, bundle, summary FROM lead;
DROP TABLE lead;
ALTER TABLE lead_laid RENAME TO lead;
CREATE INDEX lead_queue ON lead (class, score DESC, act_by, id);
CREATE INDEX lead_comp ON lead (comp) WHERE comp <> id;
CREATE INDEX lead_next ON lead (next) WHERE next <> 0;
CREATE INDEX lead_bundle ON lead (bundle, id) WHERE bundle <> 0;

-- Most reports have one record, which the report's row names. more is 1 for all
-- others: only these need an index by report.
ALTER TABLE version ADD COLUMN more TINY NOT NULL DEFAULT 1;
UPDATE version SET more=0 WHERE id IN (SELECT first FROM report);
DROP INDEX version_report;
CREATE INDEX version_more ON version (report) WHERE more<>0;
