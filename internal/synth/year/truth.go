package year

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// Truth is truth/truth.json. It is written as it becomes known, so that a year
// of any size fits.
type Truth struct {
	Year          Summary           `json:"year"`
	Commissioners []Commissioner    `json:"commissioners"`
	Facilitators  []Facilitator     `json:"facilitators"`
	Agents        []Agent           `json:"agents"`
	Accounts      []RecipientOfMany `json:"accounts"`
}

// Commissioner is what is true of one, and what was stated.
type Commissioner struct {
	ID           string   `json:"id"`
	Accounts     []string `json:"accounts"` // SERVICE:ID
	Email        string   `json:"email"`
	Phone        string   `json:"phone"`
	IBAN         string   `json:"iban"`
	Wallet       string   `json:"wallet"`
	Document     string   `json:"document"`
	Facilitators []string `json:"facilitators"`
	Sources      []string `json:"sources"`           // kinds of source that hold something
	ThreeSources bool     `json:"threeSources"`      // a CyberTip, a FIU and a device name one account
	Reports      int      `json:"reports"`           // records that are theirs, statements of transfers apart
	AbuseReports int      `json:"abuseReports"`      // of these, those that state a fact of abuse
	Paid         int      `json:"paid"`              // transfers of the story, those taken back included
	TakenBack    int      `json:"takenBack"`         //
	Told         Scope    `json:"told"`              // by any source
	Abuse        Scope    `json:"abuse"`             // by reports that state a fact of abuse
	Named        Scope    `json:"named"`             // by these, and by others to a recipient that one of these names by the same value
	Account      Scope    `json:"account"`           // as named, but for statements that touch them by a telephone, document or e-mail alone
	Provable     Scope    `json:"provable"`          // as account, of what may be used as evidence alone: no declaration of suspicion, nobody named by one
	Acts         Acts     `json:"acts"`              //
	Proved       Proved   `json:"proved"`            //
	Rests        []string `json:"restsOn,omitempty"` // recipients named by reports that state a fact of abuse: KIND:VALUE
}

// Scope counts the transfers that a set of documents states. Those taken back
// are in takenBack alone.
type Scope struct {
	Stated     int         `json:"stated"`         // statements
	Certain    int         `json:"certain"`        // transfers, if statements of two sources with one reference, amount and currency are one
	Probable   int         `json:"probable"`       // and if those with one reference, or of one recipient, amount, currency and day where one is missing, are one too
	Distinct   int         `json:"distinct"`       // transfers there were
	TakenBack  int         `json:"takenBack"`      //
	TwoAmounts int         `json:"twoAmounts"`     // told by two sources in different amounts or currencies: in no sum
	Sums       []Sum       `json:"sums"`           // by currency
	First      string      `json:"first,omitzero"` // date shown
	Last       string      `json:"last,omitzero"`  // of what can be seen to be one, the earliest time shown; where days alone are, the earliest
	Recipients []Recipient `json:"recipients"`     // facilitators
	Accounts   []string    `json:"accounts"`       // recipients on whom all who tell a transfer agree: KIND:VALUE
}

// Sum is over the transfers told in one currency. Amounts are decimal text.
type Sum struct {
	Currency string `json:"currency"`
	Count    int    `json:"count"`
	Total    string `json:"total"`
	Median   string `json:"median"` // of an even count: the mean of the two, to the half of a hundredth
	Smallest string `json:"smallest"`
	Largest  string `json:"largest"`
}

// Recipient is a facilitator and how much of a scope went there.
type Recipient struct {
	ID       string `json:"id"`
	Payments int    `json:"payments"`
}

// Acts are counted three ways, as a file must. A session that a device tells and
// that was paid for lies within four hours of its payment, which is the nearest;
// one that was not lies 76 hours from any.
type Acts struct {
	There             int `json:"there"`             // sessions of the story
	Told              int `json:"told"`              // by a device
	PaymentAndSession int `json:"paymentAndSession"` // transfers of the scope named whose session is told
	PaymentAlone      int `json:"paymentAlone"`      // its other transfers
	Statement         int `json:"statement"`         // sessions that contact lists count
}

