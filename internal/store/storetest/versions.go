package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

// aVersion is a record whose columns all differ.
func aVersion(id, of int64) store.Version {
	sha := sha256.Sum256(fmt.Append(nil, id))
	return store.Version{
		ID: id, Report: report.Key(of), More: true, Part: "part-1", Run: 3, Received: 4, Dated: 5, SHA: sha[:], Place: "reports.xml",
		Entry: 6, SealKey: 7, Seal: []byte("seal"), Body: []byte("body"),
	}
}

func sealless(vs ...store.Version) []store.Version {
	for i := range vs {
		vs[i].Seal = nil
	}
	return vs
}

func versions(t *testing.T, s *store.Store) {
	a, b, c := aVersion(1, 10), aVersion(2, 20), aVersion(3, 10)
	c.Part = ""
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "NextVersion of none", int64(1))(w.NextVersion(ctx))
		err := w.InsertVersions(ctx, []store.Version{a, b, c})
		same(t, "NextVersion", int64(4))(w.NextVersion(ctx))
		return err
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "VersionsOf", sealless(a, c))(r.VersionsOf(ctx, reportKeys{10, 99}))
		same(t, "VersionsByID", sealless(b, c))(r.VersionsByID(ctx, []int64{3, 2, 2, 99}))
		same(t, "VersionsBetween", []store.Version{a, b})(r.VersionsBetween(ctx, 1, 3))
		same(t, "VersionsBetween, none", []store.Version(nil))(r.VersionsBetween(ctx, 4, 9))
		return nil
	})
}

func knownBytes(t *testing.T, s *store.Store) {
	first, again, other, absent := aVersion(1, 10), aVersion(2, 20), aVersion(3, 30), aVersion(4, 40)
	again.SHA = first.SHA // the same bytes taken in twice: the first record counts
	// The part that is indexed is equal, the rest is not.
	twin := aVersion(5, 50)
	twin.SHA = append([]byte(nil), other.SHA...)
	twin.SHA[31] ^= 1
	lowBit := [32]byte(other.SHA)
	lowBit[7] ^= 1 // beyond the 63 bits that are indexed
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertVersions(ctx, []store.Version{first, again, other, twin})
	})
	known := func(v store.Version) store.Known {
		return store.Known{ID: v.ID, Report: v.Report, SHA: [32]byte(v.SHA)}
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		want := map[[32]byte]store.Known{[32]byte(first.SHA): known(first), [32]byte(other.SHA): known(other)}
		same(t, "KnownBytes", want)(r.KnownBytes(ctx, [][32]byte{[32]byte(first.SHA), [32]byte(other.SHA), [32]byte(absent.SHA), lowBit, [32]byte(first.SHA)}))
		same(t, "KnownBytes of the twin", map[[32]byte]store.Known{[32]byte(twin.SHA): known(twin)})(r.KnownBytes(ctx, [][32]byte{[32]byte(twin.SHA)}))
		return nil
	})
}

func sealKeys(t *testing.T, s *store.Store) {
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "first key", int64(1))(w.InsertSealKey(ctx, []byte("one")))
		same(t, "second key", int64(2))(w.InsertSealKey(ctx, []byte{0, 255}))
		return nil
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "SealKey", []byte("one"))(r.SealKey(ctx, 1))
		same(t, "SealKey", []byte{0, 255})(r.SealKey(ctx, 2))
		_, err := r.SealKey(ctx, 3)
		notFound(t, "SealKey", err)
		return nil
	})
}

func waiting(t *testing.T, s *store.Store) {
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.Wait(ctx, 10, 3), w.Wait(ctx, 10, 1), w.Wait(ctx, 20, 2), w.Wait(ctx, keyMax, 2))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Waiting", map[report.Key][]int64{10: {1, 3}, keyMax: {2}})(r.Waiting(ctx, reportKeys{keyMax, 10, 99}))
		same(t, "CountWaiting", int64(4))(r.CountWaiting(ctx))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.StopWaiting(ctx, reportKeys{10, 99}) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Waiting", map[report.Key][]int64{20: {2}})(r.Waiting(ctx, reportKeys{10, 20}))
		same(t, "CountWaiting", int64(2))(r.CountWaiting(ctx))
		return nil
	})
}
