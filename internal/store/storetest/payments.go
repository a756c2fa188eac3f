package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

// Sealed transfers are found by the hash of their bytes, compared in full.
func sealed(t *testing.T, s *store.Store) {
	at := func(id int64, last byte) store.Sealed {
		sha := bytes.Repeat([]byte{7}, 32) // all share the short hash
		sha[31] = last
		return store.Sealed{ID: id, Run: 2, Received: 3, SHA: sha, Place: `{"row":4}`, Entry: 5, SealKey: 6, Seal: []byte{byte(id)}}
	}
	a, b := at(1, 1), at(2, 2)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "NextSealed of none", int64(1))(w.NextSealed(ctx))
		err := w.InsertSealed(ctx, []store.Sealed{a, b})
		same(t, "NextSealed", int64(3))(w.NextSealed(ctx))
		return err
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		known, other := [32]byte(a.SHA), [32]byte(at(9, 9).SHA)
		same(t, "KnownSealed", map[[32]byte]bool{known: true})(r.KnownSealed(ctx, [][32]byte{known, other}))
		same(t, "KnownSealed of none", map[[32]byte]bool{})(r.KnownSealed(ctx, nil))
		same(t, "SealedBetween", []store.Sealed{b})(r.SealedBetween(ctx, 2, 9))
		same(t, "CountRows", int64(2))(r.CountRows(ctx, "sealed"))
		return nil
	})
}

// Payers of one recipient are found together and told from those of another with
// half its hash; recipients come with most senders first.
func payers(t *testing.T, s *store.Store) {
	const high = int64(5) << 32
	row := func(hash int64, value string, account, reports int64) store.Payer {
		return store.Payer{Hash: hash, Value: value, Account: account, Reports: reports, Latest: 20_000 + reports, First: report.Key(100 + account&0xff), Nth: 1}
	}
	a, b := row(high|1, "r", 1<<40, 2), row(high|1, "r", keyMax, 1)
	near, twin := row(high|2, "r", 1<<40, 3), row(high|1, "R", 1<<40, 4)
	is := func(p store.Payer, senders int64) store.Recipient {
		return store.Recipient{Hash: p.Hash, Value: p.Value, Kind: report.KindIBAN, Senders: senders, Reports: p.Reports, Latest: p.Latest, First: p.First, Nth: p.Nth}
	}
	many, few, later := is(a, 2), is(near, 1), is(twin, 1)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.ReplacePayers(ctx, nil, []store.Payer{a, b, near, twin}), w.ReplaceRecipients(ctx, nil, []store.Recipient{few, later, many}))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "PayersOf", []store.Payer{a, b})(r.PayersOf(ctx, high|1, "r"))
		same(t, "Payers, others of the pair's number with them", 3)(count(r.Payers(ctx, []int64{a.Pair()})))
		same(t, "Recipients", []store.Recipient{many, later, few})(r.Recipients(ctx, 1, 0, 9))
		same(t, "Recipients, a page", []store.Recipient{later})(r.Recipients(ctx, 1, 1, 1))
		same(t, "Recipients of two senders", []store.Recipient{many})(r.Recipients(ctx, 2, 0, 9))
		same(t, "CountRecipients", int64(3))(r.CountRecipients(ctx, 1))
		same(t, "RecipientsOf", []store.Recipient{few})(r.RecipientsOf(ctx, []int64{near.Hash}))
		return nil
	})
	changed := a
	changed.Reports, changed.Latest, changed.First, changed.Nth = 9, 30_000, 1, 0
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.UpdatePayers(ctx, []store.Payer{changed}), w.ReplacePayers(ctx, []store.Payer{b}, nil), w.ReplaceRecipients(ctx, []store.Recipient{many}, nil))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "PayersOf, changed", []store.Payer{changed})(r.PayersOf(ctx, high|1, "r"))
		same(t, "PayersOf a twin", []store.Payer{twin})(r.PayersOf(ctx, high|1, "R"))
		same(t, "CountRecipients, one less", int64(2))(r.CountRecipients(ctx, 1))
		return nil
	})
}

func count[T any](xs []T, err error) (int, error) { return len(xs), err }

// What a person says of an account stands until another says otherwise.
func accountKinds(t *testing.T, s *store.Store) {
	a := store.AccountKind{Hash: 1, Value: "v", Kind: report.KindIBAN, IsA: "agent", Because: "b", Who: "w", At: 2, Entry: 3}
	b := store.AccountKind{Hash: 1, Value: "V", Kind: report.KindWallet, IsA: "facilitator", Because: "c", Who: "x", At: 3, Entry: 1}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.PutAccountKind(ctx, a), w.PutAccountKind(ctx, b))
	})
	a.IsA, a.Entry = "facilitator", 9
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "AccountKinds", 2)(count(w.AccountKinds(ctx)))
		return errors.Join(w.PutAccountKind(ctx, a), w.DeleteAccountKind(ctx, 1, "V"))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "AccountKinds, one said anew and one taken back", []store.AccountKind{a})(r.AccountKinds(ctx))
		return nil
	})
	err := s.Write(context.Background(), func(w *store.Tx) error { return w.DeleteAccountKind(context.Background(), 7, "v") })
	notFound(t, "DeleteAccountKind of none", err)
}
