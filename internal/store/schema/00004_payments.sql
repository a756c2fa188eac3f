-- Transfers of statements that touch no reported account: counted, hashed and
-- sealed. There is no column for what they say: nothing of them can be indexed.
CREATE TABLE sealed (
	id BIGKEY,
	run BIGINT NOT NULL,
	received BIGINT NOT NULL,
	sha64 BIGINT NOT NULL,
	sha BYTEA NOT NULL,
	place TEXT NOT NULL,
	entry BIGINT NOT NULL,
	seal_key BIGINT NOT NULL,
	seal BYTEA
);
CREATE INDEX sealed_sha ON sealed (sha64);
ALTER TABLE run ADD COLUMN n_sealed BIGINT NOT NULL DEFAULT 0;

-- Derived: which reported accounts are stated to have paid a recipient's account,
-- by reports that state a fact of abuse. pair is half of the recipient's hash and
-- half of the sender's, so that one recipient's rows stand together; first and nth
-- are the smallest report that says so and the account's place in it.
CREATE TABLE payer (
	pair BIGINT NOT NULL,
	hash BIGINT NOT NULL,
	value TEXT NOT NULL,
	account BIGINT NOT NULL,
	reports BIGINT NOT NULL,
	latest BIGINT NOT NULL,
	first BIGINT NOT NULL,
	nth BIGINT NOT NULL,
	PRIMARY KEY (pair, hash, value, account)
) CLUSTERED;

-- Derived: recipients' accounts, those that most senders pay first.
CREATE TABLE recipient (
	hash BIGINT NOT NULL,
	value TEXT NOT NULL,
	kind TINY NOT NULL,
	senders BIGINT NOT NULL,
	reports BIGINT NOT NULL,
	latest BIGINT NOT NULL,
	first BIGINT NOT NULL,
	nth BIGINT NOT NULL,
	PRIMARY KEY (hash, value)
) CLUSTERED;
CREATE INDEX recipient_most ON recipient (senders DESC, latest DESC, first, nth);

-- What a person says that a recipient's account is; "other" until then.
CREATE TABLE account_kind (
	hash BIGINT NOT NULL,
	value TEXT NOT NULL,
	kind TINY NOT NULL,
	is_a TEXT NOT NULL,
	because TEXT NOT NULL,
	who TEXT NOT NULL,
	at BIGINT NOT NULL,
	entry BIGINT NOT NULL,
	PRIMARY KEY (hash, value)
) CLUSTERED;
