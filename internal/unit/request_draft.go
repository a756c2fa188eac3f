package unit

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// Asking says what to ask holders for.
type Asking struct {
	Lead    report.Key     // by its number or that of any of its reports; or
	Case    dossier.Number // the reports that a case holds
	Holders []string       // keys of holders; none: all
	Within  int            // only what lapses within so many days; 0: whatever lapses
	Again   bool           // also what was asked before
	// Agreed says, by source, who agreed to the use of its reports that want their
	// originator asked. One originator's agreement opens nothing of another's.
	Agreed  map[string]string // of one that is masked, by its number in LeftOut.Originators
	Because string
}

// agreement is under which name an agreement for a source was given; "" for none.
func (a *Asking) agreement(source string) string {
	for _, name := range []string{source, sourceName(source)} {
		if a.Agreed[name] != "" {
			return name
		}
	}
	return ""
}

func (a *Asking) subject() string {
	if a.Case.IsZero() {
		return "lead:" + a.Lead.String()
	}
	return "case:" + a.Case.String()
}

// LeftOut counts the records that are not asked for, and why.
type LeftOut struct {
	Past         int `json:"past,omitzero"`         // past their act-by date
	Asked        int `json:"asked,omitzero"`        // in a request that stands
	Later        int `json:"later,omitzero"`        // lapse later than was said
	Declaration  int `json:"declaration,omitzero"`  // stated by a declaration of suspicion, which reaches no holder
	Intelligence int `json:"intelligence,omitzero"` // stated by a report that is intelligence only: likewise
	Originator   int `json:"originator,omitzero"`   // stated by a report whose originator must be asked first
	NoForm       int `json:"noForm,omitzero"`       // of an address or account that is none: it has no normal form of its kind
	TooMany      int `json:"tooMany,omitzero"`      // more than a letter, or a drafting, may hold: draft again for them

	Originators []string `json:"originators,omitempty"` // the sources of Originator, in order
}

// HolderRow is a holder, with what it keeps that can be asked for.
type HolderRow struct {
	Holder  string       `json:"holder"` // its key
	Name    string       `json:"name"`   // in words
	Kind    clock.Holder `json:"kind"`
	Country string       `json:"country,omitzero"`
	Records int          `json:"records"`
	Reports int          `json:"reports"`
	ActBy   triage.Day   `json:"actBy"`         // the earliest
	Base    string       `json:"base"`          // under which it would be asked
	Kept    triage.Day   `json:"kept,omitzero"` // until when it would keep it, were it asked today; 0: no law says
}

// HolderList is who holds what a lead or case rests on, the earliest act-by date first.
type HolderList struct {
	Day     triage.Day  `json:"day"`
	Holders []HolderRow `json:"holders"`
	Left    LeftOut     `json:"leftOut"`
	Letters int         `json:"letters"` // at most at once
	Most    int         `json:"most"`    // records a letter
}

// asked is what one holder can be asked for.
type askedOf struct {
	clock.Keeper
	items   []request.Item   // each record once, earliest act-by date first
	records []request.Record // as the reports name them
	at      map[string]int   // a record's name → its place in items, while they are gathered
	runs    map[int64]bool
	agreed  map[string]bool // sources whose records are here by an agreement
}

// gathering is what there is to ask for.
type gathering struct {
	holders []*askedOf // earliest act-by date first
	left    LeftOut
	of      []report.Key
	runs    map[int64]store.Run
	agreed  map[string]bool // sources whose agreement opened something
}

