package synth

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Generator makes the reports of one world, any of them by itself. It does not
// change once made, and several goroutines may use it at once.
type Generator struct {
	o      Options
	crowd  crowd
	order  order   // position ↔ slot
	tag    shuffle // numbers in accounts and e-mails
	phones shuffle
	traps  traps
	viral  int // how many viral hashes circulate
	known  int // how many other files circulate
}

// New makes a generator.
func New(o Options) (*Generator, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	g := &Generator{o: o, crowd: newCrowd(o.Seed, o.Reports), order: newOrder(o.Seed, o.Apart, o.Reports)}
	hands := g.crowd.hands
	g.tag = newShuffle(o.Seed, 4, MaxReports)
	g.phones = newShuffle(o.Seed, 5, max(hands, handPhones))
	g.traps = newTraps(o.Seed, hands, o.Rates)
	g.viral = 1 + int(float64(o.Reports)*o.Rates.Viral/400)
	g.known = 5 + o.Reports/50
	return g, nil
}

// Reports gives how many reports the world has.
func (g *Generator) Reports() int { return g.o.Reports }

// Hands gives how many hands are behind them.
func (g *Generator) Hands() int { return g.crowd.hands }

// firstNumber is NCMEC's number of the report at position 0.
const firstNumber = 900_000_000

// Hand gives the hand behind the report at position i.
func (g *Generator) Hand(i int) int {
	k, _ := g.crowd.hand(g.order.at(i))
	return k
}

// position gives where hand k's j-th report stands, or -1 if it has none.
func (g *Generator) position(k, j int) int {
	first, n := g.crowd.slots(k)
	if j >= n {
		return -1
	}
	return g.order.back(first + j)
}

// format gives the format of hand h's j-th report, which a trap may choose.
func (g *Generator) format(h *hand, j int, u float64) Format {
	f := g.o.Mix.pick(u)
	if h.pair != noTrap && j == 0 || h.hub != noTrap && h.hub != agentIBAN && j == 0 || h.self != noTrap && j < 2 {
		return g.o.Mix.prefer(f, NCMEC, CMT)
	}
	if h.hub == agentIBAN && j == 0 {
		return g.o.Mix.prefer(f, Payments)
	}
	return f
}

// formatOf gives the format of hand h's j-th report without making the report.
func (g *Generator) formatOf(h *hand, j int) Format {
	first, _ := g.crowd.slots(h.k)
	d := newDraw(g.o.Seed, ofReport, uint64(first+j))
	return g.format(h, j, d.float())
}

// look makes the sight of the report at position i.
func (g *Generator) look(i int) *sight {
	slot := g.order.at(i)
	k, j := g.crowd.hand(slot)
	s := &sight{i: i, slot: slot, j: j, number: firstNumber + i, h: g.hand(k), d: newDraw(g.o.Seed, ofReport, uint64(slot))}
	d, h, r := &s.d, &s.h, g.o.Rates
	s.format = g.format(h, j, d.float())
	s.at = g.when(h, d)

	// Facts. Commissioners bear most of four of them; the rest bear what is
	// left, so that the whole keeps to the rates.
	often := func(rate float64) float64 {
		if h.commissioner {
			return min(0.8, 20*rate)
		}
		return 0.2 * rate
	}
	s.imminent = d.chance(r.Imminent)
	s.live = d.chance(often(r.Live)) || s.format == Contacts && d.chance(liveContacts)
	s.paid = d.chance(often(r.Paid))
	s.travel = d.chance(often(r.Travel))
	s.access = d.chance(r.Access)
	serious := s.imminent || s.live || s.paid || s.travel
	s.viral = d.chance(r.Viral) && !serious
	s.info = d.chance(r.Info) && !serious && !s.viral
	light := s.viral || s.info
	s.solicited = d.chance(r.Solicitation) && !light
	s.sextortion = d.chance(r.Sextortion) && !light
	enticed := d.chance(r.Enticement) && !light
	s.victim = d.chance(0.02)
	s.content = d.chance(0.25)
	s.payments = 1 + d.n(4)
	s.kind = incidentKind(s, enticed, d)
	if d.chance(r.Prior) {
		for p := range j {
			if f := g.formatOf(h, p); len(s.prior) < 3 && (f == NCMEC || f == CMT) {
				s.prior = append(s.prior, firstNumber+g.position(k, p))
			}
		}
	}
	g.show(s)
	g.files(s)
	return s
}

// liveContacts is the share of a facilitator's contacts that the extraction
// calls live: such lists are where most of those cases come from.
const liveContacts = 0.25

// when gives the time of an incident: within 400 days of Now, but for a
// recycled number, whose first bearer is of the first 90 days, the second of the last.
func (g *Generator) when(h *hand, d *draw) time.Time {
	const day = 24 * 60 * 60
	back := d.n(400 * day)
	if h.pair == recycledPhone {
		back = d.n(90 * day)
		if h.k%2 == 0 {
			back += 310 * day
		}
	}
	return g.o.Now.Add(-time.Duration(back) * time.Second)
}

// files gives the report its files and their hash values.
func (g *Generator) files(s *sight) {
	d, r := &s.d, g.o.Rates
	n := 0
	for p := r.Files / (1 + r.Files); n < 20 && d.chance(p); n++ { // geometric, of mean r.Files
	}
	if n == 0 && (s.live || s.viral) {
		n = 1
	}
	for f := range n {
		x := file{
			n: f + 1, viral: s.viral, meme: s.viral && d.chance(0.5), live: s.live && f == 0,
			generated: d.chance(r.Generated), grade: pick(d, []string{"A1", "A2", "B1", "B2", ""}),
			uploaded: s.at.Add(-time.Duration(d.n(3600)) * time.Second), viewed: stated(d.n(3)),
			public: d.chance(0.2), fromAccount: d.chance(0.5),
		}
		what := uint64(s.slot)<<8 | uint64(f) | 1<<63
		if s.viral {
			what = 1<<62 | uint64(d.n(g.viral))
		} else if u := d.float(); u < 0.25 {
			u *= 4
			what = 1<<61 | uint64(u*u*u*float64(g.known)) // some circulate more
		}
		var b [16]byte
		binary.BigEndian.PutUint64(b[:], g.o.Seed)
		binary.BigEndian.PutUint64(b[8:], what)
		m, h := md5.Sum(b[:]), sha1.Sum(b[:])
		x.md5, x.sha1 = hex.EncodeToString(m[:]), hex.EncodeToString(h[:])
		x.id = fmt.Sprintf("%08x%08x", uint32(mix(uint64(s.slot))), uint32(f+1))
		s.files = append(s.files, x)
	}
}

// upper writes an address in the case that careless typing gives.
func upper(email string) string { return strings.ToUpper(email[:1]) + email[1:] }
