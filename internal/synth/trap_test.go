package synth

import (
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
)

// collect gives the pairs of a world by trap.
func collect(t *testing.T, g *Generator) map[string][]Pair {
	t.Helper()
	out := map[string][]Pair{}
	add := func(p Pair) error { out[p.Trap] = append(out[p.Trap], p); return nil }
	pairs := &pairing{g: g, last: map[hubKey]bearer{}, not: add, same: add, shown: g.o.Rates.TrapsShown}
	if err := g.run(pairs, func(Item) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func world(t *testing.T, n int) (*Generator, map[string][]Pair) {
	t.Helper()
	g, err := New(Options{Reports: n, Seed: 31})
	if err != nil {
		t.Fatal(err)
	}
	return g, collect(t, g)
}

// shared values of two reports, as a linker would see them in their normal form.
func sharedValues(t *testing.T, a, b *sight) map[string]bool {
	t.Helper()
	values := func(s *sight) map[string]bool {
		m := map[string]bool{"account " + s.account.at.name + " " + s.account.id: s.account != nil}
		m["id "+s.account.id] = true
		if s.screen {
			m["screen "+s.account.screen] = true
		}
		for _, e := range s.emails {
			m["email "+strings.ToLower(e.value)] = true
		}
		for _, p := range s.phones {
			n, err := phonenumbers.Parse(p.value, "FR")
			if err != nil {
				t.Fatal(err)
			}
			m["phone "+phonenumbers.Format(n, phonenumbers.E164)] = true
		}
		for _, d := range s.devices {
			m["device "+d.value] = true
		}
		for _, c := range s.captures {
			m["ip "+c.ip] = true
		}
		if s.format == Payments {
			m["iban "+s.h.iban] = true
		}
		return m
	}
	out, other := map[string]bool{}, values(b)
	for v := range values(a) {
		if kind, _, _ := strings.Cut(v, " "); other[v] {
			out[kind] = true
		}
	}
	return out
}

func TestTrapsShareWhatTheyClaim(t *testing.T) {
	g, pairs := world(t, 20_000)
	want := map[trap]string{
		familyPhone: "phone", recycledPhone: "phone", sameID: "id", agentIBAN: "iban", cafeDevice: "device",
		resellerEmail: "email", commonNickname: "screen", exitAddress: "ip",
	}
	for k, kind := range want {
		ps := pairs[k.String()]
		if len(ps) < 20 {
			t.Errorf("%s: only %d pairs", k, len(ps))
		}
		for _, p := range ps {
			if !sharedValues(t, g.look(p.A.Position), g.look(p.B.Position))[kind] {
				t.Fatalf("%s: %v and %v share no %s", k, p.A, p.B, kind)
			}
		}
	}
	for _, p := range pairs[sameID.String()] {
		if sharedValues(t, g.look(p.A.Position), g.look(p.B.Position))["account"] {
			t.Fatalf("one account of two hands: %v", p)
		}
	}
	for _, p := range pairs[recycledPhone.String()] {
		if gap := g.look(p.B.Position).at.Sub(g.look(p.A.Position).at); gap < 210*24*time.Hour {
			t.Fatalf("recycled after %v", gap)
		}
	}
	for _, p := range pairs[nearEmail.String()] {
		a, b := g.look(p.A.Position).emails[0].value, g.look(p.B.Position).emails[0].value
		if strings.Replace(b, "essaii", "essai", 1) != a || a == b {
			t.Fatalf("%s and %s are not one character apart", a, b)
		}
	}
}

func TestOwnTrapsShareNothingExactly(t *testing.T) {
	g, pairs := world(t, 20_000)
	for k := typoValue; k <= otherScript; k++ {
		if len(pairs[k.String()]) < 20 {
			t.Errorf("%s: only %d pairs", k, len(pairs[k.String()]))
		}
		for _, p := range pairs[k.String()] {
			a, b := g.look(p.A.Position), g.look(p.B.Position)
			s := sharedValues(t, a, b)
			if k == otherCase {
				if !s["email"] {
					t.Fatalf("%s: %v and %v: no e-mail in common", k, p.A, p.B)
				}
				continue
			}
			if len(s) > 0 {
				t.Fatalf("%s: %v and %v share %v", k, p.A, p.B, s)
			}
			if k >= accents && (a.first == b.first || a.born != b.born || a.born == "") {
				t.Fatalf("%s: %q and %q", k, a.first, b.first)
			}
		}
	}
}

// Two hands share no account, e-mail, telephone, device or IBAN, unless a trap says so.
func TestHandsAreApartButForTraps(t *testing.T) {
	g, err := New(Options{Reports: 20_000, Seed: 77})
	if err != nil {
		t.Fatal(err)
	}
	owner := map[string]int{}
	claim := func(k int, v string) {
		if o, ok := owner[v]; ok && o != k {
			t.Fatalf("hands %d and %d both bear %s", o, k, v)
		}
		owner[v] = k
	}
	for k := range g.Hands() {
		h := g.hand(k)
		for _, a := range h.accounts {
			claim(k, "account "+a.at.name+" "+a.id)
		}
		for i, e := range h.emails {
			if h.hub != resellerEmail || i > 0 {
				claim(k, "email "+e)
				claim(k, "email "+typo(e))
			}
		}
		if h.phone != "" && h.pair != familyPhone && h.pair != recycledPhone {
			claim(k, "phone "+h.phone)
		}
		for i, d := range h.devices {
			if h.hub != cafeDevice || i > 0 {
				claim(k, "device "+d.value)
			}
		}
		if h.hub != agentIBAN {
			claim(k, "iban "+h.iban)
		}
		claim(k, "wallet "+h.wallet)
		claim(k, "home "+h.home)
	}
}

func TestRatesAreMet(t *testing.T) {
	g, err := New(Options{Reports: 40_000, Seed: 6})
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	files := 0
	for i := range g.Reports() {
		s := g.look(i)
		files += len(s.files)
		for k, on := range map[string]bool{"imminent": s.imminent, "live": s.live, "paid": s.paid, "travel": s.travel, "viral": s.viral, "info": s.info, "solicited": s.solicited} {
			if on {
				n[k]++
			}
		}
		n[s.format.String()]++
	}
	within := func(what string, rate, slack float64) {
		got := float64(n[what]) / float64(g.Reports())
		if got < rate*(1-slack) || got > rate*(1+slack) {
			t.Errorf("%s: %.4f of reports, want about %.4f", what, got, rate)
		}
	}
	r := DefaultRates()
	within("imminent", r.Imminent, 0.4)
	within("live", r.Live+0.02*liveContacts, 0.3)
	within("paid", r.Paid, 0.3)
	within("travel", r.Travel, 0.4)
	within("viral", r.Viral, 0.15)
	within("info", r.Info, 0.2)
	within("solicited", r.Solicitation*(1-r.Viral-r.Info), 0.15)
	within("ncmec", 0.8, 0.05)
	within("cmt", 0.1, 0.1)
	within("payments", 0.02, 0.6) // agents' first reports come as payments
	if mean := float64(files) / float64(g.Reports()); mean < 0.55 || mean > 0.75 {
		t.Errorf("%.2f files a report", mean)
	}
}
