package unit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/match"
	"vigie/internal/match/name"
	"vigie/internal/report"
	"vigie/internal/store"
)

// PersonList is a list of persons that somebody lawfully holds. Nothing of it is
// kept but its name, its hash, and the numbers of rows that are proposed.
type PersonList struct {
	Name    string // the file's, without its folder
	SHA256  [32]byte
	Persons []match.Person // row n is Persons[n-1]
}

// Comparison says what to compare, and under which procedure.
type Comparison struct {
	Procedure string // required: nothing is compared without one
	Basis     string // its legal basis; empty: the unit's
	List      PersonList
	Other     *PersonList // nil: with the persons that reports are about
	OneToOne  bool        // each person at most once on either side
	Least     *float64    // bits from which a pair is proposed; nil: the weights' threshold
	Progress  func(done, total int64)
}

// matchDetail is the detail of the entry of a run.
type matchDetail struct {
	Run       int64  `json:"run"`
	Procedure string `json:"procedure"`
	Basis     string `json:"basis"`
	List      string `json:"list"`
	ListSHA   string `json:"listSha256"`
	ListRows  int    `json:"listRows"`
	Other     string `json:"other,omitzero"`
	OtherSHA  string `json:"otherSha256,omitzero"`
	OtherRows int    `json:"otherRows"` // persons of the other list, or of reports
	Weights   string `json:"weights"`
	Proposals int    `json:"proposals"`
	Digest    string `json:"digest"` // SHA-256 of what it proposes
	// Groups of records that were too large to be compared in full, and how many
	// records one may have. The entry alone has these: they follow from what is not kept.
	Cut  int `json:"cut,omitzero"`
	Room int `json:"room,omitzero"`
}

// matchAnswer is the detail of the entry of an answer.
type matchAnswer struct {
	Run     int64      `json:"run"`
	Row     int64      `json:"row"`
	Report  report.Key `json:"report,omitzero"`
	Party   int64      `json:"party"`
	Verdict string     `json:"verdict"`
	Because string     `json:"because"`
}

// MatchRow is one proposal of a comparison.
type MatchRow struct {
	Row         int64       `json:"row"`              // of the list, from 1
	Report      report.Key  `json:"report,omitzero"`  // whose person it may be
	Lead        report.Key  `json:"lead,omitzero"`    // in which that report is now
	Person      int64       `json:"person,omitzero"`  // which of the report's persons, from 1
	Other       int64       `json:"other,omitzero"`   // row of the other list, from 1
	Bits        float64     `json:"bits"`             // evidence for one person against two
	Probability float64     `json:"probability"`      // by the weights, which are not certain
	Prior       int32       `json:"priorMilliBits"`   // where the sum begins
	Steps       []MatchStep `json:"steps"`            // what was compared, and what it added
	Changed     bool        `json:"changed,omitzero"` // the report has another version since: there, Person may be another
	Verdict     string      `json:"verdict,omitzero"` // what a person answered
	Because     string      `json:"because,omitzero"`
	Who         string      `json:"who,omitzero"`
}

// MatchStep is one addend of a sum.
type MatchStep struct {
	Comparison string `json:"comparison"`
	Level      string `json:"level"`
	Milli      int32  `json:"milliBits"`
}

// MatchRunView is one comparison as shown.
type MatchRunView struct {
	Run       int64     `json:"run"`
	At        time.Time `json:"at"`
	Who       string    `json:"who"`
	Procedure string    `json:"procedure"`
	Basis     string    `json:"basis"`
	List      string    `json:"list"`
	ListSHA   string    `json:"listSha256"`
	ListRows  int64     `json:"listRows"`
	Other     string    `json:"other,omitzero"`
	OtherRows int64     `json:"otherRows"`
	Weights   string    `json:"weights"`
	Proposals int64     `json:"proposals"`
	Answered  int64     `json:"answered"`
}

// MatchView is a comparison with what it proposes, the likeliest first.
type MatchView struct {
	MatchRunView
	// Groups of records with something in common that were too many to be compared
	// each with each: a record of one met its neighbours only, and pairs may be missed.
	Cut  int        `json:"cut,omitzero"`
	Room int        `json:"room,omitzero"` // records that a group may have
	Rows []MatchRow `json:"rows"`
}

// mostMatched bounds what one comparison may propose: beyond it, the list is not
// one of persons, or the threshold is too low.
const mostMatched = 20_000

