package request

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/acts"
	"vigie/internal/acts/actstest"
	"vigie/internal/clock"
	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/rules"
)

func numbered(year, seq int) Number { return Number{Year: year, Seq: seq} }

var (
	one, two = numbered(2026, 1), numbered(2026, 2)
	asked    = []Record{{1, "a"}, {1, "b"}, {2, "c"}}
	begun    = []Act{
		{ID: 1, Kind: Draft, Request: one, Records: asked},
		{ID: 2, Kind: Draft, Request: two, Records: asked[:1]},
		{ID: 3, Kind: Send, Request: one, Day: 100, Until: 160},
	}
)

func after(t *testing.T, acts ...Act) (*State, error) {
	t.Helper()
	s, err := Fold(begun)
	for i := 0; i < len(acts) && err == nil; i++ {
		acts[i].ID = int64(4 + i)
		s, err = s.After(acts[i])
	}
	return s, err
}

func TestRefusals(t *testing.T) {
	answer := Act{Kind: Answer, Request: one, Day: 120}
	for _, c := range []struct {
		name string
		list []Act
		want Refusal
	}{
		{"unknown", []Act{{Kind: Send, Request: numbered(2027, 1), Day: 1}}, Refusal{Why: acts.Unknown, Number: numbered(2027, 1)}},
		{"withdrawn", []Act{{Kind: Undo, Undoes: 2}, {Kind: Send, Request: two, Day: 1}}, Refusal{Why: acts.Withdrawn, Number: two, By: 4}},
		{"number given", []Act{{Kind: Draft, Request: one, Records: asked}}, Refusal{Why: acts.Taken, Number: one}},
		{"number given and withdrawn", []Act{{Kind: Undo, Undoes: 2}, {Kind: Draft, Request: two, Records: asked}}, Refusal{Why: acts.Taken, Number: two}},
		{"nothing asked", []Act{{Kind: Draft, Request: numbered(2026, 3)}}, Refusal{Why: Nothing}},
		{"sent twice", []Act{{Kind: Send, Request: one, Day: 101}}, Refusal{Why: SentBefore, Number: one}},
		{"kept until before it was sent", []Act{{Kind: Send, Request: two, Day: 101, Until: 100}}, Refusal{Why: Early, Number: two}},
		{"answered before it was sent", []Act{{Kind: Answer, Request: two, Day: 1}}, Refusal{Why: NotSent, Number: two}},
		{"refused before it was sent", []Act{{Kind: Refuse, Request: two, Day: 1}}, Refusal{Why: NotSent, Number: two}},
		{"answered on a day before", []Act{{Kind: Answer, Request: one, Day: 99}}, Refusal{Why: Early, Number: one}},
		{"missing what was not asked", []Act{{Kind: Answer, Request: one, Day: 120, Missing: []int{4}}}, Refusal{Why: NoRecord, Number: one, What: place(4)}},
		{"refused after an answer", []Act{answer, {Kind: Refuse, Request: one, Day: 130}}, Refusal{Why: AnsweredBefore, Number: one}},
		{"answered after a refusal", []Act{{Kind: Refuse, Request: one, Day: 130}, answer}, Refusal{Why: RefusedBefore, Number: one}},
		{"no such act", []Act{{Kind: Undo, Undoes: 99}}, Refusal{Why: acts.NoAct, Act: 99}},
		{"taken back before", []Act{{Kind: Undo, Undoes: 2}, {Kind: Undo, Undoes: 2}}, Refusal{Why: acts.Undone, Act: 2, By: 4}},
		{"a draft that was sent", []Act{{Kind: Undo, Undoes: 1}}, Refusal{Why: acts.Depends, Act: 1, By: 3}},
		{"a sending that was answered", []Act{answer, {Kind: Undo, Undoes: 3}}, Refusal{Why: acts.Depends, Act: 3, By: 4}},
		{"no kind", []Act{{Kind: "burn", Request: one}}, Refusal{Why: acts.Malformed, Act: 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := after(t, c.list...)
			var r *Refusal
			if !errors.As(err, &r) || *r != c.want {
				t.Fatalf("%#v, want %#v", err, &c.want)
			}
			if en, fr := r.Sentence("en"), r.Sentence("fr"); en == fr || strings.ContainsAny(en+fr, "{}") {
				t.Error(en, fr)
			}
		})
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		name string
		acts []Act
		want map[Record]Cover
	}{
		{"sent", nil, map[Record]Cover{asked[0]: {true, 160}, asked[1]: {true, 160}, asked[2]: {true, 160}}},
		{"two requests: the later day", []Act{{Kind: Send, Request: two, Day: 110, Until: 170}}, map[Record]Cover{asked[0]: {true, 170}, asked[1]: {true, 160}, asked[2]: {true, 160}}},
		{"two requests: no end", []Act{{Kind: Send, Request: two, Day: 110}}, map[Record]Cover{asked[0]: {true, 0}, asked[1]: {true, 160}, asked[2]: {true, 160}}},
		{"answered but for one", []Act{{Kind: Answer, Request: one, Day: 120, Missing: []int{2}}}, map[Record]Cover{asked[0]: {true, 0}, asked[2]: {true, 0}}},
		{"the rest came later", []Act{{Kind: Answer, Request: one, Day: 120, Missing: []int{2}}, {Kind: Answer, Request: one, Day: 140}}, map[Record]Cover{asked[0]: {true, 0}, asked[1]: {true, 0}, asked[2]: {true, 0}}},
		{"refused", []Act{{Kind: Refuse, Request: one, Day: 120}}, map[Record]Cover{}},
		{"never sent after all", []Act{{Kind: Undo, Undoes: 3}}, map[Record]Cover{}},
	} {
		s, err := after(t, c.acts...)
		if err != nil {
			t.Fatal(c.name, err)
		}
		if got := s.Covers(); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// someAct draws an act that may or may not fit.
func someAct(t *rapid.T, s *State) Act {
	numbers := actstest.Numbers(s)
	a := Act{ID: s.NextAct(), Kind: rapid.SampledFrom([]Kind{Draft, Draft, Send, Send, Send, Answer, Refuse, Undo, Undo}).Draw(t, "kind"), Request: numbered(2026, 999)}
	if len(numbers) > 0 {
		a.Request = rapid.SampledFrom(numbers).Draw(t, "request")
	}
	a.Day = triage.Day(rapid.IntRange(100, 110).Draw(t, "day"))
	switch a.Kind {
	case Draft:
		a.Request = s.Next(2026)
		for range rapid.IntRange(0, 3).Draw(t, "records") {
			a.Records = append(a.Records, Record{report.Key(rapid.IntRange(1, 3).Draw(t, "report")), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "item")})
		}
	case Send:
		a.Until = rapid.SampledFrom([]triage.Day{0, 105, 150, 200}).Draw(t, "until")
	case Answer:
		if rapid.Bool().Draw(t, "partly") {
			a.Missing = []int{rapid.IntRange(1, 3).Draw(t, "missing")}
		}
	case Undo:
		a.Request, a.Undoes = Number{}, rapid.Int64Range(0, a.ID).Draw(t, "undoes")
	}
	return a
}

var room = actstest.Room[Act, ofRequest, *State]{
	Fold:    Fold,
	Draw:    someAct,
	Undo:    func(id, undoes int64) Act { return Act{ID: id, Kind: Undo, Undoes: undoes} },
	Find:    func(s *State, n Number) (string, error) { q, err := s.Find(n); return fmt.Sprint(q), err },
	Picture: func(s *State) string { return fmt.Sprint(s.Requests(), s.Covers()) },
}

// TestLogOfActs: the requests keep what every log of acts promises.
func TestLogOfActs(t *testing.T) { room.Test(t) }

// TestOnlyItsOwn: an act on one request changes how no other stands, and stops or
// starts no clock but those of its own records.
func TestOnlyItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := room.Some(t)
		a := someAct(t, s)
		next, err := s.After(a)
		if err != nil {
			return
		}
		of := next.Of(a.ID)
		own := map[Record]bool{}
		for _, st := range []*State{s, next} {
			for _, q := range st.Requests() {
				if q.Number == of {
					for _, r := range q.Records {
						own[r] = true
					}
				}
			}
		}
		was, is := s.Covers(), next.Covers()
		for _, cs := range []map[Record]Cover{was, is} {
			for r := range cs {
				if !own[r] && was[r] != is[r] {
					t.Fatalf("%+v on %s changed the clock of %v: %v to %v", a, of, r, was[r], is[r])
				}
			}
		}
		for _, q := range s.Requests() {
			if o, err := next.Find(q.Number); q.Number != of && (err != nil || fmt.Sprint(o) != fmt.Sprint(q)) {
				t.Fatalf("%+v on %s changed %s: %v", a, of, q.Number, err)
			}
		}
	})
}

