package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

// ErrNoSuch says that there is no report or lead of that number.
var ErrNoSuch = errors.New("no such report or lead")

// NoSuch is [ErrNoSuch] in words of its own, in both languages.
type NoSuch struct{ Impossible }

// Unwrap gives what it is one of.
func (*NoSuch) Unwrap() error { return ErrNoSuch }

// Contradiction is the error for a judgement that earlier ones contradict.
type Contradiction struct {
	A, B    report.Key
	Verdict link.Verdict
	Chain   []link.Judgement
}

func (e *Contradiction) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "judging %s and %s %s contradicts what stands:", e.A, e.B, e.Verdict)
	for _, j := range e.Chain {
		fmt.Fprintf(&b, " %s is judged %s as %s;", j.A, j.Verdict, j.B)
	}
	return b.String() + " take one of these back first (vigie unjudge)"
}

// judgeDetail is the detail of judge and unjudge entries.
type judgeDetail struct {
	A       report.Key `json:"a"`
	B       report.Key `json:"b"`
	Verdict string     `json:"verdict"`
	Because string     `json:"because"`
	Asked   bool       `json:"asked,omitzero"` // it answers a proposal
}

// Judge records a person's verdict on two reports, and links accordingly. A
// judgement that others contradict is refused with the chain; one that stands on
// the same two reports is replaced.
func (u *Unit) Judge(ctx context.Context, who Actor, a, b report.Key, v link.Verdict, because string) error {
	return u.verdict(ctx, who, judgeDetail{A: a, B: b, Verdict: string(v), Because: because}, func(context.Context, *work) error { return nil })
}

// verdict records one, unless it is refused: by what it says, by those that stand,
// or by may.
func (u *Unit) verdict(ctx context.Context, who Actor, d judgeDetail, may func(context.Context, *work) error) error {
	if d.A == d.B {
		return errors.New("a report cannot be judged against itself")
	}
	if err := reason(d.Because, "a judgement"); err != nil {
		return err
	}
	v := link.Verdict(d.Verdict)
	if v != link.Same && v != link.Different && v != link.Undecided {
		return fmt.Errorf("verdict %q: expected same, different or undecided", v)
	}
	if d.A > d.B {
		d.A, d.B = d.B, d.A
	}
	return u.do(ctx, who.on(d.A, d.B), access.Judge, func(ctx context.Context, w *work) error {
		comps, err := w.pair(ctx, d.A, d.B)
		if err != nil {
			return err
		}
		if err := may(ctx, w); err != nil {
			return err
		}
		all, err := w.Judgements(ctx)
		if err != nil {
			return err
		}
		others := judgementsOf(all)
		for i, j := range others {
			if j.A == d.A && j.B == d.B {
				others[i].Verdict = link.Undecided // the one being replaced
			}
		}
		if chain := link.Contradiction(others, d.A, d.B, v); chain != nil {
			of := []report.Key{d.A, d.B}
			for _, j := range chain {
				of = append(of, j.A, j.B)
			}
			return tell(&Contradiction{d.A, d.B, v, chain}, of...)
		}
		entry, err := w.record(ledger.Judge, []report.Key{d.A, d.B}, d)
		if err != nil {
			return err
		}
		j := store.Judgement{A: d.A, B: d.B, Verdict: d.Verdict, Because: d.Because, Who: who.ID, At: w.at.UnixMilli(), Entry: entry}
		if err := w.PutJudgement(ctx, j); err != nil {
			return err
		}
		return w.solve(ctx, comps)
	})
}

// Unjudge takes a judgement back.
func (u *Unit) Unjudge(ctx context.Context, who Actor, a, b report.Key, because string) error {
	if err := reason(because, "taking a judgement back"); err != nil {
		return err
	}
	if a > b {
		a, b = b, a
	}
	return u.do(ctx, who.on(a, b), access.Judge, func(ctx context.Context, w *work) error {
		comps, err := w.pair(ctx, a, b)
		if err != nil {
			return err
		}
		if err := w.DeleteJudgement(ctx, a, b); errors.Is(err, store.ErrNotFound) {
			return tell(fmt.Errorf("no judgement stands on %s and %s", a, b), a, b)
		} else if err != nil {
			return err
		}
		if _, err := w.record(ledger.Unjudge, []report.Key{a, b}, judgeDetail{A: a, B: b, Because: because}); err != nil {
			return err
		}
		return w.solve(ctx, comps)
	})
}

