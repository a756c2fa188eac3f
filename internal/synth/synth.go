// Package synth makes synthetic reports whose truth is known, in every format
// that Vigie takes in, so that linking, triage, capacity and speed can be
// measured without a single real report.
//
// It promises:
//
//   - Same options, same bytes, on any machine; no clock, no global state.
//   - Constant memory for any number of reports: every hand (the person behind
//     reports) is a function of the seed and the hand's number, and the report
//     at any position can be made by itself.
//   - Independence: it imports none of the packages that it serves to judge,
//     neither readers nor identity, link or triage.
//   - Neutral wording and reserved values only, listed below.
//
// # The world
//
// A block of 1,000 hands has 1,871 reports: 700 hands have one, two have 40
// (see crowd.go). A hand has one to four accounts at invented services,
// e-mails, perhaps a phone, devices, addresses, and shows some of them in each
// report: verified, unverified, not stated, or in free text alone. One hand in
// 25 is a commissioner, with a facilitator whom it shares with others: most
// live annotations, payments, travel and access to a child fall to these.
// Incident times lie in the 400 days before Options.Now.
//
// # Traps
//
// A hand bears one trap at most. Rates and their defaults are in [Rates] and
// [DefaultRates]; truth/pairs-not.csv lists pairs of
// reports that share something and are of different hands, by kind of trap,
// truth/pairs-same.csv pairs that are of one hand and hardly show it.
//
// # Files
//
//	ncmec/900000/900000123.xml            a report; 900000123-files-1.xml beside it
//	early/, ncmec/later/                  fileDetails read before and after their report
//	ncmec/archives/lot-0001.zip           reports with their files
//	ncmec/updates/, ncmec/resent/         new versions; the same bytes again
//	cmt/900000456.json                    law-enforcement export; -2 is a new version
//	xarf/<report_id>.json, v3-….json      v3 has no id: the SHA-256 of its bytes is one
//	sheets/reports-0001.csv, ….xlsx       500 rows a file, under the shipped profiles' headings
//	divers/                               files of no known format, with Options.Broken
//
// # Values that belong to nobody
//
//   - e-mails and pages: example.com, example.net, example.org and their sub-domains (RFC 2606)
//   - addresses: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849)
//   - telephones: ranges that ARCEP (FR), Ofcom (UK) and NANPA (US) keep for fiction (see phone.go)
//   - IBANs: right check digits under bank codes that cannot be given out (see bank.go)
//   - wallets: Bitcoin's test network, where coins have no value (see wallet.go)
//   - devices: IMEIs of the test body 00 (GSMA TS.06), random advertising ids
//   - NCMEC report numbers: 900,000,000 and up, far beyond those in use
//   - names: a short list of words that mean "example" in several languages
package synth

import (
	"errors"
	"fmt"
	"time"
)

// MaxReports is the largest Options.Reports: report numbers keep nine digits.
const MaxReports = 90_000_000

// DefaultNow is the anchor of time when Options.Now is zero.
var DefaultNow = time.Date(2026, time.November, 1, 12, 0, 0, 0, time.UTC)

// Options say how large the world is and what it is made of.
type Options struct {
	Reports int       // how many, 1 to MaxReports; zero means 1,000
	Seed    uint64    // any two seeds give different worlds
	Now     time.Time // incident times lie in the 400 days before it; zero means DefaultNow
	Mix     *Mix      // formats by weight; nil means DefaultMix
	Rates   *Rates    // facts and traps; nil means DefaultRates
	Broken  bool      // damaged files and rows among the others (Rates.Broken)
	// Apart keeps the hands of the first so many reports among these: but for one
	// hand, none of them comes back later. Reports then meet as many of their own
	// hand at the end of this part as at the end of the world, and what is measured
	// at both ends has the same to link. Zero mixes all hands.
	Apart int
	// Newer adds annotations that NCMEC's newer documents name and the
	// published schema does not know yet (informational): such reports do
	// not validate.
	Newer bool
}

// Mix gives each format its weight; only proportions count. Weights of zero
// leave a format out, and traps that only it can show with it.
type Mix struct {
	NCMEC    float64 // CyberTipline XML
	CMT      float64 // NCMEC's law-enforcement export, JSON
	XARF     float64 // v4 csam and csem, some v3
	List     float64 // rows of a generic report list
	Contacts float64 // rows of a seized device's contact list
	Payments float64 // rows of a payment table
}

