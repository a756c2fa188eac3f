package unit

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/synth/year"
)

// truthOfYear is a year's truth, with the accounts of which all stays sealed, what
// seized devices told (each contact, payment and session is a report), and by what
// documents show whom a commissioner paid.
type truthOfYear struct {
	year.Truth
	sealed []string
	device []report.Key
	shown  map[string][]string
}

// aYear takes a synthetic year in, with the list of codes that goes with it, and
// reads its truth.
func aYear(t *testing.T, o year.Options) (*Unit, Actor, truthOfYear, Counts) {
	t.Helper()
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "year")
	if _, err := year.Write(ctx, o, dir, nil); err != nil {
		t.Fatal(err)
	}
	u, who := newUnit(t, "")
	if err := os.CopyFS(filepath.Join(u.dir, "indicators"), os.DirFS(filepath.Join(dir, "indicators"))); err != nil {
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
	b, err := os.ReadFile(filepath.Join(dir, "truth", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth truthOfYear
	if err := json.Unmarshal(b, &truth.Truth); err != nil {
		t.Fatal(err)
	}
	for _, r := range truthTable(t, dir, "unrelated.csv") {
		if holder, _, ok := strings.Cut(r["row"], " "); ok && r["sealed"] == "yes" {
			truth.sealed = append(truth.sealed, holder)
		}
	}
	for _, r := range truthTable(t, dir, "reports.csv") {
		if strings.HasPrefix(r["kind"], "sheet-seized-") {
			truth.device = append(truth.device, report.KeyOf(r["source"], r["id"]))
		}
	}
	truth.shown = map[string][]string{}
	for _, r := range truthTable(t, dir, "tellings.csv") {
		of := truth.shown[r["commissioner"]]
		for _, id := range strings.Fields(r["recipient"]) {
			of = append(of, id)
			if iban, is := strings.CutPrefix(id, "iban:"); is {
				of = append(of, "bank:"+iban[4:]) // goAML shows the number too
			}
		}
		truth.shown[r["commissioner"]] = of
	}
	return u, who, truth, c
}

// leadOfEach finds each commissioner's lead by the values that are theirs alone, and
// gives what any report bears. Where nothing but the truth ties two of their leads, a
// person joins them, as one would who found the tie elsewhere.
func leadOfEach(t *testing.T, u *Unit, who Actor, truth truthOfYear) (of map[string]report.Key, borne map[string]bool) {
	t.Helper()
	ctx := context.Background()
	whose := map[string]string{}
	for _, c := range truth.Commissioners {
		for _, v := range append([]string{c.Email, c.Phone, c.IBAN, c.Wallet, c.Document}, c.Accounts...) {
			if _, id, ok := strings.Cut(v, ":"); ok {
				v = id
			}
			whose[v] = c.ID
		}
	}
	leads := map[string][]report.Key{}
	borne = map[string]bool{}
	var keys []report.Key
	err := u.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachReport(ctx, func(r store.Report) error {
			keys = append(keys, r.Key)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range truth.device {
		if !slices.Contains(keys, k) {
			t.Errorf("what a device told is no report of its own: %s", k)
		}
	}
	err = u.do(ctx, who, access.SeeLead, func(ctx context.Context, w *work) error {
		rows, err := w.Reports(ctx, keys)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(rows, 500) {
			xs, err := w.wholes(ctx, some)
			if err != nil {
				return err
			}
			for _, x := range xs {
				of := map[string]bool{}
				x.report.EachIdentifier(func(role report.Role, _ int, id *report.Identifier) {
					borne[id.Value] = true
					if c := whose[id.Value]; c != "" && role == report.RoleReported {
						of[c] = true
					}
				})
				if len(of) > 1 {
					t.Errorf("%s is about %v", x.row.Key, of)
				}
				for c := range of {
					if !slices.Contains(leads[c], x.row.Lead) {
						leads[c] = append(leads[c], x.row.Lead)
					}
				}
			}
		}
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "test"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	of = map[string]report.Key{}
	whom := map[report.Key]string{}
	for c, ls := range leads {
		slices.Sort(ls)
		of[c] = ls[0]
		for _, l := range ls {
			if other, known := whom[l]; known {
				t.Errorf("%s is a lead of %s and of %s", l, other, c)
			}
			whom[l] = c
			if l != ls[0] {
				if err := u.Judge(ctx, who, ls[0], l, link.Same, "même personne, selon l'essai"); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return of, borne
}

// TestYearFacts: of a synthetic year, the payment facts and the acts of each
// commissioner are those that the story and what was told of it make them; what
// touches no reported account stays sealed.
func TestYearFacts(t *testing.T) {
	for _, seed := range []uint64{1, 4, 6} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			o := year.Sized(40)
			o.Seed = seed
			factsOfAYear(t, o)
		})
	}
}

func factsOfAYear(t *testing.T, o year.Options) {
	u, who, truth, c := aYear(t, o)
	ctx := context.Background()
	sealed := truth.Year.Sealed + truth.Year.NoAccount
	if int(c.Sealed) != sealed || int(c.Read) != truth.Year.Records || c.Quarantined != 0 {
		t.Errorf("%+v; the truth: %d sealed of %d records", c, sealed, truth.Year.Records)
	}
	summed, back, others := 0, 0, 0
	leads, borne := leadOfEach(t, u, who, truth)
	for _, x := range truth.Commissioners {
		v := try[PaymentsView](t)(u.Payments(ctx, who, leads[x.ID], ""))
		if got, want := shownFacts(v.Facts), shownScope(x.Account); got != want {
			t.Errorf("%s: payment facts %s; the truth: %s", x.ID, got, want)
		}
		back += x.Account.TakenBack
		for _, o := range v.Others {
			others += o.Count
		}
		// In no sum of the truth are transfers told in two amounts.
		if x.Account.TwoAmounts == 0 && x.Account.Probable == x.Account.Distinct {
			summed++
			if got, want := shownSums(v.Facts), shownTruth(x.Account.Sums); got != want {
				t.Errorf("%s: sums %s; the truth: %s", x.ID, got, want)
			}
		}
		bears := map[string]bool{}
		for _, r := range v.Recipients {
			for _, b := range r.Bears {
				bears[bearingKind[b.Kind]+":"+b.Value] = true
			}
		}
		for _, a := range x.Account.Accounts {
			if !bears[a] {
				t.Errorf("%s: recipient %s is not among %v", x.ID, a, bears)
			}
			delete(bears, a)
		}
		for a := range bears {
			if !slices.Contains(x.Rests, a) && !slices.Contains(truth.shown[x.ID], a) {
				t.Errorf("%s: recipient %s is not one", x.ID, a)
			}
		}

		p := try[ProofView](t)(u.Proof(ctx, who, ProofOf{Lead: leads[x.ID]}, "en"))
		a := p.Acts
		a.Payment.Max -= a.Unlisted
		if a.PaymentAndSession != (payment.Count{Min: x.Proved.PaymentAndSession, Max: x.Proved.PaymentAndSession}) ||
			a.Payment != (payment.Count{Min: x.Provable.Probable, Max: x.Provable.Certain}) || a.Statement != payment.Count(x.Proved.Statement) {
			t.Errorf("%s: acts by payment and session %v, by payment %v, by statement %v; the truth: %+v of %+v", x.ID, a.PaymentAndSession, a.Payment, a.Statement, x.Proved, x.Provable)
		}
	}
	t.Logf("%d commissioners, sums of %d, %d payments taken back, %d payments that state nothing", len(truth.Commissioners), summed, back, others)
	// Who paid an account, by reports that state abuse.
	senders := map[string]int{}
	for _, r := range try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Senders: 1, Limit: 500})).Recipients {
		senders[strings.TrimSuffix(r.Kind, "-account")+":"+r.Value] = int(r.Senders)
	}
	for _, a := range truth.Accounts {
		if k := a.Kind + ":" + a.Value; senders[k] != a.AbuseSenders {
			t.Errorf("%s: %d senders; the truth: %d", k, senders[k], a.AbuseSenders)
		} else {
			delete(senders, k)
		}
	}
	if len(senders) > 0 {
		t.Errorf("recipients of nobody's: %v", senders)
	}
	// Nothing of what stays sealed is indexed: its holders bear nothing.
	for _, holder := range truth.sealed {
		if borne[holder] {
			t.Errorf("%s holds a sealed account, and bears an identifier", holder)
		}
	}
	if len(truth.sealed) == 0 {
		t.Error("no account stays sealed")
	}
}

// bearingKind is how the truth names kinds.
var bearingKind = map[report.Kind]string{
	report.KindIBAN: "iban", report.KindBank: "bank", report.KindWallet: "wallet", report.KindPhone: "phone", report.KindAccount: "account",
}

func shownFacts(f *payment.Facts) string {
	back := 0
	for _, r := range f.Reversals {
		if r.Of != nil {
			back++
		}
	}
	return fmt.Sprint(f.Count, ", back ", back, ", ", shownDay(f.First.At), " to ", shownDay(f.Last.At))
}

func shownDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

func shownScope(s year.Scope) string {
	return fmt.Sprint(payment.Count{Min: s.Probable, Max: s.Certain}, ", back ", s.TakenBack, ", ", s.First, " to ", s.Last)
}

func shownSums(f *payment.Facts) (out string) {
	for _, s := range f.Sums {
		out += fmt.Sprint(s.Currency, " ", s.Count.Min, " ", s.Total.Min, " median ", s.MedianLeast, " ", s.Smallest, " ", s.Largest, "; ")
	}
	return out
}

func shownTruth(ss []year.Sum) (out string) {
	for _, s := range ss {
		in := func(v string) string {
			a, _ := payment.ParseAmount(v)
			return a.String()
		}
		out += fmt.Sprint(s.Currency, " ", s.Count, " ", in(s.Total), " median ", in(s.Median), " ", in(s.Smallest), " ", in(s.Largest), "; ")
	}
	return out
}

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
