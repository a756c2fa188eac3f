package unit

import (
	"context"
	"slices"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

// TiesView is what holds a lead together. The bridges, without which it would
// split, come first and the weakest of them foremost: they are what a person
// looks at before confirming that the reports are of the same hands.
type TiesView struct {
	Lead         report.Key `json:"lead"`
	Reports      int64      `json:"reports"`
	Bridges      []TieView  `json:"bridges"` // weakest first, at most 60
	BridgesInAll int        `json:"bridgesInAll"`
	Others       []TieView  `json:"others"` // no single one of these holds the lead; by bearers, at most 60
	OthersInAll  int        `json:"othersInAll"`
	Drawing      TieDrawing `json:"drawing"`
}

// TieView is one tie: an identifier that reports of the lead share, or a
// person's judgement that two are of the same hands.
type TieView struct {
	Judged     *JudgementView `json:"judged,omitempty"` // else an identifier
	Kind       string         `json:"kind,omitzero"`
	Service    string         `json:"service,omitzero"`
	Value      string         `json:"value,omitzero"` // empty: masked
	Bearers    int            `json:"bearers"`        // reports of the lead that it ties
	Reach      int            `json:"reach,omitzero"` // distinct reported accounts that bear it, over all reports
	Cap        int            `json:"cap,omitzero"`   // beyond this reach it would link no more
	Parts      []PartView     `json:"parts,omitempty"`
	PartsInAll int            `json:"partsInAll,omitzero"` // what the lead would fall into without it; Parts lists the 12 largest
	Severed    int            `json:"severed,omitzero"`    // reports that would part from the largest part
}

// PartView is a part that a lead would fall into.
type PartView struct {
	Reports int        `json:"reports"`
	Least   report.Key `json:"least"`  // its smallest report: its number as a lead of its own
	Bearer  report.Key `json:"bearer"` // a report in it that the tie ties: one to judge
}

// TieDrawing is what a picture of the lead shows: blocks of reports, and the
// ties between them. A lead of up to 60 reports and ties is drawn Whole, a report
// a block; of a larger one the weakest bridges alone, and the parts between them.
type TieDrawing struct {
	Whole  bool         `json:"whole"`
	Ties   int          `json:"ties"` // of Bridges followed by Others, so many are drawn
	Blocks []BlockDrawn `json:"blocks"`
}

// BlockDrawn is a block of a drawing.
type BlockDrawn struct {
	Reports int        `json:"reports"`
	Parts   int        `json:"parts"` // 1; more where small parts that hang on one bridge are drawn together
	Least   report.Key `json:"least"`
	Ties    []int      `json:"ties"` // places in Bridges followed by Others
}

const (
	mostTies      = 60    // bridges, and others, that are listed
	mostParts     = 12    // of a bridge
	drawnWhole    = 60    // reports and ties
	drawnBridges  = 7     // of a lead too large to be drawn whole: with leaves, at most drawnWhole blocks and ties
	drawnLeaves   = 5     // parts of their own that hang on one bridge; more are drawn together
	tiesWithLead  = 5_000 // reports up to which a lead's page shows its ties
	bearersAtOnce = 5_000 // identifiers a query
)

// Ties says what holds a lead together, by its number or that of any report in it.
func (u *Unit) Ties(ctx context.Context, who Actor, k report.Key) (TiesView, error) {
	var v TiesView
	err := u.do(ctx, who.on(k).asking(Asked{"what": "ties"}), access.SeeLead, func(ctx context.Context, w *work) error {
		l, err := w.leadOf(ctx, k)
		if err != nil {
			return err
		}
		var of []report.Key
		if v, of, err = w.tiesOf(ctx, l); err != nil {
			return err
		}
		_, err = w.record(ledger.Read, of, map[string]any{"what": "ties", "bridges": len(v.Bridges), "others": len(v.Others)})
		return err
	})
	return v, err
}

// tiesOf works out a lead's ties, and which reports that names.
func (w *work) tiesOf(ctx context.Context, l store.Lead) (TiesView, []report.Key, error) {
	v := TiesView{Lead: l.ID, Reports: l.Reports, Bridges: []TieView{}, Others: []TieView{}, Drawing: TieDrawing{Blocks: []BlockDrawn{}}}
	h, err := w.holding(ctx, l)
	if err != nil {
		return v, nil, err
	}
	ties := link.Ties(h.nodes, h.plain)
	n := slices.IndexFunc(ties, func(t link.Tie) bool { return !t.Bridge() })
	if n < 0 {
		n = len(ties)
	}
	v.BridgesInAll, v.OthersInAll = n, len(ties)-n
	bridges, others := ties[:min(n, mostTies)], ties[n:min(len(ties), n+mostTies)]
	var by []link.Joint
	for _, t := range slices.Concat(bridges, others) {
		by = append(by, t.By)
	}
	children, err := w.childJoints(ctx, by)
	if err != nil {
		return v, nil, err
	}
	of := []report.Key{l.ID}
	for _, t := range slices.Concat(bridges, others) {
		x := w.u.tieView(t, h)
		if children[t.By] {
			x.Value = ""
		}
		if t.Bridge() {
			v.Bridges = append(v.Bridges, x)
		} else {
			v.Others = append(v.Others, x)
		}
		if x.Judged != nil {
			of = append(of, x.Judged.A, x.Judged.B)
		}
		for _, p := range x.Parts {
			of = append(of, p.Least, p.Bearer)
		}
	}
	v.Drawing = drawing(h, ties, n)
	for _, b := range v.Drawing.Blocks {
		of = append(of, b.Least)
	}
	return v, of, nil
}

func (u *Unit) tieView(t link.Tie, h *holding) TieView {
	v := TieView{Bearers: t.Bearers, PartsInAll: len(t.Parts), Severed: t.Severed()}
	if t.Judged {
		j := h.judgements[[2]report.Key{t.A, t.B}]
		judged := judgementView(j)
		v.Judged = &judged
	} else {
		v.Kind, v.Service, v.Value = t.By.Kind.String(), label(t.By.Service), plain(t.By.Value)
		if t.By.Kind.Masks(t.By.Value) {
			v.Value = "" // it may be words
		}
		v.Reach, v.Cap = h.reach[t.By], u.table.Cap(t.By.Kind)
	}
	for _, p := range t.Parts[:min(len(t.Parts), mostParts)] {
		v.Parts = append(v.Parts, PartView{p.Reports, p.Least, p.Bearer})
	}
	return v
}

// holding is everything that one lead hangs together by.
type holding struct {
	nodes      []link.Node
	plain      []link.Judgement
	judgements map[[2]report.Key]store.Judgement
	reach      map[link.Joint]int // of the identifiers that several of its reports bear
}

// holding reads what holds a lead: the identifiers that several of its reports
// bear and that are no hub, and the judgements on them. Unlike gather it looks
// at nothing beyond the lead: what it is made of stands in the reports' rows.
func (w *work) holding(ctx context.Context, l store.Lead) (*holding, error) {
	if err := w.loadHubs(ctx); err != nil {
		return nil, err
	}
	rows, err := w.LeadReports(ctx, l.Comp, l.ID, -1, 1<<30)
	if err != nil {
		return nil, err
	}
	h := &holding{nodes: make([]link.Node, len(rows)), judgements: map[[2]report.Key]store.Judgement{}, reach: map[link.Joint]int{}}
	bearers, shared := map[link.Joint]int{}, []bond{}
	keys := make([]report.Key, len(rows))
	for i, r := range rows {
		bs, err := w.u.unpackBonds(r.Idents)
		if err != nil {
			return nil, err
		}
		keys[i], h.nodes[i].Key = r.Key, r.Key
		for _, b := range bs {
			if !b.joins || w.hubs[valueKey{b.hash, scoped(b.Service, b.Value)}] {
				continue
			}
			h.nodes[i].Joints = append(h.nodes[i].Joints, b.Joint)
			if bearers[b.Joint]++; bearers[b.Joint] == 2 {
				shared = append(shared, b)
			}
		}
	}
	if err := w.reachOf(ctx, shared, h.reach); err != nil {
		return nil, err
	}
	for i := range h.nodes {
		h.nodes[i].Joints = slices.DeleteFunc(h.nodes[i].Joints, func(j link.Joint) bool {
			reach, shared := h.reach[j]
			return !shared || reach > w.u.table.Cap(j.Kind)
		})
	}
	js, err := w.JudgementsOn(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, j := range js {
		h.judgements[[2]report.Key{j.A, j.B}] = j
	}
	h.plain = judgementsOf(js)
	return h, nil
}

// reachOf counts the reported accounts that bear identifiers, up to one beyond the cap.
func (w *work) reachOf(ctx context.Context, bonds []bond, reach map[link.Joint]int) error {
	slices.SortFunc(bonds, func(a, b bond) int { return a.Compare(b.Joint) })
	for some := range slices.Chunk(bonds, bearersAtOnce) {
		qs := make([]store.BearerQuery, len(some))
		for i, b := range some {
			qs[i] = store.BearerQuery{Hash: b.hash, Value: scoped(b.Service, b.Value), Limit: w.u.table.Cap(b.Kind)}
		}
		found, err := w.Bearers(ctx, qs)
		if err != nil {
			return err
		}
		for _, b := range found {
			reach[some[b.Query].Joint]++
		}
	}
	return nil
}

// drawing chooses what a picture of the lead shows. ties are all of it, the
// first so many of them bridges.
func drawing(h *holding, ties []link.Tie, bridges int) TieDrawing {
	d := TieDrawing{Whole: len(h.nodes)+len(ties) <= drawnWhole, Ties: len(ties), Blocks: []BlockDrawn{}}
	if !d.Whole {
		d.Ties = min(bridges, drawnBridges)
	}
	leaves := map[int][]link.Block{} // by bridge
	var blocks []link.Block
	for _, b := range link.Skeleton(h.nodes, h.plain, ties[:d.Ties]) {
		if !d.Whole && len(b.Ties) == 1 {
			leaves[b.Ties[0]] = append(leaves[b.Ties[0]], b)
		} else {
			blocks = append(blocks, b)
		}
	}
	for _, b := range blocks {
		d.Blocks = append(d.Blocks, BlockDrawn{b.Reports, 1, b.Least, append([]int{}, b.Ties...)})
	}
	for t := range d.Ties {
		ls := leaves[t]
		slices.SortStableFunc(ls, func(a, b link.Block) int { return b.Reports - a.Reports })
		for i, b := range ls {
			if i <= drawnLeaves {
				d.Blocks = append(d.Blocks, BlockDrawn{b.Reports, 1, b.Least, []int{t}})
				continue
			}
			last := &d.Blocks[len(d.Blocks)-1]
			last.Reports, last.Parts, last.Least = last.Reports+b.Reports, last.Parts+1, min(last.Least, b.Least)
		}
	}
	return d
}
