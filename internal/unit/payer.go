package unit

import (
	"cmp"
	"context"
	"slices"

	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// paid is an account that a report names as the recipient of a payment by the
// reported person.
type paid struct {
	valueKey
	kind   report.Kind
	party  int   // who bears it; of several, the first
	latest int64 // day of the newest such payment, no later than the receipt; 0: none has a date
}

// at is it as a recipient, by where a report names it.
func (p paid) at(k report.Key, nth int) store.Recipient {
	return store.Recipient{Hash: p.hash, Value: p.value, Kind: p.kind, First: k, Nth: int64(nth)}
}

// payable are the kinds of identifier by which money reaches somebody.
func payable(k report.Kind) bool {
	switch k {
	case report.KindAccount, report.KindEmail, report.KindPhone, report.KindIBAN, report.KindBank, report.KindWallet:
		return true
	}
	return false
}

// receives says whether a party in this role can be a recipient: not the person
// reported, nor whoever reports or investigates.
func receives(r report.Role) bool {
	return r != report.RoleReported && r != report.RoleReporter && r != report.RoleOfficer
}

// pays lists the accounts that a report says the reported person paid, in order
// of kind and value: the place in it is the same whatever the secret.
func (u *Unit) pays(r *report.Report, received triage.Day) []paid {
	latest := map[int]triage.Day{} // party → newest payment
	for i := range r.Payments {
		p := &r.Payments[i]
		if p.Reversal || p.Sender < 0 || p.Sender >= len(r.Parties) || p.Recipient < 0 || p.Recipient >= len(r.Parties) ||
			r.Parties[p.Sender].Role != report.RoleReported || !receives(r.Parties[p.Recipient].Role) {
			continue
		}
		day := triage.Day(0)
		if !p.At.IsZero() {
			day = min(triage.DayOf(p.At), received)
		}
		latest[p.Recipient] = max(latest[p.Recipient], day)
	}
	var out []paid
	for party, day := range latest {
		for j := range r.Parties[party].Identifiers {
			id := &r.Parties[party].Identifiers[j]
			scope := u.table.Scope(id.Kind, id.Service, id.Value)
			if id.Value == "" || id.FromText || id.Strength < report.Proposes || !payable(id.Kind) || len(scope)+len(id.Value) > longestIndexed {
				continue
			}
			out = append(out, paid{valueKey{u.hash(id.Kind, scope, id.Value), scoped(scope, id.Value)}, id.Kind, party, int64(day)})
		}
	}
	slices.SortFunc(out, func(a, b paid) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.value, b.value), cmp.Compare(b.latest, a.latest), cmp.Compare(a.party, b.party))
	})
	return slices.CompactFunc(out, func(a, b paid) bool { return a.valueKey == b.valueKey })
}

// payers are the rows that one report alone makes: none unless it states a fact of abuse.
func (g *gist) payers(k report.Key) []store.Payer {
	if !g.abuse {
		return nil
	}
	out := make([]store.Payer, len(g.pays))
	for i, p := range g.pays {
		out[i] = store.Payer{Hash: p.hash, Value: p.value, Account: g.account, Reports: 1, Latest: p.latest, First: k, Nth: int64(i)}
	}
	return out
}

type payerKey struct {
	valueKey
	account int64
}

func keyOf(p store.Payer) payerKey { return payerKey{valueKey{p.Hash, p.Value}, p.Account} }

func (k payerKey) compare(o payerKey) int {
	return cmp.Or(k.valueKey.compare(o.valueKey), cmp.Compare(k.account, o.account))
}

// addPayer adds up what several reports say of one sender and recipient.
func addPayer(a, b store.Payer) store.Payer {
	if a.Reports == 0 {
		return b
	}
	if b.First < a.First {
		a.First, a.Nth = b.First, b.Nth
	}
	a.Reports += b.Reports
	a.Latest = max(a.Latest, b.Latest)
	return a
}

// recipientOf adds up the senders of one account.
func recipientOf(kind report.Kind, ps []store.Payer) (store.Recipient, bool) {
	if len(ps) == 0 {
		return store.Recipient{}, false
	}
	var sum store.Payer
	for _, p := range ps {
		sum = addPayer(sum, p)
	}
	return store.Recipient{
		Hash: sum.Hash, Value: sum.Value, Kind: kind, Senders: int64(len(ps)), Reports: sum.Reports,
		Latest: sum.Latest, First: sum.First, Nth: sum.Nth,
	}, true
}

