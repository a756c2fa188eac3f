-- What people did to the cases, in their order: see internal/dossier. Rows are
-- added, and never changed or removed; one that is taken back stays beside the
-- one that took it back. attached lists what an act names, with spaces between.
CREATE TABLE case_act (
	id BIGKEY,
	kind TEXT NOT NULL,
	number TEXT NOT NULL,
	other TEXT NOT NULL,
	attached TEXT NOT NULL,
	owner TEXT NOT NULL,
	undoes BIGINT NOT NULL,
	note TEXT NOT NULL,
	because TEXT NOT NULL,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	entry BIGINT NOT NULL
);

-- Derived: which case holds a report.
CREATE TABLE case_report (report BIGKEY, number TEXT NOT NULL);
