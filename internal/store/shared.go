package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"vigie/internal/report"
)

// Shared is an identifier that several accounts bear and that a person should
// hear of: because it may tie their leads, or because it ties too many to tie
// anybody (a hub). All of it is derived.
type Shared struct {
	Hash  int64
	Value string // with its service where it has one
	Kind  report.Kind
	Hub   bool
	Worth int64      // hundredths of a bit; 0 for a hub
	Reach int64      // distinct accounts, counted to one above the cap
	First report.Key // smallest report that stands for an account; 0 for a hub
}

const sharedCols = "hash, value, kind, hub, worth, reach, first"

func (t *Tx) shared(ctx context.Context, f func(Shared) error, q string, args ...any) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var s Shared
		var hub int64
		if err := r.Scan(&s.Hash, &s.Value, &s.Kind, &hub, &s.Worth, &s.Reach, &s.First); err != nil {
			return err
		}
		s.Hub = hub != 0
		return f(s)
	}, "SELECT "+sharedCols+" FROM shared "+q, args...)
}

// SharedOf finds the rows of hashes, in no order.
func (t *Tx) SharedOf(ctx context.Context, hashes []int64) ([]Shared, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	var out []Shared
	err := t.shared(ctx, func(s Shared) error { out = append(out, s); return nil }, "WHERE hash IN "+t.set(1), t.keys(hashes))
	return out, err
}

// EachShared walks all rows, in no order.
func (t *Tx) EachShared(ctx context.Context, f func(Shared) error) error { return t.shared(ctx, f, "") }

// Asked reads what a person is asked about, behind a row and strongest first:
// by worth, first report and kind. Rows that are equal in all three come in no
// order, and all at once: more than limit rows may come.
func (t *Tx) Asked(ctx context.Context, after *Shared, limit int) ([]Shared, error) {
	where, args := "WHERE hub=0", []any{}
	if after != nil {
		where += " AND worth<=$1 AND (worth<$1 OR first>$2 OR first=$2 AND kind>$3)"
		args = append(args, after.Worth, after.First, int64(after.Kind))
	}
	var out []Shared
	read := func(s Shared) error { out = append(out, s); return nil }
	err := t.shared(ctx, read, where+" ORDER BY worth DESC, first, kind LIMIT "+strconv.Itoa(limit), args...)
	if err != nil || len(out) < limit {
		return out, err
	}
	// The last rows may be cut short: read all that stand with the last one.
	last := out[len(out)-1]
	for len(out) > 0 && sameRank(out[len(out)-1], last) {
		out = out[:len(out)-1]
	}
	err = t.shared(ctx, read, "WHERE hub=0 AND worth=$1 AND first=$2 AND kind=$3", last.Worth, last.First, int64(last.Kind))
	return out, err
}

func sameRank(a, b Shared) bool { return a.Worth == b.Worth && a.First == b.First && a.Kind == b.Kind }

// Hubs lists up to limit identifiers that bear too many to tie anybody, in no order.
func (t *Tx) Hubs(ctx context.Context, limit int) ([]Shared, error) {
	var out []Shared
	err := t.shared(ctx, func(s Shared) error { out = append(out, s); return nil }, "WHERE hub=1 LIMIT "+strconv.Itoa(limit))
	return out, err
}

// ReplaceShared removes the rows of identifiers and adds those given.
func (t *Tx) ReplaceShared(ctx context.Context, gone []Shared, come []Shared) error {
	for _, s := range gone {
		if _, err := t.Exec(ctx, "DELETE FROM shared WHERE hash=$1 AND value=$2", s.Hash, s.Value); err != nil {
			return err
		}
	}
	rows := make([][]any, len(come))
	for i, s := range come {
		hub := int64(0)
		if s.Hub {
			hub = 1
		}
		rows[i] = []any{s.Hash, s.Value, int64(s.Kind), hub, s.Worth, s.Reach, int64(s.First)}
	}
	return t.e.Insert(ctx, t, "shared", []string{"hash", "value", "kind", "hub", "worth", "reach", "first"}, rows)
}

// Hub is an identifier that a person declared a hub, and that stands.
type Hub struct {
	Hash    int64
	Value   string // with its service where it has one
	Kind    report.Kind
	Because string
	Who     string
	At      int64 // Unix milliseconds
	Entry   int64
}

// DeclaredHubs lists all that stand, in no order: they are few.
func (t *Tx) DeclaredHubs(ctx context.Context) ([]Hub, error) {
	var out []Hub
	err := t.each(ctx, func(r *sql.Rows) error {
		var h Hub
		err := r.Scan(&h.Hash, &h.Value, &h.Kind, &h.Because, &h.Who, &h.At, &h.Entry)
		out = append(out, h)
		return err
	}, "SELECT hash, value, kind, because, who, at, entry FROM hub")
	return out, err
}

// PutHub makes a declaration stand.
func (t *Tx) PutHub(ctx context.Context, h Hub) error {
	_, err := t.Exec(ctx, `INSERT INTO hub (hash, value, kind, because, who, at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (hash, value) DO UPDATE SET because=excluded.because, who=excluded.who, at=excluded.at, entry=excluded.entry`,
		h.Hash, h.Value, int64(h.Kind), h.Because, h.Who, h.At, h.Entry)
	return err
}

// DeleteHub takes a declaration back; ErrNotFound when none stands.
func (t *Tx) DeleteHub(ctx context.Context, hash int64, value string) error {
	n, err := t.Exec(ctx, "DELETE FROM hub WHERE hash=$1 AND value=$2", hash, value)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// BearerKeys lists every report that bears an identifier as the reported
// person's, however strongly, in order of key.
func (t *Tx) BearerKeys(ctx context.Context, hash int64, value string) ([]report.Key, error) {
	out, err := Column[report.Key](ctx, t, "SELECT DISTINCT report FROM ident WHERE hash=$1 AND role=1 AND digest=$2 ORDER BY report", hash, Digest(hash, value))
	if err != nil {
		return nil, err
	}
	d, ok, err := t.ownOf(ctx, hash, value)
	if at, found := slices.BinarySearch(out, d.Report); ok && !found {
		out = slices.Insert(out, at, d.Report)
	}
	return out, err
}
