package goaml

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// tester is what testing.T and rapid.T have alike.
type tester interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func readAll(t tester, rd Reader, doc []byte, limits intake.Limits) []intake.Record {
	t.Helper()
	var out []intake.Record
	err := rd.Read(context.Background(), intake.Input{Name: "x.xml", R: bytes.NewReader(doc), Size: int64(len(doc)), Limits: limits},
		func(r intake.Record) error { out = append(out, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// given is one text or attribute of a document, as encoding/xml reads it.
type given struct {
	report, subject int // which report element; which of its subjects, -1 for its head
	path, value     string
}

// walk lists every text and every attribute of a document's reports.
func walk(t tester, doc []byte) (all []given) {
	type open struct {
		path string
		text strings.Builder
	}
	var stack []*open
	reports, inReport := -1, -1 // inReport: depth of its element
	subjects, inSubject := -1, -1
	d := xml.NewDecoder(bytes.NewReader(doc))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		subject := func() int {
			if inSubject >= 0 {
				return subjects
			}
			return -1
		}
		switch x := tok.(type) {
		case xml.StartElement:
			o := &open{}
			switch {
			case inReport < 0 && x.Name.Local == "report":
				reports, inReport, subjects = reports+1, len(stack), -1
			case inReport >= 0:
				if o.path = x.Name.Local; len(stack) > inReport+1 {
					o.path = stack[len(stack)-1].path + "/" + x.Name.Local
				}
			}
			if inReport >= 0 && inSubject < 0 && (o.path == "transaction" || o.path == "activity/report_parties/report_party") {
				subjects, inSubject = subjects+1, len(stack)
			}
			stack = append(stack, o)
			for _, a := range x.Attr {
				if a.Name.Space != xsi && a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && inReport >= 0 {
					all = append(all, given{reports, subject(), strings.TrimPrefix(o.path+"/@"+a.Name.Local, "/"), a.Value})
				}
			}
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text.Write(x)
			}
		case xml.EndElement:
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if v := strings.TrimSpace(o.text.String()); v != "" && inReport >= 0 {
				all = append(all, given{reports, subject(), o.path, v})
			}
			if len(stack) == inSubject {
				inSubject = -1
			}
			if len(stack) == inReport {
				inReport = -1
			}
		}
	}
}

// stated is what a report says, by field: the words of each item.
type stated struct {
	items   map[string][]string
	anyone  map[string]bool // what parties bear, wherever they were named first
	dropped []report.Dropped
}

func state(r *report.Report) *stated {
	s := &stated{items: map[string][]string{}, anyone: map[string]bool{}, dropped: r.Dropped}
	add := func(field string, words ...string) {
		s.items[plain(field)] = append(s.items[plain(field)], words...)
	}
	ids := func(list []report.Identifier, party bool) {
		for _, id := range list {
			words := []string{id.Raw, id.Service, stamp(id.At)}
			if id.Kind == report.KindPhone {
				number, extension, _ := strings.Cut(strings.TrimPrefix(id.Raw, "+"), " ext. ")
				prefix, rest, _ := strings.Cut(number, " ")
				words = append(words, prefix, "+"+prefix, "00"+prefix, rest, number, extension)
			}
			words = append(words, strings.Split(id.Type, "/")...)
			if id.Port != 0 {
				words = append(words, fmt.Sprint(id.Port))
			}
			if id.Proxy != nil {
				words = append(words, fmt.Sprint(*id.Proxy), map[bool]string{true: "1", false: "0"}[*id.Proxy])
			}
			add(id.Field, words...)
			for _, w := range words {
				s.anyone[w] = s.anyone[w] || party
			}
		}
	}
	places := func(list []report.Place, party bool) {
		for _, p := range list {
			words := append(strings.Split(p.Street, ", "), p.Street, p.City, p.Region, p.Postcode, p.Country, p.Type)
			add(p.Field, words...)
			for _, w := range words {
				s.anyone[w] = s.anyone[w] || party
			}
		}
	}
	add("rentity_id", strings.TrimPrefix(r.Source, "goaml:"))
	add("submission_date", stamp(r.Dated))
	add("report_date", stamp(r.Dated))
	add("report_code", r.Incident.Type)
	ids(r.Incident.Identifiers, false)
	places(r.Incident.Places, false)
	for _, p := range r.Parties {
		ids(p.Identifiers, true)
		places(p.Places, true)
		for _, n := range p.Names {
			add(n.Field, n.First, n.Middle, n.Last, n.Full, n.Preferred)
			for _, w := range []string{n.First, n.Middle, n.Last, n.Full, n.Preferred} {
				s.anyone[w] = true
			}
		}
		add(p.Field, p.Born)
		s.anyone[p.Born] = true
	}
	for _, p := range r.Payments {
		words := []string{p.Reference, stamp(p.At), p.Amount, p.Currency, p.Local, p.LocalIn}
		if p.Reversal {
			words = append(words, "-"+p.Amount, "-"+p.Local)
		}
		add(p.Field, words...)
	}
	for _, l := range r.Links {
		add(l.Field, l.Value)
	}
	for _, f := range r.Flags {
		add(f.Field, strings.TrimPrefix(f.Name, "indicator:"))
	}
	for _, x := range r.Texts {
		add(x.Field, x.Value)
	}
	for _, a := range r.Attributes {
		add(a.Field, a.Value)
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "no date"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// says whether what a document gives at a path is in the report or named in Dropped.
func (s *stated) says(g given) bool {
	for _, d := range s.dropped {
		f := strings.TrimSuffix(d.Field, "/*")
		covers := g.path == f || strings.HasPrefix(g.path, f+"/") || g.path+"/text()" == f || g.path == "" && f == "text()"
		switch d.Reason {
		case "more":
			return true // beyond the limit of the list
		case "empty":
			covers = g.path == f+"/address_type"
		}
		if covers && f != "" {
			return true
		}
	}
	same := func(w string) bool {
		if w == g.value || strings.TrimSpace(w) == g.value {
			return true
		}
		if t, _, ok := date(g.value); ok && w == stamp(t) {
			return true
		}
		day, ok := birth(g.value)
		return ok && w == day
	}
	for path := g.path; path != ""; path = path[:max(0, strings.LastIndexByte(path, '/'))] {
		if slices.ContainsFunc(s.items[path], same) {
			return true
		}
	}
	// A party that stands several times is one, where it stood first.
	if s.anyone[g.value] {
		return true
	}
	day, ok := birth(g.value)
	return ok && strings.HasSuffix(g.path, "birthdate") && s.anyone[day]
}

// tally counts what was found in documents.
type tally struct{ documents, records, transactions, accounts, indicators, leaves, parties int }

// accountFor fails for everything in a document that its records neither hold
// nor name, and for every promise of the package that they break.
func accountFor(t tester, doc []byte, recs []intake.Record) (n tally) {
	t.Helper()
	n.documents, n.records = 1, len(recs)
	all := walk(t, doc)
	subjects := map[int]int{}
	for _, g := range all {
		subjects[g.report] = max(subjects[g.report], g.subject+1)
	}
	first := map[int]int{} // of the records of a report element
	at := 0
	for i := range len(subjects) {
		first[i] = at
		if at < len(recs) && recs[at].Report != nil && !parted(recs[at].Report) {
			at++
		} else {
			at += subjects[i]
		}
	}
	cache := map[int]*stated{}
	for _, g := range all {
		i := first[g.report]
		if parted(recs[i].Report) && g.subject >= 0 {
			i += g.subject
		}
		if recs[i].Report == nil {
			t.Fatalf("record %d: %+v", i, recs[i].Problem)
		}
		if cache[i] == nil {
			cache[i] = state(recs[i].Report)
		}
		if n.leaves++; !cache[i].says(g) {
			t.Errorf("record %d: %s is neither kept nor named as dropped", i, g.path)
		}
		switch name := g.path[strings.LastIndexByte(g.path, '/')+1:]; name {
		case "iban", "account":
			n.accounts++
		case "indicator":
			n.indicators++
		}
	}
	for _, rec := range recs {
		promises(t, doc, rec)
		n.transactions += len(rec.Report.Payments)
		n.parties += len(rec.Report.Parties)
	}
	if given := bytes.Count(doc, []byte("<transaction>")); given != n.transactions {
		t.Errorf("%d transactions given, %d payments read", given, n.transactions)
	}
	return n
}

// parted says whether a report is one of several of its document.
func parted(r *report.Report) bool {
	return slices.ContainsFunc(r.Links, func(l report.Link) bool { return l.Field == "entity_reference" })
}

// promises checks what holds of every report.
func promises(t tester, doc []byte, rec intake.Record) {
	t.Helper()
	from, to := rec.Place.Offset, rec.Place.Offset+rec.Size
	if from < 0 || to > int64(len(doc)) || sha256.Sum256(doc[from:to]) != rec.SHA256 {
		t.Fatalf("hash, offset and size do not agree: %+v", rec.Place)
	}
	r := rec.Report
	if r == nil {
		if rec.Problem == nil || rec.Problem.Reason == "" || rec.Problem.Detail == "" {
			t.Fatalf("neither a report nor a problem: %+v", rec)
		}
		return
	}
	if !bytes.Equal(rec.Redacted, doc[from:to]) {
		t.Error("the form to seal is not what was received")
	}
	reported := 0
	for _, p := range r.Parties {
		if p.Role == report.RoleReported {
			reported++
		}
		if nobody(&p) {
			t.Errorf("a party of nothing at %s", p.Field)
		}
	}
	if reported > 1 || r.Statement && (reported > 0 || len(r.Payments) != 1) {
		t.Errorf("%d parties are reported in one report", reported)
	}
	if r.Source == "goaml:" || r.SourceID == "" || r.Format != "goaml" || r.Incident.Channel != report.ChannelFinance {
		t.Errorf("source %q, id %q, format %q", r.Source, r.SourceID, r.Format)
	}
	for _, p := range r.Payments {
		if p.Sender >= len(r.Parties) || p.Recipient >= len(r.Parties) || p.Sender < -1 || p.Recipient < -1 {
			t.Fatalf("a payment between parties that are not there: %+v", p)
		}
		sender, recipient := []report.Role{report.RoleReported}, []report.Role{report.RoleRecipient}
		switch marks := bytes.Contains(doc, []byte("is_suspected>")) || bytes.Contains(doc, []byte("significance>")); {
		case r.Statement:
			sender, recipient = []report.Role{report.RoleAssociate}, []report.Role{report.RoleAssociate}
		case marks: // the source may mark the recipient, or another
			sender, recipient = append(sender, report.RoleAssociate), append(recipient, report.RoleReported, report.RoleAssociate)
		}
		if p.Sender >= 0 && !slices.Contains(sender, r.Parties[p.Sender].Role) {
			t.Errorf("the sender is %v", r.Parties[p.Sender].Role)
		}
		if p.Recipient >= 0 && !slices.Contains(recipient, r.Parties[p.Recipient].Role) {
			t.Errorf("the recipient is %v", r.Parties[p.Recipient].Role)
		}
		for _, a := range []string{p.Amount, p.Local} {
			if _, negative, ok := decimal(a); a != "" && (!ok || negative) {
				t.Errorf("%q is no positive amount", a)
			}
		}
	}
}
