package store

import (
	"context"
	"database/sql"
	"encoding/binary"

	"vigie/internal/report"
)

// Version is a record taken in: a version of a report, or, with Part, what
// completes one.
type Version struct {
	ID       int64
	Report   report.Key
	More     bool   // its report has another, which made it
	Part     string // an attachment's own id; empty for a report
	Run      int64
	Received int64  // Unix seconds
	Dated    int64  // Unix milliseconds, the source's date; 0 when it gives none
	SHA      []byte // SHA-256 of the bytes received
	Place    string // the file that it came in: masked
	Entry    int64  // its entry in the ledger
	SealKey  int64
	Seal     []byte // the redacted form, sealed; nil once erased
	Body     []byte // what was read, compressed; nil once erased
}

const versionCols = "id, report, more, part, run, received, dated, sha, place, entry, seal_key"

// ShortHash is the part of a hash that is indexed.
func ShortHash(sha []byte) int64 { return int64(binary.BigEndian.Uint64(sha) >> 1) }

func (t *Tx) versions(ctx context.Context, blobs string, q string, args ...any) ([]Version, error) {
	var out []Version
	err := t.each(ctx, func(r *sql.Rows) error {
		var v Version
		var more int64
		dest := []any{&v.ID, &v.Report, &more, &v.Part, &v.Run, &v.Received, &v.Dated, &v.SHA, &v.Place, &v.Entry, &v.SealKey}
		switch blobs {
		case ", body":
			dest = append(dest, &v.Body)
		case ", body, seal":
			dest = append(dest, &v.Body, &v.Seal)
		}
		err := r.Scan(dest...)
		v.More = more != 0
		out = append(out, v)
		return err
	}, "SELECT "+versionCols+blobs+" FROM version WHERE "+q, args...)
	return out, err
}

// recordsOf is a sub-select of the ids of all records of reports: what made each, by
// its row, and what came besides.
func recordsOf(keys string) string {
	return "(SELECT first FROM report WHERE key IN " + keys + " UNION ALL SELECT id FROM version WHERE more<>0 AND report IN " + keys + ")"
}

// VersionsOf finds all records of reports, with their bodies, in order of arrival.
func (t *Tx) VersionsOf(ctx context.Context, keys []report.Key) ([]Version, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return t.versions(ctx, ", body", "report IN "+t.set(1)+" AND id IN "+recordsOf(t.set(1))+" ORDER BY id", t.keys(ints(keys)))
}

// NewestEntries finds, for each report, the entry of the record that came last.
func (t *Tx) NewestEntries(ctx context.Context, keys []report.Key) (map[report.Key]int64, error) {
	out := map[report.Key]int64{}
	if len(keys) == 0 {
		return out, nil
	}
	err := t.each(ctx, func(r *sql.Rows) error {
		var k report.Key
		var n int64
		err := r.Scan(&k, &n)
		out[k] = n
		return err
	}, "SELECT report, max(entry) FROM version WHERE report IN "+t.set(1)+" AND id IN "+recordsOf(t.set(1))+" GROUP BY report", t.keys(ints(keys)))
	return out, err
}

// VersionsBetween finds the records from one id up to another, whole, in order.
func (t *Tx) VersionsBetween(ctx context.Context, from, to int64) ([]Version, error) {
	return t.versions(ctx, ", body, seal", "id>=$1 AND id<$2 ORDER BY id", from, to)
}

// VersionsByID finds records, with their bodies.
func (t *Tx) VersionsByID(ctx context.Context, ids []int64) ([]Version, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return t.versions(ctx, ", body", "id IN "+t.set(1)+" ORDER BY id", t.keys(ids))
}

// Known is a record already taken in, found by the hash of its bytes.
type Known struct {
	ID     int64
	Report report.Key
	SHA    [32]byte
}

