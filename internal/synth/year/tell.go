package year

import (
	"slices"
	"time"
)

// by is a kind of source that tells of payments.
type by uint8

const (
	byFIU by = iota
	byBank
	byHouse
	byOperator
	byChain
	byTable
	byDevice
	tellers // how many
)

func (b by) String() string {
	return [...]string{"fiu", "bank", "remittance", "wallets", "crypto", "tables", "device"}[b]
}

// ident is a value by which a document names an end of a transfer.
type ident struct{ Kind, Value string }

// telling is one statement of one payment in one document.
type telling struct {
	p         *payment
	by        by
	reference string // as shown; empty: it shows none
	at        time.Time
	day       bool // shows the day alone
	amount    money
	other     money   // the same transfer in another currency, where it shows that too
	to        []ident // of the recipient, as shown
	from      []ident // of the sender, as shown, where the document reports nobody
	back      bool    // says that the transfer was taken back

	// Filled in by whoever writes it.
	source, file  string
	document, row string // the document's own number, and the row's or the transfer's in it
	abuse         bool   // the report that tells it states a fact of abuse
	declaration   bool
	handling      string
	touches       []string // kinds of value by which a statement touches whom another document reports
	account       bool     // one of these is an account's, or the telling is no such statement
}

// tellings decides who tells what of a story. It may find that nobody can tell
// that a transfer was taken back: then it was not.
func (y *Year) tellings(s *story) []telling {
	d := newDraw(y.o.Seed, ofTelling, uint64(s.c.k))
	ts := make([]telling, 0, len(s.payments)+len(s.payments)/4)
	for i := range s.payments {
		p := &s.payments[i]
		who := y.tellersOf(s.c, p)
		if !p.back.IsZero() {
			var can []by
			for _, b := range who {
				if b == byBank || b == byHouse {
					can = append(can, b)
				}
			}
			if len(can) == 0 {
				p.back = time.Time{}
			} else {
				t := y.telling(s.c, p, pick(d, can), p.sent, d)
				undone := t
				undone.back, undone.at, undone.reference = true, p.back, p.reference
				t.reference = p.reference
				ts = append(ts, t, undone)
				continue
			}
		}
		n := 1
		if d.in100(14) {
			n = 2
		}
		if d.n(1000) < 25 {
			n = 3
		}
		var chosen []by
		switch {
		case i == 0 && s.c.tells.table:
			chosen = append(chosen, byTable)
		case i == 0:
			chosen = append(chosen, byFIU)
		}
		if p.session != nil && p.session.told {
			chosen = append(chosen, byDevice)
		}
		for len(chosen) < min(n, len(who)) {
			if b := pick(d, who); !slices.Contains(chosen, b) {
				chosen = append(chosen, b)
			}
		}
		face := p.sent
		if slices.Contains(chosen, byDevice) && d.in100(70) {
			face = p.paid
		}
		for _, b := range chosen {
			ts = append(ts, y.telling(s.c, p, b, face, d))
		}
	}
	return ts
}

// tellersOf gives the sources that hold something about a payment.
func (y *Year) tellersOf(c *commissioner, p *payment) []by {
	t, chain := &c.tells, p.way == crypto
	var who []by
	for _, x := range [...]struct {
		b    by
		able bool
	}{
		{byFIU, t.fiu != noFIU && !chain},
		{byBank, t.bank && !chain},
		{byHouse, t.house && p.way == remittance},
		{byOperator, t.mobile && p.way == mobile},
		{byChain, chain},
		{byTable, t.table && !chain},
		{byDevice, y.deviceOf(p.f) > 0},
	} {
		if x.able {
			who = append(who, x.b)
		}
	}
	return who
}