// Holders lists who holds the records of a lead or case, and until when.
func (u *Unit) Holders(ctx context.Context, who Actor, a Asking, lang string) (HolderList, error) {
	out := HolderList{Holders: []HolderRow{}, Letters: u.forms.Letters, Most: u.forms.Most}
	err := u.do(ctx, who.on(a.Lead).onNamed(a.Case).asking(Asked{"what": "holders"}), access.SeeLead, func(ctx context.Context, w *work) error {
		var err error
		if out.Day, err = w.advance(ctx); err != nil {
			return err
		}
		b, err := w.requestBook(ctx)
		if err != nil {
			return err
		}
		g, err := w.recordsToAsk(ctx, b, a, out.Day)
		if err != nil {
			return err
		}
		out.Holders, out.Left = w.u.holderRows(g, out.Day, cmp.Or(lang, who.Lang)), g.left
		_, err = w.recordNamed(ledger.Read, nil, g.of, map[string]any{"what": "holders", "of": a.subject(), "shown": len(out.Holders)})
		return err
	})
	return out, err
}

func (u *Unit) holderRows(g *gathering, today triage.Day, lang string) []HolderRow {
	out := []HolderRow{}
	for _, h := range g.holders {
		r := HolderRow{
			Holder: h.Key, Name: plain(request.Holder(holderShown(h.Keeper, u.clocks), lang)), Kind: h.Holder, Country: h.Country,
			Records: len(h.items), ActBy: h.items[0].ActBy, Base: u.forms.Base(h.Keeper, u.clocks).ID,
		}
		reports := map[report.Key]bool{}
		for _, x := range h.records {
			reports[x.Report] = true
		}
		r.Reports = len(reports)
		if end, ok := u.clocks.KeptUntil(h.Keeper, today.Time()); ok {
			r.Kept = triage.DayOf(end)
		}
		out = append(out, r)
	}
	return out
}

// DraftRequests writes one request for each holder. Nothing is sent: a person does.
func (u *Unit) DraftRequests(ctx context.Context, who Actor, a Asking) ([]request.Number, LeftOut, error) {
	var made []request.Number
	var left LeftOut
	if err := a.check(); err != nil {
		return nil, left, err
	}
	err := u.do(ctx, who.on(a.Lead).onNamed(a.Case), access.Ask, func(ctx context.Context, w *work) error {
		made = nil
		g, state, day, err := w.toDraft(ctx, a)
		if err != nil {
			return err
		}
		for _, h := range g.holders {
			act, _, err := w.draft(h, a, state.Next(day.Time().Year()), day, g.runs)
			if err != nil {
				return err
			}
			if _, state, err = w.actOnRequests(ctx, state, act); err != nil {
				return err
			}
			made = append(made, act.Request)
		}
		left = g.left
		return nil
	})
	if err != nil {
		return nil, left, err
	}
	return made, left, nil
}

// check looks at what the person wrote.
func (a *Asking) check() error {
	if a.Because != "" {
		if err := reason(a.Because, "a request"); err != nil {
			return err
		}
	}
	for _, s := range a.Agreed {
		if err := reason(s, "an agreement"); err != nil {
			return err
		}
	}
	return nil
}

// toDraft gathers what letters would ask for, and the requests that there are.
func (w *work) toDraft(ctx context.Context, a Asking) (*gathering, *request.State, triage.Day, error) {
	day, err := w.advance(ctx)
	if err != nil {
		return nil, nil, 0, err
	}
	b, err := w.requestBook(ctx)
	if err != nil {
		return nil, nil, 0, err
	}
	g, err := w.recordsToAsk(ctx, b, a, day)
	if err != nil {
		return nil, nil, 0, err
	}
	for _, source := range slices.Sorted(maps.Keys(a.Agreed)) {
		if !g.agreed[source] {
			return nil, nil, 0, tell(noAgreement(source, g.left.Originators), g.of...)
		}
	}
	if err := g.chosen(a.Holders); err != nil {
		return nil, nil, 0, tell(err, g.of...)
	}
	if len(g.holders) == 0 {
		return nil, nil, 0, tell(nothingToAsk(g.left), g.of...)
	}
	g.bound(w.u.forms)
	return g, b.State, day, nil
}