// paying is what a batch changes about who pays whom.
type paying struct {
	kinds map[valueKey]report.Kind
	added map[payerKey]store.Payer
	again map[payerKey]bool // a report says less, or otherwise, than before: count anew
}

func newPaying() *paying {
	return &paying{kinds: map[valueKey]report.Kind{}, added: map[payerKey]store.Payer{}, again: map[payerKey]bool{}}
}

func (p *paying) know(g *gist) {
	for _, x := range g.pays {
		p.kinds[x.valueKey] = x.kind
	}
}

// add notes a new report.
func (p *paying) add(k report.Key, g *gist) {
	p.know(g)
	for _, x := range g.payers(k) {
		p.added[keyOf(x)] = addPayer(p.added[keyOf(x)], x)
	}
}

// anew notes a report that says otherwise than before, or may.
func (p *paying) anew(gs ...*gist) {
	for _, g := range gs {
		p.know(g)
		for _, x := range g.pays {
			p.again[payerKey{x.valueKey, g.account}] = true
		}
	}
}

// pay brings the tables of payers and recipients up to date with what was written.
func (w *work) pay(ctx context.Context, p *paying) error {
	if len(p.kinds) == 0 {
		return nil
	}
	keys := make([]payerKey, 0, len(p.added)+len(p.again))
	for k := range p.added {
		if !p.again[k] {
			keys = append(keys, k)
		}
	}
	for k := range p.again {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, payerKey.compare)
	was, err := w.payersAt(ctx, keys)
	if err != nil {
		return err
	}
	var gone, come, change []store.Payer
	fresh := map[valueKey]int64{}  // senders that are new to a recipient
	recount := map[valueKey]bool{} // recipients of which something fell away
	for _, k := range keys {
		old, now := was[k], p.added[k]
		if p.again[k] {
			recount[k.valueKey] = true
			if now, err = w.payer(ctx, k); err != nil {
				return err
			}
		} else {
			now = addPayer(old, now)
		}
		switch {
		case old == now:
		case old.Reports == 0:
			come = append(come, now)
			fresh[k.valueKey]++
		case now.Reports == 0:
			gone = append(gone, old)
		default:
			change = append(change, now)
		}
	}
	if err := w.UpdatePayers(ctx, change); err != nil {
		return err
	}
	slices.SortFunc(come, func(a, b store.Payer) int { return cmp.Compare(a.Pair(), b.Pair()) })
	if err := w.ReplacePayers(ctx, gone, come); err != nil {
		return err
	}
	return w.payees(ctx, p, fresh, recount)
}

func (w *work) payersAt(ctx context.Context, keys []payerKey) (map[payerKey]store.Payer, error) {
	pairs := make([]int64, len(keys))
	for i, k := range keys {
		pairs[i] = store.Payer{Hash: k.hash, Account: k.account}.Pair()
	}
	slices.Sort(pairs)
	rows, err := w.Payers(ctx, slices.Compact(pairs))
	was := make(map[payerKey]store.Payer, len(rows))
	for _, r := range rows {
		was[keyOf(r)] = r
	}
	return was, err
}

// payer counts one sender and recipient anew, from their reports.
func (w *work) payer(ctx context.Context, k payerKey) (sum store.Payer, err error) {
	keys, err := w.NamedBy(ctx, k.hash, k.value, k.account)
	if err != nil {
		return sum, err
	}
	for some := range slices.Chunk(keys, 500) {
		rows, err := w.Reports(ctx, some)
		if err != nil {
			return sum, err
		}
		xs, err := w.wholes(ctx, rows)
		if err != nil {
			return sum, err
		}
		for _, x := range xs {
			for _, p := range x.gist.payers(x.row.Key) {
				if keyOf(p) == k {
					sum = addPayer(sum, p)
				}
			}
		}
	}
	return sum, nil
}

