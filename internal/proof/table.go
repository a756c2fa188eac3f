package proof

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// State is what reports make of an element.
type State string

// States. An element that is present or contradicted has an exhibit that stands.
const (
	Present      State = "present"
	Missing      State = "missing"
	Contradicted State = "contradicted" // something stands, and something speaks against it or was refuted
)

// Table is what reports establish and what they do not. It holds no masked text
// and no name of anyone.
type Table struct {
	Country  string       `json:"country"`
	Hash     string       `json:"catalogue"` // SHA-256 of the catalogue, hexadecimal
	Reports  int          `json:"reports"`   // that enter the table
	LeftOut  []LeftOut    `json:"leftOut"`   // that do not, and why; of their content nothing is shown
	Pillars  []Element    `json:"pillars"`   // payment, instruction, session, recipient
	Acts     Acts         `json:"acts"`
	Speaks   []Speaks     `json:"speaksForThePerson"`
	Offences []Finding    `json:"offences"`
	Modes    []Finding    `json:"modes"`
	NotRead  int          `json:"notRead,omitzero"` // reports too many to be read: the table is short of them
	Shown    []report.Key `json:"-"`                // the reports that enter it, for whoever records the reading
}

// LeftOut counts reports that may not be used as evidence.
type LeftOut struct {
	Code    string `json:"code"` // intelligence, originator or declaration
	Reports int    `json:"reports"`
}

// Acts are the acts evidenced, counted three ways. They are never added up: each is
// another look at the same acts.
type Acts struct {
	PaymentAndSession payment.Count `json:"paymentAndSession"`
	Payment           payment.Count `json:"payment"`
	Statement         payment.Count `json:"statement"`
	Unlisted          int           `json:"countedNotListed,omitzero"` // payments that sources count and do not list: in the maximum alone
	Hours             int           `json:"sessionHours"`              // how far apart a payment and its session are at most
	Pairs             []Pair        `json:"pairs"`                     // payments near a session, at most 100
	MorePairs         int           `json:"morePairs,omitzero"`
}

// Element is one thing to be proved.
type Element struct {
	ID          string    `json:"id"`
	Title       string    `json:"title"`
	Note        string    `json:"note,omitzero"`
	State       State     `json:"state"`
	ByActOnly   bool      `json:"byActOnly,omitzero"` // no report can establish it
	For         []Exhibit `json:"for"`                // what stands, verified first; at most 25
	MoreFor     int       `json:"moreFor,omitzero"`
	Against     []Exhibit `json:"against"` // what was refuted, and what speaks against it; at most 25
	MoreAgainst int       `json:"moreAgainst,omitzero"`
	Fill        []Act     `json:"fill"` // what would fill or settle it; none where it is present
}

// Act is something a person can do or ask for.
type Act struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Finding is an offence, or a mode, with its elements.
type Finding struct {
	ID           string    `json:"id"`
	Articles     []string  `json:"articles"`
	Title        string    `json:"title"`
	Text         string    `json:"text"`
	Penalty      string    `json:"articlePenalty,omitzero"` // what the article provides: of nobody
	Since        string    `json:"since,omitzero"`
	Until        string    `json:"until,omitzero"`
	Link         string    `json:"source"`
	Checked      string    `json:"checked"` // the day on which the wording was compared; empty: it was not
	Read         string    `json:"read,omitzero"`
	Elements     []Element `json:"elements"`
	Modes        []string  `json:"modes,omitempty"`
	Present      int       `json:"present"`
	Contradicted int       `json:"contradicted"`
	Missing      int       `json:"missing"`
}

// Speaks is one thing that speaks for the person.
type Speaks struct {
	ID    string    `json:"id"`
	Text  string    `json:"text"`
	Count int       `json:"count,omitzero"`
	From  []Exhibit `json:"from,omitempty"` // at most 25
	More  int       `json:"more,omitzero"`
}

// Input is what a table is laid from.
type Input struct {
	Reports  []Report
	Payments *payment.Facts   // of the reports whose [Report.Code] is evidence, and of no other; nil: they are worked out
	Windows  *payment.Windows // by which; nil: those that Vigie ships
	NotRead  int              // reports of the lead or case that are not among Reports
}

const (
	listed      = 25  // exhibits of one kind that are listed
	listedPairs = 100 //
)