func nothingToAsk(l LeftOut) error {
	en, fr := "there is no record to ask a holder for", "il n'y a rien à demander à un détenteur"
	for _, x := range []struct {
		n      int
		en, fr string
	}{
		{l.Asked, "already in a request, and asked again with --again: %d", "déjà dans une demande, et demandés de nouveau avec --again : %d"},
		{l.Past, "past their act-by date: %d", "passé leur date d'effacement : %d"},
		{l.Later, "lapsing later: %d", "effacés plus tard : %d"},
		{l.Originator, "whose originator must agree first (--agreed SOURCE=WHO): %d", "dont l'émetteur doit d'abord donner son accord (--agreed SOURCE=QUI) : %d"},
		{l.NoForm, "of an address or account that is none: %d", "d'une adresse ou d'un compte qui n'en est pas : %d"},
		{l.Intelligence, "known by intelligence alone, which reaches no holder: %d", "connus par du renseignement seulement, qui n'atteint aucun détenteur : %d"},
		{l.Declaration, "known by a declaration of suspicion alone: %d", "connus par une déclaration de soupçon seulement : %d"},
	} {
		if x.n > 0 {
			en, fr = en+"; "+fmt.Sprintf(x.en, x.n), fr+" ; "+fmt.Sprintf(x.fr, x.n)
		}
	}
	return &RequestFault{en, fr}
}

// noAgreement says that a source's agreement was given for nothing.
func noAgreement(source string, waiting []string) error {
	en, fr := "none", "aucune"
	if len(waiting) > 0 {
		en = strings.Join(waiting, ", ")
		fr = en
	}
	return &RequestFault{
		fmt.Sprintf("no record here waits for the agreement of %.60q; sources that have to agree: %s", plain(source), en),
		fmt.Sprintf("aucune donnée n'attend ici l'accord de « %.60s » ; sources dont il faut l'accord : %s", plain(source), fr),
	}
}

// chosen keeps the holders that were named.
func (g *gathering) chosen(keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	var kept []*askedOf
	for _, k := range keys {
		i := slices.IndexFunc(g.holders, func(h *askedOf) bool { return strings.EqualFold(h.Key, k) || strings.EqualFold(h.Name, k) && k != "" })
		if i < 0 {
			return &RequestFault{
				fmt.Sprintf("%.60q holds nothing here that can be asked for: see vigie request holders", plain(k)),
				fmt.Sprintf("« %.60s » ne détient ici rien qui puisse être demandé : voyez vigie request holders", plain(k)),
			}
		}
		if !slices.Contains(kept, g.holders[i]) {
			kept = append(kept, g.holders[i])
		}
	}
	g.holders = kept
	return nil
}

// bound keeps what letters may hold, the earliest act-by date first, and counts
// the rest: drafting again asks for it.
func (g *gathering) bound(f *request.Forms) {
	for i, h := range g.holders {
		if i >= f.Letters {
			g.left.TooMany += len(h.items)
			continue
		}
		if len(h.items) <= f.Most {
			continue
		}
		g.left.TooMany += len(h.items) - f.Most
		h.items = h.items[:f.Most]
		kept := map[string]bool{}
		for _, x := range h.items {
			kept[x.ID] = true
		}
		h.records = slices.DeleteFunc(h.records, func(r request.Record) bool { return !kept[r.Item] })
	}
	g.holders = g.holders[:min(len(g.holders), f.Letters)]
}

