package unit

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"vigie/internal/report"
	"vigie/internal/store"
)

// A statement reports nobody: a bank's or a remittance house's record of
// transfers holds those of strangers too. A transfer enters as a report only
// where it touches an account that a report gives to a reported person, and that
// is no hub. Any other is counted and sealed, and nothing of it is indexed (sealed.go).

// accountKinds are the kinds of identifier that a transfer touches an account by.
var accountKinds = map[report.Kind]bool{
	report.KindIBAN: true, report.KindBank: true, report.KindWallet: true, report.KindAccount: true, report.KindDocument: true,
}

// ends lists the accounts at both ends of a transfer, the sender's first.
func (u *Unit) ends(r *report.Report) (out []end) {
	if len(r.Payments) == 0 {
		return nil
	}
	for _, party := range []int{r.Payments[0].Sender, r.Payments[0].Recipient} {
		if party < 0 || party >= len(r.Parties) {
			continue
		}
		for j := range r.Parties[party].Identifiers {
			id := &r.Parties[party].Identifiers[j]
			scope := u.table.Scope(id.Kind, id.Service, id.Value)
			if accountKinds[id.Kind] && id.Strength == report.Joins && len(scope)+len(id.Value) <= longestIndexed {
				out = append(out, end{party, id.Kind, valueKey{u.hash(id.Kind, scope, id.Value), scoped(scope, id.Value)}})
			}
		}
	}
	return out
}

// end is an account at one end of a transfer.
type end struct {
	party int
	kind  report.Kind
	valueKey
}

// touching finds, for the statements among records, the reported end of each:
// the index of its party, or -1.
func (b *batch) touching(ctx context.Context, recs []*prepared) (map[*prepared]int, error) {
	out := map[*prepared]int{}
	asked := map[valueKey]report.Kind{}
	for _, p := range recs {
		if p.statement() {
			out[p] = -1
			for _, e := range p.ends {
				asked[e.valueKey] = e.kind
			}
		}
	}
	if len(asked) == 0 {
		return out, nil
	}
	reported, err := b.reportedAccounts(ctx, asked, recs)
	if err != nil {
		return nil, err
	}
	for p := range out {
		// The sender first: of a payment between two reported accounts, it is the sender's report.
		for _, e := range p.ends {
			if reported[e.valueKey] {
				out[p] = e.party
				break
			}
		}
	}
	return out, nil
}

// reportedAccounts keeps, of accounts, those that a report gives to a reported
// person, in the store or in this batch, and that are no hub. Transfers of
// statements make nobody reported: else which of them enter would hang on the order
// in which they come.
func (b *batch) reportedAccounts(ctx context.Context, asked map[valueKey]report.Kind, recs []*prepared) (map[valueKey]bool, error) {
	if err := b.loadHubs(ctx); err != nil {
		return nil, err
	}
	bearers := map[valueKey]map[int64]bool{} // distinct accounts
	joins := map[valueKey]bool{}
	bear := func(k valueKey, account int64, strong bool) {
		if bearers[k] == nil {
			bearers[k] = map[int64]bool{}
		}
		bearers[k][account] = true
		joins[k] = joins[k] || strong
	}
	for _, p := range recs {
		if p.Report == nil || p.statement() {
			continue
		}
		for _, x := range p.gist.bonds {
			if k := (valueKey{x.hash, scoped(x.Service, x.Value)}); asked[k] != 0 {
				bear(k, p.gist.account, x.joins)
			}
		}
	}
	qs := make([]store.BearerQuery, 0, len(asked))
	for k, kind := range asked {
		qs = append(qs, store.BearerQuery{Hash: k.hash, Value: k.value, Limit: b.u.table.Cap(kind)})
	}
	slices.SortFunc(qs, func(x, y store.BearerQuery) int { return valueKey{x.Hash, x.Value}.compare(valueKey{y.Hash, y.Value}) })
	found, err := b.Bearers(ctx, qs)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		if f.Account&ofStatement != 0 {
			continue
		}
		bear(valueKey{qs[f.Query].Hash, qs[f.Query].Value}, f.Account, f.Weak == 0)
	}
	out := map[valueKey]bool{}
	for k, accounts := range bearers {
		out[k] = joins[k] && !b.hubs[k] && len(accounts) <= b.u.table.Cap(asked[k])
	}
	return out, nil
}

// knownSealed finds, of statements, the marks of those that are sealed already.
func (b *batch) knownSealed(ctx context.Context, of map[*prepared]int) (map[[32]byte]bool, error) {
	marks := make([][32]byte, 0, len(of))
	for p := range of {
		marks = append(marks, p.mark)
	}
	return b.KnownSealed(ctx, marks)
}

func (p *prepared) statement() bool { return p.Report != nil && p.Report.Statement }

// open makes reports of the transfers of which one end is reported, several at once.
func (b *batch) open(touching map[*prepared]int, known map[[32]byte]store.Known) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for p, reported := range touching {
		if _, dup := known[p.SHA256]; dup || reported < 0 {
			continue
		}
		g.Go(func() error { return b.u.open(p, reported, b.run) })
	}
	return g.Wait()
}

// open makes a report of a transfer whose one end is reported: that party is
// the reported person, and whom it pays is the recipient.
func (u *Unit) open(p *prepared, reported int, r *run) error {
	whole := *p.Report
	whole.Parties = slices.Clone(p.Report.Parties)
	whole.Parties[reported].Role = report.RoleReported
	if pay := whole.Payments[0]; pay.Sender == reported && pay.Recipient >= 0 && pay.Recipient < len(whole.Parties) && pay.Recipient != reported {
		whole.Parties[pay.Recipient].Role = report.RoleRecipient
	}
	p.Report = &whole
	if err := p.sealUp(r.keys); err != nil {
		return err
	}
	return u.readUp(p, r)
}
