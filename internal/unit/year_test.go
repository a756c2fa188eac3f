package unit

import (
	"context"
	"encoding/csv"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/synth/year"
)

// truthTable reads a table of a year's truth.
func truthTable(t *testing.T, dir, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "truth", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, v := range row {
			m[all[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

// goamlCode gives what goAML's reader puts before a document's own number: its
// report code. A year's files begin with it.
func goamlCode(file string) string {
	if code, _, ok := strings.Cut(path.Base(file), "-"); ok && strings.HasPrefix(file, "fiu/") {
		return code + ":"
	}
	return ""
}

// A synthetic year is read whole, what touches no reported account stays sealed,
// and, once a person has said which reports are of one hand, the payment facts
// are the truth of the year: told by one source or several, taken back, near a
// session. The truth knows neither readers nor the payment facts.
func TestAYearsPaymentsAreItsTruth(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	dir := t.TempDir()
	o := year.Sized(40)
	o.Commissioners, o.Seed, o.Ordinary = 14, 3, 20
	sum, err := year.Write(ctx, o, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(u.dir, "indicators")
	if err := os.MkdirAll(own, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(own, "synthetic.yaml"), []byte(year.Indicators), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := u.Walker("", "")
	if err != nil {
		t.Fatal(err)
	}
	first, last := w.Split()
	walk := func(w *intake.Walker) func(context.Context, func(intake.Record) error) error {
		return func(ctx context.Context, emit func(intake.Record) error) error {
			return w.Walk(ctx, []string{filepath.Join(dir, "reports")}, emit)
		}
	}
	c, err := u.TakeIn(ctx, who, Intake{Received: received, Records: walk(first), Late: walk(last)})
	if err != nil {
		t.Fatal(err)
	}
	if c.Quarantined > 0 || c.Read != int64(sum.Records) || c.Sealed != int64(sum.Sealed+sum.NoAccount) {
		t.Fatalf("%+v; want %d read, none in quarantine, %d and %d sealed", c, sum.Records, sum.Sealed, sum.NoAccount)
	}

	leads := map[report.Key]int64{}
	err = u.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachReport(ctx, func(r store.Report) error {
			leads[r.Key] = int64(r.Lead)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string][]report.Key{}
	for _, r := range truthTable(t, dir, "reports.csv") {
		keys[r["whose"]] = append(keys[r["whose"]], report.KeyOf(r["source"], goamlCode(r["file"])+r["id"]))
	}
	for _, r := range truthTable(t, dir, "tellings.csv") {
		if strings.HasPrefix(r["source"], "goaml:") {
			keys[r["commissioner"]] = append(keys[r["commissioner"]], report.KeyOf(r["source"], goamlCode(r["file"])+r["document"]+"/"+r["row"]))
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "truth", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth year.Truth
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	payments := 0
	for _, x := range truth.Commissioners {
		first, joined := report.Key(0), map[int64]bool{}
		for _, k := range keys[x.ID] {
			lead, in := leads[k]
			if !in || joined[lead] {
				continue
			}
			if joined[lead] = true; len(joined) == 1 {
				first = k
				continue
			}
			if err := u.Judge(ctx, who, first, k, link.Same, "vérité de l'année"); err != nil {
				t.Fatal(err)
			}
		}
		if len(joined) == 0 {
			t.Fatalf("%s: no report of theirs came in", x.ID)
		}
		v, err := u.Payments(ctx, who, first, "")
		if err != nil {
			t.Fatal(err)
		}
		back := 0
		for _, r := range v.Reversals {
			if r.Of != nil {
				back++
			}
		}
		// Two sources may tell one payment in two currencies and without its number:
		// nothing shows then that it is one, and the least is above what there was.
		least, most := int(v.Count.Min), int(v.Count.Max)
		if most != x.Account.Certain || least < x.Account.Distinct || least > most {
			t.Errorf("%s: %d to %d payments; the truth says %d, of which %d at most can be told apart", x.ID, least, most, x.Account.Distinct, x.Account.Certain)
		}
		if near := (payment.Count{Min: x.Acts.PaymentAndSession, Max: x.Acts.PaymentAndSession}); v.NearCount != near {
			t.Errorf("%s: %+v payments near a session, the truth says %+v", x.ID, v.NearCount, near)
		}
		if back != x.Account.TakenBack {
			t.Errorf("%s: %d payments taken back, the truth says %d", x.ID, back, x.Account.TakenBack)
		}
		payments += least
	}
	if payments < 500 {
		t.Errorf("only %d payments", payments)
	}
}