// pair finds the components of two reports.
func (w *work) pair(ctx context.Context, a, b report.Key) ([]report.Key, error) {
	ps, err := w.Places(ctx, []report.Key{a, b})
	if err != nil {
		return nil, err
	}
	found := map[report.Key]bool{}
	var comps []report.Key
	for _, p := range ps {
		found[p.Key] = true
		comps = append(comps, p.Comp)
	}
	for _, k := range []report.Key{a, b} {
		if !found[k] {
			return nil, noSuch(k)
		}
	}
	return comps, nil
}

// solve brings the order to today and solves components again.
func (w *work) solve(ctx context.Context, comps []report.Key) error {
	day, err := w.advance(ctx)
	if err != nil {
		return err
	}
	return w.resolve(ctx, day, comps)
}

// Tie is one step of a chain between two reports.
type Tie struct {
	From    report.Key `json:"from"`
	To      report.Key `json:"to"`
	Judged  bool       `json:"judged,omitzero"` // by a person; else by the identifier
	Kind    string     `json:"kind,omitzero"`
	Service string     `json:"service,omitzero"`
	Value   string     `json:"value,omitzero"`
	Bridge  bool       `json:"bridge,omitzero"` // the lead would split without it: see Ties
}

// Apart is something that two reports share and that does not join them.
type Apart struct {
	Kind    string `json:"kind"`
	Service string `json:"service,omitzero"`
	Value   string `json:"value,omitzero"` // empty: masked
	Why     string `json:"why"`            // "hub", "unverified", "judged", "counterparty", "beside" or "nobody"
	Reach   int64  `json:"reach,omitzero"` // reports that bear it; ten thousand stand for that many or more
}

// Why says what ties two reports, or what keeps them apart.
type Why struct {
	A      report.Key      `json:"a"`
	B      report.Key      `json:"b"`
	LeadA  report.Key      `json:"leadA"`
	LeadB  report.Key      `json:"leadB"`
	Chain  []Tie           `json:"chain,omitempty"`  // when they are in one lead
	Apart  []Apart         `json:"apart,omitempty"`  // what they share all the same, when they are not
	Judged *JudgementView  `json:"judged,omitempty"` // a verdict on just these two
	Cut    []JudgementView `json:"cut,omitempty"`    // verdicts that keep their leads apart
}

// JudgementView is a judgement that stands, as people see it.
type JudgementView struct {
	A       report.Key `json:"a"`
	B       report.Key `json:"b"`
	Verdict string     `json:"verdict"`
	Because string     `json:"because"`
	Who     string     `json:"who"`
}

func judgementView(j store.Judgement) JudgementView {
	return JudgementView{j.A, j.B, j.Verdict, plainText(j.Because), j.Who}
}

// Why explains what ties two reports, or what keeps them apart.
func (u *Unit) Why(ctx context.Context, who Actor, a, b report.Key) (Why, error) {
	out := Why{A: a, B: b}
	err := u.do(ctx, who.on(a, b).asking(Asked{"what": "why"}), access.SeeLead, func(ctx context.Context, w *work) error {
		comps, err := w.pair(ctx, a, b)
		if err != nil {
			return err
		}
		g, err := w.gather(ctx, comps)
		if err != nil {
			return err
		}
		lead := map[report.Key]report.Key{}
		for _, r := range g.rows {
			lead[r.Key] = r.Lead
		}
		out.LeadA, out.LeadB = lead[a], lead[b]
		if out.LeadA == out.LeadB {
			var nodes []link.Node
			for _, n := range g.nodes() {
				if lead[n.Key] == out.LeadA {
					nodes = append(nodes, n)
				}
			}
			if out.Chain, err = w.chain(ctx, link.Chain(nodes, g.judgements, a, b), link.Bridges(nodes, g.judgements)); err != nil {
				return err
			}
		} else if out.Apart, err = w.apart(ctx, a, b); err != nil {
			return err
		}
		if err := w.verdicts(ctx, &out, lead); err != nil {
			return err
		}
		of := []report.Key{a, b, out.LeadA, out.LeadB}
		for _, t := range out.Chain {
			of = append(of, t.From, t.To)
		}
		for _, j := range out.Cut {
			of = append(of, j.A, j.B)
		}
		_, err = w.record(ledger.Read, of, map[string]any{"what": "why"})
		return err
	})
	return out, err
}

