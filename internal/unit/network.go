package unit

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// NetworkFilter says which part of a lead's network to read.
type NetworkFilter struct {
	Of    string // one counterparty, by its ID; empty: all
	From  Place  // the view's Next, or how many counterparties to pass over
	After Place  // continue one counterparty's leads: its Next, or a lead's number
	Limit int    // leads a counterparty; 0: 10, or 50 of one counterparty; at most 200
	Lang  string // of the sentences; empty: the person's
}

// NetworkView is the network of a lead: who is paid or reached, and which other
// leads reach them too. It is shown, never merged, and proposes no join.
type NetworkView struct {
	Lead           report.Key         `json:"lead"`
	Day            triage.Day         `json:"day"`
	Reports        int64              `json:"reports"`            // of the lead
	Looked         int64              `json:"looked"`             // of these, whose counterparties were looked at: at most 2,000
	InAll          int                `json:"inAll"`              // counterparties that those name
	Alone          int                `json:"alone"`              // of the counted ones, how many no other lead reaches
	Uncounted      int                `json:"uncounted,omitzero"` // of InAll, how many were not counted: at most 500 are
	Counterparties []CounterpartyView `json:"counterparties"`     // those that most other leads reach first, then hubs, then those of this lead alone
	Next           Place              `json:"next,omitzero"`      // continue From here; empty: that was all
}

// CounterpartyView is an identifier of a recipient, facilitator, child or seized
// device. No name is in it, and of a child no value either.
type CounterpartyView struct {
	ID       string       `json:"id"` // for NetworkFilter.Of
	Roles    []string     `json:"roles"`
	Kind     string       `json:"kind"`
	Service  string       `json:"service,omitzero"`
	Value    string       `json:"value,omitzero"` // empty: masked
	Mine     []report.Key `json:"mine"`           // reports of the lead that name it, at most 5
	Reports  int64        `json:"reports"`        // over the whole store
	Leads    int64        `json:"leads"`          // this one included; not counted when More
	Accounts int64        `json:"accounts"`       // distinct reported accounts, else reports; not counted when More
	More     bool         `json:"more,omitzero"`  // more than Reports reports; their leads are not listed
	Hub      bool         `json:"hub,omitzero"`   // reached too widely to say that its leads have to do with each other: an agent
	Others   []QueueRow   `json:"others"`         // other leads, in the order of the queue
	Next     Place        `json:"next,omitzero"`  // continue After this; empty: that was all
	// Known are the first 200 leads that reach it, for a drawing.
	Known []report.Key `json:"-"`
}

const (
	networkReports  = 2_000  // of a lead, whose counterparties are looked at
	networkCounted  = 500    // counterparties whose reach is counted
	networkPage     = 40     // counterparties a page
	networkLeads    = 10     // other leads of each
	networkOfOne    = 50     // other leads on the page of one
	networkMost     = 200    // other leads a page, whatever is asked for
	reachCounted    = 10_000 // reports of one counterparty
	mineListed      = 5
	networkWithLead = 6 // counterparties on a lead's own page
	leadsWithLead   = 3 // other leads of each there
)

// widespread is how many reported accounts one counterparty has before the page
// says that it may be an agent's: somebody who pays out for strangers. It is a
// judgement, not a measure: where several hundred persons are suspected in a
// whole country, one facilitator with more than this is rather an agent. It hides
// and lowers nothing.
const widespread = 200

// Network reads the network of a lead, by its number or that of any report in it.
func (u *Unit) Network(ctx context.Context, who Actor, k report.Key, f NetworkFilter) (NetworkView, error) {
	if f.Lang == "" {
		f.Lang = who.Lang
	}
	v := NetworkView{Counterparties: []CounterpartyView{}}
	asked := Asked{"what": "network", "of": u.typedNumber(f.Of), "from": u.typedPlace(f.From), "after": u.typedPlace(f.After)}
	err := u.do(ctx, who.on(k).asking(asked), access.SeeLead, func(ctx context.Context, w *work) error {
		var err error
		if v.Day, err = w.advance(ctx); err != nil {
			return err
		}
		l, err := w.leadOf(ctx, k)
		if err != nil {
			return err
		}
		n := network{work: w, lead: l, view: &v, lang: f.Lang, limit: f.Limit}
		if f.Of != "" {
			err = n.one(ctx, f.Of, f.After)
		} else {
			err = n.all(ctx, f.From)
		}
		if err != nil {
			return err
		}
		_, err = w.record(ledger.Read, v.names(), asked)
		return err
	})
	return v, err
}

// networkOf is the network on a lead's own page: a few of its counterparties,
// from the reports that the page has read.
func (w *work) networkOf(ctx context.Context, l store.Lead, xs []*wholeReport, day triage.Day, lang string) (NetworkView, error) {
	v := NetworkView{Day: day, Counterparties: []CounterpartyView{}}
	n := network{work: w, lead: l, view: &v, lang: lang, limit: leadsWithLead}
	n.meet(xs)
	return v, n.show(ctx, "", networkWithLead)
}