// Match compares a list of persons with those that reports are about, or with a
// second list. What is likely enough is kept as a proposal to a person; of all
// other rows nothing is. It joins nobody.
func (u *Unit) Match(ctx context.Context, who Actor, c Comparison) (MatchView, error) {
	if err := u.under(&c.Procedure, &c.Basis); err != nil {
		return MatchView{}, err
	}
	if c.Least != nil && (math.IsNaN(*c.Least) || math.IsInf(*c.Least, 0)) {
		return MatchView{}, errors.New("--least is no number of bits: nothing would be held back by it, or everything")
	}
	c.List, c.Other = keepable(c.List, c.Other)
	who = who.asking(ofLists("comparison", c.Procedure, c.Basis, c.List, c.Other))
	if !who.Role.May(access.Compare) || purpose(who.Purpose) != nil {
		// Refused, and recorded as such, before anything is read.
		return MatchView{}, u.do(ctx, who, access.Compare, func(context.Context, *work) error { return nil })
	}
	if err := u.Ready(); err != nil {
		return MatchView{}, err
	}
	// What is read here goes nowhere before the comparison is recorded.
	left, lrows := present(c.List.Persons)
	var right []match.Person
	var of []reported
	var rrows []int64
	if c.Other != nil {
		right, rrows = present(c.Other.Persons)
	} else {
		err := u.store.Read(ctx, func(t *store.Tx) error {
			var err error
			right, of, err = (&work{Tx: t, u: u}).persons(ctx, c.Progress)
			return err
		})
		if err != nil {
			return MatchView{}, err
		}
	}
	if right == nil {
		right = []match.Person{}
	}
	l := match.Linker{Left: left, Right: right, Weights: u.weights, OneToOne: c.OneToOne, Forms: match.Forms{Fold: name.Fold, Groups: u.nicknames.Groups}}
	found, err := l.Run(ctx)
	if err != nil {
		return MatchView{}, err
	}
	least := u.weights.Threshold
	if c.Least != nil {
		least = *c.Least
	}
	var pairs []store.MatchPair
	seen := map[[3]int64]bool{}
	for _, p := range found.Pairs {
		if match.Bits(p.Milli) < least {
			break
		}
		row := store.MatchPair{Row: lrows[p.Left], Milli: int64(p.Milli)}
		if of != nil {
			o := of[p.Right]
			row.Report, row.Party, row.Version = o.report, o.party, o.version
		} else if c.Other != nil {
			row.Party = rrows[p.Right]
		}
		if k := [3]int64{row.Row, int64(row.Report), row.Party}; seen[k] {
			continue // another spelling of the same person, and less like
		} else if seen[k] = true; len(pairs) == mostMatched {
			// That there are so many tells something about the reports: it is recorded.
			return MatchView{}, u.do(ctx, who, access.Compare, func(context.Context, *work) error {
				return tell(&Impossible{
					fmt.Sprintf("more than %d proposals for the list of SHA-256 %x under procedure %s: raise --least, or compare a shorter list", mostMatched, c.List.SHA256[:8], c.Procedure),
					fmt.Sprintf("plus de %d propositions pour la liste de SHA-256 %x sous la procédure %s : augmentez --least, ou comparez une liste plus courte", mostMatched, c.List.SHA256[:8], c.Procedure),
				})
			})
		}
		b, err := json.Marshal(found.Explain(p))
		if err != nil {
			return MatchView{}, err
		}
		row.Steps = b
		pairs = append(pairs, row)
	}
	var out MatchView
	err = u.do(ctx, who, access.Compare, func(ctx context.Context, w *work) error {
		id, err := w.NextMatch(ctx)
		if err != nil {
			return err
		}
		run := store.MatchRun{
			ID: id, Who: who.ID, At: w.at.UnixMilli(), Procedure: c.Procedure, Basis: c.Basis, List: c.List.Name, ListSHA: c.List.SHA256[:],
			ListRows: int64(len(c.List.Persons)), OtherSHA: []byte{}, OtherRows: int64(len(right)), Weights: u.weighed,
		}
		if c.Other != nil {
			run.Other, run.OtherSHA, run.OtherRows = c.Other.Name, c.Other.SHA256[:], int64(len(c.Other.Persons))
		}
		for i := range pairs {
			pairs[i].Run = id
		}
		var subjects []report.Key
		for _, p := range pairs {
			if p.Report != 0 {
				subjects = append(subjects, p.Report)
			}
		}
		detail := detailOf(run, pairs)
		detail.Cut, detail.Room = found.Cut, found.Room
		if found.Cut == 0 {
			detail.Room = 0
		}
		if run.Entry, err = w.record(ledger.Match, subjects, detail); err != nil {
			return err
		}
		for i := range pairs {
			pairs[i].Entry = run.Entry
		}
		if err := w.InsertMatch(ctx, run, pairs); err != nil {
			return err
		}
		out, err = w.matchView(ctx, run, pairs)
		out.Cut, out.Room = detail.Cut, detail.Room
		return err
	})
	return out, err
}

