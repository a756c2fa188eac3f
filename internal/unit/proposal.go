package unit

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

// Evidence is one value that two leads share and that does not join them.
type Evidence struct {
	Kind     string     `json:"kind"`
	Service  string     `json:"service,omitzero"`
	Value    string     `json:"value,omitzero"` // empty where it may carry text
	Mine     report.Key `json:"mine"`           // a report of the first lead that bears it
	Theirs   report.Key `json:"theirs"`         // a report of the second
	Role     string     `json:"role,omitzero"`  // who bears it on one side, when that is not the reported person
	FromText bool       `json:"fromText,omitzero"`
	Reach    int64      `json:"reach"` // distinct reported accounts that bear it
	Bits     float64    `json:"bits"`  // what it is worth; orders proposals and nothing else

	rank rank
	of   ofKind
}

// rank is a place in the order of proposals.
type rank struct {
	worth int64
	first report.Key
	kind  report.Kind
}

// before says whether a comes before b: the strongest first.
func (a rank) compare(b rank) int {
	return cmp.Or(-cmp.Compare(a.worth, b.worth), cmp.Compare(a.first, b.first), cmp.Compare(a.kind, b.kind))
}

func rankOf(s store.Shared) rank { return rank{s.Worth, s.First, s.Kind} }

// Proposal is a question to a person: are two leads the same hands?
type Proposal struct {
	A        report.Key `json:"a"` // leads, A < B
	B        report.Key `json:"b"`
	Mine     report.Key `json:"mine"`     // report of A that a judgement would name
	Theirs   report.Key `json:"theirs"`   // report of B
	Evidence []Evidence `json:"evidence"` // the strongest first
	Bits     float64    `json:"bits"`     // of all evidence, values that say the same counted once
}

// Other is the lead of the two that is not the one given.
func (p Proposal) Other(lead report.Key) report.Key {
	if p.A == lead {
		return p.B
	}
	return p.A
}

// ProposalPage is a part of the list of proposals.
type ProposalPage struct {
	Proposals []Proposal `json:"proposals"`
	Next      string     `json:"next,omitzero"` // continues behind this page
	// Moved says, at the end of the list, that what was done since its first page was
	// read may have brought some to the head: to be read from there again.
	Moved bool `json:"moved,omitzero"`
}

// Proposals lists pairs of leads that middling evidence ties and that nobody
// has judged. Some hundred values are looked at together, the strongest first;
// what they propose stands in order of all that the two leads share. Answer with
// [Unit.Answer] on the two reports.
func (u *Unit) Proposals(ctx context.Context, who Actor, after string, limit int) (ProposalPage, error) {
	at, err := parsePageEnd(after)
	if err != nil {
		return ProposalPage{}, err
	}
	out := ProposalPage{Proposals: []Proposal{}}
	err = u.do(ctx, who.asking(Asked{"what": "proposals"}), access.SeeQueue, func(ctx context.Context, w *work) error {
		a, err := w.asking(ctx)
		if err != nil {
			return err
		}
		if out, err = a.page(ctx, at, min(max(limit, 1), mostProposals)); err != nil {
			return err
		}
		if err := w.maskProposals(ctx, out.Proposals); err != nil {
			return err
		}
		var of []report.Key
		for _, p := range out.Proposals {
			of = append(of, p.subjects()...)
		}
		_, err = w.record(ledger.Read, of, map[string]any{"what": "proposals", "listed": len(out.Proposals)})
		return err
	})
	return out, err
}

// Unasked is the error for an answer to what nothing asks, or asks no more.
type Unasked struct {
	A, B report.Key
	One  bool // they are in one lead
	// Judged is what somebody judged of the two leads; empty where nobody has.
	Judged link.Verdict
}

func (e *Unasked) Error() string { return e.Sentence("en") }

// Sentence says why there is nothing to answer, and what to do. Lang is "fr" or "en".
func (e *Unasked) Sentence(lang string) string {
	why := [2]string{"rien ne propose que %s et %s soient de la même main : vigie judge les juge quand même", "nothing proposes that %s and %s are of the same hands: vigie judge judges them all the same"}
	switch {
	case e.One:
		why = [2]string{"%s et %s sont déjà dans une même piste : vigie why dit par quoi", "%s and %s are in one lead already: vigie why says by what"}
	case e.Judged != "":
		why = [2]string{"quelqu'un a déjà répondu pour les pistes de %s et de %s : vigie explain le montre", "somebody has answered for the leads of %s and %s already: vigie explain shows it"}
	}
	if lang == "fr" {
		return fmt.Sprintf(why[0], e.A, e.B)
	}
	return fmt.Sprintf(why[1], e.A, e.B)
}