// names are the leads and reports that a network names, for the ledger.
func (v *NetworkView) names() []report.Key {
	of := []report.Key{v.Lead}
	for _, c := range v.Counterparties {
		of = append(of, c.Mine...)
		for _, o := range c.Others {
			of = append(of, o.Lead)
		}
	}
	return of
}

// network is the state of one reading.
type network struct {
	*work
	lead  store.Lead
	view  *NetworkView
	lang  string
	limit int
	met   map[identID]*counterparty
}

// counterparty is an identifier that reports of the lead give to a counterparty.
type counterparty struct {
	store.Ident // its own Role is that of the first report
	roles       []report.Role
	clear       bool
	mine        []report.Key
	nth         int // its place in the first of mine
	view        CounterpartyView
}

// counterparties lists what a report gives to counterparties, in an order that
// does not depend on the secret. The place in it is part of an ID.
func counterparties(x *wholeReport) [][]store.Ident {
	by := map[identID][]store.Ident{}
	for _, d := range x.gist.idents {
		if d.Role.Counterparty() {
			id := identID{d.Kind, d.Value}
			by[id] = append(by[id], d)
		}
	}
	out := make([][]store.Ident, 0, len(by))
	for _, ds := range by {
		slices.SortFunc(ds, func(a, b store.Ident) int { return cmp.Compare(a.Role, b.Role) })
		out = append(out, ds)
	}
	slices.SortFunc(out, func(a, b []store.Ident) int {
		return cmp.Or(cmp.Compare(a[0].Kind, b[0].Kind), strings.Compare(a[0].Value, b[0].Value))
	})
	return out
}

// meet notes the counterparties of reports, which come in order of key.
func (n *network) meet(xs []*wholeReport) {
	if n.met == nil {
		n.met = map[identID]*counterparty{}
	}
	n.view.Lead, n.view.Reports = n.lead.ID, n.lead.Reports
	n.view.Looked += int64(len(xs))
	for _, x := range xs {
		for i, ds := range counterparties(x) {
			id := identID{ds[0].Kind, ds[0].Value}
			c := n.met[id]
			if c == nil {
				c = &counterparty{Ident: ds[0], nth: i}
				n.met[id] = c
			}
			c.clear = c.clear || x.gist.clear[id]
			c.mine = append(c.mine, x.row.Key)
			for _, d := range ds {
				if !slices.Contains(c.roles, d.Role) {
					c.roles = append(c.roles, d.Role)
				}
			}
		}
	}
}

// all reads the counterparties of the lead, from one on.
func (n *network) all(ctx context.Context, from Place) error {
	n.limit = min(cmp.Or(max(n.limit, 0), networkLeads), networkMost)
	after := report.Key(-1)
	for n.view.Looked < networkReports {
		rows, err := n.LeadReports(ctx, n.lead.Comp, n.lead.ID, after, listed)
		if err != nil {
			return err
		}
		xs, err := n.wholes(ctx, rows)
		if err != nil {
			return err
		}
		n.meet(xs)
		if len(rows) < listed {
			break
		}
		after = rows[len(rows)-1].Key
	}
	return n.show(ctx, from, networkPage)
}

// show counts who reaches what was met, and shows a page of it.
func (n *network) show(ctx context.Context, from Place, page int) error {
	cs := make([]*counterparty, 0, len(n.met))
	for _, c := range n.met {
		cs = append(cs, c)
	}
	// Of what is alike, the one that a report names first: no value decides who is counted.
	slices.SortFunc(cs, func(a, b *counterparty) int {
		return cmp.Or(cmp.Compare(len(b.mine), len(a.mine)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.mine[0], b.mine[0]), cmp.Compare(a.nth, b.nth))
	})
	n.view.InAll = len(cs)
	cs = cs[:min(len(cs), networkCounted)]
	n.view.Uncounted = n.view.InAll - len(cs)
	for _, c := range cs {
		if err := n.count(ctx, c); err != nil {
			return err
		}
		if c.alone() {
			n.view.Alone++
		}
	}
	slices.SortFunc(cs, func(a, b *counterparty) int { return slices.Compare(a.order(), b.order()) })
	start, err := from.in(len(cs), 6, func(i int) []int64 { return cs[i].order() })
	if err != nil {
		return err
	}
	end := min(len(cs), start+page)
	shown := cs[start:end]
	if err := n.mask(ctx, shown...); err != nil {
		return err
	}
	for _, c := range shown {
		if err := n.list(ctx, c, nil); err != nil {
			return err
		}
	}
	if end < len(cs) {
		n.view.Next = placed(cs[end-1].order())
	}
	return nil
}

// order is where a counted counterparty stands among those of its lead: what other
// leads reach first, and no value, so that a place in it tells of none.
func (c *counterparty) order() []int64 {
	rank := int64(0)
	switch {
	case c.alone():
		rank = 2
	case c.view.Hub:
		rank = 1
	}
	return []int64{rank, -c.view.Leads, -int64(len(c.mine)), int64(c.Kind), int64(c.mine[0]), int64(c.nth)}
}

