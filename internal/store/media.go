package store

import (
	"context"
	"database/sql"
	"strings"
)

// MediaState is how far a version of a list is.
type MediaState int64

// States. Numbers are stored.
const (
	MediaWriting  MediaState = 1 // its rows are being written: it says nothing yet
	MediaInForce  MediaState = 2
	MediaClearing MediaState = 3 // it says nothing any more, and rows of it may be left
	MediaRemoved  MediaState = 4
)

// MediaVersion is one version of a list of known media.
type MediaVersion struct {
	ID        int64 // 1 and up, in the order of import, over all lists
	List      int64 // ID of the list's first version
	Name      string
	Publisher string
	Format    string
	Dated     int64 // day since 1970 from which it supersedes the version before
	At        int64 // Unix milliseconds
	Who       string
	SHA       []byte // of the bytes imported
	Rows      int64  // entries read
	Values    int64  // hash values taken
	Left      int64  // what was not taken
	State     MediaState
	Touched   int64 // Unix milliseconds of the last write of rows
	Begun     int64 // entry
	Entry     int64 // entry that put it in force; 0 before
	Removed   int64 // entry that removed it; 0 before
}

// MediaHash is what one list says of one hash value, over a stretch of versions.
type MediaHash struct {
	Hash    int64 // of algorithm and value: found by it, compared in full
	Algo    int64
	Bytes   []byte
	List    int64
	Since   int64 // version
	Until   int64 // first version that no longer says so; 0 for none
	Verdict int64
	Series  int64
}

const (
	mediaVersionCols = "id, list, name, publisher, format, dated, at, who, sha, n_rows, n_values, n_left, state, touched, begun, entry, removed"
	mediaHashCols    = "hash, algo, bytes, list, since, until, said, series"
)

// MediaVersions lists all versions of all lists, removed ones included, in order of ID.
func (t *Tx) MediaVersions(ctx context.Context) ([]MediaVersion, error) {
	var out []MediaVersion
	err := t.each(ctx, func(r *sql.Rows) error {
		var v MediaVersion
		err := r.Scan(&v.ID, &v.List, &v.Name, &v.Publisher, &v.Format, &v.Dated, &v.At, &v.Who, &v.SHA, &v.Rows, &v.Values, &v.Left,
			&v.State, &v.Touched, &v.Begun, &v.Entry, &v.Removed)
		out = append(out, v)
		return err
	}, "SELECT "+mediaVersionCols+" FROM media_version ORDER BY id")
	return out, err
}

func (v MediaVersion) columns() []any {
	return []any{v.ID, v.List, v.Name, v.Publisher, v.Format, v.Dated, v.At, v.Who, v.SHA, v.Rows, v.Values, v.Left, int64(v.State), v.Touched, v.Begun, v.Entry, v.Removed}
}

// InsertMediaVersion adds a version.
func (t *Tx) InsertMediaVersion(ctx context.Context, v MediaVersion) error {
	_, err := t.Exec(ctx, "INSERT INTO media_version ("+mediaVersionCols+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)", v.columns()...)
	return err
}

// SetMediaVersion writes all columns of a version that is there.
func (t *Tx) SetMediaVersion(ctx context.Context, v MediaVersion) error {
	n, err := t.Exec(ctx, `UPDATE media_version SET list=$2, name=$3, publisher=$4, format=$5, dated=$6, at=$7, who=$8, sha=$9, n_rows=$10,
		n_values=$11, n_left=$12, state=$13, touched=$14, begun=$15, entry=$16, removed=$17 WHERE id=$1`, v.columns()...)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// TouchMedia notes that a version is being written; ErrNotFound when it is not,
// because somebody took it for abandoned.
func (t *Tx) TouchMedia(ctx context.Context, id, at int64) error {
	n, err := t.Exec(ctx, "UPDATE media_version SET touched=$2 WHERE id=$1 AND state=$3", id, at, int64(MediaWriting))
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

func (t *Tx) mediaHashes(ctx context.Context, f func(MediaHash) error, q string, args ...any) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var h MediaHash
		if err := r.Scan(&h.Hash, &h.Algo, &h.Bytes, &h.List, &h.Since, &h.Until, &h.Verdict, &h.Series); err != nil {
			return err
		}
		return f(h)
	}, "SELECT "+mediaHashCols+" FROM media_hash "+q, args...)
}

