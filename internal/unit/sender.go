package unit

import (
	"context"
	"maps"
	"slices"

	"vigie/internal/report"
	"vigie/internal/store"
)

// A sender is a lead: whoever pays from two accounts is counted once as soon as the two
// are one lead, and twice as soon as a person says that they are different. A reported
// account of which nothing joins the reports (many bear it) is one sender all the same,
// in the lead of its first report. Only where a judgement cuts what its reports were
// joined to does one account stand for several.
//
// Which accounts pay is kept; the leads behind them are looked up when read, so that no
// join or cut of leads has to look for the recipients.

// paidBy lists the recipients that so many senders or more paid: most senders first,
// then the newest payment, then the first report.
func (w *work) paidBy(ctx context.Context, least int64) ([]store.PaidRecipient, error) {
	rows, err := w.PaidByLeads(ctx, least)
	if err != nil {
		return nil, err
	}
	parted, err := w.parted(ctx, nil)
	if err != nil {
		return nil, err
	}
	correct(rows, parted)
	// One account of several leads may lift a recipient that had too few.
	for _, r := range rows {
		delete(parted, valueKey{r.Hash, r.Value})
	}
	lifted := make([]int64, 0, len(parted))
	for k, n := range parted {
		if n >= least {
			lifted = append(lifted, k.hash)
		}
	}
	slices.Sort(lifted)
	more, err := w.PaidOf(ctx, slices.Compact(lifted))
	if err != nil {
		return nil, err
	}
	correct(more, parted)
	for _, r := range more {
		if parted[valueKey{r.Hash, r.Value}] >= least {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b store.PaidRecipient) int { return slices.Compare(paidOrder(a), paidOrder(b)) })
	return rows, nil
}

func paidOrder(r store.PaidRecipient) []int64 {
	return []int64{-r.Leads, -r.Latest, int64(r.First), r.Nth}
}

// paidOf finds the recipients of hashes with their senders, in no order.
func (w *work) paidOf(ctx context.Context, hashes []int64) ([]store.PaidRecipient, error) {
	rows, err := w.PaidOf(ctx, hashes)
	if err != nil || len(rows) == 0 {
		return rows, err
	}
	parted, err := w.parted(ctx, hashes)
	correct(rows, parted)
	return rows, err
}

func correct(rows []store.PaidRecipient, parted map[valueKey]int64) {
	for i := range rows {
		if n, known := parted[valueKey{rows[i].Hash, rows[i].Value}]; known {
			rows[i].Leads = n
		}
	}
}

// parted counts the senders of the recipients that an account of several leads paid: of
// those of some hashes, where hashes is not nil. Reports are read for it.
func (w *work) parted(ctx context.Context, hashes []int64) (map[valueKey]int64, error) {
	cut, err := w.Cut(ctx)
	if err != nil || len(cut) == 0 {
		return nil, err
	}
	ps, err := w.PayersWithin(ctx, cut, hashes)
	if err != nil {
		return nil, err
	}
	leads := map[valueKey]map[report.Key]bool{}
	for _, p := range ps {
		of, err := w.leadsOfPayer(ctx, p)
		if err != nil {
			return nil, err
		}
		if len(of) > 1 {
			k := keyOf(p).valueKey
			if leads[k] == nil {
				leads[k] = map[report.Key]bool{}
			}
			maps.Copy(leads[k], of)
		}
	}
	out := make(map[valueKey]int64, len(leads))
	for k, of := range leads {
		all, err := w.PayersOf(ctx, k.hash, k.value)
		if err != nil {
			return nil, err
		}
		firsts := make([]report.Key, len(all))
		for i, p := range all {
			firsts[i] = p.First
		}
		places, err := w.Places(ctx, firsts)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			of[p.Lead] = true
		}
		out[k] = int64(len(of))
	}
	return out, nil
}

// leadsOfPayer are the leads of the component of a payer's first report in which a
// report says that it paid.
func (w *work) leadsOfPayer(ctx context.Context, p store.Payer) (map[report.Key]bool, error) {
	keys, err := w.NamedBy(ctx, p.Hash, p.Value, p.Account)
	if err != nil {
		return nil, err
	}
	places, err := w.Places(ctx, keys)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(places, func(x store.Place) bool { return x.Key == p.First })
	if at < 0 {
		return nil, nil
	}
	first := places[at]
	by := map[report.Key][]report.Key{}
	for _, x := range places {
		if x.Comp == first.Comp {
			by[x.Lead] = append(by[x.Lead], x.Key)
		}
	}
	out := map[report.Key]bool{first.Lead: true}
	for lead, keys := range by {
		for some := range slices.Chunk(keys, 500) {
			if out[lead] {
				break
			}
			rows, err := w.Reports(ctx, some)
			if err != nil {
				return nil, err
			}
			xs, err := w.wholes(ctx, rows)
			if err != nil {
				return nil, err
			}
			out[lead] = slices.ContainsFunc(xs, func(x *wholeReport) bool {
				return slices.ContainsFunc(x.gist.payers(x.row.Key), func(q store.Payer) bool { return keyOf(q) == keyOf(p) })
			})
		}
	}
	maps.DeleteFunc(out, func(_ report.Key, says bool) bool { return !says })
	return out, nil
}
