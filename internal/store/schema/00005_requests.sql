-- What people did to the requests for preservation, in their order: see
-- internal/request. Rows are added, and never changed or removed; one that is
-- taken back stays beside the one that took it back. records lists what a draft
-- asks for, and reports what an answer brought, with spaces between; subject is the
-- lead or case it was drafted from; body is the draft as it was written; day is, of
-- a draft, the earliest act-by date of its records.
CREATE TABLE request_act (
	id BIGKEY,
	kind TEXT NOT NULL,
	number TEXT NOT NULL,
	subject TEXT NOT NULL,
	holder TEXT NOT NULL,
	records TEXT NOT NULL,
	body BYTEA,
	day BIGINT NOT NULL,
	kept BIGINT NOT NULL,
	means TEXT NOT NULL,
	ref TEXT NOT NULL,
	missing TEXT NOT NULL,
	reports TEXT NOT NULL,
	run BIGINT NOT NULL,
	undoes BIGINT NOT NULL,
	because TEXT NOT NULL,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	entry BIGINT NOT NULL
);

-- Derived: which requests ask for a record of a report, at which place (nth), and until
-- which day that stops its clock (0: without end, -1: not at all). nth 0: the
-- report is the answer.
CREATE TABLE request_item (
	report BIGINT NOT NULL,
	number TEXT NOT NULL,
	nth BIGINT NOT NULL,
	item TEXT NOT NULL,
	kept BIGINT NOT NULL,
	PRIMARY KEY (report, number, nth)
) CLUSTERED;
