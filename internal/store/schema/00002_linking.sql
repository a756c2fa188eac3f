-- Derived: identifiers of the reported person that several accounts bear: those
-- that a person is asked about (hub 0), strongest first, and those that bear too
-- many to link anybody (hub 1). reach stops counting one above the cap; first is
-- the smallest report that stands for an account, 0 for hubs.
CREATE TABLE shared (
	hash BIGINT NOT NULL,
	value TEXT NOT NULL,
	kind TINY NOT NULL,
	hub TINY NOT NULL,
	worth BIGINT NOT NULL,
	reach BIGINT NOT NULL,
	first BIGINT NOT NULL,
	PRIMARY KEY (hash, value)
) CLUSTERED;
CREATE INDEX shared_best ON shared (hub, worth DESC, first, kind);

-- Identifiers that a person declared a hub: they link nobody, whatever their reach.
CREATE TABLE hub (
	hash BIGINT NOT NULL,
	value TEXT NOT NULL,
	kind TINY NOT NULL,
	because TEXT NOT NULL,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	entry BIGINT NOT NULL,
	PRIMARY KEY (hash, value)
) CLUSTERED;

-- A list of persons that was compared, under its procedure. No row of a list is kept.
CREATE TABLE match_run (
	id BIGKEY,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	procedure TEXT NOT NULL,
	basis TEXT NOT NULL,
	list TEXT NOT NULL,
	list_sha BYTEA NOT NULL,
	list_rows BIGINT NOT NULL,
	other TEXT NOT NULL,
	other_sha BYTEA NOT NULL,
	other_rows BIGINT NOT NULL,
	weights TEXT NOT NULL,
	entry BIGINT NOT NULL
);

-- What a comparison proposes: a row of the list, by its number, and a reported
-- person (report, party) or a row of the other list (report 0, party its number).
CREATE TABLE match_pair (
	run BIGINT NOT NULL,
	list_row BIGINT NOT NULL,
	report BIGINT NOT NULL,
	party BIGINT NOT NULL,
	milli BIGINT NOT NULL,
	steps BYTEA NOT NULL,
	verdict TEXT NOT NULL,
	because TEXT NOT NULL,
	who TEXT NOT NULL,
	entry BIGINT NOT NULL,
	PRIMARY KEY (run, list_row, report, party)
) CLUSTERED;
CREATE INDEX match_pair_report ON match_pair (report) WHERE report <> 0;