// present are the persons of whom a list says something, with their rows.
func present(ps []match.Person) (out []match.Person, rows []int64) {
	for i, p := range ps {
		said := 0
		for _, f := range match.Fields() {
			if p.Get(f) != "" {
				said++
			}
		}
		if said == 0 {
			continue
		}
		p.ID = fmt.Sprintf("%09d", i+1)
		out, rows = append(out, p), append(rows, int64(i+1))
	}
	return out, rows
}

// reported says whose person a record is.
type reported struct {
	report  report.Key
	party   int64
	version int64 // the record that says so
}

// persons lists the persons that all reports are about. One who gives several
// addresses or numbers is as many records as the longest of them. What reports of
// one lead say alike is one record, of the first of them: how rare a name is among
// people does not depend on how often one of them was reported.
func (w *work) persons(ctx context.Context, progress func(done, total int64)) ([]match.Person, []reported, error) {
	total, err := w.CountReports(ctx)
	if err != nil {
		return nil, nil, err
	}
	var out []match.Person
	var of []reported
	type inLead struct {
		lead report.Key
		match.Person
	}
	said := map[inLead]bool{}
	done := int64(0)
	for after := report.Key(-1); ; {
		rows, err := w.ReportsAfter(ctx, after, 500)
		if err != nil || len(rows) == 0 {
			return out, of, err
		}
		after = rows[len(rows)-1].Key
		xs, err := w.wholes(ctx, rows)
		if err != nil {
			return nil, nil, err
		}
		for _, x := range xs {
			for i := range x.report.Parties {
				if x.report.Parties[i].Role != report.RoleReported {
					continue
				}
				for n, p := range personsOf(&x.report.Parties[i]) {
					k := inLead{x.row.Lead, p}
					if said[k] {
						continue
					}
					said[k] = true
					p.ID = fmt.Sprintf("%s-%d-%d", x.row.Key, i, n)
					out, of = append(out, p), append(of, reported{x.row.Key, int64(i), x.current})
				}
			}
		}
		if done += int64(len(rows)); progress != nil {
			progress(done, total)
		}
	}
}

// mostRecords bounds the records that one party makes.
const mostRecords = 4

// personsOf gives a party as records to compare; none when it gives nothing that
// a person is known by.
func personsOf(p *report.Party) []match.Person {
	values := map[match.Field][]string{}
	add := func(f match.Field, v string) {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(values[f], v) {
			values[f] = append(values[f], v)
		}
	}
	for _, id := range p.Identifiers {
		if id.FromText {
			continue
		}
		switch id.Kind {
		case report.KindEmail:
			add(match.Email, id.Value)
		case report.KindPhone:
			add(match.Phone, id.Value)
		case report.KindDocument:
			add(match.Document, id.Value)
		}
	}
	add(match.Born, p.Born)
	for _, pl := range p.Places {
		add(match.Street, pl.Street)
		add(match.Place, pl.City)
		add(match.Postcode, pl.Postcode)
		add(match.Region, pl.Region)
	}
	n := 0
	for _, vs := range values {
		n = max(n, len(vs))
	}
	names := p.Names
	if len(names) == 0 {
		names = []report.Name{{}}
	} else {
		n = max(n, 1)
	}
	var out []match.Person
	for i := range min(max(n, len(names)), mostRecords) {
		if n == 0 {
			break
		}
		var r match.Person
		given, family := nameParts(names[min(i, len(names)-1)])
		r.Set(match.Given, given)
		r.Set(match.Family, family)
		for f, vs := range values {
			r.Set(f, vs[min(i, len(vs)-1)])
		}
		out = append(out, r)
	}
	return out
}

func nameParts(n report.Name) (given, family string) {
	given, family = strings.TrimSpace(n.First+" "+n.Middle), strings.TrimSpace(n.Last)
	if given == "" && family == "" {
		full := strings.TrimSpace(n.Full)
		if before, after, comma := strings.Cut(full, ","); comma {
			return strings.TrimSpace(after), strings.TrimSpace(before)
		}
		if i := strings.LastIndexByte(full, ' '); i > 0 {
			return full[:i], full[i+1:]
		}
		return "", full
	}
	return given, family
}

