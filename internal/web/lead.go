package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

// leadData is the lead's page: what the unit gives, put together over its reports.
type leadData struct {
	unit.LeadView
	Facts  []factRow
	Rest   []factRow // what those state otherwise, folded: a lead may have hundreds of dates
	Clocks []clockRow
	Gaps   []gapRow
	Groups []group
	Safety bool // a report warns whoever acts

	Drawing *drawing          // of its ties
	Weaker  []unit.SharedView // what reports share and what does not tie them
}

// factRow is a fact as the reports of the lead state it, alike.
type factRow struct {
	Kind     string
	Value    string // in words; empty for yes
	Standing triage.Standing
	Derived  bool
	From     []place
	at       time.Time
}

// unfoldedFacts is how many rows of one kind of fact are shown at once.
const unfoldedFacts = 4

// foldFacts parts the rows of each kind into those that are shown at once and the
// rest. Nothing that a person decided on is folded away.
func foldFacts(rows []factRow) (shown, rest []factRow) {
	n := map[string]int{}
	for _, r := range rows {
		if n[r.Kind]++; n[r.Kind] <= unfoldedFacts || r.Standing != triage.Reported {
			shown = append(shown, r)
		} else {
			rest = append(rest, r)
		}
	}
	return shown, rest
}

// place is a field of a report.
type place struct {
	Report report.Key
	Field  string
}

// clockRow is an act-by date, with the reports that it is for.
type clockRow struct {
	unit.DeadlineView
	Of []place
}

// gapRow is something missing, and how many reports miss it.
type gapRow struct {
	triage.Gap
	Reports int
}

// group is a report and those that repeat it, which are folded.
type group struct {
	First   unit.ReportView
	Repeats []unit.ReportView
	Open    bool
}

// unfolded is how many groups of reports the page opens by itself.
const unfolded = 2

