package unit

import (
	"context"
	"slices"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/payment"
	"vigie/internal/proof"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// ProofOf says what a proof table is asked of: a case where it has a number, else
// a lead, by its own number or that of any report in it.
type ProofOf struct {
	Lead    report.Key
	Case    dossier.Number
	Offence string // one offence or mode alone, by its id or one of its articles; empty: all
}

// ProofView is the proof table of a lead or a case.
type ProofView struct {
	Lead report.Key     `json:"lead,omitzero"`
	Case dossier.Number `json:"case,omitzero"`
	Day  triage.Day     `json:"day"`
	proof.Table
}

// proofReports is how many reports a table is laid from. A table that is short of
// some says so ([proof.Table.NotRead]).
const proofReports = 5_000

// ErrNoOffence says that the catalogue in force has no such offence.
var ErrNoOffence error = &Impossible{
	"the catalogue has no such offence: see vigie rules print offences", "le catalogue n'a pas cette infraction : voir vigie rules print offences",
}

// Offences is the catalogue of offences in force.
func (u *Unit) Offences() *proof.Catalogue { return u.offences }

// Proof lays the proof table of a lead or a case, in "fr" or "en". Reports that may
// not be used as evidence enter it by their number alone; the reading is recorded on
// those that it shows.
func (u *Unit) Proof(ctx context.Context, who Actor, of ProofOf, lang string) (ProofView, error) {
	if lang == "" {
		lang = who.Lang
	}
	right := access.SeeLead
	if !of.Case.IsZero() {
		right = access.SeeCase
	}
	asked := Asked{"what": "proof"}
	if of.Offence != "" {
		_, known := u.offences.Offence(of.Offence)
		asked["offence"] = u.typed(of.Offence, known)
	}
	var v ProofView
	err := u.do(ctx, who.on(of.Lead).onNamed(of.Case).asking(asked), right, func(ctx context.Context, w *work) error {
		var err error
		if v.Day, err = w.advance(ctx); err != nil {
			return err
		}
		rows, left, err := w.provable(ctx, &v, of)
		if err != nil {
			return err
		}
		if err := w.loadHubs(ctx); err != nil {
			return err
		}
		in := proof.Input{NotRead: left, Windows: u.windows}
		var paid []payment.Input
		for some := range slices.Chunk(rows, listed) {
			xs, err := w.wholes(ctx, some)
			if err != nil {
				return err
			}
			for _, x := range xs {
				x = u.evident(x)
				r := u.provable(x)
				in.Reports = append(in.Reports, r)
				if r.Code() == proof.Evidence {
					paid = append(paid, x.paymentInput())
				}
			}
		}
		in.Payments = payment.Of(paid, u.windows, u.table.Scope, w.unitesNobody)
		v.Table = proof.Build(u.offences, in, lang)
		if of.Offence != "" {
			var known bool
			if v.Table, known = v.Only(u.offences, of.Offence); !known {
				return ErrNoOffence
			}
		}
		return w.recordProof(&v, of)
	})
	return v, err
}

// provable lists the reports that a table is laid from, and how many are left over.
func (w *work) provable(ctx context.Context, v *ProofView, of ProofOf) (rows []store.Report, left int, err error) {
	if of.Case.IsZero() {
		l, err := w.leadOf(ctx, of.Lead)
		if err != nil {
			return nil, 0, err
		}
		v.Lead = l.ID
		rows, err = w.LeadReports(ctx, l.Comp, l.ID, -1, proofReports)
		return rows, int(l.Reports) - len(rows), err
	}
	b, err := w.caseBook(ctx)
	if err != nil {
		return nil, 0, err
	}
	if v.Case, err = b.home(of.Case); err != nil {
		return nil, 0, err
	}
	cases := b.Cases()
	i := slices.IndexFunc(cases, func(c dossier.Case) bool { return c.Number == v.Case })
	held := reportsOf(cases[i].Attached)
	left = max(0, len(held)-proofReports)
	rows, err = w.Reports(ctx, held[:len(held)-left])
	return rows, left, err
}

// evident is a report without the facts that rest on a version which is no evidence:
// they may make its lead immediate, and prove nothing.
func (u *Unit) evident(x *wholeReport) *wholeReport {
	if len(x.gist.unproven) == 0 {
		return x
	}
	y, r := *x, *x.report
	r.Facts = slices.DeleteFunc(slices.Clone(r.Facts), func(f report.Fact) bool { return slices.Contains(x.gist.unproven, f.Kind) })
	y.report = &r
	y.gist.abuse = triage.StatesAbuse(&r, u.triageInput(gistInput{decisions: x.decided}))
	return &y
}

// provable is a report as the proof table takes it.
func (u *Unit) provable(x *wholeReport) proof.Report {
	code := max(x.strict, x.handling) // the source's code, or the intake's where that is stricter
	return proof.Report{
		Key: x.row.Key, Source: label(x.report.Source), Handling: handlingName(code), Declaration: x.report.Declaration,
		Stood: triage.Stand(x.report, u.triageInput(gistInput{decisions: x.decided})), Report: x.report,
	}
}

func (w *work) recordProof(v *ProofView, of ProofOf) error {
	out := 0
	for _, l := range v.LeftOut {
		out += l.Reports
	}
	detail := map[string]any{"what": "proof", "catalogue": v.Hash, "reports": v.Reports, "leftOut": out}
	if of.Offence != "" {
		detail["offence"] = of.Offence
	}
	if v.Case.IsZero() {
		keys := v.Shown
		if !slices.Contains(keys, v.Lead) {
			keys = append(slices.Clone(keys), v.Lead)
		}
		_, err := w.record(ledger.Read, keys, detail)
		return err
	}
	_, err := w.recordCase(ledger.Read, []dossier.Number{v.Case}, v.Shown, detail)
	return err
}
