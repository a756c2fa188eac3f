package store

import (
	"context"
	"database/sql"
	"strings"

	"vigie/internal/report"
)

// Engine is what differs between the databases: types, bulk load, locks and
// the one search that has no common form. All other SQL is written once.
type Engine interface {
	Name() string // "sqlite" or "postgres"; goose knows them by these names
	// Types replaces the words of the migrations that each engine spells its own way.
	Types() *strings.Replacer
	// Lock makes tx the only writer until it ends.
	Lock(ctx context.Context, tx *sql.Tx) error
	// Set is a sub-select that yields the integers bound to parameter n, and
	// SetArg the value to bind.
	Set(n int) string
	SetArg(keys []int64) any
	// Insert adds rows in bulk. cols are the columns' names; each row has one value a column.
	Insert(ctx context.Context, tx *Tx, table string, cols []string, rows [][]any) error
	// Update writes columns of rows that are there. cols[0] is the table's key,
	// an integer, by which each row is found.
	Update(ctx context.Context, tx *Tx, table string, cols []string, rows [][]any) error
	// Bearers finds who bears each identifier in a role: one row a distinct
	// account, for it the smallest report of those by which it joins most
	// strongly, in order of account, at most limit+1 rows an identifier.
	Bearers(ctx context.Context, tx *Tx, qs []BearerQuery) ([]Bearer, error)
	// Present keeps, of hashes, those that any report bears in one of the roles.
	Present(ctx context.Context, tx *Tx, hashes, roles []int64) ([]int64, error)
	// Size is the bytes that the database takes on disk.
	Size(ctx context.Context, db *sql.DB) (int64, error)
	// Committed is told of each commit. It returns at once.
	Committed()
	// Close ends what the engine has open for itself.
	Close() error
}

// BearerQuery asks for the bearers of one identifier. Value is compared by its
// [Digest], so that two values with one hash do not meet.
type BearerQuery struct {
	Hash  int64
	Value string
	Role  report.Role // zero means the reported person's
	Limit int
}

// As is the role that is asked for.
func (q BearerQuery) As() report.Role {
	if q.Role == 0 {
		return report.RoleReported
	}
	return q.Role
}

// Bearer is one answer to a BearerQuery.
type Bearer struct {
	Query   int // index of the question
	Account int64
	Report  int64
	Weak    int64 // 0: the identifier joins this report
}
