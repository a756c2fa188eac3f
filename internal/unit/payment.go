package unit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// PaymentsView are the payment facts of a lead, with what they were counted by.
type PaymentsView struct {
	Lead    report.Key `json:"lead"`
	Day     triage.Day `json:"day"`
	Reports int64      `json:"reports"` // of the lead
	Looked  int64      `json:"looked"`  // of these, that were read: at most 20,000
	*payment.Facts
	Shared    []SharedRecipient     `json:"shared"`              // one for each of the first 40 recipients of the facts
	Converted *payment.Converted    `json:"converted,omitempty"` // where a currency was asked for
	Handling  map[report.Key]string `json:"handling"`            // of the reports that a figure names and that are no evidence
	Windows   *payment.Windows      `json:"-"`
	Statement map[report.Key]bool   `json:"-"` // reports that are transfers of a statement
}

// SharedRecipient says who else is stated to have paid a recipient.
type SharedRecipient struct {
	ID      string `json:"id,omitzero"` // for Recipient; empty where no report of abuse names the account
	IsA     string `json:"isA"`
	Senders int64  `json:"senders"` // leads that paid it, by reports of abuse
	Leads   int64  `json:"leads"`   // that name it in any role, this one included; 0: too many reports to count them
}

const (
	paymentsRead     = 20_000 // reports of a lead that are read for its payments
	recipientsShared = 40     // recipients whose other senders are counted
)