// Proved are the acts of what may be used as evidence; by payment alone they are the
// scope provable, from probable to certain.
type Proved struct {
	PaymentAndSession int    `json:"paymentAndSession"` // transfers of the scope provable whose session is told
	Statement         Bounds `json:"statement"`         // sessions told, and besides what contacts and other reports of abuse state
}

// Bounds are the fewest and the most.
type Bounds struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Facilitator is one, with the accounts that reach them.
type Facilitator struct {
	ID       string `json:"id"`
	Country  string `json:"country"`
	Chat     string `json:"chat"`
	Phone    string `json:"phone"`
	Account  string `json:"account"`
	Wallet   string `json:"wallet"`
	Device   int    `json:"device,omitzero"`
	Handling string `json:"handling,omitzero"`
	Senders  int    `json:"senders"` // commissioners of the story who paid
	Payments int    `json:"payments"`
}

// Agent is a payout agent and whose money passed.
type Agent struct {
	ID      string `json:"id"`
	IBAN    string `json:"iban"`
	Paid    int    `json:"paid"`    // transfers of the story paid out there
	Honest  int    `json:"honest"`  // transfers of people who have nothing to do with it, in the files
	Senders int    `json:"senders"` // commissioners
}

// RecipientOfMany is an account by which documents name a recipient.
type RecipientOfMany struct {
	Kind         string `json:"kind"`
	Value        string `json:"value"`
	Whose        string `json:"whose"`        // facilitator's or agent's id, "house" or "operator"
	Senders      int    `json:"senders"`      // commissioners said to have paid to it
	AbuseSenders int    `json:"abuseSenders"` // by reports that state a fact of abuse
	AbuseStated  int    `json:"abuseStated"`  // statements in such reports
}

// truth gathers and writes.
type truth struct {
	y                                        *Year
	reports, tellings, unrelated, expect, js *truthFile
	n                                        int // commissioners written
	mine                                     []reported
	facilitators                             map[int]*tally
	agents                                   map[int]*tally
	honest                                   map[int]int
	accounts                                 map[ident]*tally
	err                                      error
}

type truthFile struct {
	c   io.Closer
	buf *bufio.Writer
	w   *csv.Writer
}

type tally struct {
	whose        string
	senders      set
	abuseSenders set
	payments     int
	abuse        int
}

// set counts distinct commissioners, who come in order.
type set struct{ n, last int }

func (s *set) add(k int) {
	if s.n == 0 || s.last != k {
		s.n, s.last = s.n+1, k
	}
}

// reported is one report, or so many records of one document, about one person.
type reported struct {
	file, source, id, who, kind string
	abuse, declaration          bool
	handling                    string
	records                     int
	names                       []ident // recipients or facilitators that it names besides its payments'
	states                      int     // sessions that it states and does not list
}

func newTruth(y *Year, create Create) (*truth, error) {
	t := &truth{y: y, facilitators: map[int]*tally{}, agents: map[int]*tally{}, honest: map[int]int{}, accounts: map[ident]*tally{}}
	for _, x := range []struct {
		to   **truthFile
		name string
		head []string
	}{
		{&t.reports, "reports.csv", []string{"file", "source", "id", "whose", "kind", "abuse", "declaration", "handling", "records"}},
		{&t.tellings, "tellings.csv", []string{
			"payment", "commissioner", "facilitator", "way", "by", "source", "file", "document", "row", "reference", "at", "day_alone",
			"amount", "currency", "other", "other_currency", "recipient", "abuse", "declaration", "handling", "taken_back", "session", "touches",
		}},
		{&t.unrelated, "unrelated.csv", []string{"file", "row", "kind", "amount", "currency", "agent", "sealed"}},
		{&t.expect, "expected.csv", []string{"file", "records"}},
		{&t.js, "truth.json", nil},
	} {
		c, err := create("truth/" + x.name)
		if err != nil {
			return nil, err
		}
		b := bufio.NewWriterSize(c, 1<<16)
		f := &truthFile{c: c, buf: b, w: csv.NewWriter(b)}
		*x.to = f
		if x.head != nil {
			t.keep(f.w.Write(x.head))
		}
	}
	_, err := t.js.buf.WriteString("{\"commissioners\":[\n")
	t.keep(err)
	return t, nil
}

