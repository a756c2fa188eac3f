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