// KnownBytes finds the records with any of these hashes.
func (t *Tx) KnownBytes(ctx context.Context, shas [][32]byte) (map[[32]byte]Known, error) {
	short := make([]int64, len(shas))
	want := make(map[[32]byte]bool, len(shas))
	for i, s := range shas {
		short[i] = ShortHash(s[:])
		want[s] = true
	}
	out := map[[32]byte]Known{}
	if len(shas) == 0 {
		return out, nil
	}
	err := t.each(ctx, func(r *sql.Rows) error {
		var k Known
		var sha []byte
		if err := r.Scan(&k.ID, &k.Report, &sha); err != nil {
			return err
		}
		copy(k.SHA[:], sha)
		if want[k.SHA] {
			out[k.SHA] = k
		}
		return nil
	}, "SELECT id, report, sha FROM version WHERE sha64 IN "+t.set(1)+" ORDER BY id DESC", t.keys(short))
	return out, err
}

// NextVersion is the id of the next record. Ids rise by one within a writer's lock.
func (t *Tx) NextVersion(ctx context.Context) (int64, error) { return t.next(ctx, "version") }

func (t *Tx) next(ctx context.Context, table string) (n int64, err error) {
	err = t.one(ctx, []any{&n}, "SELECT COALESCE(max(id), 0) + 1 FROM "+table)
	return n, err
}

// InsertVersions adds records, in order of id.
func (t *Tx) InsertVersions(ctx context.Context, vs []Version) error {
	rows := make([][]any, len(vs))
	for i, v := range vs {
		more := int64(0)
		if v.More {
			more = 1
		}
		rows[i] = []any{v.ID, int64(v.Report), more, v.Part, v.Run, v.Received, v.Dated, ShortHash(v.SHA), v.SHA, v.Place, v.Entry, v.SealKey, v.Seal, v.Body}
	}
	return t.e.Insert(ctx, t, "version", []string{"id", "report", "more", "part", "run", "received", "dated", "sha64", "sha", "place", "entry", "seal_key", "seal", "body"}, rows)
}

// InsertSealKey keeps the wrapped key of a batch of seals and returns its id.
func (t *Tx) InsertSealKey(ctx context.Context, wrapped []byte) (int64, error) {
	id, err := t.next(ctx, "seal_key")
	if err != nil {
		return 0, err
	}
	_, err = t.Exec(ctx, "INSERT INTO seal_key (id, wrapped) VALUES ($1, $2)", id, wrapped)
	return id, err
}

// SealKey finds the wrapped key of a batch of seals.
func (t *Tx) SealKey(ctx context.Context, id int64) (wrapped []byte, err error) {
	err = t.one(ctx, []any{&wrapped}, "SELECT wrapped FROM seal_key WHERE id=$1", id)
	return wrapped, err
}

// Wait notes attachments whose report has not come yet.
func (t *Tx) Wait(ctx context.Context, k report.Key, version int64) error {
	_, err := t.Exec(ctx, "INSERT INTO waiting (report, version) VALUES ($1, $2)", k, version)
	return err
}

// Waiting finds which attachments wait for any of these reports, in order of id.
func (t *Tx) Waiting(ctx context.Context, keys []report.Key) (map[report.Key][]int64, error) {
	out := map[report.Key][]int64{}
	err := t.each(ctx, func(r *sql.Rows) error {
		var k report.Key
		var v int64
		err := r.Scan(&k, &v)
		out[k] = append(out[k], v)
		return err
	}, "SELECT report, version FROM waiting WHERE report IN "+t.set(1)+" ORDER BY report, version", t.keys(ints(keys)))
	return out, err
}

// CountWaiting counts the attachments whose report has not come.
func (t *Tx) CountWaiting(ctx context.Context) (n int64, err error) {
	err = t.one(ctx, []any{&n}, "SELECT count(*) FROM waiting")
	return n, err
}

// StopWaiting forgets that attachments waited for these reports.
func (t *Tx) StopWaiting(ctx context.Context, keys []report.Key) error {
	_, err := t.Exec(ctx, "DELETE FROM waiting WHERE report IN "+t.set(1), t.keys(ints(keys)))
	return err
}