// Build lays a table, in "fr" or "en". The order of the reports plays no part.
func Build(c *Catalogue, in Input, lang string) Table {
	rs := evidence(in.Reports)
	t := Table{
		Country: c.Country, Hash: c.Hash, Reports: len(rs), NotRead: in.NotRead, LeftOut: leftOut(in.Reports),
		Pillars: []Element{}, Offences: []Finding{}, Modes: []Finding{},
	}
	if in.Windows == nil {
		in.Windows = payment.Default()
	}
	paid := in.Payments
	if paid == nil {
		paid = paymentsOf(rs, in.Windows)
	}
	back := takenBack(paid)
	b := builder{Catalogue: c, lang: lang, by: map[Sign][]Exhibit{}, done: map[string]Element{}}
	for i := range rs {
		t.Shown = append(t.Shown, rs[i].Key)
		_, counts := slices.BinarySearch(paid.Reports, rs[i].Key)
		for _, x := range rs[i].exhibits(lang, money{counts, in.Windows.Session}) {
			b.by[x.Sign] = append(b.by[x.Sign], x)
		}
		b.by[PaymentReversed] = append(b.by[PaymentReversed], rs[i].takenBack(lang, back[rs[i].Key], true)...)
		b.back = append(b.back, rs[i].takenBack(lang, back[rs[i].Key], false)...)
	}
	t.Acts = actsOf(rs, paid)
	t.Acts.Hours = int(in.Windows.Session / time.Hour)
	for _, id := range c.pillars {
		t.Pillars = append(t.Pillars, b.element(id))
	}
	for _, o := range c.Offences {
		t.Offences = append(t.Offences, b.finding(o))
	}
	for _, m := range c.Modes {
		t.Modes = append(t.Modes, b.finding(m))
	}
	t.Speaks = b.speaks(rs, tallyOf(paid))
	return t
}

func leftOut(reports []Report) []LeftOut {
	by := map[string]int{}
	for _, r := range reports {
		if code := r.Code(); code != Evidence {
			by[code]++
		}
	}
	out := []LeftOut{}
	for _, code := range slices.Sorted(maps.Keys(by)) {
		out = append(out, LeftOut{code, by[code]})
	}
	return out
}

// builder lays elements; those that several offences ask for are laid once.
type builder struct {
	*Catalogue
	lang string
	by   map[Sign][]Exhibit
	back []Exhibit // takings back whose payment is not found: they contradict none
	done map[string]Element
}

func (b *builder) element(id string) Element {
	if e, ok := b.done[id]; ok {
		return e
	}
	x := b.elements[id]
	e := Element{ID: id, Title: x.title.In(b.lang), Note: x.note.In(b.lang), ByActOnly: x.byActOnly(), Fill: []Act{}}
	var pro, con []Exhibit
	stand := map[Sign]bool{}
	for _, s := range slices.Concat(x.any, x.all) {
		for _, ex := range b.by[s] {
			if ex.stands() {
				pro = append(pro, ex)
				stand[s] = true
			} else {
				con = append(con, ex)
			}
		}
	}
	for _, s := range x.against {
		for _, ex := range b.by[s] {
			if ex.stands() { // one that was refuted speaks against nothing
				con = append(con, ex)
			}
		}
	}
	proved := len(stand) > 0 && !slices.ContainsFunc(x.all, func(s Sign) bool { return !stand[s] })
	switch {
	case !proved:
		e.State = Missing
	case len(con) > 0:
		e.State = Contradicted
	default:
		e.State = Present
	}
	if e.State != Present {
		for _, a := range x.fill {
			e.Fill = append(e.Fill, Act{a, b.acts[a].In(b.lang)})
		}
	}
	e.For, e.MoreFor = list(pro)
	e.Against, e.MoreAgainst = list(con)
	b.done[id] = e
	return e
}

// list puts exhibits in order, verified first, and keeps those that are listed.
func list(xs []Exhibit) (shown []Exhibit, more int) {
	weight := map[triage.Standing]int{triage.Verified: 0, triage.Reported: 1, triage.Refuted: 2}
	slices.SortStableFunc(xs, func(a, b Exhibit) int {
		return cmp.Or(cmp.Compare(weight[a.Standing], weight[b.Standing]), cmp.Compare(a.Sign.rank(), b.Sign.rank()), cmp.Compare(a.Report, b.Report),
			strings.Compare(a.Field, b.Field), a.Date.Compare(b.Date), cmp.Compare(a.Count, b.Count))
	})
	if xs == nil {
		xs = []Exhibit{}
	}
	more = max(0, len(xs)-listed)
	return xs[:len(xs)-more], more
}

func (b *builder) finding(o Offence) Finding {
	f := Finding{
		ID: o.ID, Articles: o.Articles, Title: o.Title.In(b.lang), Text: o.Text.In(b.lang), Penalty: o.Penalty.In(b.lang), Since: o.Since, Until: o.Until,
		Link: o.Source, Checked: o.Checked, Read: o.Read.In(b.lang), Elements: []Element{}, Modes: o.Modes,
	}
	for _, id := range o.Elements {
		e := b.element(id)
		f.Elements = append(f.Elements, e)
		switch e.State {
		case Present:
			f.Present++
		case Contradicted:
			f.Contradicted++
		default:
			f.Missing++
		}
	}
	return f
}

