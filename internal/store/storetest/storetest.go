// Package storetest is the one suite that every engine of the store passes: it
// promises that what stands behind a [store.Store] cannot be told from what the
// store's methods return. Tests alone import it.
package storetest

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/report"
	"vigie/internal/store"
)

// Run holds an engine to what [store.Tx] and [store.Store] promise. open makes
// a store on a new, empty database and closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.Store)
	}{
		{"Reports", reports},
		{"ReportsMove", reportsMove},
		{"Versions", versions},
		{"RecordsOfReports", recordsOfReports},
		{"KnownBytes", knownBytes},
		{"SealKeys", sealKeys},
		{"Waiting", waiting},
		{"Bearers", bearers},
		{"BearersOfOneAccount", bearersOfOneAccount},
		{"Collisions", collisions},
		{"Idents", idents},
		{"Numbers", numbers},
		{"Shared", shared},
		{"DeclaredHubs", declaredHubs},
		{"Present", present},
		{"Matches", matches},
		{"Network", network},
		{"Sealed", sealed},
		{"Payers", payers},
		{"PaidByLeads", paidByLeads},
		{"AccountKinds", accountKinds},
		{"Leads", leads},
		{"QueueOrder", queueOrder},
		{"QueueFilters", queueFilters},
		{"QueueBundles", queueBundles},
		{"DueLeads", dueLeads},
		{"Judgements", judgements},
		{"Decisions", decisions},
		{"CaseActs", caseActs},
		{"InCases", inCases},
		{"RequestActs", requestActs},
		{"RequestItems", requestItems},
		{"Runs", runs},
		{"Quarantine", quarantine},
		{"People", people},
		{"Tokens", tokens},
		{"Meta", meta},
		{"CountRows", countRows},
		{"ClearDerived", clearDerived},
		{"LedgerLikeMemory", ledgerLikeMemory},
		{"LedgerStopsAtAnError", ledgerStops},
		{"EntriesOn", entriesOn},
		{"ExtremeKeys", extremeKeys},
		{"EmptySets", emptySets},
		{"BigSets", bigSets},
		{"Blobs", blobs},
		{"Texts", texts},
		{"RollbackLeavesNothing", rollback},
		{"ConstraintLeavesNothing", constraint},
		{"CancelledLeavesNothing", cancelled},
		{"PanicLeavesNothing", panics},
		{"ReadSeesOneSnapshot", snapshot},
		{"ReadLeavesNothing", readLeavesNothing},
		{"Size", size},
		{"Model", model},
		{"Media", media},
		{"MediaForgotten", mediaForgotten},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// keyMax is the largest key: 63 bits, all set.
const keyMax = math.MaxInt64

// tester is what a *testing.T and a *rapid.T share.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// write runs f in one transaction, which must succeed.
func write(t tester, s *store.Store, f func(ctx context.Context, w *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := s.Write(ctx, func(w *store.Tx) error { return f(ctx, w) }); err != nil {
		t.Fatalf("Write: %v", err)
	}
}

// read runs f on one snapshot, which must succeed.
func read(t tester, s *store.Store, f func(ctx context.Context, r *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := s.Read(ctx, func(r *store.Tx) error { return f(ctx, r) }); err != nil {
		t.Fatalf("Read: %v", err)
	}
}

// equal compares, and takes no list for an empty list.
func equal(t tester, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// must gives a method's answer, and fails with its error. It is for methods
// called inside write and read, whose transaction then ends without effect.
func must[T any](t tester, what string) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return v
	}
}

// same checks a method's answer.
func same[T any](t tester, what string, want T) func(got T, err error) {
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		equal(t, what, got, want)
	}
}

// notFound checks that a method found nothing.
func notFound(t tester, what string, err error) {
	t.Helper()
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%s: %v, not ErrNotFound", what, err)
	}
}

// empty checks that nothing of what the failed writers did remains.
func empty(t tester, s *store.Store) {
	t.Helper()
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "CountReports", int64(0))(r.CountReports(ctx))
		same(t, "LeadsAfter", []store.Lead(nil))(r.LeadsAfter(ctx, -1, 9))
		same(t, "Meta", "")(r.Meta(ctx, "name"))
		return nil
	})
}

// aReport is a report whose columns all differ.
func aReport(key int64) store.Report {
	k := report.Key(key)
	return store.Report{
		Key: k, Source: "ncmec", SourceID: k.String(), First: key, Received: key/2 + 1, Version: key/2 + 2, Account: key/2 + 3,
		Idents: []byte{byte(key), 1}, Summary: []byte{byte(key), 2}, Comp: k, Lead: k,
	}
}

// aLead is a lead that no day changes and no bundle holds, named by [aReport] of the same key.
func aLead(id, class, score, actBy int64) store.Lead {
	return store.Lead{
		ID: report.Key(id), First: id, Comp: report.Key(id), Reports: 1, Class: class, Score: score, ActBy: actBy,
		LastReceived: 1000, Summary: []byte{byte(id)},
	}
}

func ids(ls []store.Lead) []int64 {
	var out []int64
	for _, l := range ls {
		out = append(out, int64(l.ID))
	}
	return out
}

func keysOf(rs []store.Report) []int64 {
	var out []int64
	for _, r := range rs {
		out = append(out, int64(r.Key))
	}
	return out
}