func (t *truth) keep(err error) { t.err = errors.Join(t.err, err) }

func (t *truth) expected(file string, records int) error {
	return t.expect.w.Write([]string{file, strconv.Itoa(records)})
}

func (r *run) report(x reported) {
	t := r.truth
	if strings.HasPrefix(x.who, "c") {
		t.mine = append(t.mine, x)
	}
	t.keep(t.reports.w.Write([]string{
		x.file, x.source, x.id, x.who, x.kind, yes(x.abuse), yes(x.declaration), x.handling, strconv.Itoa(x.records),
	}))
}

// unrelated notes a transfer that has nothing to do with the story. It stays
// sealed unless it passes over a reported account.
func (r *run) unrelated(file, row string, e *entry, touches bool) error {
	a := -1
	if e.kind == "family" {
		a = r.y.agentOf(e.iban)
		r.truth.honest[a]++
	}
	r.unrelatedN++
	agent := ""
	if a >= 0 {
		agent = agentID(a)
	}
	if !touches {
		r.sealed++
	}
	return r.truth.unrelated.w.Write([]string{file, row, e.kind, e.amount.text("."), e.amount.cur, agent, yes(!touches)})
}

func yes(so bool) string {
	if so {
		return "yes"
	}
	return "no"
}

func agentID(a int) string { return "a" + strconv.Itoa(a+1) }

// agentOf finds the agent of an account, or -1.
func (y *Year) agentOf(iban string) int {
	for a := range y.o.Agents {
		if y.agent(a).iban == iban {
			return a
		}
	}
	return -1
}

// truthOf writes the truth of one, once all of theirs is written.
func (r *run) truthOf(s *story, ts []telling) {
	t, c := r.truth, s.c
	x := Commissioner{
		ID: c.id, Email: c.email, Phone: c.phone, IBAN: c.iban, Wallet: c.wallet, Document: c.document,
		ThreeSources: c.tells.three, Paid: len(s.payments), Facilitators: []string{}, Sources: []string{}, Accounts: []string{},
	}
	for _, a := range c.accounts {
		x.Accounts = append(x.Accounts, a.at.name+":"+a.id)
	}
	for _, f := range c.ties {
		x.Facilitators = append(x.Facilitators, t.y.facilitator(f).id)
	}
	for _, m := range t.mine {
		x.Reports += m.records
		if m.abuse {
			x.AbuseReports += m.records
		}
		if !slices.Contains(x.Sources, m.kind) {
			x.Sources = append(x.Sources, m.kind)
		}
	}
	r.touch(s, ts)
	any := func(bool, string) bool { return true }
	named, proved := t.named(ts, any), t.named(ts, usable)
	for id := range named.by {
		x.Rests = append(x.Rests, id.Kind+":"+id.Value)
	}
	slices.Sort(x.Rests)
	account := func(g *telling) bool { return g.account && named.tells(g) }
	provable := func(g *telling) bool { return g.account && proved.tells(g) && usable(g.declaration, g.handling) }
	x.Told = scope(t.y, ts, func(*telling) bool { return true }, named)
	x.Abuse = scope(t.y, ts, func(g *telling) bool { return g.abuse }, named)
	x.Named = scope(t.y, ts, named.tells, named)
	x.Account = scope(t.y, ts, account, named)
	x.Provable = scope(t.y, ts, provable, proved)
	x.Acts = counted(s, ts, named.tells)
	x.Proved = t.proved(s, ts, provable)
	x.TakenBack = x.Told.TakenBack
	t.tally(s, ts)
	t.line(x, t.n > 0)
	t.n++
	t.mine = t.mine[:0]
}

// touch notes by which kinds of value statements touch the commissioner.
func (r *run) touch(s *story, ts []telling) {
	reported := r.y.reported(s, ts)
	for i := range ts {
		g := &ts[i]
		g.account = len(g.from) == 0
		for _, id := range g.from {
			if reported[id] {
				g.touches = append(g.touches, id.Kind)
				g.account = g.account || id.Kind == "iban" || id.Kind == "wallet"
			}
		}
		if !g.account {
			r.sum.NoAccount++
		}
	}
}

