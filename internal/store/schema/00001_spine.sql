-- The words BIGKEY, TINY and CLUSTERED stand for what each engine calls them:
-- see engine.go. Everything else is the common subset of SQLite and PostgreSQL.
-- Tables marked "derived" can be dropped and rebuilt from the others.

-- What the installation knows of itself: schema of derived tables, rule version, day the queue was ordered for.
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);

-- One intake, by whom and under which procedure.
CREATE TABLE run (
	id BIGKEY,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	received BIGINT NOT NULL,
	procedure TEXT NOT NULL,
	basis TEXT NOT NULL,
	handling TEXT NOT NULL,
	n_new BIGINT NOT NULL DEFAULT 0,
	n_versions BIGINT NOT NULL DEFAULT 0,
	n_attached BIGINT NOT NULL DEFAULT 0,
	n_duplicates BIGINT NOT NULL DEFAULT 0,
	n_quarantined BIGINT NOT NULL DEFAULT 0
);

-- The key that a batch of seals was made with, wrapped for the unit's evidence key.
CREATE TABLE seal_key (id BIGKEY, wrapped BYTEA NOT NULL);

-- Every record taken in: a version of a report, or what completes one (part is then not empty).
CREATE TABLE version (
	id BIGKEY,
	report BIGINT NOT NULL,
	part TEXT NOT NULL,
	run BIGINT NOT NULL,
	received BIGINT NOT NULL,
	dated BIGINT NOT NULL,
	sha64 BIGINT NOT NULL,
	sha BYTEA NOT NULL,
	place TEXT NOT NULL,
	entry BIGINT NOT NULL,
	seal_key BIGINT NOT NULL,
	seal BYTEA,
	body BYTEA
);
CREATE INDEX version_report ON version (report);
CREATE INDEX version_sha ON version (sha64);

-- Attachments whose report has not come yet.
CREATE TABLE waiting (report BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (report, version)) CLUSTERED;

-- A report. version, account, idents, summary, comp and lead are derived.
CREATE TABLE report (
	key BIGKEY,
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
-- A component bears the key of a report in it: that one is found by its key, and
-- a report that is a component by itself has no row here.
CREATE INDEX report_comp ON report (comp) WHERE comp <> key;

-- Derived: who bears which identifier. Role 1 is the reported person; weak is 0
-- where it joins, so that the strongest bearer of an account comes first.
CREATE TABLE ident (
	hash BIGINT NOT NULL,
	role TINY NOT NULL,
	value TEXT NOT NULL,
	account BIGINT NOT NULL,
	weak TINY NOT NULL,
	report BIGINT NOT NULL,
	kind TINY NOT NULL,
	PRIMARY KEY (hash, role, value, account, weak, report)
) CLUSTERED;

-- Derived: the leads and their place in the queue.
CREATE TABLE lead (
	id BIGKEY,
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
CREATE INDEX lead_queue ON lead (class, score DESC, act_by, id);
-- Likewise: only leads that a judgement has cut from their component.
CREATE INDEX lead_comp ON lead (comp) WHERE comp <> id;
CREATE INDEX lead_next ON lead (next) WHERE next <> 0;
CREATE INDEX lead_bundle ON lead (bundle, id) WHERE bundle <> 0;

-- Acts of people. The ledger holds their history; these tables hold what stands.
CREATE TABLE judgement (
	a BIGINT NOT NULL,
	b BIGINT NOT NULL,
	verdict TEXT NOT NULL,
	because TEXT NOT NULL,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	entry BIGINT NOT NULL,
	PRIMARY KEY (a, b)
) CLUSTERED;
CREATE INDEX judgement_b ON judgement (b);

CREATE TABLE decision (
	report BIGINT NOT NULL,
	kind TEXT NOT NULL,
	fact TEXT NOT NULL,
	because TEXT NOT NULL,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	entry BIGINT NOT NULL,
	PRIMARY KEY (report, kind, fact)
) CLUSTERED;

-- Records that were not taken in: reason, place and hash, never values.
CREATE TABLE quarantine (
	id BIGKEY,
	run BIGINT NOT NULL,
	at BIGINT NOT NULL,
	sha BYTEA NOT NULL,
	place TEXT NOT NULL,
	reason TEXT NOT NULL,
	detail TEXT NOT NULL,
	entry BIGINT NOT NULL,
	resolved BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX quarantine_sha ON quarantine (sha);

-- The ledger: see docs/ledger.md.
CREATE TABLE entry (idx BIGKEY, leaf BYTEA NOT NULL, salt BYTEA, opening BYTEA);
CREATE TABLE tile (level TINY NOT NULL, n BIGINT NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (level, n)) CLUSTERED;
CREATE TABLE head (id TINY NOT NULL PRIMARY KEY, size BIGINT NOT NULL, checkpoint BYTEA NOT NULL);
-- Derived: which entries concern a report or a lead (intake entries are found through version).
CREATE TABLE entry_subject (subject BIGINT NOT NULL, idx BIGINT NOT NULL, PRIMARY KEY (subject, idx)) CLUSTERED;

-- The people of the unit and their signed-in browsers. Tokens are kept as hashes.
CREATE TABLE person (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	lang TEXT NOT NULL,
	enrolled BIGINT NOT NULL,
	last_visit BIGINT NOT NULL DEFAULT 0,
	this_visit BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE session (token BYTEA NOT NULL PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, expires BIGINT NOT NULL, last_used BIGINT NOT NULL);
