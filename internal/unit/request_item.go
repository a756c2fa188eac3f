package unit

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
	case id.Masked():
		return true
	case id.Kind == report.KindIP:
		return false
	}
	return q.u.childs(q.x.report, id, q.child)
}

// maskHolder takes out of a holder that is known by an account alone, "the institution
// that keeps account …", an account that is masked elsewhere, and out of any a name that
// could be free text: its letter has either among the records. It gives such a name.
// What tells such holders apart is a keyed hash.
func (q *asker) maskHolder(k *clock.Keeper) (name string) {
	mask := func(kind report.Kind, what string) {
		k.Key = string(k.Holder) + ":masked-" + strconv.FormatUint(uint64(q.u.hash(kind, "", what)), 36)
		k.Of = ""
	}
	shown := holderShown(*k, q.u.clocks)
	switch {
	case shown.Name != k.Name:
		name = k.Name
		mask(0, strings.ToLower(strings.Join(strings.Fields(name), " ")))
		k.Name = ""
		return name
	case k.Of == "" || k.Name != "":
		return ""
	case k.Of == q.x.report.Source && shown.Of != k.Of:
		mask(0, k.Of)
		return ""
	}
	q.x.report.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) {
		if k.Of != "" && id.Kind != report.KindIP && id.Value == k.Of && q.masks(id) {
			mask(id.Kind, k.Of)
		}
	})
	return ""
}

// holderShown is a holder as it is shown before anybody asks: a name that no table
// of ours gives and that could be free text is left out.
func holderShown(k clock.Keeper, known *clock.Table) clock.Keeper {
	if report.Wordy(k.Name) && !known.Knows(k.Name) {
		k.Name = ""
	}
	if report.Wordy(k.Of) {
		k.Of = ""
	}
	return k
}

// maskWords marks, among the values of a draft, those that may be words: the letters of
// before named them in clear.
func (u *Unit) maskWords(items []request.Item) {
	words := func(kind, service, value string) bool {
		kinds := endKinds // of an end of a payment
		if k, known := report.KindNamed(kind); known {
			kinds = [][]report.Kind{{k}}
		}
		return value != "" && !slices.ContainsFunc(slices.Concat(kinds...), func(k report.Kind) bool {
			id := report.Identifier{Kind: k, Service: service, Raw: value}
			u.table.Identifier(&id)
			return !id.Masked()
		})
	}
	for i := range items {
		x := &items[i]
		x.Masked = x.Masked || words(x.Kind, x.Service, x.Value) || report.Wordy(x.Amount)
		for j := range x.Names {
			n := &x.Names[j]
			n.Masked = n.Masked || words(n.Kind, x.Service, n.Value)
		}
	}
}

// item says of a record what its holder needs to find it, and no more. What is
// masked elsewhere is marked: the letter alone shows it.
func (q *asker) item(it *clock.Item, id string, actBy triage.Day) request.Item {
	x := q.x
	c, _ := q.u.clocks.Clock(it.ClockID)
	i := request.Item{Report: x.row.Key, ID: id, Record: it.Record.String(), ActBy: actBy, Law: map[string]string{}}
	for lang, title := range c.Title {
		i.Law[lang] = title + " (" + c.Law[lang] + ")"
	}
	switch {
	case it.Payment != nil:
		p := it.Payment
		i.Kind, i.Value, i.Service, i.At, i.DayOnly = "payment", plain(p.Reference), label(p.Channel), p.At, p.DateOnly && !p.At.IsZero()
		i.Masked = i.Value != "" && !report.CodeLike(p.Reference)
		if amount, stated := amountOf(p); stated {
			i.Amount = plain(amount)
		}
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

// endKinds are the kinds that name an end: the first of which it has any.
var endKinds = [][]report.Kind{{report.KindIBAN, report.KindBank, report.KindWallet}, {report.KindAccount}, {report.KindPhone}}

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
		for _, kinds := range endKinds {
			n := len(out)
			for i := range r.Parties[end.party].Identifiers {
				if d := &r.Parties[end.party].Identifiers[i]; slices.Contains(kinds, d.Kind) && d.Value != "" {
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
				if p.Role == report.RoleReported && d.Kind == kind && d.Value != "" && !slices.Contains(out, n) {
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

// identifierText is an identifier as its holder knows it: as given, but where words
// stand around it, and in its normal form then.
func identifierText(d *report.Identifier) string {
	s := strings.TrimSpace(d.Raw)
	if s == "" || !d.Masked() && saysMore(d.Kind, s, d.Value) {
		return plain(d.Value)
	}
	return plain(s)
}

// saysMore says whether what a source gives in the place of an identifier is more
// than another way of writing its normal form.
func saysMore(kind report.Kind, raw, value string) bool {
	switch kind {
	case report.KindPhone:
		return strings.ContainsFunc(raw, unicode.IsLetter)
	case report.KindIBAN:
		return !strings.EqualFold(strings.Join(strings.Fields(raw), ""), value)
	case report.KindBank, report.KindDocument, report.KindReference: // measured as given
		return false
	}
	return len(strings.Fields(raw)) > 1 || report.Wordy(raw) && !report.Wordy(value)
}