// Answer records a person's verdict on two reports whose leads a proposal names. It
// is refused with [Unasked] when none does any more: what a colleague has answered
// meanwhile is not answered otherwise unseen.
func (u *Unit) Answer(ctx context.Context, who Actor, a, b report.Key, v link.Verdict, because string) error {
	return u.verdict(ctx, who, judgeDetail{a, b, string(v), because, true}, func(ctx context.Context, w *work) error { return w.asked(ctx, a, b) })
}

// asked is nil when a proposal stands between the leads of two reports.
func (w *work) asked(ctx context.Context, a, b report.Key) error {
	all, err := w.asking(ctx)
	if err != nil {
		return err
	}
	lead, err := w.leadsByReport(ctx, []report.Key{a, b})
	if err != nil {
		return err
	}
	p := pairOf(lead[a], lead[b])
	e := &Unasked{A: a, B: b, One: p.a == p.b, Judged: all.judged[p]}
	if !e.One && e.Judged == "" {
		prop, err := all.propose(ctx, p)
		if err != nil || len(prop.Evidence) > 0 {
			return err
		}
	}
	return tell(e, a, b)
}

// maskProposals takes the values of children out of proposals.
func (w *work) maskProposals(ctx context.Context, ps []Proposal) error {
	var ids []ofKind
	for _, p := range ps {
		for _, e := range p.Evidence {
			ids = append(ids, e.of)
		}
	}
	children, err := w.children(ctx, ids)
	for _, p := range ps {
		for i, e := range p.Evidence {
			if children[e.of.valueKey] {
				p.Evidence[i].Value = ""
			}
		}
	}
	return err
}

func (p Proposal) subjects() []report.Key {
	of := []report.Key{p.A, p.B}
	for _, e := range p.Evidence {
		of = append(of, e.Mine, e.Theirs)
	}
	return of
}

// hundredths are the bits of a proposal as they are added up: whole, so that the
// order does not hang on the last digit of a sum.
func (p Proposal) hundredths() int64 { return int64(math.Round(100 * p.Bits)) }

// compare orders proposals whose values are looked at together.
func (p Proposal) compare(o Proposal) int {
	return cmp.Or(-cmp.Compare(p.hundredths(), o.hundredths()), cmp.Compare(p.A, o.A), cmp.Compare(p.B, o.B))
}

// asking is the state of one look for proposals.
type asking struct {
	*work
	judged map[leadPair]link.Verdict
	leads  map[report.Key]*bearing // what each lead bears, as far as it was read
}

type leadPair struct{ a, b report.Key }

func pairOf(a, b report.Key) leadPair { return leadPair{min(a, b), max(a, b)} }

func (w *work) asking(ctx context.Context) (*asking, error) {
	a := &asking{work: w, judged: map[leadPair]link.Verdict{}, leads: map[report.Key]*bearing{}}
	js, err := w.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	var keys []report.Key
	for _, j := range js {
		keys = append(keys, j.A, j.B)
	}
	lead, err := w.leadsByReport(ctx, keys)
	for _, j := range js {
		a.judged[pairOf(lead[j.A], lead[j.B])] = link.Verdict(j.Verdict)
	}
	return a, err
}

// leadsByReport finds the leads of reports, set-wise.
func (w *work) leadsByReport(ctx context.Context, keys []report.Key) (map[report.Key]report.Key, error) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	places, err := w.Places(ctx, slices.Compact(keys))
	lead := make(map[report.Key]report.Key, len(places))
	for _, p := range places {
		lead[p.Key] = p.Lead
	}
	return lead, err
}

// together lists what the pairs of rows propose whose strongest evidence is one of
// the rows, in order of all evidence.
func (a *asking) together(ctx context.Context, rows []store.Shared, pairs [][]leadPair) ([]Proposal, error) {
	var out []Proposal
	met := map[leadPair]bool{}
	for i, row := range rows {
		for _, p := range pairs[i] {
			if met[p] {
				continue
			}
			prop, err := a.propose(ctx, p)
			if err != nil {
				return nil, err
			}
			// A stronger value has shown the pair before, or a weaker one will: this
			// one may lie too far off in time.
			if len(prop.Evidence) > 0 && prop.Evidence[0].rank == rankOf(row) {
				out = append(out, prop)
				met[p] = true
			}
		}
	}
	slices.SortFunc(out, Proposal.compare)
	a.leads = map[report.Key]*bearing{} // what was read is not needed again
	return out, nil
}

