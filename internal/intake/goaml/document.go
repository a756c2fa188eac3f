package goaml

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
	"vigie/internal/report"
)

// document is one report element and what it is cut into.
type document struct {
	root     *node
	frame    *node // the root without its subjects
	head     head
	lists    Lists
	subjects []subject
	sum      [32]byte       // of its bytes
	brief    *report.Report // see spared
}

// subject is one transaction, or one party of a report of activity.
type subject struct {
	n       *node
	path    string
	payment bool
	b       *builder // what was read of it
}

// open finds the subjects of a document and reads each.
func (ls Lists) open(root *node, sum [32]byte) (*document, error) {
	d := &document{root: root, lists: ls, head: ls.head(root), sum: sum}
	if d.head.entity == "" {
		return nil, fault(root, intake.MissingField, "report/rentity_id", "no rentity_id: nobody says that it is their report")
	}
	transactions, parties := 0, 0
	d.frame = &node{name: root.name, text: root.text, attrs: root.attrs}
	for _, k := range root.kids {
		switch k.name {
		case "transaction":
			transactions++
			d.subjects = append(d.subjects, subject{n: k, path: "transaction[" + strconv.Itoa(transactions) + "]", payment: true})
		case "activity":
			rest, found := cut(k)
			d.frame.kids = append(d.frame.kids, rest)
			for _, p := range found {
				parties++
				d.subjects = append(d.subjects, subject{n: p, path: "activity/report_parties/report_party[" + strconv.Itoa(parties) + "]"})
			}
		default:
			d.frame.kids = append(d.frame.kids, k)
		}
	}
	if len(d.subjects) == 0 {
		return nil, fault(root, intake.MissingField, "report", "neither a transaction nor a party of an activity: nothing is reported")
	}
	for i := range d.subjects {
		s := &d.subjects[i]
		s.b = d.builder()
		if s.payment {
			s.b.transaction(s.n, s.path)
		} else {
			s.b.reportParty(s.n, s.path)
		}
		s.b.tidy()
	}
	d.accuse()
	return d, nil
}

// cut parts an activity from the parties that it reports.
func cut(activity *node) (rest *node, parties []*node) {
	a := *activity
	a.kids = nil
	for _, k := range activity.kids {
		if k.name != "report_parties" {
			a.kids = append(a.kids, k)
			continue
		}
		list := *k
		list.kids = nil
		for _, p := range k.kids {
			if p.name == "report_party" {
				parties = append(parties, p)
			} else {
				list.kids = append(list.kids, p)
			}
		}
		a.kids = append(a.kids, &list)
	}
	return &a, parties
}

func fault(n *node, reason intake.Reason, path, detail string) *xmlstrict.Error {
	return &xmlstrict.Error{Reason: reason, Path: path, Offset: int64(n.from), Detail: detail}
}

func (d *document) builder() *builder {
	return &builder{code: d.head.code, local: d.head.local, source: d.head.source(), statement: d.head.statement}
}

// tidy takes out parties that nothing was said of.
func (b *builder) tidy() {
	at := make([]int, len(b.r.Parties))
	var kept []report.Party
	for i, p := range b.r.Parties {
		at[i] = -1
		if nobody(&p) {
			b.drop(p.Field, "empty")
			continue
		}
		at[i] = len(kept)
		kept = append(kept, p)
	}
	b.r.Parties = kept
	for i := range b.r.Payments {
		p := &b.r.Payments[i]
		p.Sender, p.Recipient = moved(at, p.Sender), moved(at, p.Recipient)
	}
	for i := range b.marks {
		b.marks[i].at = moved(at, b.marks[i].at)
	}
}

func moved(at []int, i int) int {
	if i < 0 {
		return -1
	}
	return at[i]
}

// single says whether the document has one subject: one transaction or party, or
// transactions that all have one and the same person reported.
func (d *document) single() bool {
	if len(d.subjects) == 1 || d.head.statement {
		return len(d.subjects) == 1
	}
	var reported cast
	for i := range d.subjects {
		s := &d.subjects[i]
		at := slices.IndexFunc(s.b.r.Parties, func(p report.Party) bool { return p.Role == report.RoleReported })
		if !s.payment || at < 0 || reported.add(s.b.r.Parties[at]) != 0 {
			return false
		}
	}
	return true
}

// whole is the document as one report.
func (d *document) whole() (*report.Report, error) {
	b := d.builder()
	b.headOf(d.frame)
	all := cast{alone: len(d.subjects) == 1}
	for _, p := range b.r.Parties {
		all.add(p)
	}
	b.r.Parties = nil
	for i := range d.subjects {
		s := &d.subjects[i]
		if s.b.refused != nil {
			return nil, s.b.refused
		}
		at := make([]int, len(s.b.r.Parties))
		for j, p := range s.b.r.Parties {
			at[j] = all.add(p)
		}
		for _, p := range s.b.r.Payments {
			p.Sender, p.Recipient = moved(at, p.Sender), moved(at, p.Recipient)
			b.r.Payments = append(b.r.Payments, p)
		}
		b.take(s.b)
	}
	b.r.Parties = all.parties
	d.finish(b, first(d.head.ref, hex.EncodeToString(d.sum[:])))
	return &b.r, nil
}

