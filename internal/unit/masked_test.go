package unit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/internal/dossier"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/report"
)

// childs is an identifier that one report gives to a child, and others to everybody else.
type childs struct {
	id    report.Identifier
	words []string // by which it would be known wherever it stood
}

// everyKind is a child's identifier of each kind.
func everyKind(u *Unit) []childs {
	var out []childs
	add := func(kind report.Kind, service, raw string, words ...string) {
		out = append(out, childs{report.Identifier{Kind: kind, Service: service, Raw: raw, Field: "id"}, append(words, raw)})
	}
	add(report.KindAccount, "ExampleChat", "zqx-4471-acct")
	add(report.KindEmail, "", "zqxmail@example.org")
	add(report.KindPhone, "", "+33639980077", "639980077")
	add(report.KindScreenName, "ExampleChat", "zqx-screen-name")
	add(report.KindDevice, "", "imei:490154203237518", "490154203237518")
	add(report.KindIP, "", "2001:db8::77:1")
	add(report.KindIP, "", "198.51.100.77")
	out[len(out)-1].id.Port = 40077
	add(report.KindIBAN, "", "FR7630006000011234567890189", "30006000011234567890189")
	add(report.KindBank, "Banque Exemple", "EX77001299")
	add(report.KindWallet, "bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
	add(report.KindDocument, "PH", "P7700123B")
	add(report.KindURL, "", "https://example.com/zqx-page", "zqx-page")
	add(report.KindReference, "ExamplePay", "7700-4471-0099", "770044710099")
	for i := range out {
		id := out[i].id
		u.table.Identifier(&id)
		if id.Value == "" {
			panic("a test's identifier has no normal form: " + id.Raw)
		}
		out[i].words = append(out[i].words, id.Value)
	}
	return out
}

// around are reports in which everybody bears what the first gives to a child: the
// reported person, verified and not, who is paid, who arranges, who stands beside, and
// the place itself.
func (c childs) around(n int) (recs []intake.Record) {
	yes, no := true, false
	id := func(verified *bool) report.Identifier {
		x := c.id
		x.Verified, x.At = verified, received.AddDate(0, 0, -3)
		return x
	}
	next := func(parties []report.Party, own ...report.Identifier) {
		i := n + len(recs)
		p := report.Party{Role: report.RoleReported, Field: "p", Identifiers: append([]report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: fmt.Sprint("u", i), Field: "id"}}, own...)}
		r := report.Report{Parties: append([]report.Party{p}, parties...), Facts: []report.Fact{{Kind: report.LiveAbuse, Field: "f"}}}
		if len(parties) > 0 && parties[0].Role == report.RoleRecipient {
			r.Payments = []report.Payment{{Sender: 0, Recipient: 1, Amount: "20", Currency: "EUR", At: received.AddDate(0, 0, -i%30)}}
		}
		recs = append(recs, say(i, 0, r))
	}
	next(nil, id(&yes))
	next(nil, id(&no))
	next(nil, id(&yes))
	for _, role := range []report.Role{report.RoleRecipient, report.RoleFacilitator, report.RoleAssociate, report.RoleVictim} {
		next([]report.Party{{Role: role, Field: "q", Identifiers: []report.Identifier{id(nil)}}})
	}
	r := say(n+len(recs), 0, report.Report{
		Parties:  []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: fmt.Sprint("u", n), Field: "id"}}}},
		Incident: report.Incident{Identifiers: []report.Identifier{id(nil)}},
	})
	return append(recs, r)
}

// aroundOne is how many reports around makes.
const aroundOne = 8