// verdicts adds the judgements that bear on the two leads.
func (w *work) verdicts(ctx context.Context, out *Why, lead map[report.Key]report.Key) error {
	var keys []report.Key
	for k, l := range lead {
		if l == out.LeadA || l == out.LeadB {
			keys = append(keys, k)
		}
	}
	js, err := w.JudgementsOn(ctx, keys)
	if err != nil {
		return err
	}
	for _, j := range js {
		v := judgementView(j)
		if j.A == min(out.A, out.B) && j.B == max(out.A, out.B) {
			out.Judged = &v
		}
		if link.Verdict(j.Verdict) == link.Different && out.LeadA != out.LeadB &&
			(lead[j.A] == out.LeadA && lead[j.B] == out.LeadB || lead[j.A] == out.LeadB && lead[j.B] == out.LeadA) {
			out.Cut = append(out.Cut, v)
		}
	}
	return nil
}

// chain shows the steps between two reports.
func (w *work) chain(ctx context.Context, steps []link.Step, bridges []link.Tie) ([]Tie, error) {
	var by []link.Joint
	for _, s := range steps {
		by = append(by, s.By)
	}
	children, err := w.childJoints(ctx, by)
	out := make([]Tie, 0, len(steps))
	for _, s := range steps {
		t := Tie{From: s.From, To: s.To, Judged: s.Judged}
		t.Bridge = slices.ContainsFunc(bridges, func(b link.Tie) bool {
			return b.Judged == s.Judged && b.By == s.By && (!b.Judged || b.A == min(s.From, s.To) && b.B == max(s.From, s.To))
		})
		if !s.Judged {
			t.Kind, t.Service = s.By.Kind.String(), label(s.By.Service)
			if !children[s.By] && !s.By.Kind.Masks(s.By.Value) {
				t.Value = plain(s.By.Value)
			}
		}
		out = append(out, t)
	}
	return out, err
}

// apart lists what two reports share without being joined by it.
func (w *work) apart(ctx context.Context, a, b report.Key) ([]Apart, error) {
	sides := [2]map[ofKind]store.Ident{}
	clear := map[identID]bool{}
	for i, k := range []report.Key{a, b} {
		r, err := w.whole(ctx, k)
		if err != nil {
			return nil, err
		}
		sides[i] = map[ofKind]store.Ident{}
		maps.Copy(clear, r.gist.clear)
		for _, d := range r.gist.idents {
			id := ofKind{d.Kind, valueKey{d.Hash, d.Value}}
			if o, ok := sides[i][id]; !ok || bearsMore(d.Role, o.Role) {
				sides[i][id] = d
			}
		}
	}
	var both []ofKind
	for id := range sides[0] {
		if _, ok := sides[1][id]; ok {
			both = append(both, id)
		}
	}
	slices.SortFunc(both, func(a, b ofKind) int {
		return cmp.Or(strings.Compare(a.kind.String(), b.kind.String()), strings.Compare(a.value, b.value))
	})
	children, err := w.children(ctx, both)
	if err != nil {
		return nil, err
	}
	var out []Apart
	for _, id := range both {
		x, y := sides[0][id], sides[1][id]
		scope, value := unscoped(x.Value)
		p := Apart{Kind: x.Kind.String(), Service: label(scope), Value: plain(value)}
		if p.Reach, _, _, err = w.CountBearers(ctx, x.Hash, x.Value); err != nil {
			return nil, err
		}
		if p.Why, err = w.keepsApart(ctx, x, y); err != nil {
			return nil, err
		}
		if !clear[identID{x.Kind, x.Value}] || children[id.valueKey] {
			p.Value = "" // masked: it may carry text, or say who a child is
		}
		out = append(out, p)
	}
	return out, nil
}

// bearsMore says whether a report's identifier does more in one role than in another.
func bearsMore(a, b report.Role) bool {
	rank := func(r report.Role) int {
		switch {
		case r == report.RoleReported:
			return 2
		case asks(r):
			return 1
		}
		return 0
	}
	return rank(a) > rank(b)
}

// keepsApart says why an identifier that two reports bear does not join them.
func (w *work) keepsApart(ctx context.Context, x, y store.Ident) (string, error) {
	reach, _, err := w.reach(ctx, x)
	switch {
	case err != nil:
		return "", err
	case x.Role.Counterparty() || y.Role.Counterparty():
		return "counterparty", nil
	case reach > int64(w.u.table.Cap(x.Kind)) || w.hubs[valueKey{x.Hash, x.Value}]:
		return "hub", nil
	case x.Role != report.RoleReported && y.Role != report.RoleReported:
		return "nobody", nil
	case x.Role != report.RoleReported || y.Role != report.RoleReported:
		return "beside", nil
	case x.Strength != report.Joins || y.Strength != report.Joins:
		return "unverified", nil
	}
	return "judged", nil
}