// take adds what another builder read beside parties and payments.
func (b *builder) take(o *builder) {
	b.r.Texts = append(b.r.Texts, o.r.Texts...)
	for _, a := range o.r.Attributes {
		if a.Name == assumedUTC {
			if b.assumed {
				continue
			}
			b.assumed = true
		}
		b.r.Attributes = append(b.r.Attributes, a)
	}
	for _, d := range o.r.Dropped {
		b.drop(d.Field, d.Reason)
	}
	b.r.Incident.Places = append(b.r.Incident.Places, o.r.Incident.Places...)
	b.r.Incident.Identifiers = append(b.r.Incident.Identifiers, o.r.Incident.Identifiers...)
}

// part is one subject as a report of its own. full gives it the head with it;
// else what the head states, and not what it tells.
func (d *document) part(s *subject, id string, full bool) (*report.Report, error) {
	if s.b.refused != nil {
		return nil, s.b.refused
	}
	b := d.builder()
	if full {
		b.headOf(d.frame)
	} else {
		b.r = d.spared()
		b.drop("report", "first-record")
	}
	n := len(b.r.Parties)
	b.r.Parties = append(b.r.Parties, s.b.r.Parties...)
	for _, p := range s.b.r.Payments {
		if p.Sender >= 0 {
			p.Sender += n
		}
		if p.Recipient >= 0 {
			p.Recipient += n
		}
		b.r.Payments = append(b.r.Payments, p)
	}
	b.take(s.b)
	b.r.Links = append(b.r.Links, report.Link{
		Kind: report.LinkGroup, Value: first(d.head.ref, hex.EncodeToString(d.sum[:])), Field: "entity_reference",
	})
	d.finish(b, id)
	return &b.r, nil
}

// spared is what a head states: without its texts, places and parties, and
// without the indicators that state nothing.
func (d *document) spared() report.Report {
	if d.brief == nil {
		b := d.builder()
		b.headOf(d.frame)
		r := &report.Report{Dated: b.r.Dated, Facts: b.r.Facts, Links: b.r.Links[:min(1, len(b.r.Links))]}
		r.Incident.Type, r.Incident.Category = b.r.Incident.Type, b.r.Incident.Category
		for _, f := range b.r.Flags {
			if _, known := b.code.indicators[strings.TrimPrefix(f.Name, "indicator:")]; known {
				r.Flags = append(r.Flags, f)
			}
		}
		d.brief = r
	}
	r := *d.brief // a copy: what comes after a reader writes into its reports
	r.Facts, r.Flags, r.Links = slices.Clone(r.Facts), slices.Clone(r.Flags), slices.Clone(r.Links)
	return r
}

// finish is what every report of a document has.
func (d *document) finish(b *builder, id string) {
	r := &b.r
	r.Source, r.SourceID, r.Format = d.head.source(), id, format
	r.Declaration = d.head.code.declares(r.Incident.Type)
	r.Incident.Channel = report.ChannelFinance
	r.Statement = d.head.statement && len(r.Payments) > 0
	for i := range r.Payments {
		p := &r.Payments[i]
		if p.Recipient < 0 || r.Statement {
			continue
		}
		if to := &r.Parties[p.Recipient]; to.Role == report.RoleReported { // their own end is nobody's discovery
			continue
		} else if len(to.Names) > 0 || slices.ContainsFunc(to.Identifiers, func(id report.Identifier) bool {
			return id.Kind == report.KindIBAN || id.Kind == report.KindBank || id.Kind == report.KindWallet
		}) {
			b.fact(report.Fact{Kind: report.RecipientNamed, Field: to.Field})
		}
	}
}

// number of a subject within its document; one that stands twice is told apart
// by its place.
func (d *document) ids() []string {
	base := first(d.head.ref, hex.EncodeToString(d.sum[:]))
	seen := map[string]int{}
	out := make([]string, len(d.subjects))
	for i := range d.subjects {
		s := &d.subjects[i]
		name := ""
		if s.payment {
			name = cleanID(s.n.says("transactionnumber"))
		}
		switch {
		case name == "":
			name = s.path
		case !report.CodeLike(name): // an id is shown: words in the place of a number are not
			sum := sha256.Sum256([]byte(name))
			name = hex.EncodeToString(sum[:8])
		}
		if seen[name]++; seen[name] > 1 {
			name += "#" + strconv.Itoa(seen[name])
		}
		out[i] = base + "/" + name
	}
	return out
}

func first(ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}

// problem turns what is wrong with a document into the Problem of its record.
// Any other error comes back.
func problem(rec intake.Record, err error) (intake.Record, error) {
	e, ok := errors.AsType[*xmlstrict.Error](err)
	if !ok {
		return rec, err
	}
	rec.Report, rec.Redacted = nil, nil
	rec.Problem = e.Problem()
	rec.Place.Field = e.Path
	return rec, nil
}
