package list

import (
	"os"
	"strings"
	"testing"

	"vigie/internal/match"
	"vigie/internal/testenv"
	"vigie/rules"
)

func read(t *testing.T, text string, o Options) *List {
	t.Helper()
	l, err := Default().Read(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestHeadingsOfManyHands(t *testing.T) {
	for name, text := range map[string]string{
		"French, semicolons, a mark in front": "\ufeffN°;Prénom(s);Nom;Né(e) le;Code postal;Âge\n7;Lea;Sample;1970-01-02;20110;30\n",
		"spaces before headings":              "rec_id, given_name, surname, date_of_birth, postcode, age\n7, Lea, Sample, 1970-01-02, 20110, 30\n",
		"tabs, capitals":                      "REC_ID\tFIRST NAME\tLast-Name\tDOB\tZIP\tAge\n7\tLea\tSample\t1970-01-02\t20110\t30\n",
		"a name in one cell":                  "id|name|birth date|plz|alter\n7|Sample, Lea|1970-01-02|20110|30\n",
	} {
		l := read(t, text, Options{})
		if len(l.Persons) != 1 {
			t.Fatalf("%s: %d persons", name, len(l.Persons))
		}
		p := l.Persons[0]
		for f, want := range map[match.Field]string{match.Given: "Lea", match.Family: "Sample", match.Born: "1970-01-02", match.Postcode: "20110"} {
			if p.Get(f) != want {
				t.Errorf("%s: %s is %q, want %q", name, f, p.Get(f), want)
			}
		}
		if p.ID != "7" {
			t.Errorf("%s: id %q", name, p.ID)
		}
		if last := l.Columns[len(l.Columns)-1]; !last.Trait || last.Use != "" {
			t.Errorf("%s: an age is %+v", name, last)
		}
	}
}

func TestWhatIsNotReadIsSaid(t *testing.T) {
	l := read(t, "id,surname,shoe size,cluster\n1,sample,42,a\n\n2,sample,\"41\n", Options{Keep: []string{"cluster"}})
	if got := l.Kept["cluster"]; len(l.Persons) != len(got) || got[0] != "a" {
		t.Errorf("%d persons, kept %q", len(l.Persons), got)
	}
	if l.Columns[2].Use != "" || l.Columns[2].Trait {
		t.Errorf("%+v", l.Columns[2])
	}
	l = read(t, "id,surname,soc_sec_id\n1,sample,99\n", Options{Without: []string{"soc_sec_id"}})
	if l.Persons[0].Get(match.Document) != "" {
		t.Error("a column that was to be left out was read")
	}
	for name, c := range map[string]struct {
		text string
		o    Options
	}{
		"empty":                 {"", Options{}},
		"no field":              {"a,b\n1,2\n", Options{}},
		"no column to keep":     {"surname\nx\n", Options{Keep: []string{"truth"}}},
		"no column to leave":    {"surname\nx\n", Options{Without: []string{"phone"}}},
		"too many columns":      {"surname" + strings.Repeat(",x", 600) + "\n", Options{}},
		"too many persons":      {"surname\na\nb\nc\n", Options{Limits: Limits{Rows: 2, Record: 1000, Columns: 10}}},
		"an open quote":         {"surname\n\"" + strings.Repeat("x\n", 1<<20), Options{}},
		"a heading of the moon": {"\"" + strings.Repeat("x", 2<<20), Options{}},
	} {
		if _, err := Default().Read(strings.NewReader(c.text), c.o); err == nil {
			t.Errorf("%s: accepted", name)
		} else if len(err.Error()) > 200 {
			t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
		}
	}
}

func TestHeadingsFileIsStrict(t *testing.T) {
	b, err := rules.Files.ReadFile("persons.yaml")
	if err != nil {
		t.Fatal(err)
	}
	good := string(b)
	for name, c := range map[string][2]string{
		"two meanings":    {"  place: [", "  place: [surname, "},
		"a trait as read": {"  place: [", "  place: [sex, "},
		"no such field":   {"  place: [", "  sex: [sexe]\n  place: ["},
		"version":         {"version: 1", "version: 2"},
		"unknown key":     {"version: 1", "version: 1\nmore: 1"},
	} {
		text := strings.Replace(good, c[0], c[1], 1)
		if _, err := Load([]byte(text)); err == nil || text == good {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The published lists are read whole, and nothing of the columns of traits.
func TestPublishedLists(t *testing.T) {
	for name, want := range map[string]int{"linkage/tune_dedup_5000.csv": 5000, "linkage/tune_link_5000_org.csv": 2500} {
		f, err := os.Open(testenv.Shared(t, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		l, err := Default().Read(f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Persons) != want || l.Skipped != 0 {
			t.Errorf("%s: %d persons, %d skipped", name, len(l.Persons), l.Skipped)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("id,given name,surname\n1,a,b\n"))
	f.Add([]byte("\xef\xbb\xbfnom;né le\n\"a;b\n"))
	f.Add([]byte("surname\n\xe9\xff\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Default().Read(strings.NewReader(string(b)), Options{Limits: Limits{Rows: 100, Record: 1 << 12, Columns: 20}})
		if err != nil {
			return
		}
		if len(l.Persons) > 100 || len(l.Columns) > 20 {
			t.Errorf("%d persons, %d columns", len(l.Persons), len(l.Columns))
		}
	})
}

// TestAnOpenQuotationMarkIsTold: it would take the persons behind it away in silence.
func TestAnOpenQuotationMarkIsTold(t *testing.T) {
	for _, s := range []string{
		"nom,prenom\n\"Jo,Exemplo\nB,C\nD,E\n",
		"nom,prenom\n\"Jo,Exemplo\nB,C\n\"D\",E\nF,G\n",
		"nom,adresse\nA,\"1 rue Exemple\n" + strings.Repeat("B,2 rue Exemple\n", 9),
	} {
		l, err := Default().Read(strings.NewReader(s), Options{})
		if err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %+v, %v", s, l, err)
		} else if strings.Contains(err.Error(), "Exemplo") {
			t.Errorf("%v holds a value", err)
		}
	}
	if l, err := Default().Read(strings.NewReader("nom,adresse\nA,\"1 rue Exemple\n75000 Ville\"\nB,\n"), Options{}); err != nil || len(l.Persons) != 2 {
		t.Errorf("%+v, %v", l, err)
	}
}

// TestASkippedRowKeepsItsNumber: of a list, only the numbers of rows are kept.
func TestASkippedRowKeepsItsNumber(t *testing.T) {
	l, err := Default().Read(strings.NewReader("nom,prenom\nA,B\n"+strings.Repeat("x,", 600)+"\nC,D\n"), Options{})
	if err != nil || l.Skipped != 1 || len(l.Persons) != 3 || l.Persons[2].Get(match.Family) != "C" {
		t.Errorf("%+v, %v", l, err)
	}
}
