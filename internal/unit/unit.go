// Package unit is the door. Every use of Vigie passes here: may this person →
// the change or the reading → its entry in the ledger, in one transaction. It
// is the only package that knows both the store and the pure rooms.
//
// What it promises: no act and no reading without a record. A use case that
// recorded nothing is an error, and what could not be recorded did not happen.
package unit

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"vigie/internal/clock"
	"vigie/internal/identity"
	"vigie/internal/intake/hashlist"
	"vigie/internal/ledger"
	"vigie/internal/match"
	"vigie/internal/match/name"
	"vigie/internal/payment"
	"vigie/internal/proof"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/seal"
	"vigie/internal/store"
	"vigie/internal/store/postgres"
	"vigie/internal/store/sqlite"
	"vigie/internal/triage"
)

// Unit is an open installation. It may be used by several goroutines at once.
type Unit struct {
	Settings Settings

	dir       string
	store     *store.Store
	log       *ledger.Log
	verifier  note.Verifier
	evidence  age.Recipient
	secret    [32]byte // keys the hashes of identifiers, and marks; no order or figure shown depends on it
	table     *identity.Table
	rules     *triage.Rules
	clocks    *clock.Table
	forms     *request.Forms // letters to holders
	weights   *match.Weights // what agreements of persons are worth
	weighed   string         // the version and hash of that file
	nicknames *name.Nicknames
	windows   *payment.Windows // what payment facts are counted by
	rates     *payment.Rates   // nil: the unit supplies none
	offences  *proof.Catalogue
	hash      func(kind report.Kind, scope, value string) int64 // keys identifiers with secret
	mediaKey  func(hashlist.Type, []byte) int64                 // finds hash values in lists; a field so that a test can make them collide
	stale     atomic.Bool                                       // leads were linked by other strengths than those in force
	now       func() time.Time                                  // the day that the queue is ordered for; the ledger has its own clock
}

// Options says which installation to open.
type Options struct {
	Dir string           // the data folder: keys, settings, and the database unless DB names one
	DB  string           // postgres://…; empty for SQLite in Dir
	Now func() time.Time // nil for the clock
	// Upgrading is told how much is done while a database of an older Vigie is brought up
	// to date, where that takes long; nil: nobody is.
	Upgrading func(done, total int64)
}

// Open opens an installation that Init has made.
func Open(ctx context.Context, o Options) (*Unit, error) {
	u := &Unit{dir: o.Dir, now: o.Now}
	if u.now == nil {
		u.now = time.Now
	}
	k, err := readKeys(o.Dir)
	if err != nil {
		return nil, err
	}
	if u.Settings, err = readSettings(filepath.Join(o.Dir, settingsFile)); err != nil {
		return nil, err
	}
	if err := u.loadRules(); err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(k.ledger)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", ledgerKeyFile, err)
	}
	if u.verifier, err = note.NewVerifier(k.ledgerPublic); err != nil {
		return nil, fmt.Errorf("reading %s: %w", ledgerPublicFile, err)
	}
	u.log = &ledger.Log{Origin: signer.Name(), Signer: signer}
	u.secret = k.index
	u.hash = func(kind report.Kind, scope, value string) int64 { return u.table.Key(u.secret, kind, scope, value) }
	u.mediaKey = mediaKey
	if u.evidence, err = seal.ParseRecipient(k.evidence); err != nil {
		return nil, fmt.Errorf("reading %s: %w", evidencePublicFile, err)
	}
	if u.store, err = openStore(ctx, o); err != nil {
		return nil, err
	}
	if err := u.match(ctx); err != nil {
		return nil, errors.Join(err, u.store.Close())
	}
	return u, nil
}

// match makes sure that the database is the one of this folder, before anything in it
// is marked with the folder's key.
func (u *Unit) match(ctx context.Context) error {
	if err := errors.Join(u.matchKeys(ctx), u.matchLinking(ctx)); err != nil {
		return err
	}
	return u.markSealed(ctx, markedAtOnce)
}

func openStore(ctx context.Context, o Options) (*store.Store, error) {
	if o.Upgrading != nil {
		ctx = store.Upgrading(ctx, o.Upgrading)
	}
	if o.DB != "" {
		return postgres.Open(ctx, o.DB)
	}
	return sqlite.Open(ctx, filepath.Join(o.Dir, databaseFile))
}

// Close ends the connections to the database.
func (u *Unit) Close() error { return u.store.Close() }

// Engine names the database: "sqlite" or "postgres".
func (u *Unit) Engine() string { return u.store.Engine() }

// Size is the bytes that the database takes on disk.
func (u *Unit) Size(ctx context.Context) (int64, error) { return u.store.Size(ctx) }

// Rules are the rules in force.
func (u *Unit) Rules() *triage.Rules { return u.rules }

// Clocks are the evidence clocks in force.
func (u *Unit) Clocks() *clock.Table { return u.clocks }

// Today is the day that the queue is ordered for.
func (u *Unit) Today() triage.Day { return triage.DayOf(u.now()) }

// Verifier checks the ledger's checkpoints.
func (u *Unit) Verifier() note.Verifier { return u.verifier }