// telling says how one source tells a payment: face is the amount that those who
// tell it agree on, for the most part.
func (y *Year) telling(c *commissioner, p *payment, b by, face money, d *draw) telling {
	f := y.facilitator(p.f)
	phone, account := ident{"phone", f.phone}, ident{"bank", f.account}
	t := telling{p: p, by: b, at: p.at, amount: face}
	if d.in100(7) { // it saw the other side of the exchange
		if t.amount = p.paid; face == p.paid {
			t.amount = p.sent
		}
	}
	shows := 0 // in a hundred
	switch b {
	case byFIU:
		shows = 65
		switch {
		case c.tells.fiuSays != transfers || c.tells.fiu == among:
		case c.tells.fiu == byAccount:
			t.from = []ident{{"iban", c.iban}}
		default:
			t.from = []ident{{"phone", c.phone}, {"document", c.document}, {"email", c.email}}
		}
		if d.in100(2) { // rounds
			t.amount.minor = max(100, (t.amount.minor+50)/100*100)
		}
		if t.amount.cur != "EUR" {
			t.other = t.amount.in("EUR")
		}
		switch {
		case p.way == bankWire:
			t.to = []ident{account}
		case p.way == remittance && d.in100(30):
			t.to = []ident{{"iban", y.agent(p.agent).iban}}
		default:
			t.to = []ident{phone}
		}
	case byBank:
		shows, t.day, t.from = 70, true, []ident{{"iban", c.iban}}
		t.at = p.at.Add(time.Duration(d.n(3)/2) * 24 * hour) // one in three is booked the day after
		if d.in100(25) {                                     // says when the order was taken
			t.day, t.at = false, p.at
		}
		if t.amount = p.sent; d.in100(12) { // says what was instructed, and what was booked
			t.amount, t.other = p.paid, p.sent
		}
		switch {
		case p.way == bankWire:
			t.to = []ident{account}
		case p.way == mobile:
			t.to = []ident{{"iban", operatorIBAN}}
		case d.in100(40):
			t.to = []ident{{"iban", y.agent(p.agent).iban}}
		default:
			t.to = []ident{{"iban", houses[p.house].iban}}
		}
	case byHouse:
		shows, t.from = 100, []ident{{"phone", c.phone}, {"document", c.document}}
		if d.in100(70) { // paid from an account, and not over a counter
			t.from = append(t.from, ident{"iban", c.iban})
		}
		if t.to = []ident{{"iban", y.agent(p.agent).iban}}; d.in100(75) {
			t.to = append(t.to, phone)
		}
		if t.amount == p.sent {
			t.other = p.paid
		}
	case byOperator:
		shows, t.to, t.from = 100, []ident{phone}, []ident{{"phone", c.phone}, {"document", c.document}}
	case byChain:
		shows, t.to, t.from = 100, []ident{{"wallet", f.wallet}}, []ident{{"wallet", c.wallet}}
		t.amount, t.other = money{p.sent.minor, "T" + p.sent.cur}, p.sent // a token
	case byTable:
		shows = 70
		if t.to = []ident{phone}; p.way == bankWire {
			t.to = []ident{account}
		}
	case byDevice:
		shows = 45
		if t.to = []ident{phone}; d.in100(50) { // names no recipient: its holder received it
			t.to = f.known()
		}
	}
	if d.in100(shows) {
		t.reference = p.reference
	}
	return t
}

// reported gives the values by which some document reports a commissioner.
func (y *Year) reported(s *story, ts []telling) map[ident]bool {
	c := s.c
	m := map[ident]bool{}
	add := func(values ...ident) {
		for _, v := range values {
			m[v] = true
		}
	}
	phone, iban, document, email := ident{"phone", c.phone}, ident{"iban", c.iban}, ident{"document", c.document}, ident{"email", c.email}
	if c.tells.tip {
		if add(email); c.tells.tipPhone {
			add(phone)
		}
	}
	if c.tells.activity && c.tells.fiu != noFIU {
		add(phone, document, email)
	}
	for i := range ts {
		switch t := &ts[i]; {
		case t.by == byDevice && t.p.showsPayer(c):
			add(iban)
		case t.by == byTable:
			add(phone, iban, document, email)
		case t.by != byFIU || len(t.from) > 0:
		case c.tells.fiu == byPerson:
			add(phone, document, email)
		default:
			add(iban)
		}
	}
	for _, f := range c.ties {
		if y.deviceOf(f) == 0 {
			continue
		}
		if c.contactPhone() {
			add(phone)
		}
		if c.tells.crypto {
			add(ident{"wallet", c.wallet})
		}
	}
	return m
}

// showsPayer says whether a device that tells the payment shows the account it came from.
func (p *payment) showsPayer(c *commissioner) bool {
	return c.tells.payer && p.way != crypto && (p.way == bankWire || p.n%8 == 0)
}

// contactPhone says whether contact lists show the commissioner's telephone.
func (c *commissioner) contactPhone() bool { return c.tells.three || c.k%2 == 0 }
