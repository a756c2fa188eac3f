// Package year makes a synthetic year of payments and of what is told of them,
// with its truth, so that the money, the facilitator's side and the proof can be
// measured without a single real report.
//
// It promises:
//
//   - A story first. Who commissioned whom, when, what was paid and by which way
//     is decided before any document; then each source tells part of it, in its
//     format and with its own slips. The truth is of the story and of what the
//     documents state: it runs no reader, no linking and no payment code, and
//     imports none of them.
//   - Same options, same bytes, on any machine; no clock, no global state, no
//     floats.
//   - Bounded memory: one commissioner's year at a time, whatever the size.
//   - Neutral wording and values that belong to nobody (values.go).
//
// # The story
//
// A commissioner has accounts at invented services, an e-mail, a telephone, an
// IBAN, a document, and one to three facilitators in three countries. The year
// is cut in slots, as many as there are payments: in each a payment goes out,
// and for most a session follows within four hours, or within a quarter of the
// slot if that is shorter. A session without a payment lies 76 hours at least
// from any payment of its commissioner. So whatever window between 4 and 48
// hours is taken, as many payments stand near a session (see [Acts]), and a bank
// that gives the day alone changes nothing of it.
// Money goes through a remittance house's payout agent, a bank, a mobile wallet
// or a crypto-asset. One transfer in eighty without a session is taken back.
//
// # Who tells
//
//	fiu/          goAML 5.0.2 and 2.0: one sender a document, or several; an activity
//	bank/         camt.053 (02, 04, 08), several accounts a file, some of them nobody's
//	remittance/   remittance houses' answers; the payout agents' other transfers too
//	wallets/      the mobile operator's answers
//	crypto/       transfers of crypto-assets
//	tables/       payments whose sender is the person reported
//	devices/      a facilitator's seized device: contacts, payments, sessions
//	tips/         CyberTips, XML and the law-enforcement JSON; XARF under hosts/
//	ordinary/     the rest of a queue: package synth's reports, no live abuse
//
// Every payment of the story is told once at least, one in seven by a second
// source, one in forty by a third. A telling shows the transfer's reference or
// not, its amount as sent or as paid out, a telephone, an account or an agent's
// account; sources that round, book late or write names in capitals do so here.
//
// # The truth
//
// truth/truth.json (see [Truth]) says for every commissioner what was stated of
// them, by how many sources, what was near a session, to whom; for every
// recipient account how many senders; for every agent whose money passed.
// truth/tellings.csv has one line a statement, with the kinds of value by which
// one that reports nobody touches a person reported elsewhere; truth/unrelated.csv one line a
// transfer that has nothing to do with the story, and whether it touches a
// reported account; those that do not must stay sealed. truth/reports.csv names
// whose report each is. truth/expected.csv counts the records of each file.
package year

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/internal/synth"
)

// Options say how large the year is.
type Options struct {
	Seed          uint64
	Now           time.Time // the year ends there; zero means synth.DefaultNow
	Commissioners int       // 0 means none was asked for; New refuses it
	Facilitators  int
	Devices       int // seized from as many facilitators
	Agents        int
	Payments      int // of the story, each told at least once
	Unrelated     int // transfers in the same files that have nothing to do with it
	Ordinary      int // reports of the rest of the queue
}

// Sized gives the options of a year of the given size, in thousandths of a full
// one: 300 commissioners, 40 facilitators, 12 seized devices, 60,000 payments.
func Sized(thousandths int) Options {
	of := func(n, least int) int { return max(least, n*thousandths/1000) }
	return Options{
		Seed: 1, Commissioners: of(300, 6), Facilitators: of(40, 3), Devices: of(12, 2), Agents: of(36, 3),
		Payments: of(60_000, 60), Unrelated: of(20_000, 40), Ordinary: of(900, 20),
	}
}

// Year makes one year. It does not change once made.
type Year struct {
	o     Options
	start time.Time // of the year
	cuts  []int     // of the payments: commissioner k has cuts[k] to cuts[k+1]
	banks []int     // likewise, of commissioners whose bank answers: how many stood before k
}

// length of a year.
const length = 365 * 24 * time.Hour

// New checks the options and shares the payments out.
func New(o Options) (*Year, error) {
	for _, x := range []struct {
		what           string
		n, least, most int
	}{
		{"commissioners", o.Commissioners, 1, MaxCommissioners},
		{"facilitators", o.Facilitators, 1, MaxFacilitators},
		{"devices", o.Devices, 0, o.Facilitators},
		{"agents", o.Agents, 1, 10_000},
		{"payments", o.Payments, o.Commissioners, 50_000_000},
		{"unrelated transfers", o.Unrelated, 0, 50_000_000},
		{"ordinary reports", o.Ordinary, 0, synth.MaxReports},
	} {
		if x.n < x.least || x.n > x.most {
			return nil, fmt.Errorf("cannot make %d %s: ask for %d to %d", x.n, x.what, x.least, x.most)
		}
	}
	if o.Now.IsZero() {
		o.Now = synth.DefaultNow
	}
	if o.Now.Year() < 1971 || o.Now.Year() > 2200 {
		return nil, errors.New("the year must end between 1971 and 2200")
	}
	o.Now = o.Now.UTC().Truncate(time.Hour)
	y := &Year{o: o, start: o.Now.Add(-length)}
	y.share()
	return y, nil
}

// share gives each commissioner a part of the payments: many have few, a few
// have hundreds, and the parts add up exactly.
func (y *Year) share() {
	n := y.o.Commissioners
	ranks := make([]int, n)
	for k := range ranks {
		ranks[k] = k
	}
	slices.SortStableFunc(ranks, func(a, b int) int {
		x, z := mix(y.o.Seed^uint64(a)<<20^uint64(ofRank)), mix(y.o.Seed^uint64(b)<<20^uint64(ofRank))
		switch {
		case x < z:
			return -1
		case x > z:
			return 1
		}
		return a - b
	})
	weights, sum := make([]int64, n), int64(0)
	for r, k := range ranks {
		off := int64(max(n/5, 2))
		w := 1_000_000_000/(int64(r)+off) - 900_000_000/(int64(n)+off)
		weights[k] = w
		sum += w
	}
	// One for each, the rest by weight.
	rest, run := int64(y.o.Payments-n), int64(0)
	y.cuts = make([]int, n+1)
	y.banks = make([]int, n+1)
	for k := range n {
		run += weights[k]
		y.cuts[k+1] = k + 1 + int(rest*run/sum) // below 5·10⁷·10¹⁰
		y.banks[k+1] = y.banks[k]
		if y.commissioner(k).tells.bank {
			y.banks[k+1]++
		}
	}
}

// deviceOf gives the number of the device seized from facilitator f, from 1, or 0.
func (y *Year) deviceOf(f int) int {
	for d := range y.o.Devices {
		if d*y.o.Facilitators/y.o.Devices == f {
			return d + 1
		}
	}
	return 0
}