// everyView reads everything that the unit shows, but for letters and what is asked for,
// of each report or of one in so many.
func everyView(t *testing.T, u *Unit, who Actor, keys []report.Key, of int) map[string]string {
	t.Helper()
	ctx := context.Background()
	out := map[string]string{}
	put := func(name string, v any, err error) {
		if err != nil && !Answered(err) {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = asJSON(t, v) + fmt.Sprint(err)
	}
	q, err := u.Queue(ctx, who, QueueFilter{Limit: 500})
	put("queue", q, err)
	put("proposals", allProposals(t, u, who, 100), nil)
	h, err := u.Hubs(ctx, who)
	put("hubs", h, err)
	l, err := u.Recipients(ctx, who, RecipientFilter{Senders: 1, Limit: 500})
	put("recipients", l, err)
	for _, r := range l.Recipients {
		v, err := u.Recipient(ctx, who, r.ID, "fr")
		put("recipient "+r.ID, v, err)
	}
	met := map[report.Key]bool{}
	for i := 0; i < len(keys); i += of {
		k := keys[i]
		for _, o := range []report.Key{keys[i-i%aroundOne], keys[min(i+1, len(keys)-1)]} {
			y, err := u.Why(ctx, who, k, o)
			put("why "+k.String()+" "+o.String(), y, err)
		}
		v, err := u.Lead(ctx, who, k, "fr")
		put("requests of "+k.String(), v.Requests, err)
		v.Requests = nil
		put("lead "+k.String(), v, err)
		if met[v.Lead] {
			continue
		}
		met[v.Lead] = true
		n, err := u.Network(ctx, who, k, NetworkFilter{})
		put("network "+k.String(), n, err)
		for _, c := range n.Counterparties {
			n, err := u.Network(ctx, who, k, NetworkFilter{Of: c.ID})
			put("network of "+c.ID, n, err)
		}
		ti, err := u.Ties(ctx, who, k)
		put("ties "+k.String(), ti, err)
		p, err := u.Payments(ctx, who, k, "")
		put("payments "+k.String(), p, err)
		pr, err := u.Proof(ctx, who, ProofOf{Lead: k}, "fr")
		put("proof "+k.String(), pr, err)
		e, err := u.Ledger(ctx, who, k)
		put("ledger "+k.String(), e, err)
		m, err := u.MediaOf(ctx, who, k, 0)
		put("media "+k.String(), m, err)
	}
	for i := 0; i < len(keys); i += aroundOne {
		a := Asking{Lead: keys[i+3], Again: true, Because: "essai"}
		hs, err := u.Holders(ctx, who, a, "fr")
		put("requests that might be: "+keys[i].String(), hs, err)
		ns, _, err := u.DraftRequests(ctx, who, a)
		put("requests drafted", ns, err)
		for _, n := range ns {
			v, err := u.Request(ctx, who, n, "fr")
			put("request "+n.String(), v, err)
		}
	}
	rs, err := u.Requests(ctx, who, RequestFilter{}, "fr")
	put("requests", rs, err)
	cs, err := u.Cases(ctx, who)
	put("cases", cs, err)
	for _, c := range cs.Cases {
		v, err := u.Case(ctx, who, c.Case, "fr")
		put("case "+c.Case.String(), v, err)
		pr, err := u.Proof(ctx, who, ProofOf{Case: c.Case}, "fr")
		put("proof of case "+c.Case.String(), pr, err)
	}
	return out
}

// TestAChildsIdentifiersAreMasked: what one report gives to a child is shown in no view,
// whatever other reports call who bears it; whoever asks is shown it, and that is recorded.
func TestAChildsIdentifiersAreMasked(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	kinds := everyKind(u)
	var recs []intake.Record
	var keys []report.Key
	for i, c := range kinds {
		recs = append(recs, c.around(100*i)...)
	}
	for _, r := range recs {
		keys = append(keys, report.KeyOf(r.Report.Source, r.Report.SourceID))
	}
	takeIn(t, u, who, recs, 0)
	none := func(when string, of int) {
		t.Helper()
		for name, v := range everyView(t, u, who, keys, of) {
			for _, c := range kinds {
				if c.id.Kind == report.KindIP && strings.HasPrefix(name, "request") {
					continue // an address is asked about by itself: it says nobody's name
				}
				for _, word := range c.words {
					if at := strings.Index(v, word); at >= 0 {
						t.Errorf("%s, %.12s… shows a child's %s: …%s…", when, name, c.id.Kind, v[max(0, at-90):min(len(v), at+len(word)+30)])
						break
					}
				}
			}
		}
	}
	none("as taken in", 1)
	for _, c := range kinds {
		_, err := u.DeclareHub(ctx, who, c.id.Kind, c.id.Service, c.id.Raw, "essai")
		if err != nil && !Answered(err) {
			t.Fatal(err)
		}
	}
	l := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Senders: 1, Limit: 500}))
	for _, r := range l.Recipients {
		if err := u.SetAccount(ctx, who, r.ID, AgentAccount, "essai"); err != nil {
			t.Fatal(err)
		}
	}
	try[dossier.Number](t)(u.OpenCase(ctx, who, keys[4], "essai"))
	none("with all of it declared a hub", 3)

	for i, c := range kinds {
		for _, k := range keys[i*aroundOne : (i+1)*aroundOne] {
			v := try[LeadView](t)(u.Lead(ctx, who, k, "fr"))
			at := slices.IndexFunc(v.Reports, func(r ReportView) bool { return r.Report == k })
			shown := slices.IndexFunc(v.Reports[at].Identifiers, func(x IdentifierView) bool { return x.Item != "" })
			if shown < 0 {
				t.Errorf("%s: nothing of report %s can be asked for", c.id.Kind, k)
				continue
			}
			item := v.Reports[at].Identifiers[shown].Item
			if !slices.ContainsFunc(v.Reports[at].Masked, func(m MaskedView) bool { return m.Item == item }) {
				t.Errorf("%s: %s is not among what can be asked for", c.id.Kind, item)
			}
			if got, err := u.Reveal(ctx, who, k, item); err != nil || got != c.id.Raw {
				t.Errorf("%s, asked for: %q, %v", c.id.Kind, got, err)
			}
		}
	}
	if got := u.leaves(t)[ledger.Reveal]; got != len(keys) {
		t.Errorf("%d of %d askings are recorded", got, len(keys))
	}
	sound(t, u, who)
}
