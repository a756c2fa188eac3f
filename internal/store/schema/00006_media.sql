-- Lists of known media, version by version. state: 1 being written, 2 in force,
-- 3 removed with rows still to clear, 4 removed. list is the id of the list's
-- first version; dated a day; touched when an import last wrote to it. Rows here
-- are never deleted, so that a number is given once.
CREATE TABLE media_version (
	id BIGKEY,
	list BIGINT NOT NULL,
	name TEXT NOT NULL,
	publisher TEXT NOT NULL,
	format TEXT NOT NULL,
	dated BIGINT NOT NULL,
	at BIGINT NOT NULL,
	who TEXT NOT NULL,
	sha BYTEA NOT NULL,
	n_rows BIGINT NOT NULL,
	n_values BIGINT NOT NULL,
	n_left BIGINT NOT NULL,
	state TINY NOT NULL,
	touched BIGINT NOT NULL,
	begun BIGINT NOT NULL,
	entry BIGINT NOT NULL,
	removed BIGINT NOT NULL
);

-- What lists say of a hash value: said, a bit a statement, from version since on,
-- until version until (0: still). A row that the next version repeats is not stored
-- again. series is a keyed hash of its name, which is kept nowhere.
CREATE TABLE media_hash (
	hash BIGINT NOT NULL,
	algo TINY NOT NULL,
	bytes BYTEA NOT NULL,
	list BIGINT NOT NULL,
	since BIGINT NOT NULL,
	until BIGINT NOT NULL,
	said BIGINT NOT NULL,
	series BIGINT NOT NULL,
	PRIMARY KEY (hash, algo, bytes, list, since)
) CLUSTERED;
