package year

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/synth"
)

// account is a commissioner's at an invented service.
type account struct {
	at         service
	id, screen string
}

// form is how a financial intelligence unit names the sender.
type form uint8

const (
	noFIU     form = iota
	byAccount      // one document, the account and who signs for it
	byPerson       // one document, the person
	among          // in a document with other senders
)

// says is what a document of a financial intelligence unit is: who stands in it
// as what depends on that.
type says uint8

const (
	information says = iota // answers a question about a person
	declaration             // declares a suspicion
	transfers               // lists transfers, and accuses nobody
)

// tells says which sources hold something about a commissioner.
type tells struct {
	tip, tipJSON, tipLive      bool
	tipPhone                   bool
	host                       bool // XARF
	fiu                        form
	fiuLive                    bool // of its own documents; a document of several says so by itself
	fiuSays                    says // likewise
	activity                   bool
	table, bank, house, mobile bool
	crypto                     bool
	payer                      bool // devices show the account that money came from, now and then
	three                      bool // a CyberTip, a FIU and a device about one account
}

// commissioner is a person of the story and all that documents may show of them.
type commissioner struct {
	k            int
	id           string
	first, last  name
	born         string
	document     string
	city, cur    string
	accounts     []account
	email, phone string
	iban, wallet string
	home         string
	ties         []int
	tells        tells
}

var homes = []struct{ city, cur string }{
	{"Exempleville", "EUR"},
	{"Saint-Modèle", "EUR"},
	{"Démo-sur-Mer", "EUR"},
	{"Musterstadt", "EUR"},
	{"Villa Ejemplo", "EUR"},
	{"Sampleton", "GBP"},
	{"Placeholder City", "USD"},
	{"Example Bay", "AUD"},
}

