package unit

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/clock"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// asker writes down what one report's records are asked by.
type asker struct {
	u     *Unit
	x     *wholeReport
	child map[valueKey]bool // values that some report gives to a victim
}

// maskLater marks, among the values of a draft, those that a report has since given to
// a victim. The letter is as it was drafted; who may read it is as things are now.
func (w *work) maskLater(ctx context.Context, items []request.Item) error {
	var qs []store.BearerQuery
	var marks []*bool
	look := func(index string, masked *bool) {
		number, value, ok := strings.Cut(index, ":")
		hash, err := strconv.ParseInt(number, 10, 64)
		if ok && err == nil && !*masked {
			qs = append(qs, store.BearerQuery{Hash: hash, Value: value, Role: report.RoleVictim, Limit: 1})
			marks = append(marks, masked)
		}
	}
	for i := range items {
		look(items[i].Index, &items[i].Masked)
		for j := range items[i].Names {
			look(items[i].Names[j].Index, &items[i].Names[j].Masked)
		}
	}
	found, err := w.Bearers(ctx, qs)
	for _, b := range found {
		*marks[b.Query] = true
	}
	return err
}

// index is by what maskLater finds an identifier; "" for what is never a child's alone.
func (q *asker) index(id *report.Identifier) string {
	if id.Value == "" || id.Kind == report.KindIP {
		return ""
	}
	k := q.u.valueOf(id)
	return strconv.FormatInt(k.hash, 10) + ":" + k.value
}

// masks says whether an identifier's value is masked wherever it is not in a letter. No
// address is masked here as a child's: a household's says nobody's name, and its access
// provider is asked by it.
func (q *asker) masks(id *report.Identifier) bool {
	switch {
	case id.FromText, id.Kind.Masks(identifierText(id)):
		return true
	case id.Kind == report.KindIP:
		return false
	}
	return q.u.childs(q.x.report, id, q.child)
}

// maskHolder takes out of a holder that is known by an account alone, "the institution
// that keeps account …", an account that is masked elsewhere: its letter names it among
// the records. What tells such holders apart is a keyed hash.
func (q *asker) maskHolder(k *clock.Keeper) {
	if k.Of == "" || k.Name != "" {
		return
	}
	q.x.report.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) {
		if k.Of == "" || id.Kind == report.KindIP || id.Value != k.Of && strings.TrimSpace(id.Raw) != k.Of || !q.masks(id) {
			return
		}
		k.Key = string(k.Holder) + ":masked-" + strconv.FormatUint(uint64(q.u.hash(id.Kind, "", k.Of)), 36)
		k.Of = ""
	})
}

// item says of a record what its holder needs to find it, and no more. What is
// masked elsewhere is marked: the letter alone shows it.
func (q *asker) item(it *clock.Item, id string, actBy triage.Day) request.Item {
	x := q.x
	c, _ := q.u.clocks.Clock(it.ClockID)
	cite, _, _ := strings.Cut(c.Law, ": ")
	i := request.Item{Report: x.row.Key, ID: id, Record: it.Record.String(), ActBy: actBy, Law: map[string]string{}}
	for lang, title := range c.Title {
		i.Law[lang] = title + " (" + cite + ")"
	}
	switch {
	case it.Payment != nil:
		p := it.Payment
		i.Kind, i.Value, i.Service, i.At, i.DayOnly = "payment", plain(p.Reference), label(p.Channel), p.At, p.DateOnly && !p.At.IsZero()
		i.Masked = i.Value != "" && !report.CodeLike(p.Reference)
		i.Amount = plain(strings.TrimSpace(p.Amount + " " + p.Currency))
		for _, e := range endsNamed(x.report, p) {
			i.Names = append(i.Names, request.Named{Kind: e.end, Value: identifierText(e.id), Masked: q.masks(e.id), Index: q.index(e.id)})
		}
	case it.Identifier != nil:
		d := it.Identifier
		i.Kind, i.Value, i.Service, i.Port = d.Kind.String(), identifierText(d), label(d.Service), d.Port
		i.Masked, i.Index = q.masks(d), q.index(d)
		if it.Record != clock.Identity {
			i.At = d.At
		}
	default:
		i.Number, i.Names = sourceID(x.report.SourceID), q.accountsNamed()
	}
	return i
}

// endNamed is what names an end of a payment to the payment's holder.
type endNamed struct {
	end string
	id  *report.Identifier
}

// endsNamed is by what the holder of a payment finds its ends: their payment accounts;
// of an end without one its account at the service, else its telephone number.
func endsNamed(r *report.Report, p *report.Payment) (out []endNamed) {
	for _, end := range []struct {
		name  string
		party int
	}{{"sender", p.Sender}, {"recipient", p.Recipient}} {
		if end.party < 0 || end.party >= len(r.Parties) {
			continue
		}
		for _, kinds := range [][]report.Kind{{report.KindIBAN, report.KindBank, report.KindWallet}, {report.KindAccount}, {report.KindPhone}} {
			n := len(out)
			for i := range r.Parties[end.party].Identifiers {
				if d := &r.Parties[end.party].Identifiers[i]; slices.Contains(kinds, d.Kind) {
					out = append(out, endNamed{end.name, d})
				}
			}
			if len(out) > n {
				break
			}
		}
	}
	return out
}

// accountsNamed is by what a service finds what it reported: the accounts of the
// person reported; without one, their screen names there, then addresses of pages.
func (q *asker) accountsNamed() []request.Named {
	for _, kind := range []report.Kind{report.KindAccount, report.KindScreenName, report.KindURL} {
		var out []request.Named
		for _, p := range q.x.report.Parties {
			for i := range p.Identifiers {
				d := &p.Identifiers[i]
				n := request.Named{Kind: kind.String(), Value: identifierText(d), Masked: q.masks(d), Index: q.index(d)}
				if p.Role == report.RoleReported && d.Kind == kind && !slices.Contains(out, n) {
					out = append(out, n)
				}
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// identifierText is an identifier as its holder knows it.
func identifierText(d *report.Identifier) string {
	if s := strings.TrimSpace(d.Raw); s != "" {
		return plain(s)
	}
	return plain(d.Value)
}
