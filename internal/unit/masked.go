package unit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/payment"
	"vigie/internal/report"
)

// maskedItem is something that may carry abuse text.
type maskedItem struct {
	view  MaskedView
	value string
}

// sourceID shows a source's own number: a hash is longer than a label and no text.
func sourceID(s string) string {
	if len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" {
		return s
	}
	return label(s)
}

// plainText is plain for a text of several lines.
func plainText(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = plain(strings.ReplaceAll(l, "\t", " "))
	}
	return strings.Join(lines, "\n")
}

// masks says whether a report's own list of identifiers shows one only when asked for:
// it may carry text, or say who a child is.
func (u *Unit) masks(r *report.Report, id *report.Identifier, children map[valueKey]bool) bool {
	return id.Masked() || u.childs(r, id, children)
}

// masked lists everything of a report that is shown only when asked for, in a fixed order.
func (u *Unit) masked(r *report.Report, children map[valueKey]bool) []maskedItem {
	var out []maskedItem
	add := func(item, kind, field, value string) {
		if value != "" {
			out = append(out, maskedItem{MaskedView{item, kind, field, len([]rune(value))}, value})
		}
	}
	n := 0
	r.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) {
		if u.masks(r, id, children) {
			add("identifier-"+strconv.Itoa(n), id.Kind.String(), id.Field, id.Raw)
		}
		n++
	})
	addWordy := func(item, kind, field, value string) {
		if report.Wordy(value) {
			add(item, kind, field, value)
		}
	}
	addWordy("platform", "platform", "incident", r.Incident.Platform)
	addWordy("source", "source", "report", r.Source)
	if sourceID(r.SourceID) == "" {
		add("source-id", "sourceId", "report", r.SourceID)
	}
	for i, f := range r.Flags {
		addWordy("flag-"+strconv.Itoa(i), "flag", f.Field, f.Name)
	}
	n = 0
	r.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) {
		addWordy("service-"+strconv.Itoa(n), "service", id.Field, id.Service)
		addWordy("event-"+strconv.Itoa(n), "event", id.Field, id.Event)
		n++
	})
	for i, t := range r.Texts {
		add("text-"+strconv.Itoa(i), t.Kind, t.Field, t.Value)
	}
	for i, a := range r.Attributes {
		add("attribute-"+strconv.Itoa(i), cmp.Or(label(a.Name), "attribute"), a.Field, a.Value)
	}
	for i := range r.Payments {
		p, item := &r.Payments[i], "payment-"+strconv.Itoa(i)+"-"
		if !report.CodeLike(p.Reference) {
			add(item+"reference", "reference", p.Field, p.Reference)
		}
		if _, stated := amountOf(p); !stated {
			add(item+"amount", "amount", p.Field, strings.TrimSpace(p.Amount+" "+p.Currency))
		}
		addWordy(item+"channel", "channel", p.Field, p.Channel)
	}
	for i, m := range r.Media {
		addWordy("media-"+strconv.Itoa(i)+"-classification", "classification", m.Field, m.Classification)
		for j, f := range m.Flags {
			addWordy("media-"+strconv.Itoa(i)+"-flag-"+strconv.Itoa(j), "flag", f.Field, f.Name)
		}
		for j, h := range m.Hashes {
			if maskedHash(h) {
				add("media-"+strconv.Itoa(i)+"-hash-"+strconv.Itoa(j), "hash", m.Field, strings.TrimSpace(h.Type+" "+h.Value))
			}
		}
		for _, x := range []struct{ kind, value string }{{"fileName", m.Name}, {"originalFileName", m.OriginalName}, {"location", m.Location}} {
			add("media-"+strconv.Itoa(i)+"-"+x.kind, x.kind, m.Field, x.value)
		}
	}
	for i, p := range r.Parties {
		for j, name := range p.Names {
			add("name-"+strconv.Itoa(i)+"-"+strconv.Itoa(j), "name-"+p.Role.String(), p.Field, nameText(name))
		}
	}
	return out
}

// maskedHash says that what stands for a hash value, or for its type, is none.
func maskedHash(h report.Hash) bool { return report.Wordy(h.Type) || report.KindHash.Masks(h.Value) }

// shownHashes are a file's hash values, but for what is none.
func shownHashes(hs []report.Hash) []report.Hash {
	return slices.DeleteFunc(slices.Clone(hs), maskedHash)
}

// amountOf is a payment's amount with its currency, where both are what they should be.
func amountOf(p *report.Payment) (string, bool) {
	if p.Amount != "" {
		if _, err := payment.ParseAmount(p.Amount); err != nil {
			return "", false
		}
	}
	return strings.TrimSpace(p.Amount + " " + payment.Currency(p.Currency)), payment.Currency(p.Currency) == strings.TrimSpace(p.Currency)
}

func nameText(n report.Name) string {
	return strings.Join(strings.Fields(strings.Join([]string{n.Full, n.First, n.Middle, n.Last, n.Preferred}, " ")), " ")
}

// Reveal shows one masked item of a report, and records that it was shown.
func (u *Unit) Reveal(ctx context.Context, who Actor, k report.Key, item string) (string, error) {
	var out string
	err := u.do(ctx, who.on(k).asking(Asked{"item": u.typed(item, itemName.MatchString(item))}), access.Reveal, func(ctx context.Context, w *work) error {
		x, err := w.whole(ctx, k)
		if err != nil {
			return err
		}
		children, err := w.childrenIn(ctx, []*wholeReport{x})
		if err != nil {
			return err
		}
		for _, m := range u.masked(x.report, children) {
			if m.view.Item == item {
				out = plainText(m.value)
				_, err := w.record(ledger.Reveal, []report.Key{k, x.row.Lead}, map[string]any{"item": item, "kind": m.view.Kind})
				return err
			}
		}
		return tell(fmt.Errorf("report %s has no masked item of that name (see vigie explain): %w", k, ErrNoSuch), k)
	})
	if err != nil {
		return "", err
	}
	return out, nil
}