// pairs finds, for each row, the pairs of leads that its value ties and that
// nobody judged, in order.
func (a *asking) pairs(ctx context.Context, rows []store.Shared) ([][]leadPair, error) {
	sharers, err := a.oneOfEach(ctx, rows)
	if err != nil {
		return nil, err
	}
	var keys []report.Key
	for i, r := range rows {
		all, err := a.Sharers(ctx, r.Hash, r.Value, sharersRead)
		if err != nil {
			return nil, err
		}
		for _, d := range sharers[i] {
			keys = append(keys, d.Report)
		}
		for _, d := range all {
			if asks(d.Role) {
				sharers[i] = append(sharers[i], d)
				keys = append(keys, d.Report)
			}
		}
	}
	lead, err := a.leadsByReport(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make([][]leadPair, len(rows))
	for i := range rows {
		for j, x := range sharers[i] {
			for _, y := range sharers[i][j+1:] {
				p := pairOf(lead[x.Report], lead[y.Report])
				_, judged := a.judged[p]
				if p.a == p.b || judged || x.Role != report.RoleReported && y.Role != report.RoleReported {
					continue
				}
				out[i] = append(out[i], p)
			}
		}
		slices.SortFunc(out[i], func(x, y leadPair) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
		out[i] = slices.Compact(out[i])
	}
	return out, nil
}

// sharersRead bounds who is read of one value: so many rows, and beside them a
// report of each account, up to so many. A value that asks has few accounts, but
// one account may have a thousand reports.
const sharersRead = 64

// oneOfEach reads, for each row, one report of every account that bears its value.
func (a *asking) oneOfEach(ctx context.Context, rows []store.Shared) ([][]store.Ident, error) {
	roles := append([]report.Role{report.RoleReported}, beside[:]...)
	var qs []store.BearerQuery
	for _, r := range rows {
		for _, role := range roles {
			qs = append(qs, store.BearerQuery{Hash: r.Hash, Value: r.Value, Role: role, Limit: min(a.u.table.Cap(r.Kind), sharersRead)})
		}
	}
	bs, err := a.Bearers(ctx, qs)
	out := make([][]store.Ident, len(rows))
	for _, b := range bs {
		i := b.Query / len(roles)
		out[i] = append(out[i], store.Ident{Role: qs[b.Query].Role, Report: report.Key(b.Report)})
	}
	return out, err
}

// proposalsOn lists the proposals on one lead, the strongest first, at most
// neighbour of them, and how many there are.
func (w *work) proposalsOn(ctx context.Context, lead report.Key) ([]Proposal, int, error) {
	a, err := w.asking(ctx)
	if err != nil {
		return nil, 0, err
	}
	mine, err := a.bears(ctx, lead)
	if err != nil {
		return nil, 0, err
	}
	var hashes []int64
	for k := range mine.by {
		hashes = append(hashes, k.hash)
	}
	slices.Sort(hashes)
	rows, err := a.SharedOf(ctx, slices.Compact(hashes))
	if err != nil {
		return nil, 0, err
	}
	rows = slices.DeleteFunc(rows, func(s store.Shared) bool { return s.Hub || mine.by[valueKey{s.Hash, s.Value}] == nil })
	sortShared(rows)
	pairs, err := a.pairs(ctx, rows)
	if err != nil {
		return nil, 0, err
	}
	out, total := []Proposal{}, 0
	met := map[leadPair]bool{}
	for _, p := range slices.Concat(pairs...) {
		if p.a != lead && p.b != lead || met[p] {
			continue
		}
		met[p] = true
		prop, err := a.propose(ctx, p)
		if err != nil {
			return nil, 0, err
		}
		if len(prop.Evidence) == 0 {
			continue
		}
		if total++; len(out) < neighbour {
			out = append(out, prop)
		}
	}
	slices.SortStableFunc(out, func(a, b Proposal) int { return a.Evidence[0].rank.compare(b.Evidence[0].rank) })
	return out, total, w.maskProposals(ctx, out)
}