// draft writes the letter to one holder: the act, and its text in each language.
func (w *work) draft(h *askedOf, a Asking, n request.Number, day triage.Day, runs map[int64]store.Run) (requestAct, map[string]string, error) {
	var none requestAct
	if n.IsZero() {
		return none, nil, &RequestFault{"there are no numbers left for this year", "il n'y a plus de numéros pour cette année"}
	}
	base := w.u.forms.Base(h.Keeper, w.u.clocks)
	body := draftBody{Holder: h.Keeper, Base: base.ID, Items: h.items, Texts: map[string]string{}}
	l := request.Letter{Number: n, Unit: w.u.Settings.Unit, Basis: w.u.Settings.Basis, Holder: h.Keeper, Drafted: day, Items: h.items}
	if !a.Case.IsZero() {
		body.Case = a.Case.String()
		l.Case = body.Case
	}
	for id := range h.runs {
		l.Procedures = append(l.Procedures, runs[id].Procedure)
	}
	slices.Sort(l.Procedures)
	l.Procedures = slices.Compact(l.Procedures)
	l.Holder.Name, l.Holder.Of = plain(l.Holder.Name), plain(l.Holder.Of)
	var err error
	for _, lang := range []string{"fr", "en"} {
		l.Keep, l.Obtain = base.Keep[lang], base.Obtain[lang]
		if body.Texts[lang], err = w.u.forms.Write(l, lang); err != nil {
			return none, nil, err
		}
	}
	holder, err := json.Marshal(h.Keeper, json.Deterministic(true))
	if err != nil {
		return none, nil, err
	}
	out := requestAct{
		Act:     request.Act{Kind: request.Draft, Request: n, Records: h.records, Day: h.items[0].ActBy},
		subject: a.subject(), holder: string(holder), because: h.why(a),
	}
	for _, i := range h.items {
		if i.Masked {
			out.masked++
		}
		for _, x := range i.Names {
			if x.Masked {
				out.masked++
			}
		}
	}
	out.body, err = pack(body)
	return out, body.Texts, err
}