// How numbers are read is tested where all are.
func TestNumbers(t *testing.T) {
	if n, err := ParseNumber(" 2026-r12 "); err != nil || n.String() != "2026-R0012" {
		t.Error(n, err)
	}
	if n, err := ParseNumber("2026-0012"); err == nil {
		t.Error("a case's number is taken for a request's:", n)
	}
}

func shipped(t *testing.T) fs.FS {
	t.Helper()
	f, err := fs.Sub(rules.Files, "requests")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func aLetter() Letter {
	l := sample()
	l.Items = []Item{
		{Report: 7, Record: "connection", Kind: "ip", Value: "192.0.2.4", Port: 443, ActBy: 20100, Law: map[string]string{"fr": "un an", "en": "one year"}},
		{Report: 7, Record: "payment", Kind: "payment", Value: "REF-1", Amount: "20.50 EUR", Service: "Exemple", At: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC), DayOnly: true, Names: []Named{{Kind: "sender", Value: "FR76"}}, Law: map[string]string{"fr": "f", "en": "e"}},
		{Report: 8, Record: "content", Number: "123", Names: []Named{{Kind: "screen-name", Value: "name-1", Masked: true}}, Law: map[string]string{"fr": "f", "en": "e"}},
	}
	return l
}

func TestLetter(t *testing.T) {
	f, err := Load(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][]string{
		"fr": {"2026-R0001", "le fournisseur d'accès de 192.0.2.4", "1. identité", "adresse IP : 192.0.2.4, port 443", "2. opération", "référence", "montant : 20,50 EUR", "date : 3 mars 2026", "compte débité : FR76", "pseudonyme : name-1", "n° 123", "Rien n'a été envoyé"},
		"en": {"2026-R0001", "the access provider of 192.0.2.4", "1. identity", "IP address: 192.0.2.4, port 443", "2. the operation", "amount: 20.50 EUR", "date: 3 March 2026", "account debited: FR76", "screen name: name-1", "no. 123", "Nothing has been sent"},
	} {
		text, err := f.Write(aLetter(), lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in the letter:\n%s", lang, w, text)
			}
		}
		for _, w := range []string{"<no value>", "{{", "0001-01-01", "00:00"} {
			if strings.Contains(text, w) {
				t.Errorf("%s: %q is in the letter:\n%s", lang, w, text)
			}
		}
	}
	if !MaskedItems(aLetter().Items) || MaskedItems(aLetter().Items[:2]) {
		t.Error("what is masked in a letter is not told")
	}
}

