package unit

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"vigie/internal/report"
	"vigie/internal/store"
)

// bearing is what the reports of a lead bear.
type bearing struct {
	by      map[valueKey][]bearer // in order of report
	reports map[report.Key]*wholeReport
}

type bearer struct {
	store.Ident
	fromText bool
	masked   bool
	at       []time.Time // of its uses
}

// bears reads what a lead's reports bear.
func (a *asking) bears(ctx context.Context, lead report.Key) (*bearing, error) {
	if b := a.leads[lead]; b != nil {
		return b, nil
	}
	l, err := a.Tx.Lead(ctx, lead)
	if err != nil {
		return nil, err
	}
	rows, err := a.LeadReports(ctx, l.Comp, l.ID, -1, askedReports)
	if err != nil {
		return nil, err
	}
	b := &bearing{by: map[valueKey][]bearer{}, reports: map[report.Key]*wholeReport{}}
	for some := range slices.Chunk(rows, listed) {
		xs, err := a.wholes(ctx, some)
		if err != nil {
			return nil, err
		}
		a.u.bear(b, xs)
	}
	a.leads[lead] = b
	return b, nil
}

// askedReports is how many reports of a lead are read for what it shares with
// others: all of nearly any lead, and a tenth of a second's work at most.
const askedReports = 2000

// bear adds what reports bear.
func (u *Unit) bear(b *bearing, xs []*wholeReport) {
	for _, x := range xs {
		b.reports[x.row.Key] = x
		uses := u.uses(x.report)
		for _, d := range x.gist.idents {
			if !asks(d.Role) {
				continue
			}
			k := valueKey{d.Hash, d.Value}
			b.by[k] = append(b.by[k], bearer{
				Ident: d, masked: !x.gist.clear[identID{d.Kind, d.Value}], at: uses[identID{d.Kind, d.Value}].at, fromText: uses[identID{d.Kind, d.Value}].text,
			})
		}
	}
}

// use is when a report's identifier was used, and whether it stands in free text alone.
type use struct {
	at   []time.Time
	text bool
}

func (u *Unit) uses(r *report.Report) map[identID]use {
	out := map[identID]use{}
	add := func(id *report.Identifier) {
		if id.Value == "" {
			return
		}
		k := identID{id.Kind, scoped(u.table.Scope(id.Kind, id.Service, id.Value), id.Value)}
		x, known := out[k]
		x.text = id.FromText && (x.text || !known)
		if !id.At.IsZero() {
			x.at = append(x.at, id.At)
		}
		out[k] = x
	}
	r.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) { add(id) })
	clues := u.table.Clues(r)
	for i := range clues {
		add(&clues[i])
	}
	return out
}

// propose gathers all evidence between two leads.
func (a *asking) propose(ctx context.Context, p leadPair) (Proposal, error) {
	out := Proposal{A: p.a, B: p.b, Evidence: []Evidence{}}
	x, err := a.bears(ctx, p.a)
	if err != nil {
		return out, err
	}
	y, err := a.bears(ctx, p.b)
	if err != nil {
		return out, err
	}
	var hashes []int64
	for k := range x.by {
		if y.by[k] != nil {
			hashes = append(hashes, k.hash)
		}
	}
	slices.Sort(hashes)
	rows, err := a.SharedOf(ctx, hashes)
	if err != nil {
		return out, err
	}
	for _, s := range rows {
		k := valueKey{s.Hash, s.Value}
		if s.Hub || x.by[k] == nil || y.by[k] == nil {
			continue
		}
		if e, ok := a.u.weigh(s, x, y); ok {
			out.Evidence = append(out.Evidence, e)
		}
	}
	slices.SortFunc(out.Evidence, func(a, b Evidence) int {
		return cmp.Or(a.rank.compare(b.rank), cmp.Compare(a.Mine, b.Mine), cmp.Compare(a.Theirs, b.Theirs), strings.Compare(a.Value, b.Value))
	})
	out.sum()
	return out, nil
}

// weigh finds the two reports by which a shared value ties two leads, if it does.
func (u *Unit) weigh(s store.Shared, x, y *bearing) (Evidence, bool) {
	k := valueKey{s.Hash, s.Value}
	for _, mine := range x.by[k] {
		for _, theirs := range y.by[k] {
			if mine.Role != report.RoleReported && theirs.Role != report.RoleReported || !u.table.Within(s.Kind, mine.at, theirs.at) {
				continue
			}
			if s.Kind == report.KindMedia && !u.table.Alike(x.reports[mine.Report].report, y.reports[theirs.Report].report) {
				continue
			}
			scope, value := unscoped(s.Value)
			e := Evidence{
				Kind: s.Kind.String(), Service: label(scope), Mine: mine.Report, Theirs: theirs.Report, Reach: s.Reach,
				Bits: float64(s.Worth) / 100, FromText: mine.fromText || theirs.fromText, rank: rankOf(s),
			}
			for _, b := range []bearer{mine, theirs} {
				if b.Role != report.RoleReported {
					e.Role = b.Role.String()
				}
			}
			if e.of = (ofKind{s.Kind, k}); !mine.masked && !theirs.masked && s.Kind != report.KindMedia {
				e.Value = plain(value)
			}
			return e, true
		}
	}
	return Evidence{}, false
}

// sayingTheSame are kinds of evidence of which the strongest alone counts: one
// includes the other.
var sayingTheSame = map[string]string{
	report.KindHandle.String(): report.KindScreenName.String(),
	report.KindIPPort.String(): report.KindIP.String(),
}

// sum adds the bits up, and names the reports of the strongest evidence.
func (p *Proposal) sum() {
	counted := map[string]bool{}
	for _, e := range p.Evidence {
		family, once := cmp.Or(sayingTheSame[e.Kind], e.Kind), false
		switch family {
		case report.KindScreenName.String(), report.KindIP.String(), report.KindMedia.String():
			once = true
		}
		if once && counted[family] {
			continue
		}
		counted[family] = true
		p.Bits += e.Bits
	}
	if len(p.Evidence) > 0 {
		p.Mine, p.Theirs = p.Evidence[0].Mine, p.Evidence[0].Theirs
	}
}