// DefaultMix is mostly NCMEC, as a national unit's post is.
func DefaultMix() Mix {
	return Mix{NCMEC: 80, CMT: 10, XARF: 4, List: 2, Contacts: 2, Payments: 2}
}

// Rates are shares of reports (facts, deliveries) or of hands (traps), 0 to 1.
type Rates struct {
	// Facts, as shares of reports.
	Imminent     float64 // escalated by the source
	Live         float64 // live annotation on a file, or stated by a sheet; of a device's contacts a quarter more
	Paid         float64 // a payment stated outside payment tables
	Travel       float64 // travel plan
	Access       float64 // access to a child (only the JSON export can state it)
	Prior        float64 // of reports that are not a hand's first: names earlier ones
	Solicitation float64
	Sextortion   float64
	Enticement   float64
	Viral        float64 // bundle or meme: one hash over hundreds of unrelated accounts
	Info         float64 // informational
	Generated    float64 // made by a generative model, says the file

	// Traps, as shares of hands.
	Family     float64 // two hands, one verified phone at one time
	Recycled   float64 // two hands, one phone, 210 days apart at least
	NearEmail  float64 // two hands, e-mails one character apart
	SameID     float64 // two hands, one account id at two services
	Agent      float64 // a payment agent's IBAN, borne by 36 senders
	Cafe       float64 // a shared device, borne by 12 hands
	Reseller   float64 // a reseller's e-mail, borne by 30 hands
	Nickname   float64 // a common screen name
	Exit       float64 // of address captures: one of 8 exit addresses
	Typo       float64 // one hand, an e-mail or phone with a character wrong
	Case       float64 // one hand, an e-mail in other case
	Accents    float64 // one hand, a name with and without accents
	Translit   float64 // one hand, a name in two scripts
	TrapsShown int     // rows of pairs-not.csv for one hub (a nickname, an exit, …) at most

	// Deliveries.
	Versions   float64 // reports sent again with changed content
	Duplicates float64 // the same bytes again elsewhere
	Archived   float64 // in a ZIP archive with their files
	Broken     float64 // damaged, with Options.Broken
	Files      float64 // mean number of fileDetails of an NCMEC report
}

// DefaultRates are the defaults that the package promises.
func DefaultRates() Rates {
	return Rates{
		Imminent: 0.002, Live: 0.01, Paid: 0.02, Travel: 0.004, Access: 0.05, Prior: 0.15,
		Solicitation: 0.03, Sextortion: 0.03, Enticement: 0.06, Viral: 0.08, Info: 0.04, Generated: 0.02,
		Family: 0.01, Recycled: 0.006, NearEmail: 0.01, SameID: 0.01,
		Agent: 0.01, Cafe: 0.008, Reseller: 0.006, Nickname: 0.06, Exit: 0.08,
		Typo: 0.03, Case: 0.03, Accents: 0.02, Translit: 0.02, TrapsShown: 200,
		Versions: 0.01, Duplicates: 0.01, Archived: 0.05, Broken: 0.001, Files: 0.6,
	}
}

// filled returns the options with defaults in place of zero values.
func (o Options) filled() (Options, error) {
	if o.Reports == 0 {
		o.Reports = 1000
	}
	if o.Reports < 0 || o.Reports > MaxReports {
		return o, fmt.Errorf("cannot make %d reports: ask for 1 to %d", o.Reports, MaxReports)
	}
	if o.Apart < 0 || o.Apart >= o.Reports {
		return o, fmt.Errorf("cannot keep %d of %d reports apart", o.Apart, o.Reports)
	}
	if o.Now.IsZero() {
		o.Now = DefaultNow
	}
	o.Now = o.Now.UTC().Truncate(time.Second)
	if o.Mix == nil {
		m := DefaultMix()
		o.Mix = &m
	}
	if o.Rates == nil {
		r := DefaultRates()
		o.Rates = &r
	}
	sum := 0.0
	for _, w := range o.Mix.weights() {
		if !(w >= 0) {
			return o, errors.New("a format's weight cannot be negative")
		}
		sum += w
	}
	if !(sum > 0) {
		return o, errors.New("every format has weight zero: give at least one a positive weight")
	}
	return o, nil
}