// why is the reason of a draft, with the agreements that it rests on.
func (h *askedOf) why(a Asking) string {
	parts := []string{a.Because}
	for _, source := range slices.Sorted(maps.Keys(h.agreed)) {
		parts = append(parts, sourceName(source)+": "+a.Agreed[source])
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// mayAsk says whether what a report states may reach a holder, and counts it where
// it may not.
func (g *gathering) mayAsk(x *wholeReport, a Asking) bool {
	switch code := max(x.handling, x.strict); { // of what is attached to it too
	case x.report.Declaration:
		g.left.Declaration++
		return false
	case code == triage.Intelligence:
		g.left.Intelligence++
		return false
	case code == triage.Originator && a.agreement(x.row.Source) == "":
		g.left.Originator++
		if s := sourceName(x.row.Source); !slices.Contains(g.left.Originators, s) {
			g.left.Originators = append(g.left.Originators, s)
			slices.Sort(g.left.Originators)
		}
		return false
	case code == triage.Originator:
		g.agreed[a.agreement(x.row.Source)] = true
	}
	return true
}

// recordsToAsk finds what holders keep of a lead or case, and what of it can be asked for.
func (w *work) recordsToAsk(ctx context.Context, b *requestBook, a Asking, day triage.Day) (*gathering, error) {
	rows, err := w.reportsToAsk(ctx, &a)
	if err != nil {
		return nil, err
	}
	g := &gathering{agreed: map[string]bool{}}
	by := map[string]*askedOf{}
	asked := askedBefore(b.State, day)
	runs := map[int64]bool{}
	for chunk := range slices.Chunk(rows, 500) {
		xs, err := w.wholes(ctx, chunk)
		if err != nil {
			return nil, err
		}
		child, err := w.childrenIn(ctx, xs)
		if err != nil {
			return nil, err
		}
		for _, x := range xs {
			g.of = append(g.of, x.row.Key)
			g.add(&asker{w.u, x, child}, a, day, asked, by, runs)
		}
	}
	if g.runs, err = w.Runs(ctx, slices.Collect(maps.Keys(runs))); err != nil {
		return nil, err
	}
	for _, h := range by {
		slices.SortFunc(h.items, func(a, b request.Item) int { return cmp.Or(cmp.Compare(a.ActBy, b.ActBy), strings.Compare(a.ID, b.ID)) })
		place := map[string]int{}
		for i, x := range h.items {
			place[x.ID] = i
		}
		// The order of the records is that of the letter.
		slices.SortFunc(h.records, func(a, b request.Record) int {
			return cmp.Or(cmp.Compare(place[a.Item], place[b.Item]), cmp.Compare(a.Report, b.Report))
		})
		h.records = slices.Compact(h.records)
		g.holders = append(g.holders, h)
	}
	slices.SortFunc(g.holders, func(a, b *askedOf) int {
		return cmp.Or(cmp.Compare(a.items[0].ActBy, b.items[0].ActBy), strings.Compare(a.items[0].ID, b.items[0].ID), strings.Compare(a.Key, b.Key))
	})
	return g, nil
}

// reportsToAsk finds the reports of a lead, or those that a case holds. It leads
// a case's old number to the case.
func (w *work) reportsToAsk(ctx context.Context, a *Asking) ([]store.Report, error) {
	if a.Case.IsZero() {
		return w.membersOf(ctx, a.Lead)
	}
	c, err := w.caseBook(ctx)
	if err != nil {
		return nil, err
	}
	if a.Case, err = c.home(a.Case); err != nil {
		return nil, err
	}
	for _, x := range c.Cases() {
		if x.Number == a.Case {
			return w.Reports(ctx, reportsOf(x.Attached))
		}
	}
	return nil, nil
}

// askedBefore lists the records that a request asks for already: one that is not
// sent yet, one that still keeps them, or one that brought them.
func askedBefore(s *request.State, day triage.Day) map[request.Record]bool {
	out := map[request.Record]bool{}
	for _, q := range s.Requests() {
		q.Each(func(r request.Record, _ int, c request.Cover) {
			if q.Status == request.Drafted || c.Stops && (c.Until == 0 || c.Until >= day) {
				out[r] = true
			}
		})
	}
	return out
}

// add adds what one report names.
func (g *gathering) add(q *asker, a Asking, day triage.Day, asked map[request.Record]bool, by map[string]*askedOf, runs map[int64]bool) {
	x := q.x
	for _, h := range q.u.clocks.Holders(x.report, unixUTC(x.received)) {
		words := q.maskHolder(&h.Keeper)
		for i := range h.Items {
			it := &h.Items[i]
			rec := request.Record{Report: x.row.Key, Item: it.ID()}
			actBy := triage.DayOf(it.ActBy)
			if until, stopped := x.covered.stopped(rec.Item); stopped {
				actBy = max(actBy, until) // what a holder keeps on request is there until then
			}
			switch {
			case !g.mayAsk(x, a):
				continue
			case it.Identifier != nil && it.Identifier.Value == "":
				g.left.NoForm++
				continue
			case actBy < day:
				g.left.Past++
				continue
			case asked[rec] && !a.Again:
				g.left.Asked++
				continue
			case a.Within > 0 && actBy > day+triage.Day(a.Within):
				g.left.Later++
				continue
			}
			of := by[h.Key]
			if of == nil {
				of = &askedOf{Keeper: h.Keeper, at: map[string]int{}, runs: map[int64]bool{}, agreed: map[string]bool{}}
				by[h.Key] = of
			}
			of.records = append(of.records, rec)
			if by := a.agreement(x.row.Source); by != "" && max(x.handling, x.strict) == triage.Originator {
				of.agreed[by] = true
			}
			for _, v := range x.versions {
				if v.ID == x.current {
					of.runs[v.Run], runs[v.Run] = true, true
				}
			}
			if j, known := of.at[rec.Item]; !known {
				of.at[rec.Item] = len(of.items)
				i := q.item(it, rec.Item, actBy)
				if words != "" {
					i.Names = append(i.Names, request.Named{Kind: "holder", Value: plain(words), Masked: true})
				}
				of.items = append(of.items, i)
			} else if actBy < of.items[j].ActBy {
				of.items[j].ActBy = actBy
			}
		}
	}
}