func TestBases(t *testing.T) {
	f, err := Load(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		holder  clock.Holder
		country string
		want    string
	}{
		{clock.AccessProvider, "FR", "fr-data"},
		{clock.PaymentInstitution, "FR", "fr-payment"},
		{clock.Platform, "IE", "eu-data"},
		{clock.Platform, "DK", "other"}, // takes no part in the regulation
		{clock.PaymentInstitution, "LU", "eu-payment"},
		{clock.Platform, "US", "us-data"},
		{clock.PaymentInstitution, "US", "other-payment"},
		{clock.AccessProvider, "PH", "ph-data"},
		{clock.Platform, "", "other"},
		{clock.PaymentInstitution, "", "other-payment"},
	} {
		if b := f.Base(clock.Keeper{Holder: c.holder, Country: c.country}, clock.Default()); b.ID != c.want {
			t.Errorf("%s in %q: %s, want %s", c.holder, c.country, b.ID, c.want)
		}
	}
}

func TestLoadNamesTheFault(t *testing.T) {
	read := func(name string) string {
		b, err := fs.ReadFile(shipped(t), name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	bases, fr, en := read("bases.yaml"), read("fr.tmpl"), read("en.tmpl")
	for _, c := range []struct{ bases, fr, want string }{
		{strings.Replace(bases, "version: 1", "version: 2", 1), fr, "reads version 1"},
		{strings.Replace(bases, "most: 200", "most: 0", 1), fr, "1 to 5000"},
		{strings.Replace(bases, "id: fr-data", "id: FR", 1), fr, "lower-case"},
		{strings.Replace(bases, "holders: [access-provider, platform]", "holders: [shop]", 1), fr, "no kind of holder"},
		{strings.Replace(bases, "  - id: other\n", "  - id: other\n    countries: [FR]\n", 1), fr, "the last base"},
		{strings.Replace(bases, "    obtain:\n", "    colour: red\n    obtain:\n", 1), fr, "colour"},
		{bases, fr + "{{.Nonsense}}", "Nonsense"},
		{bases, fr + "{{", "fr.tmpl"},
	} {
		_, err := Load(fstest.MapFS{"bases.yaml": {Data: []byte(c.bases)}, "fr.tmpl": {Data: []byte(c.fr)}, "en.tmpl": {Data: []byte(en)}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
