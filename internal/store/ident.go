package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"

	"vigie/internal/report"
)

// Ident says that a report bears an identifier in a role.
type Ident struct {
	Hash     int64 // keyed, or the number of a report; never shown, and nothing shown depends on it
	Role     report.Role
	Account  int64
	Report   report.Key
	Kind     report.Kind
	Strength report.Strength
	Value    string // the normal form, with its service where it has one
}

// Digest stands for an identifier's value in the index: beside the hash of 63 bits it
// has 32 more, so that two values which share a hash do not meet, and takes as little
// room as a number. The value itself stands in the report that states it.
func Digest(hash int64, value string) int64 {
	b := make([]byte, 0, 128)
	b = binary.BigEndian.AppendUint64(b, uint64(hash))
	s := sha256.Sum256(append(b, value...))
	return int64(int32(binary.BigEndian.Uint32(s[:])))
}

// weak is the strength as it is stored: the strongest first.
func weak(s report.Strength) int64 { return int64(report.Joins) - int64(s) }

func strength(weak int64) report.Strength { return report.Joins - report.Strength(weak) }

// InsertIdents adds rows, best in order of hash. A report's own number needs none.
func (t *Tx) InsertIdents(ctx context.Context, is []Ident) error {
	return t.insertIdents(ctx, "ident", is)
}

func (t *Tx) insertIdents(ctx context.Context, into string, is []Ident) error {
	rows := make([][]any, 0, len(is))
	for _, d := range is {
		if !d.Own() {
			rows = append(rows, []any{d.Hash, int64(d.Role), Digest(d.Hash, d.Value), d.Account, weak(d.Strength), int64(d.Report), int64(d.Kind)})
		}
	}
	return t.e.Insert(ctx, t, into, []string{"hash", "role", "digest", "account", "weak", "report", "kind"}, rows)
}

// DeleteIdents removes what a report bore, given the hashes that it bore.
func (t *Tx) DeleteIdents(ctx context.Context, k report.Key, hashes []int64) error {
	if len(hashes) == 0 {
		return nil
	}
	_, err := t.Exec(ctx, "DELETE FROM ident WHERE hash IN "+t.set(1)+" AND report=$2", t.keys(hashes), k)
	return err
}

// Bearers: see [Engine].
func (t *Tx) Bearers(ctx context.Context, qs []BearerQuery) ([]Bearer, error) {
	if len(qs) == 0 {
		return nil, nil
	}
	bs, err := t.e.Bearers(ctx, t, qs)
	if err != nil {
		return nil, err
	}
	return t.withOwn(ctx, qs, bs)
}

// Present keeps, of hashes, those that any report bears in one of the roles, but for the
// numbers that nobody bears but the report itself: see [Tx.Stored].
func (t *Tx) Present(ctx context.Context, hashes []int64, roles ...report.Role) ([]int64, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	in := make([]int64, len(roles))
	for i, r := range roles {
		in[i] = int64(r)
	}
	return t.e.Present(ctx, t, hashes, in)
}

// Sharers finds up to limit rows of who bears an identifier, in any role, in
// order of report, role and strength (the strongest first): never of account,
// which is a keyed hash.
func (t *Tx) Sharers(ctx context.Context, hash int64, value string, limit int) ([]Ident, error) {
	var out []Ident
	err := t.each(ctx, func(r *sql.Rows) error {
		d := Ident{Hash: hash, Value: value}
		var w int64
		err := r.Scan(&d.Role, &d.Account, &w, &d.Report, &d.Kind)
		d.Strength = strength(w)
		out = append(out, d)
		return err
	}, "SELECT role, account, weak, report, kind FROM ident WHERE hash=$1 AND digest=$2 ORDER BY report, role, weak, account LIMIT $3", hash, Digest(hash, value), limit)
	if err != nil {
		return nil, err
	}
	d, ok, err := t.ownOf(ctx, hash, value)
	if err != nil || !ok {
		return out, err
	}
	at, _ := slices.BinarySearchFunc(out, d.Report, func(x Ident, k report.Key) int { return cmp.Compare(x.Report, k) })
	out = slices.Insert(out, at, d)
	return out[:min(len(out), limit)], nil
}

// countedUpTo is how many rows of one identifier are counted. A page is read in
// one transaction, and an address that a whole country shares must not hold it.
const countedUpTo = 10_000

// CountBearers counts the reports that bear an identifier in the reported role,
// and their accounts. It stops after ten thousand of its rows: with more, there
// are at least so many.
func (t *Tx) CountBearers(ctx context.Context, hash int64, value string) (reports, accounts int64, more bool, err error) {
	var rows int64
	err = t.one(ctx, []any{&rows, &reports, &accounts}, `SELECT count(*), count(DISTINCT report), count(DISTINCT account) FROM (
		SELECT report, account FROM ident WHERE hash=$1 AND digest=$2 AND role=1 ORDER BY account, weak, report LIMIT $3) AS bearing`, hash, Digest(hash, value), countedUpTo)
	if more = rows == countedUpTo; err != nil || more {
		return reports, accounts, more, err
	}
	d, ok, err := t.ownOf(ctx, hash, value)
	if err != nil || !ok {
		return reports, accounts, false, err
	}
	if rows == 0 {
		return 1, 1, false, nil
	}
	var counted int64 // 1: an account of another report is the same
	err = t.one(ctx, []any{&counted}, "SELECT count(*) FROM (SELECT 1 FROM ident WHERE hash=$1 AND role=1 AND digest=$2 AND account=$3 LIMIT 1) AS same", hash, Digest(hash, value), d.Account)
	return reports + 1, accounts + 1 - counted, false, err
}

// EachIdent walks all rows, in no order. They have no value, but its digest; of reports' own
// numbers there are none.
func (t *Tx) EachIdent(ctx context.Context, f func(d Ident, digest int64) error) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var d Ident
		var w, digest int64
		if err := r.Scan(&d.Hash, &d.Role, &d.Account, &w, &d.Report, &d.Kind, &digest); err != nil {
			return err
		}
		d.Strength = strength(w)
		return f(d, digest)
	}, "SELECT hash, role, account, weak, report, kind, digest FROM ident")
}

// JoiningBearers lists every report that an identifier of strength Joins ties
// by its reported person, in order of key.
func (t *Tx) JoiningBearers(ctx context.Context, hash int64, value string) ([]report.Key, error) {
	var out []report.Key
	err := t.each(ctx, func(r *sql.Rows) error {
		var k report.Key
		err := r.Scan(&k)
		out = append(out, k)
		return err
	}, "SELECT report FROM ident WHERE hash=$1 AND role=1 AND digest=$2 AND weak=0 ORDER BY report", hash, Digest(hash, value))
	return out, err
}
