package unit

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/payment"
	"vigie/internal/proof"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// paying is a report of one person with a payment, a session and an instruction.
func (s *story) paying(mail string) intake.Record {
	r := s.with(mail)
	at := received.Add(-72 * time.Hour)
	r.Report.Parties = append(r.Report.Parties, report.Party{Role: report.RoleRecipient, Field: "to", Names: []report.Name{{Full: "Nom-Secret"}}})
	r.Report.Payments = []report.Payment{{At: at, Amount: "20", Currency: "EUR", Recipient: 1, Field: "pay"}}
	r.Report.Sessions = []report.Session{{Start: at.Add(time.Hour), Field: "session"}}
	r.Report.Facts = append(r.Report.Facts, report.Fact{Kind: report.Instruction, Field: "chat"})
	return r
}

// TestProofOfLeadAndCase: a lead's table and its case's are laid from the same
// reports; what may not be used as evidence is counted and shows nothing, and the
// reading is recorded on what was shown and on nothing else.
func TestProofOfLeadAndCase(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := t.Context()
		u, who := newUnit(t, db)
		s := &story{Rand: rand.New(rand.NewPCG(1, 1))}
		plain, secret, suspicion := s.paying("m1@example.com"), s.paying("m1@example.com"), s.paying("m1@example.com")
		secret.Report.Handling = proof.Intelligence
		suspicion.Report.Declaration = true
		takeIn(t, u, who, []intake.Record{plain, secret, suspicion}, 0)
		k := func(n int) report.Key { return report.KeyOf("ncmec", fmt.Sprint(n)) }
		number := try[dossier.Number](t)(u.OpenCase(ctx, who, k(0), "essai"))

		// Under the intake's own code nothing of the report enters, whatever the source says.
		held := s.paying("m1@example.com")
		if _, err := u.TakeIn(ctx, who, Intake{Received: received, Handling: proof.Originator, Records: emitting([]intake.Record{held})}); err != nil {
			t.Fatal(err)
		}
		try[dossier.Number](t)(u.AddToCase(ctx, who, number, []report.Key{k(3)}, "essai"))

		for _, of := range []ProofOf{{Lead: k(2)}, {Case: number}} {
			v := try[ProofView](t)(u.Proof(ctx, who, of, "fr"))
			if v.Reports != 1 || !slices.Equal(v.Shown, []report.Key{k(0)}) {
				t.Fatalf("%+v: laid from %v", of, v.Shown)
			}
			if want := []proof.LeftOut{{Code: "declaration", Reports: 1}, {Code: "intelligence", Reports: 1}, {Code: "originator", Reports: 1}}; !slices.Equal(v.LeftOut, want) {
				t.Errorf("%+v: left out %v", of, v.LeftOut)
			}
			for _, p := range v.Pillars {
				if p.State != proof.Present || p.For[0].Report != k(0) {
					t.Errorf("%+v: %s is %s", of, p.ID, p.State)
				}
			}
			if v.Acts.PaymentAndSession != (payment.Count{Min: 1, Max: 1}) {
				t.Errorf("%+v: %+v", of, v.Acts)
			}
			if strings.Contains(fmt.Sprintf("%+v", v), "Nom-Secret") {
				t.Errorf("%+v: a name is in the table", of)
			}
			e := lastEntry(t, u)
			if e.Kind != ledger.Read || !strings.Contains(string(e.Detail), `"proof"`) || !strings.Contains(string(e.Detail), v.Hash) || !slices.Contains(e.Subjects, k(0).String()) {
				t.Errorf("%+v: recorded as %+v", of, e)
			}
			if of.Lead == 0 && (!slices.Contains(e.Subjects, number.String()) || len(e.Subjects) != 2) {
				t.Errorf("%+v: recorded on %v", of, e.Subjects)
			}
		}

		// One offence alone, by an article; a person's refutation; who may not.
		one := try[ProofView](t)(u.Proof(ctx, who, ProofOf{Lead: k(0), Offence: "222-26-1"}, "en"))
		if len(one.Offences) != 1 || !strings.Contains(string(lastEntry(t, u).Detail), "222-26-1") {
			t.Errorf("%d offences", len(one.Offences))
		}
		if _, err := u.Proof(ctx, who, ProofOf{Lead: k(0), Offence: "1-1"}, "en"); !errors.Is(err, ErrNoOffence) {
			t.Errorf("an offence that is none: %v", err)
		}
		if err := u.Stand(ctx, who, k(0), report.Instruction, "refute", "lu"); err != nil {
			t.Fatal(err)
		}
		v := try[ProofView](t)(u.Proof(ctx, person(t, u, who, "paul", access.Prosecutor), ProofOf{Case: number}, "fr"))
		if v.Pillars[1].State != proof.Missing || v.Speaks[0].ID != "refuted" {
			t.Errorf("%+v", v.Pillars[1])
		}
		if _, err := u.Proof(ctx, who, ProofOf{Lead: 1}, "fr"); !errors.Is(err, ErrNoSuch) {
			t.Errorf("a lead that is none: %v", err)
		}
		sound(t, u, who)
	})
}

func lastEntry(t testing.TB, u *Unit) ledger.Entry {
	t.Helper()
	var last ledger.Entry
	err := u.store.Read(t.Context(), func(tx *store.Tx) error {
		return tx.Rows(t.Context(), 0, 1<<40, func(r ledger.Row) (err error) {
			last, err = r.Open()
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return last
}

// TestALastingFactKeepsItsCode: what an earlier version stated under a code that keeps
// it out of the table, or declared, keeps its lead's class and proves nothing, though
// the version that holds is evidence; the same, stated by a version that is evidence,
// proves.
func TestALastingFactKeepsItsCode(t *testing.T) {
	ctx := t.Context()
	for _, c := range []struct {
		name, intake, own string
		declared          bool
		state             proof.State
	}{
		{"evidence", proof.Evidence, "", false, proof.Present},
		{"intelligence by the intake", proof.Intelligence, "", false, proof.Missing},
		{"the originator's by the source", proof.Evidence, proof.Originator, false, proof.Missing},
		{"declared", proof.Evidence, "", true, proof.Missing},
	} {
		u, who := newUnit(t, "")
		k := report.KeyOf("ncmec", "1")
		first := remit(1, sender1, payee, -9, report.Instruction, report.ImminentDanger)
		first.Report.Handling, first.Report.Declaration = c.own, c.declared
		if _, err := u.TakeIn(ctx, who, Intake{Received: received, Records: emitting([]intake.Record{first}), Handling: c.intake}); err != nil {
			t.Fatal(err)
		}
		again := remit(1, sender1, payee, -9)
		again.Report.Dated = received.AddDate(0, 0, 1)
		again.SHA256[0]++
		takeIn(t, u, who, []intake.Record{again}, 0)
		v := try[ProofView](t)(u.Proof(ctx, who, ProofOf{Lead: k}, "en"))
		counts := payment.Count{}
		if c.state == proof.Present {
			counts = payment.Count{Min: 1, Max: 1}
		}
		if v.Reports != 1 || v.Pillars[1].State != c.state || v.Acts.Payment != counts {
			t.Errorf("%s: of %d reports the instruction is %s, payments %+v", c.name, v.Reports, v.Pillars[1].State, v.Acts.Payment)
		}
		if is, _ := classOf(t, u, who, k); is != triage.Immediate {
			t.Errorf("%s: the danger is %v", c.name, is)
		}
		sound(t, u, who)
	}
}