// OpenMedia lists the rows of a list that no version has ended, with hashes from
// first to last, in order of key.
func (t *Tx) OpenMedia(ctx context.Context, list, first, last int64) ([]MediaHash, error) {
	var out []MediaHash
	err := t.mediaHashes(ctx, func(h MediaHash) error { out = append(out, h); return nil },
		"WHERE hash>=$1 AND hash<=$2 AND list=$3 AND until=0 ORDER BY hash, algo, bytes, list, since", first, last, list)
	return out, err
}

// InsertMedia adds rows, best in order of hash.
func (t *Tx) InsertMedia(ctx context.Context, hs []MediaHash) error {
	rows := make([][]any, len(hs))
	for i, h := range hs {
		rows[i] = []any{h.Hash, h.Algo, h.Bytes, h.List, h.Since, h.Until, h.Verdict, h.Series}
	}
	return t.e.Insert(ctx, t, "media_hash", strings.Split(mediaHashCols, ", "), rows)
}

// CloseMedia has a version end the open rows of a list with these hashes, but for
// those in keep.
func (t *Tx) CloseMedia(ctx context.Context, list, version int64, hashes []int64, keep []MediaHash) error {
	if len(hashes) == 0 {
		return nil
	}
	if _, err := t.Exec(ctx, "UPDATE media_hash SET until=$2 WHERE hash IN "+t.set(3)+" AND list=$1 AND until=0", list, version, t.keys(hashes)); err != nil {
		return err
	}
	for _, h := range keep { // two values with one hash: next to never
		if _, err := t.Exec(ctx, "UPDATE media_hash SET until=0 WHERE hash=$1 AND algo=$2 AND bytes=$3 AND list=$4 AND since=$5", h.Hash, h.Algo, h.Bytes, h.List, h.Since); err != nil {
			return err
		}
	}
	return nil
}

// MediaOf lists what all lists ever said of values with these hashes, in order of key.
func (t *Tx) MediaOf(ctx context.Context, hashes []int64) ([]MediaHash, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	var out []MediaHash
	err := t.mediaHashes(ctx, func(h MediaHash) error { out = append(out, h); return nil },
		"WHERE hash IN "+t.set(1)+" ORDER BY hash, algo, bytes, list, since", t.keys(hashes))
	return out, err
}

// EachMedia walks all rows, in order of key.
func (t *Tx) EachMedia(ctx context.Context, f func(MediaHash) error) error {
	return t.mediaHashes(ctx, f, "ORDER BY hash, algo, bytes, list, since")
}

// MediaStep is the hash of the nth row from a hash on: where to end a stretch of
// work. ErrNotFound when fewer are left.
func (t *Tx) MediaStep(ctx context.Context, from int64, n int) (hash int64, err error) {
	err = t.one(ctx, []any{&hash}, "SELECT hash FROM media_hash WHERE hash>=$1 ORDER BY hash LIMIT 1 OFFSET $2", from, int64(n-1))
	return hash, err
}

// ForgetMedia removes a version from the rows with hashes from first to last, as if
// it had never been. next is the list's next version in force, 0 for none: what the
// version began begins there, and what it ended ends there.
func (t *Tx) ForgetMedia(ctx context.Context, list, version, next, first, last int64) error {
	const in = " WHERE hash>=$1 AND hash<=$2 AND list=$3 AND "
	if next == 0 {
		if _, err := t.Exec(ctx, "DELETE FROM media_hash"+in+"since=$4", first, last, list, version); err != nil {
			return err
		}
		_, err := t.Exec(ctx, "UPDATE media_hash SET until=0"+in+"until=$4", first, last, list, version)
		return err
	}
	if _, err := t.Exec(ctx, "DELETE FROM media_hash"+in+"since=$4 AND until=$5", first, last, list, version, next); err != nil {
		return err
	}
	if _, err := t.Exec(ctx, "UPDATE media_hash SET until=$5"+in+"until=$4", first, last, list, version, next); err != nil {
		return err
	}
	_, err := t.Exec(ctx, "UPDATE media_hash SET since=$5"+in+"since=$4", first, last, list, version, next)
	return err
}