// usable says whether a report may be used as evidence.
func usable(declaration bool, handling string) bool {
	return !declaration && (handling == "" || handling == "evidence")
}

// naming is whom reports of abuse name as recipient or facilitator, and which values
// are one recipient's: those that a document shows of one.
type naming struct {
	by map[ident]bool
	up map[ident]ident
}

// tells says whether a telling counts: its report states abuse, or one names whom it
// says was paid.
func (n *naming) tells(g *telling) bool {
	return g.abuse || slices.ContainsFunc(g.to, func(id ident) bool { return n.by[id] })
}

func (n *naming) who(id ident) ident {
	for {
		up, more := n.up[id]
		if !more {
			return id
		}
		id = up
	}
}

func (n *naming) meet(ids []ident) {
	for _, id := range ids {
		if a, b := n.who(ids[0]), n.who(id); a != b {
			n.up[b] = a
		}
	}
}

// named collects what is named by reports that may be used so.
func (t *truth) named(ts []telling, may func(declaration bool, handling string) bool) *naming {
	n := &naming{map[ident]bool{}, map[ident]ident{}}
	name := func(ids []ident) {
		for _, id := range ids {
			n.by[id] = true
		}
		n.meet(ids)
	}
	for _, m := range t.mine {
		if m.abuse && may(m.declaration, m.handling) { // besides the recipients of its transfers
			name(m.names)
		}
	}
	for i := range ts {
		if g := &ts[i]; g.abuse && g.account && may(g.declaration, g.handling) {
			name(g.to)
		}
	}
	for i := range ts {
		if g := &ts[i]; g.account && may(g.declaration, g.handling) && n.tells(g) {
			n.meet(g.to)
		}
	}
	return n
}

// proved counts the acts of what may be used as evidence.
func (t *truth) proved(s *story, ts []telling, in func(*telling) bool) (a Proved) {
	for _, x := range s.sessions {
		if x.told && usable(false, t.y.facilitator(x.f).handling) {
			a.Statement.Min++
		}
	}
	a.Statement.Max = a.Statement.Min
	for _, m := range t.mine { // no fewer than one report states
		if m.abuse && usable(m.declaration, m.handling) {
			a.Statement.Min = max(a.Statement.Min, (m.states+m.records-1)/m.records)
			a.Statement.Max += m.states
		}
	}
	seen := map[*payment]bool{}
	for i := range ts {
		if p := ts[i].p; in(&ts[i]) && p.back.IsZero() && !seen[p] {
			seen[p] = true
			if p.session != nil && p.session.told && usable(false, t.y.facilitator(p.session.f).handling) {
				a.PaymentAndSession++
			}
		}
	}
	return a
}

// counted counts acts three ways.
func counted(s *story, ts []telling, in func(*telling) bool) Acts {
	a := Acts{There: len(s.sessions)}
	for _, x := range s.sessions {
		if x.told {
			a.Told++
		}
	}
	a.Statement = a.Told
	seen := map[*payment]bool{}
	for i := range ts {
		if p := ts[i].p; in(&ts[i]) && p.back.IsZero() && !seen[p] {
			seen[p] = true
			if p.session != nil && p.session.told {
				a.PaymentAndSession++
			} else {
				a.PaymentAlone++
			}
		}
	}
	return a
}

// tally adds a commissioner's payments to recipients and agents.
func (t *truth) tally(s *story, ts []telling) {
	k := s.c.k
	for i := range s.payments {
		p := &s.payments[i]
		f := at(t.facilitators, p.f)
		f.senders.add(k)
		f.payments++
		if p.way == remittance {
			a := at(t.agents, p.agent)
			a.senders.add(k)
			a.payments++
		}
	}
	for i := range ts {
		g := &ts[i]
		if g.back {
			continue
		}
		for _, id := range g.to {
			a := at(t.accounts, id)
			a.whose = t.y.facilitator(g.p.f).id
			switch {
			case id.Value == operatorIBAN:
				a.whose = "operator"
			case id.Value == houses[0].iban || id.Value == houses[1].iban:
				a.whose = "house"
			case id.Kind == "iban":
				a.whose = agentID(g.p.agent)
			}
			a.senders.add(k)
			if g.abuse {
				a.abuseSenders.add(k)
				a.abuse++
			}
		}
	}
	for i := range ts {
		t.telling(s.c, &ts[i])
	}
}