func (y *Year) commissioner(k int) *commissioner {
	d := newDraw(y.o.Seed, ofCommissioner, uint64(k))
	c := &commissioner{k: k, id: fmt.Sprintf("c%05d", k), first: pick(d, firsts), last: pick(d, lasts)}
	c.born = time.Date(1950+d.n(50), time.Month(1+d.n(12)), 1+d.n(28), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	c.document = document('C', k)
	h := pick(d, homes)
	c.city, c.cur = h.city, h.cur
	tag := int(mix(y.o.Seed^uint64(k)<<8) % 9000) // a look, not an identity: k is what makes it one's own
	for i := range 1 + d.n(2) {
		s := services[(d.n(len(services))+i)%len(services)]
		c.accounts = append(c.accounts, account{s, fmt.Sprintf("%s%05d%04d%d", s.prefix, k, tag, i), fmt.Sprintf("%s_%05d", c.first.plain, k)})
	}
	c.email = fmt.Sprintf("%s.%s.y%05d@courriel.example.org", strings.ToLower(c.first.plain), strings.ToLower(c.last.plain), k)
	c.phone = commissionerPhone(k)
	c.iban = synth.IBAN(commissionerIBAN+uint64(k), d.in100(60))
	c.wallet = synth.Wallet(y.o.Seed^0xc0117, uint64(k))
	c.home = fmt.Sprintf("2001:db8:a%03x:%x::%x", k>>12, k&0xfff, 1+d.n(0xfffe))

	for range 1 + d.n(2) + d.n(2)*d.n(2) {
		u := d.n(1000)
		if f := u * u * y.o.Facilitators / 1_000_000; !slices.Contains(c.ties, f) {
			c.ties = append(c.ties, f)
		}
	}
	t := &c.tells
	t.tip, t.tipJSON, t.tipLive = d.in100(55), d.in100(40), d.in100(25)
	t.host, t.tipPhone = d.in100(4), d.in100(70)
	if d.in100(55) {
		t.fiu = [...]form{byAccount, byAccount, byPerson, byPerson, byPerson, among}[d.n(6)]
	}
	t.fiuLive, t.activity = d.in100(60), d.in100(8)
	t.fiuSays = [...]says{information, information, declaration}[d.n(3)]
	if !t.fiuLive && d.in100(60) {
		t.fiuSays = transfers
	}
	t.table, t.bank, t.house, t.mobile = d.in100(25), d.in100(40), d.in100(50), d.in100(35)
	t.crypto, t.payer = d.in100(8), d.in100(65)
	if k%29 == 3 && y.o.Devices > 0 {
		t.three, t.tip, t.tipPhone, t.fiu, t.fiuLive, t.fiuSays, t.payer = true, true, true, byAccount, true, information, true
		seized := y.seized(d.n(y.o.Devices))
		c.ties[0] = seized
		for i := len(c.ties) - 1; i > 0; i-- {
			if c.ties[i] == seized {
				c.ties = append(c.ties[:i], c.ties[i+1:]...)
			}
		}
	}
	// A crypto-asset's address is known from a seized device, or not at all.
	if !slices.ContainsFunc(c.ties, func(f int) bool { return y.deviceOf(f) > 0 }) {
		t.crypto = false
	}
	// A bank, a house or an operator answers about a person that somebody reported.
	phone := t.tip && t.tipPhone || t.fiu == byPerson
	if t.fiu == noFIU || t.fiuSays == transfers && t.fiu != among || t.bank && t.fiu == byPerson || (t.house || t.mobile) && !phone {
		t.table = true
	}
	return c
}

// seized gives the facilitator of the d-th device, from 0.
func (y *Year) seized(d int) int { return d * y.o.Facilitators / y.o.Devices }

// way is how money goes.
type way uint8

const (
	remittance way = iota
	bankWire
	mobile
	crypto
)

func (w way) String() string { return [...]string{"remittance", "bank", "wallet", "crypto"}[w] }

// payment is one transfer of the story.
type payment struct {
	n         int // over the whole year
	f         int
	way       way
	at        time.Time
	sent      money
	paid      money // out
	reference string
	agent     int
	house     int
	session   *session
	back      time.Time // when it was taken back; zero: it was not
}

// session is a live transmission of the story.
type session struct {
	n          int // of this commissioner
	f          int
	start, end time.Time
	payment    *payment // nil: nothing was paid for it
	told       bool     // by the facilitator's device
}

// story is a commissioner's year.
type story struct {
	c        *commissioner
	payments []payment
	sessions []*session
}

const hour = time.Hour

// story tells what happened, before anybody reports it.
func (y *Year) story(k int) *story {
	c := y.commissioner(k)
	s := &story{c: c}
	d := newDraw(y.o.Seed, ofEvents, uint64(k))
	n := y.cuts[k+1] - y.cuts[k]
	// The first half of the year at most passes before it begins; it then goes on
	// for a tenth of the year at least.
	first := time.Duration(d.n(180)) * 24 * hour
	last := first + time.Duration(37+d.n(int((length-first)/(24*hour))-37))*24*hour
	slot := (last - first) / time.Duration(n)
	// Between a payment and its session.
	gap := min(4*hour, slot/4)
	s.payments = make([]payment, n) // sessions point into it: it does not grow
	for i := range s.payments {
		p := &s.payments[i]
		p.n = y.cuts[k] + i
		begin := y.start.Add(first + slot*time.Duration(i))
		p.at = begin.Add(jitter(d, slot/10)).Truncate(time.Minute)
		p.f = c.ties[0]
		if d.in100(30) {
			p.f = pick(d, c.ties)
		}
		to := countries[[...]int{0, 0, 1, 0, 2}[p.f%5]]
		p.sent = money{int64(1500 + d.n(14000)), c.cur}
		p.paid = p.sent.in(to.cur)
		p.way = [...]way{remittance, remittance, remittance, remittance, remittance, mobile, mobile, bankWire, bankWire, mobile}[d.n(10)]
		if c.tells.crypto && d.in100(20) {
			p.way = crypto
		}
		if i == 0 { // whom the unit asks about is known from a table or a document of the FIU, and these know no chain
			p.way = remittance
		}
		p.agent = (p.f*7 + d.n(3)) % y.o.Agents
		p.house = d.n(len(houses))
		p.reference = fmt.Sprintf("%s%010d", [...]string{"TE", "VI", "DP", "TX"}[p.way], reference(y.o.Seed, p.n))
		switch {
		case d.in100(72):
			start := p.at.Add(gap/8 + jitter(d, gap*7/8)).Truncate(time.Minute)
			s.add(&session{f: p.f, start: start, end: start.Add(time.Duration(5+d.n(26)) * time.Minute), payment: p}, d, y)
		case slot >= 200*hour && d.in100(30):
			start := begin.Add(slot/2 + jitter(d, hour)).Truncate(time.Minute)
			s.add(&session{f: p.f, start: start, end: start.Add(time.Duration(5+d.n(26)) * time.Minute)}, d, y)
		case d.n(1000) < 45 && i > 0:
			p.back = p.at.Add(24*hour + jitter(d, 48*hour)).Truncate(time.Minute)
		}
	}
	return s
}

func (s *story) add(x *session, d *draw, y *Year) {
	x.n = len(s.sessions)
	x.told = y.deviceOf(x.f) > 0 && d.in100(65)
	if x.payment != nil {
		x.payment.session = x
	}
	s.sessions = append(s.sessions, x)
}

// jitter is uniform below most, in whole minutes or less.
func jitter(d *draw, most time.Duration) time.Duration {
	if most < time.Second {
		return 0
	}
	return time.Duration(d.n(int(most/time.Second))) * time.Second
}

// reference is a transfer's number: a bijection of n below 10¹⁰, so that no two
// transfers of the world share one.
func reference(seed uint64, n int) uint64 {
	return (uint64(n)*7_368_787 + seed%1_000_003*997) % 10_000_000_000
}