func (d *desk) lead(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	k, err := leadKey(r.PathValue("key"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	v, err := d.unit.Lead(r.Context(), who.For("desk: lead"), k, who.Lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	p.Title = p.say("lead.title", "n", v.Lead)
	p.Here, p.Today = leadAddress(v.Lead), v.Day
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	data := newLeadData(p.locale, v)
	if v.Ties != nil {
		data.Drawing = p.drawTies(*v.Ties)
	}
	p.Data = data
	d.show(w, r, "lead", "layout", http.StatusOK, p)
}

func newLeadData(l *locale, v unit.LeadView) *leadData {
	v.Row.Sentence = l.sentence(v.Row.Class, v.Row.Sentence)
	out := &leadData{LeadView: v}
	gaps := map[triage.Gap]int{}
	for _, r := range v.Reports {
		out.Safety = out.Safety || r.OfficerSafety
		for _, f := range r.Facts {
			out.addFact(l, r.Report, f)
		}
		for _, c := range r.Deadlines {
			out.addClock(r.Report, c)
		}
		for _, g := range r.Gaps {
			if _, ok := gaps[g]; !ok {
				gaps[g] = len(out.Gaps)
				out.Gaps = append(out.Gaps, gapRow{Gap: g})
			}
			out.Gaps[gaps[g]].Reports++
		}
		if n := len(out.Groups); r.Repeats && n > 0 {
			out.Groups[n-1].Repeats = append(out.Groups[n-1].Repeats, r)
		} else {
			out.Groups = append(out.Groups, group{First: r, Open: n < unfolded})
		}
	}
	out.Weaker = weaker(v)
	slices.SortStableFunc(out.Facts, func(a, b factRow) int {
		of := cmp.Compare(order(a.Kind), order(b.Kind))
		if a.Kind == string(report.LastPayment) {
			return cmp.Or(of, b.at.Compare(a.at)) // the newest first
		}
		return cmp.Or(of, a.at.Compare(b.at))
	})
	out.Facts, out.Rest = foldFacts(out.Facts)
	slices.SortStableFunc(out.Clocks, func(a, b clockRow) int {
		return cmp.Or(cmp.Compare(a.ActBy, b.ActBy), cmp.Compare(a.Record, b.Record))
	})
	return out
}

// weaker is what reports of the lead share beside their ties. Where the ties are
// not on the page, or are too many to list, that is all they share.
func weaker(v unit.LeadView) []unit.SharedView {
	ties := map[[3]string]bool{}
	if v.Ties != nil {
		for _, t := range slices.Concat(v.Ties.Bridges, v.Ties.Others) {
			ties[[3]string{t.Kind, t.Service, t.Value}] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(v.Shared), func(s unit.SharedView) bool { return ties[[3]string{s.Kind, s.Service, s.Value}] })
}

func (d *leadData) addFact(l *locale, k report.Key, f triage.Stood) {
	row := factRow{Kind: string(f.Kind), Value: l.value(f.Fact), Standing: f.Standing, Derived: f.Derived}
	from := place{k, f.Field}
	for i, x := range d.Facts {
		if x.Kind == row.Kind && x.Value == row.Value && x.Standing == row.Standing && x.Derived == row.Derived {
			if !slices.Contains(x.From, from) {
				d.Facts[i].From = append(x.From, from)
			}
			return
		}
	}
	row.From, row.at = []place{from}, f.Date
	d.Facts = append(d.Facts, row)
}

func (d *leadData) addClock(k report.Key, c unit.DeadlineView) {
	from := place{k, c.Field}
	c.Field = ""
	for i, x := range d.Clocks {
		if x.DeadlineView == c {
			if !slices.Contains(x.Of, from) {
				d.Clocks[i].Of = append(x.Of, from)
			}
			return
		}
	}
	d.Clocks = append(d.Clocks, clockRow{c, []place{from}})
}

// order is the place of a kind of fact in docs/facts.md.
func order(kind string) int {
	for i, s := range report.Stated {
		if string(s.Kind) == kind {
			return i
		}
	}
	return len(report.Stated)
}

// value writes a fact's value in words; a yes-or-no fact has none beside its name.
func (l *locale) value(f report.Fact) string {
	var s string
	switch {
	case f.Count != 0:
		s = l.number(f.Count)
	case !f.Date.IsZero():
		s = triage.DayOf(f.Date).In(l.lang)
	default:
		s = l.say("fact.yes")
	}
	if !f.At.IsZero() {
		s += ", " + triage.DayOf(f.At).In(l.lang)
	}
	return s
}

// Figure writes what a rule asked about and found: "paiements : 12".
func (p *page) Figure(f triage.Figure) string {
	name := p.figureName(f.Name)
	switch f.Type {
	case triage.Number:
		return p.say("figure.is", "name", name, "value", p.number(f.Value))
	case triage.Date:
		return p.say("figure.is", "name", name, "value", triage.Day(f.Value).In(p.lang))
	}
	return name
}

// figureName names a variable of the rule environment.
func (p *page) figureName(name string) string {
	if s, ok := p.words["figure."+name]; ok {
		return s
	}
	if s, ok := p.words["fact."+name]; ok {
		return s
	}
	for _, x := range []struct{ affix, list string }{{"category_", "category"}, {"channel_", "channel"}} {
		if c, ok := strings.CutPrefix(name, x.affix); ok {
			return p.label(x.list, strings.ReplaceAll(c, "_", "-"))
		}
	}
	for _, affix := range []string{"_reports", "_verified"} {
		if kind, ok := strings.CutSuffix(name, affix); ok {
			return p.say("figure."+affix, "fact", p.label("fact", kind))
		}
	}
	return name
}

// Masked names a kind of masked item. Sources have words of their own, so the
// list is open: one without a label is named as the source names it.
func (p *page) Masked(kind string) string {
	if s, ok := p.words["text."+kind]; ok {
		return s
	}
	if s, ok := p.words["kind."+kind]; ok {
		return s
	}
	if role, ok := strings.CutPrefix(kind, "name-"); ok {
		return p.say("masked.name", "role", p.label("role", role))
	}
	return p.say("masked.other", "kind", kind)
}

// Signed writes a weight with its sign.
func (p *page) Signed(n int64) string {
	if n > 0 {
		return "+" + p.number(n)
	}
	return strings.Replace(p.number(n), "-", "\u2212", 1)
}

// LeadOf is the number of the lead on the page.
func (p *page) LeadOf() string {
	if d, ok := p.Data.(*leadData); ok {
		return d.Lead.String()
	}
	return ""
}

// Viewed says whether the service's staff saw a file: "", or a key.
func (p *page) Viewed(v *bool) string {
	if v == nil {
		return ""
	}
	return "media.viewed." + strconv.FormatBool(*v)
}

// Verified says what a source says of an identifier: "", or a key.
func (p *page) Verified(v *bool) string {
	if v == nil {
		return ""
	}
	return "verified." + strconv.FormatBool(*v)
}

// Rest is how many places are folded away behind the first two.
func (p *page) Rest(n int) int { return n - 2 }