func at[K comparable](m map[K]*tally, k K) *tally {
	v := m[k]
	if v == nil {
		v = &tally{}
		m[k] = v
	}
	return v
}

func (t *truth) telling(c *commissioner, g *telling) {
	to := make([]string, len(g.to))
	for i, id := range g.to {
		to[i] = id.Kind + ":" + id.Value
	}
	other, session := "", ""
	if g.other.cur != "" {
		other = g.other.text(".")
	}
	if g.p.session != nil {
		session = strconv.Itoa(g.p.session.n)
	}
	t.keep(t.tellings.w.Write([]string{
		strconv.Itoa(g.p.n), c.id, t.y.facilitator(g.p.f).id, g.p.way.String(), g.by.String(), g.source, g.file, g.document, g.row, g.reference,
		g.at.UTC().Format(time.RFC3339), yes(g.day), g.amount.text("."), g.amount.cur, other, g.other.cur, strings.Join(to, " "),
		yes(g.abuse), yes(g.declaration), g.handling, yes(g.back), session, strings.Join(g.touches, " "),
	}))
}

// line writes a value of the list that is open in truth.json.
func (t *truth) line(v any, comma bool) {
	if comma {
		_, err := t.js.buf.WriteString(",\n")
		t.keep(err)
	}
	b, err := json.Marshal(v, json.Deterministic(true))
	t.keep(err)
	_, err = t.js.buf.Write(b)
	t.keep(err)
}

// end writes what is known at the end alone, and closes all.
func (t *truth) end(sum Summary) error {
	section := func(name string) {
		_, err := t.js.buf.WriteString("],\n\"" + name + "\":[\n")
		t.keep(err)
	}
	section("facilitators")
	for f := range t.y.o.Facilitators {
		x, n := t.y.facilitator(f), at(t.facilitators, f)
		t.line(Facilitator{
			ID: x.id, Country: x.country.code, Chat: x.chat, Phone: x.phone, Account: x.account, Wallet: x.wallet,
			Device: x.device, Handling: x.handling, Senders: n.senders.n, Payments: n.payments,
		}, f > 0)
	}
	section("agents")
	for a := range t.y.o.Agents {
		n := at(t.agents, a)
		t.line(Agent{ID: agentID(a), IBAN: t.y.agent(a).iban, Paid: n.payments, Honest: t.honest[a], Senders: n.senders.n}, a > 0)
	}
	section("accounts")
	ids := make([]ident, 0, len(t.accounts))
	for id := range t.accounts {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b ident) int {
		return strings.Compare(a.Kind+" "+a.Value, b.Kind+" "+b.Value)
	})
	for i, id := range ids {
		n := t.accounts[id]
		t.line(RecipientOfMany{id.Kind, id.Value, n.whose, n.senders.n, n.abuseSenders.n, n.abuse}, i > 0)
	}
	_, err := t.js.buf.WriteString("],\n\"year\":")
	t.keep(err)
	t.line(sum, false)
	_, err = t.js.buf.WriteString("}\n")
	t.keep(err)
	for _, f := range []*truthFile{t.reports, t.tellings, t.unrelated, t.expect, t.js} {
		f.w.Flush()
		t.keep(f.w.Error())
		t.keep(f.buf.Flush())
		t.keep(f.c.Close())
		f.c = nil
	}
	return t.err
}

// abandon closes what end has not.
func (t *truth) abandon() {
	for _, f := range []*truthFile{t.reports, t.tellings, t.unrelated, t.expect, t.js} {
		if f != nil && f.c != nil {
			f.c.Close()
		}
	}
}