// forThePerson are the signs that speak for the person, whatever the element.
var forThePerson = []struct {
	id    string
	signs []Sign
	text  Said
}{
	{"account-compromised", []Sign{AccountCompromised}, Said{"Un service dit que le compte signalé a été compromis : un autre a pu en user.", "A service says that the reported account was compromised: another may have used it."}},
	{"possible-proxy", []Sign{PossibleProxy}, Said{"Une adresse IP de la personne peut être un relais : elle ne désigne personne.", "An IP address of the person may be a proxy: it points to nobody."}},
	{"generated", []Sign{Sign(report.Generated)}, Said{"Des contenus sont dits générés par une machine.", "Material is said to be made by a generative model."}},
	{"minor-to-minor", []Sign{Sign(report.MinorToMinor)}, Said{"Une interaction entre mineurs est signalée.", "An interaction between minors is reported."}},
	{"spread", []Sign{Sign(report.Viral), Sign(report.Meme), Sign(report.Informational), Sign(report.Spam)}, Said{"Des signalements sont dits viraux, informatifs ou envoyés en nombre.", "Reports are said to be viral, informational or sent in mass."}},
}

var (
	wasRefuted  = Said{"Des faits ont été réfutés par une personne de l'unité.", "Facts were refuted by a person of the unit."}
	reversed    = Said{"Des paiements ont été repris.", "Payments were taken back."}
	unmatched   = Said{"Des paiements ne vont avec aucune séance connue.", "Payments go with no session that is known."}
	merged      = Said{"Des paiements étaient énoncés plusieurs fois : chacun est compté une fois.", "Payments were stated several times: each is counted once."}
	probably    = Said{"Des paiements sont peut-être les mêmes : le minimum les compte une fois.", "Payments are perhaps the same: the minimum counts them once."}
	oneSource   = Said{"Tout vient d'une seule source.", "All of it comes from one source."}
	notVerified = Said{"Aucun fait n'a encore été vérifié par une personne.", "No fact has been verified by a person yet."}
)

// uncounted is for what is so or not.
const uncounted = -1

// speaks lists what speaks for the person.
func (b *builder) speaks(rs []Report, m tally) []Speaks {
	out := []Speaks{}
	say := func(id string, text Said, n int, from []Exhibit) {
		if n != 0 {
			s := Speaks{ID: id, Text: text.In(b.lang), Count: max(0, n)}
			if from != nil {
				s.From, s.More = list(from)
			}
			out = append(out, s)
		}
	}
	var refuted []Exhibit
	verified := false
	for _, s := range Signs {
		for _, x := range b.by[s] {
			verified = verified || x.Standing == triage.Verified
			if !x.stands() && !x.structural() {
				refuted = append(refuted, x)
			}
		}
	}
	say("refuted", wasRefuted, len(refuted), refuted)
	for _, f := range forThePerson {
		var from []Exhibit
		for _, s := range f.signs {
			for _, x := range b.by[s] {
				if x.stands() {
					from = append(from, x)
				}
			}
		}
		say(f.id, f.text, len(from), from)
	}
	var back []Exhibit // of a payment that is not found, a taking back speaks for the person too
	for _, x := range slices.Concat(b.by[PaymentReversed], b.back) {
		if x.stands() {
			back = append(back, x)
		}
	}
	if m.reversed == 0 && back != nil {
		m.reversed = uncounted
	}
	say("reversed", reversed, m.reversed, back)
	say("unmatched", unmatched, m.unmatched, nil)
	say("merged", merged, m.merged, nil)
	say("probably-one", probably, m.probable, nil)
	sources := map[string]bool{}
	for i := range rs {
		sources[rs[i].Source] = true
	}
	if len(sources) == 1 {
		say("one-source", oneSource, uncounted, nil)
	}
	if !verified && len(rs) > 0 {
		say("not-verified", notVerified, uncounted, nil)
	}
	return out
}

// structural says that a person can neither verify nor refute the sign by itself.
func (x Exhibit) structural() bool {
	return slices.ContainsFunc(structural, func(s shape) bool { return s.sign == x.Sign })
}

// Only keeps one offence or mode of a table; ok is false where there is no such one.
func (t Table) Only(c *Catalogue, id string) (Table, bool) {
	o, ok := c.Offence(id)
	if !ok {
		return t, false
	}
	keep := func(fs []Finding, ids ...string) []Finding {
		return slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool { return !slices.Contains(ids, f.ID) })
	}
	t.Offences = keep(t.Offences, o.ID)
	t.Modes = keep(t.Modes, append([]string{o.ID}, o.Modes...)...)
	return t, true
}