// payees brings the recipients of a batch up to date.
func (w *work) payees(ctx context.Context, p *paying, fresh map[valueKey]int64, recount map[valueKey]bool) error {
	sums := map[valueKey]store.Payer{}
	for k, x := range p.added {
		sums[k.valueKey] = addPayer(sums[k.valueKey], x)
	}
	for k := range recount {
		sums[k] = store.Payer{}
	}
	of := make([]valueKey, 0, len(sums))
	hashes := make([]int64, 0, len(sums))
	for k := range sums {
		of, hashes = append(of, k), append(hashes, k.hash)
	}
	slices.SortFunc(of, valueKey.compare)
	slices.Sort(hashes)
	rows, err := w.RecipientsOf(ctx, slices.Compact(hashes))
	if err != nil {
		return err
	}
	was := make(map[valueKey]store.Recipient, len(rows))
	for _, r := range rows {
		was[valueKey{r.Hash, r.Value}] = r
	}
	var gone, come []store.Recipient
	for _, k := range of {
		old, had := was[k]
		var now store.Recipient
		has := true
		if recount[k] {
			ps, err := w.PayersOf(ctx, k.hash, k.value)
			if err != nil {
				return err
			}
			now, has = recipientOf(p.kinds[k], ps)
		} else {
			sum := addPayer(store.Payer{Reports: old.Reports, Latest: old.Latest, First: old.First, Nth: old.Nth}, sums[k])
			now = store.Recipient{
				Hash: k.hash, Value: k.value, Kind: p.kinds[k], Senders: old.Senders + fresh[k],
				Reports: sum.Reports, Latest: sum.Latest, First: sum.First, Nth: sum.Nth,
			}
		}
		if had && has && old == now {
			continue
		}
		if had {
			gone = append(gone, old)
		}
		if has {
			come = append(come, now)
		}
	}
	return w.ReplaceRecipients(ctx, gone, come)
}

// allPayers adds up who pays whom over all reports, for a rebuild.
type allPayers struct {
	kinds map[valueKey]report.Kind
	rows  map[payerKey]store.Payer
}

func (a *allPayers) add(k report.Key, g *gist) {
	if a.rows == nil {
		a.kinds, a.rows = map[valueKey]report.Kind{}, map[payerKey]store.Payer{}
	}
	for _, x := range g.pays {
		a.kinds[x.valueKey] = x.kind
	}
	for _, x := range g.payers(k) {
		a.rows[keyOf(x)] = addPayer(a.rows[keyOf(x)], x)
	}
}

// tables gives both tables, in order.
func (a *allPayers) tables() ([]store.Payer, []store.Recipient) {
	by := map[valueKey][]store.Payer{}
	payers := make([]store.Payer, 0, len(a.rows))
	for k, p := range a.rows {
		payers = append(payers, p)
		by[k.valueKey] = append(by[k.valueKey], p)
	}
	slices.SortFunc(payers, func(x, y store.Payer) int { return cmp.Or(cmp.Compare(x.Pair(), y.Pair()), keyOf(x).compare(keyOf(y))) })
	recipients := make([]store.Recipient, 0, len(by))
	for k, ps := range by {
		r, _ := recipientOf(a.kinds[k], ps)
		recipients = append(recipients, r)
	}
	slices.SortFunc(recipients, func(x, y store.Recipient) int {
		return valueKey{x.Hash, x.Value}.compare(valueKey{y.Hash, y.Value})
	})
	return payers, recipients
}

// comparePayers lists where the stored tables differ from what follows.
func (w *work) comparePayers(ctx context.Context, a *allPayers, differ func(string, ...any)) error {
	payers, recipients := a.tables()
	missing := make(map[payerKey]store.Payer, len(payers))
	for _, p := range payers {
		missing[keyOf(p)] = p
	}
	err := w.EachPayer(ctx, func(p store.Payer) error {
		if missing[keyOf(p)] != p {
			differ("a payer of the account first named by report %s stands otherwise than it should", p.First)
		}
		delete(missing, keyOf(p))
		return nil
	})
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		differ("%d payers are missing", len(missing))
	}
	want := make(map[valueKey]store.Recipient, len(recipients))
	for _, r := range recipients {
		want[valueKey{r.Hash, r.Value}] = r
	}
	err = w.EachRecipient(ctx, func(r store.Recipient) error {
		k := valueKey{r.Hash, r.Value}
		if want[k] != r {
			differ("the recipient first named by report %s stands otherwise than it should", r.First)
		}
		delete(want, k)
		return nil
	})
	if len(want) > 0 {
		differ("%d recipients are missing", len(want))
	}
	return err
}

// rebuildPayers puts both tables in place.
func (w *work) rebuildPayers(ctx context.Context, a *allPayers) error {
	payers, recipients := a.tables()
	for chunk := range slices.Chunk(payers, 5000) {
		if err := w.ReplacePayers(ctx, nil, chunk); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(recipients, 5000) {
		if err := w.ReplaceRecipients(ctx, nil, chunk); err != nil {
			return err
		}
	}
	return nil
}