// Payments works the payment facts of a lead out from its own reports. in is the
// currency of a total by the unit's own rates; empty for none.
func (u *Unit) Payments(ctx context.Context, who Actor, k report.Key, in string) (PaymentsView, error) {
	v := PaymentsView{Windows: u.windows}
	if in = strings.ToUpper(strings.TrimSpace(in)); in != "" && (len(in) != 3 || strings.Trim(in, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		return v, fmt.Errorf("%q is no currency's code: expected three letters, such as EUR", in)
	}
	if in != "" && u.rates == nil {
		return v, fmt.Errorf("no table of rates: put %s into the data folder (date,from,to,rate,days,source)", ratesFile)
	}
	err := u.do(ctx, who.on(k).asking(Asked{"what": "payments", "in": in}), access.SeeLead, func(ctx context.Context, w *work) error {
		var err error
		if v.Day, err = w.advance(ctx); err != nil {
			return err
		}
		l, err := w.leadOf(ctx, k)
		if err != nil {
			return err
		}
		if err := w.payments(ctx, l, in, &v); err != nil {
			return err
		}
		return w.recordPayments(&v, in)
	})
	return v, err
}

// recordPayments records a reading on the reports whose figures it shows, as the proof
// table does: at most proofReports of them, and how many are left over.
func (w *work) recordPayments(v *PaymentsView, in string) error {
	keys := shownFigures(v.Facts)
	left := max(0, len(keys)-proofReports)
	keys = keys[:len(keys)-left]
	if !slices.Contains(keys, v.Lead) {
		keys = append(keys, v.Lead)
	}
	_, err := w.record(ledger.Read, keys, map[string]any{"what": "payments", "reports": v.Looked, "in": in, "notNamed": left})
	return err
}

// shownFigures lists the reports that figures of the facts come from, once each, in order.
func shownFigures(f *payment.Facts) (keys []report.Key) {
	told := func(ts []payment.Telling) {
		for i := range ts {
			keys = append(keys, ts[i].Report)
		}
	}
	refs := func(rs []payment.Ref) {
		for i := range rs {
			keys = append(keys, rs[i].Report)
		}
	}
	for i := range f.Payments {
		told(f.Payments[i].Told)
	}
	for _, r := range f.Reversals {
		told(r.Told)
		if r.Of != nil {
			told(r.Of.Told)
		}
	}
	told(f.Received.Told)
	for i := range f.Near {
		refs(f.Near[i].Session)
	}
	for i := range f.Recipients {
		refs(f.Recipients[i].Parties)
	}
	refs(f.Instructed)
	refs(f.Located)
	for _, o := range f.Others {
		keys = append(keys, o.Report)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// payments fills in a lead's payment facts.
func (w *work) payments(ctx context.Context, l store.Lead, in string, v *PaymentsView) error {
	v.Lead, v.Reports = l.ID, l.Reports
	v.Handling, v.Statement = map[report.Key]string{}, map[report.Key]bool{}
	if err := w.loadHubs(ctx); err != nil {
		return err
	}
	var of []payment.Input
	after := report.Key(-1)
	for v.Looked < paymentsRead {
		rows, err := w.LeadReports(ctx, l.Comp, l.ID, after, 500)
		if err != nil {
			return err
		}
		xs, err := w.wholes(ctx, rows)
		if err != nil {
			return err
		}
		for _, x := range xs {
			of = append(of, x.paymentInput())
			if x.handling != triage.Evidence {
				v.Handling[x.row.Key] = handlingName(x.handling)
			}
			v.Statement[x.row.Key] = x.report.Statement
		}
		v.Looked += int64(len(rows))
		if len(rows) < 500 {
			break
		}
		after = rows[len(rows)-1].Key
	}
	v.Facts = payment.Of(of, w.u.windows, w.u.table.Scope, w.unitesNobody)
	if in != "" {
		c := v.Facts.In(in, w.u.rates)
		v.Converted = &c
	}
	return w.sharedRecipients(ctx, v)
}

// unitesNobody says of an identifier that it is a hub that a person declared, or
// an account that a person said is an agent's.
func (w *work) unitesNobody(b payment.Bearing) bool {
	return w.hubs[valueKey{w.u.hash(b.Kind, b.Service, b.Value), scoped(b.Service, b.Value)}]
}

// paymentInput is a report as the payment facts see it.
func (x *wholeReport) paymentInput() payment.Input {
	in := payment.Input{Key: x.row.Key, Source: sourceName(x.report.Source), Report: x.report, Abuse: x.gist.abuse}
	in.Stated = in.Abuse || triage.StatesAbuse(x.report, triage.Input{})
	for _, d := range x.decided {
		if d.Kind == decidedRefute {
			in.Refuted = append(in.Refuted, report.FactKind(d.Fact))
		}
	}
	return in
}

// sharedRecipients counts who else paid the first recipients, and takes away what
// may say who a child is.
func (w *work) sharedRecipients(ctx context.Context, v *PaymentsView) error {
	v.Shared = []SharedRecipient{}
	kinds, err := w.accountKinds(ctx)
	if err != nil {
		return err
	}
	var keys []valueKey // of every bearing, in order
	var paid []ofKind
	var hashes []int64 // of those whose other senders are counted
	for i, r := range v.Recipients {
		for _, b := range r.Bears {
			k := valueKey{w.u.hash(b.Kind, b.Service, b.Value), scoped(b.Service, b.Value)}
			keys, paid = append(keys, k), append(paid, ofKind{b.Kind, k})
			if i < recipientsShared {
				hashes = append(hashes, k.hash)
			}
		}
	}
	children, err := w.children(ctx, paid)
	if err != nil {
		return err
	}
	slices.Sort(hashes)
	rows, err := w.paidOf(ctx, slices.Compact(hashes))
	if err != nil {
		return err
	}
	known := make(map[valueKey]store.PaidRecipient, len(rows))
	for _, r := range rows {
		known[valueKey{r.Hash, r.Value}] = r
	}
	at := 0
	for i := range v.Recipients {
		r := &v.Recipients[i]
		s := SharedRecipient{IsA: OtherAccount}
		for j := range r.Bears {
			k, b := keys[at], &r.Bears[j]
			if b.Service, b.Value = label(b.Service), plain(b.Value); children[k] || b.Kind.Masks(b.Value) {
				b.Value = ""
			}
			at++
			x, named := known[k]
			// Who else paid through an agent says nothing of whoever collected.
			if i >= recipientsShared || w.hubs[k] && !r.Apart || !named || x.Leads < s.Senders {
				continue
			}
			reach, err := w.CounterpartyReach(ctx, k.hash, k.value, reachCounted)
			if err != nil {
				return err
			}
			s = SharedRecipient{w.u.recipientID(x.Recipient), cmp.Or(kinds[k].IsA, OtherAccount), x.Leads, reach.Leads}
		}
		if i < recipientsShared {
			v.Shared = append(v.Shared, s)
		}
	}
	maskTold(v.Facts)
	return nil
}

// maskTold takes out of what reports tell of payments what may be words.
func maskTold(f *payment.Facts) {
	mask := func(told []payment.Telling) {
		for j := range told {
			t := &told[j]
			if t.Channel = label(t.Channel); !report.CodeLike(t.Reference) {
				t.Reference = ""
			}
			if _, err := payment.ParseAmount(t.Given); err != nil {
				t.Given = ""
			}
		}
	}
	for i := range f.Payments {
		mask(f.Payments[i].Told)
	}
	for i := range f.Reversals {
		if mask(f.Reversals[i].Told); f.Reversals[i].Of != nil {
			mask(f.Reversals[i].Of.Told)
		}
	}
	mask(f.Received.Told)
}
