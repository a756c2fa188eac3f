package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

// Sealed transfers are found by their mark, compared in full.
func sealed(t *testing.T, s *store.Store) {
	at := func(id int64, last byte) store.Sealed {
		mark := bytes.Repeat([]byte{7}, 32) // all share the part that is indexed
		mark[31] = last
		return store.Sealed{ID: id, Run: 2, Received: 3, Mark: mark, Indexed: store.ShortHash(mark), Commitment: []byte{last}, Place: `{"row":4}`, Entry: 5, SealKey: 6, Seal: []byte{byte(id)}}
	}
	a, b := at(1, 1), at(2, 2)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "NextSealed of none", int64(1))(w.NextSealed(ctx))
		err := w.InsertSealed(ctx, []store.Sealed{a, b})
		same(t, "NextSealed", int64(3))(w.NextSealed(ctx))
		return err
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		known, other := [32]byte(a.Mark), [32]byte(at(9, 9).Mark)
		same(t, "KnownSealed", map[[32]byte]bool{known: true})(r.KnownSealed(ctx, [][32]byte{known, other}))
		same(t, "KnownSealed of none", map[[32]byte]bool{})(r.KnownSealed(ctx, nil))
		same(t, "SealedBetween", []store.Sealed{b})(r.SealedBetween(ctx, 2, 9))
		same(t, "CountRows", int64(2))(r.CountRows(ctx, "sealed"))
		same(t, "PlainSealed", []store.Sealed(nil))(r.PlainSealed(ctx, 9))
		return nil
	})
}

// Payers of one recipient are found together and told from those of another with
// half its hash.
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
		n := 0
		err := r.EachRecipient(ctx, func(store.Recipient) error { n++; return nil })
		same(t, "EachRecipient, one less", 2)(n, err)
		return nil
	})
}

// Two accounts of one lead pay as one. The components that are cut are known, and the
// accounts with several reports in one.
func paidByLeads(t *testing.T, s *store.Store) {
	const high = int64(-5) << 32
	row := func(k, comp, lead report.Key) store.Report {
		return store.Report{Key: k, Source: "s", SourceID: k.String(), First: int64(k), Account: int64(k), Comp: comp, Lead: lead}
	}
	pay := func(hash, account, reports int64, first report.Key) store.Payer {
		return store.Payer{Hash: hash, Value: "r", Account: account, Reports: reports, Latest: 1, First: first}
	}
	is := func(hash, senders int64) store.Recipient {
		return store.Recipient{Hash: hash, Value: "r", Kind: report.KindIBAN, Senders: senders, Reports: 9, Latest: 1, First: 1}
	}
	one, two, near := is(high|1, 3), is(high|0xfffffffe, 1), is(high|2, 2)
	cut := pay(two.Hash, 8, 2, 4)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		err := w.InsertReports(ctx, []store.Report{row(1, 1, 1), row(2, 1, 1), row(3, 3, 3), row(4, 4, 4), row(5, 4, 5)})
		return errors.Join(err,
			w.InsertLeads(ctx, []store.Lead{{ID: 1, First: 1, Comp: 1, Summary: []byte{1}}, {ID: 3, First: 3, Comp: 3, Summary: []byte{1}}, {ID: 4, First: 4, Comp: 4, Summary: []byte{1}}, {ID: 5, First: 5, Comp: 4, Summary: []byte{1}}}),
			w.ReplacePayers(ctx, nil, []store.Payer{
				pay(one.Hash, 5, 1, 1), pay(one.Hash, 6, 7, 2), pay(one.Hash, keyMax, 1, 3), cut, pay(near.Hash, 5, 1, 4), pay(near.Hash, 7, 1, 5),
			}),
			w.ReplaceRecipients(ctx, nil, []store.Recipient{one, two, near}))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		by := func(xs []store.PaidRecipient, err error) (map[int64]int64, error) {
			out := map[int64]int64{}
			for _, x := range xs {
				out[x.Hash] = x.Leads
			}
			return out, err
		}
		same(t, "PaidByLeads", map[int64]int64{one.Hash: 2, two.Hash: 1, near.Hash: 2})(by(r.PaidByLeads(ctx, 1)))
		same(t, "PaidByLeads of two", map[int64]int64{one.Hash: 2, near.Hash: 2})(by(r.PaidByLeads(ctx, 2)))
		same(t, "PaidByLeads of three", map[int64]int64{})(by(r.PaidByLeads(ctx, 3)))
		same(t, "PaidOf", []store.PaidRecipient{{Recipient: two, Leads: 1}})(r.PaidOf(ctx, []int64{two.Hash, 7}))
		same(t, "Cut", []report.Key{4})(r.Cut(ctx))
		same(t, "PayersWithin", []store.Payer{cut})(r.PayersWithin(ctx, []report.Key{4}, nil))
		same(t, "PayersWithin, of a recipient", []store.Payer{cut})(r.PayersWithin(ctx, []report.Key{4}, []int64{near.Hash, two.Hash}))
		same(t, "PayersWithin, of another", 0)(count(r.PayersWithin(ctx, []report.Key{4}, []int64{one.Hash, near.Hash})))
		same(t, "PayersWithin none", 0)(count(r.PayersWithin(ctx, []report.Key{3}, nil)))
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
