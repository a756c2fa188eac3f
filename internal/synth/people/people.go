// Package people makes lists of synthetic persons whose truth is known, at any
// size, so that the comparison of persons can be measured without a single real
// one.
//
// It promises:
//
//   - Same options, same bytes, on any machine and any number of processors; no
//     clock, no global state.
//   - Constant memory: a person is a function of the seed and the person's
//     number, a row of the seed and its place, and any row can be made by itself.
//   - Independence: it imports nothing of what it serves to judge. Nicknames,
//     spellings and slips are its own, and many of them stand in no table.
//   - No trait of anyone: the columns are [Columns] and nothing else.
//   - Values that belong to nobody: e-mail at example.com, .net and .org and
//     their sub-domains (RFC 2606), telephones kept for fiction (phone.go),
//     invented places, document numbers under ZZ, which ISO 3166-1 leaves to
//     its users.
//
// # Who is in it
//
// In one file a person has one to five records (see crowd.go); in two files one
// record at most in each, and Options.Overlap of the persons of the left file
// are in the right one too. Names are drawn from stocks of ordinary and composed
// names by a law in which a few are very common (see names.go), so that distinct
// people who share a name and a date of birth come by themselves in a large
// list. Households share a surname, an address and at times a telephone or a
// mailbox; twins share the date of birth too; a parent and a child may share
// both names. A person bears one of these at most.
//
// # What goes wrong
//
// [Rates] are the shares of records, or of persons, with each fault;
// [DefaultRates] are the defaults and [Generator.Describe] says them in words.
// Faults of one record go together: two records in three were written with care
// and have half of each rate, the third has twice. A linker that takes fields
// for independent is wrong about this, as it is in life. Marks on each
// [Record] say what was done to it, for tests; they are in no file.
package people

import (
	"errors"
	"fmt"
)

// MaxCount is the most records that a file can have: document numbers keep seven
// digits before their check.
const MaxCount = 10_000_000

// Options say how many records there are and what is wrong with them.
type Options struct {
	Count   int     // records in a file, 1 to MaxCount; zero means 1,000
	Seed    uint64  // any two seeds give different people
	Pair    bool    // two files of Count records each instead of one
	Overlap float64 // with Pair: share of persons who are in both files, 0 to 1
	Rates   *Rates  // nil means DefaultRates
}

// DefaultOverlap is what the command takes when nobody says.
const DefaultOverlap = 0.5

// Side is a file: the only one, or the left or right one of a pair.
type Side uint8

// Sides.
const (
	Only Side = iota
	Left
	Right
)

// Generator makes records. It keeps tables of names and permutations and is
// safe for use by several goroutines.
type Generator struct {
	o       Options
	r       Rates
	persons int
	stocks  []stock
	cities  []city
	crowd   crowd

	rows      [3]shuffle // of each side: from a row to a slot or a person
	label     shuffle    // from a person to the cluster's number
	household shuffle    // ranks of groups of four persons
	ends      householdEnds
	phone     shuffle
	mail      [2]shuffle
	document  shuffle
}

// New checks the options and prepares the tables.
func New(o Options) (*Generator, error) {
	if o.Count == 0 {
		o.Count = 1000
	}
	if o.Count < 0 || o.Count > MaxCount {
		return nil, fmt.Errorf("cannot make %d records: ask for 1 to %d", o.Count, MaxCount)
	}
	if !(o.Overlap >= 0 && o.Overlap <= 1) {
		return nil, errors.New("the overlap must lie between 0 and 1")
	}
	r := DefaultRates()
	if o.Rates != nil {
		r = *o.Rates
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	g := &Generator{o: o, r: r, stocks: stocks(), cities: cities(), crowd: newCrowd(o.Seed, o.Count)}
	g.persons = g.crowd.persons
	if o.Pair {
		g.persons = 2*o.Count - g.both()
	}
	for s := range g.rows {
		g.rows[s] = newShuffle(o.Seed, uint64(s), o.Count)
	}
	g.label = newShuffle(o.Seed, 10, g.persons)
	g.household = newShuffle(o.Seed, 11, max(1, g.persons/4))
	g.ends = newHouseholdEnds(g.persons/4, &g.r)
	g.phone = newShuffle(o.Seed, 12, g.persons)
	g.mail = [2]shuffle{newShuffle(o.Seed, 13, g.persons), newShuffle(o.Seed, 14, g.persons)}
	g.document = newShuffle(o.Seed, 15, documents)
	return g, nil
}

// both is how many persons are in both files of a pair.
func (g *Generator) both() int { return int(float64(g.o.Count)*g.o.Overlap + 0.5) }

// Persons is how many distinct persons there are, over both files of a pair.
func (g *Generator) Persons() int { return g.persons }

// TruePairs is how many pairs of records are of one person: within the file, or
// across the two files of a pair.
func (g *Generator) TruePairs() int {
	if g.o.Pair {
		return g.both()
	}
	return g.crowd.pairs()
}

// who gives the person of a row, and which of that person's records it is.
func (g *Generator) who(side Side, row int) (k, j int) {
	slot := g.rows[side].at(row)
	switch side {
	case Left:
		return slot, 0
	case Right: // the last persons of the left file are the first of this one
		return g.o.Count - g.both() + slot, 1
	}
	return g.crowd.person(slot)
}