// one reads the leads around one counterparty, behind a lead.
func (n *network) one(ctx context.Context, id string, after Place) error {
	n.limit = min(cmp.Or(max(n.limit, 0), networkOfOne), networkMost)
	c, err := n.named(ctx, id)
	if err != nil {
		return err
	}
	behind, err := n.behind(ctx, after)
	if err != nil {
		return err
	}
	n.view.InAll = 1
	if err := n.count(ctx, c); err != nil {
		return err
	}
	if err := n.mask(ctx, c); err != nil {
		return err
	}
	return n.list(ctx, c, behind)
}

func (u *Unit) counterpartyID(k report.Key, nth int, d store.Ident) string {
	return u.numberOf(asCounterparty, k, nth, d.Kind, d.Value)
}

// errNoCounterparty is the error for an ID that no counterparty of the lead has.
var errNoCounterparty = &NoSuch{Impossible{
	en: "no counterparty of the lead has that number; a new version of a report may have changed it: vigie network and the lead show those of today",
	fr: "aucune contrepartie de la piste n'a ce numéro ; une nouvelle version d'un signalement a pu le changer : vigie network et la piste montrent ceux d'aujourd'hui",
}}

// named finds a counterparty by its ID.
func (n *network) named(ctx context.Context, id string) (*counterparty, error) {
	k, i, marked, ok := partsOf(id)
	if !ok {
		return nil, errNoCounterparty
	}
	if len(marked) == plainMarkDigits {
		return nil, tell(ErrOldNumber, k)
	}
	x, err := n.whole(ctx, k)
	if err != nil {
		return nil, err
	}
	cs := counterparties(x)
	if x.row.Lead != n.lead.ID || i >= len(cs) || !marks(n.u.counterpartyID(k, i, cs[i][0]), marked) {
		return nil, tell(errNoCounterparty, k)
	}
	n.meet([]*wholeReport{x})
	return n.met[identID{cs[i][0].Kind, cs[i][0].Value}], nil
}

// count fills in who reaches a counterparty.
func (n *network) count(ctx context.Context, c *counterparty) error {
	if err := n.loadHubs(ctx); err != nil {
		return err
	}
	reach, err := n.CounterpartyReach(ctx, c.Hash, c.Ident.Value, reachCounted)
	if err != nil {
		return err
	}
	_, borne, _, err := n.CountBearers(ctx, c.Hash, c.Ident.Value) // as the reported person's own
	if err != nil {
		return err
	}
	scope, value := unscoped(c.Ident.Value)
	c.view = CounterpartyView{
		ID: n.u.counterpartyID(c.mine[0], c.nth, c.Ident), Kind: c.Kind.String(), Service: label(scope), Value: plain(value), Mine: c.mine[:min(len(c.mine), mineListed)],
		Reports: reach.Reports, Leads: reach.Leads, Accounts: reach.Accounts, More: reach.More, Others: []QueueRow{},
		Hub: reach.More || reach.Accounts > widespread || borne > int64(n.u.table.Cap(c.Kind)) || n.hubs[valueKey{c.Hash, c.Ident.Value}],
	}
	slices.Sort(c.roles)
	for _, r := range c.roles {
		c.view.Roles = append(c.view.Roles, r.String())
	}
	if !c.clear {
		c.view.Value = "" // it may carry text
	}
	return nil
}

// mask takes the values of children out of what is shown.
func (n *network) mask(ctx context.Context, cs ...*counterparty) error {
	ids := make([]ofKind, len(cs))
	for i, c := range cs {
		ids[i] = ofKind{c.Kind, valueKey{c.Hash, c.Ident.Value}}
	}
	children, err := n.children(ctx, ids)
	for _, c := range cs {
		if children[valueKey{c.Hash, c.Ident.Value}] {
			c.view.Value = ""
		}
	}
	return err
}

// alone says that no other lead reaches a counterparty.
func (c *counterparty) alone() bool { return c.view.Leads <= 1 && !c.view.More }

// list reads the other leads that reach a counterparty, and shows it.
func (n *network) list(ctx context.Context, c *counterparty, after *store.Lead) error {
	if !c.view.More && !c.alone() {
		ls, err := n.CounterpartyLeads(ctx, c.Hash, c.Ident.Value, after, networkMost+2)
		if err != nil {
			return err
		}
		for _, l := range ls {
			c.view.Known = append(c.view.Known, l.ID)
		}
		ls = slices.DeleteFunc(ls, func(l store.Lead) bool { return l.ID == n.lead.ID })
		if len(ls) > n.limit {
			ls = ls[:n.limit]
			c.view.Next = placeOf(ls[len(ls)-1])
		}
		for _, l := range ls {
			row, err := n.row(ctx, l, n.view.Day, n.lang)
			if err != nil {
				return err
			}
			c.view.Others = append(c.view.Others, row)
		}
	}
	n.view.Counterparties = append(n.view.Counterparties, c.view)
	return nil
}