// digestPairs covers what a run proposed, whatever is answered later.
func digestPairs(pairs []store.MatchPair) string {
	pairs = slices.Clone(pairs)
	slices.SortFunc(pairs, func(a, b store.MatchPair) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Report, b.Report), cmp.Compare(a.Party, b.Party))
	})
	h := sha256.New()
	for _, p := range pairs {
		ns := []int64{p.Row, int64(p.Report), p.Party, p.Milli, int64(len(p.Steps))}
		if p.Version != 0 { // earlier runs did not keep it
			ns = append(ns, p.Version)
		}
		for _, n := range ns {
			var b [8]byte
			binary.BigEndian.PutUint64(b[:], uint64(n))
			h.Write(b[:])
		}
		h.Write(p.Steps)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func detailOf(r store.MatchRun, pairs []store.MatchPair) matchDetail {
	d := matchDetail{
		Run: r.ID, Procedure: r.Procedure, Basis: r.Basis, List: r.List, ListSHA: fmt.Sprintf("%x", r.ListSHA), ListRows: int(r.ListRows),
		Other: r.Other, OtherRows: int(r.OtherRows), Weights: r.Weights, Proposals: len(pairs), Digest: digestPairs(pairs),
	}
	if r.Other != "" {
		d.OtherSHA = fmt.Sprintf("%x", r.OtherSHA)
	}
	return d
}

func (w *work) matchRunOf(ctx context.Context, id int64) (store.MatchRun, error) {
	runs, err := w.MatchRuns(ctx)
	for _, r := range runs {
		if r.ID == id {
			return r, nil
		}
	}
	return store.MatchRun{}, errors.Join(err, tell(fmt.Errorf("no comparison has the number %d: see vigie match list", id)))
}

func (w *work) matchRun(ctx context.Context, r store.MatchRun) (MatchRunView, error) {
	v := MatchRunView{
		Run: r.ID, At: time.UnixMilli(r.At).UTC(), Who: r.Who, Procedure: plain(r.Procedure), Basis: plain(r.Basis), List: plain(r.List),
		ListSHA: fmt.Sprintf("%x", r.ListSHA), ListRows: r.ListRows, Other: plain(r.Other), OtherRows: r.OtherRows, Weights: r.Weights,
	}
	var err error
	v.Proposals, v.Answered, err = w.MatchCounts(ctx, r.ID)
	return v, err
}

func (w *work) matchView(ctx context.Context, r store.MatchRun, pairs []store.MatchPair) (MatchView, error) {
	run, err := w.matchRun(ctx, r)
	if err != nil {
		return MatchView{}, err
	}
	var keys []report.Key
	for _, p := range pairs {
		if p.Report != 0 {
			keys = append(keys, p.Report)
		}
	}
	slices.Sort(keys)
	now, err := w.Reports(ctx, slices.Compact(keys))
	if err != nil {
		return MatchView{}, err
	}
	out := MatchView{MatchRunView: run, Rows: []MatchRow{}}
	for _, p := range pairs {
		row, err := matchRow(p, r.Other != "")
		if err != nil {
			return MatchView{}, err
		}
		if i, ok := slices.BinarySearchFunc(now, p.Report, func(r store.Report, k report.Key) int { return cmp.Compare(r.Key, k) }); ok {
			row.Lead, row.Changed = now[i].Lead, p.Version != 0 && p.Version != now[i].Version
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

func matchRow(p store.MatchPair, lists bool) (MatchRow, error) {
	var x struct {
		Prior int32       `json:"priorMilliBits"`
		Steps []MatchStep `json:"steps"`
		Total int32       `json:"totalMilliBits"`
	}
	if err := json.Unmarshal(p.Steps, &x); err != nil {
		return MatchRow{}, fmt.Errorf("a comparison's row is damaged: %w; run: vigie ledger verify", err)
	}
	row := MatchRow{
		Row: p.Row, Report: p.Report, Bits: match.Bits(int32(p.Milli)), Probability: match.Probability(match.Bits(int32(p.Milli))),
		Prior: x.Prior, Steps: x.Steps, Verdict: p.Verdict, Because: plainText(p.Because), Who: p.Who,
	}
	if lists {
		row.Other = p.Party
	} else {
		row.Person = p.Party + 1
	}
	return row, nil
}
