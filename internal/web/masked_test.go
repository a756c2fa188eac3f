package web

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/synth"
	"vigie/internal/unit"
)

// A child's identifiers stand on no page, whatever other reports call who bears them;
// they are shown to whoever asks. A hub that is masked is taken back by its row, and no
// reason brings a direction mark to a page.
func TestAChildsIdentifiersStandOnNoPage(t *testing.T) {
	w := newWorld(t, 5)
	ctx, who := context.Background(), w.who.For("test")
	yes := true
	ids := []report.Identifier{
		{Kind: report.KindEmail, Raw: "zqxmail@example.org", Verified: &yes, Field: "id"},
		{Kind: report.KindAccount, Service: "ExampleChat", Raw: "zqx-4471-acct", Field: "id"},
		{Kind: report.KindPhone, Raw: "+33639980077", Field: "id"},
		{Kind: report.KindIBAN, Raw: "FR7630006000011234567890189", Field: "id"},
	}
	var keys []report.Key
	_, err := w.unit.TakeIn(ctx, who, unit.Intake{
		Received: synth.DefaultNow,
		Records: func(_ context.Context, emit func(intake.Record) error) error {
			for i, role := range []report.Role{report.RoleVictim, report.RoleReported, report.RoleReported, report.RoleRecipient, report.RoleAssociate} {
				r := report.Report{
					Source: "partner.example.org", SourceID: strconv.Itoa(i), Format: "test",
					Facts: []report.Fact{{Kind: report.LiveAbuse, Field: "f"}},
					Parties: []report.Party{
						{Role: report.RoleReported, Field: "p", Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: fmt.Sprint("u", i), Field: "id"}}},
						{Role: role, Field: "q", Identifiers: ids},
					},
				}
				if role == report.RoleRecipient {
					r.Payments = []report.Payment{{Sender: 0, Recipient: 1, Amount: "20", Currency: "EUR", At: synth.DefaultNow.AddDate(0, 0, -9)}}
				}
				keys = append(keys, report.KeyOf(r.Source, r.SourceID))
				if err := emit(intake.Record{Place: intake.Place{File: "partner", Row: i}, SHA256: sha256.Sum256([]byte(r.SourceID)), Report: &r, Redacted: []byte(r.SourceID)}); err != nil {
					return err
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	evil := "abc\u202Edef"
	if err := w.unit.Judge(ctx, who, keys[3], keys[4], link.Different, evil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.unit.DeclareHub(ctx, who, report.KindPhone, "", "+33639980077", evil); err != nil {
		t.Fatal(err)
	}
	l, err := w.unit.Recipients(ctx, who, unit.RecipientFilter{Senders: 1})
	if err != nil {
		t.Fatal(err)
	}
	pages := []string{"/", "/proposals", "/hubs", "/recipients?senders=1", "/requests"}
	for _, r := range l.Recipients {
		pages = append(pages, "/recipients/"+r.ID)
	}
	for _, k := range keys {
		at := leadAddress(k)
		pages = append(pages, at, at+"/payments", at+"/proof", at+"/holders", "/network/"+k.String())
		for _, o := range keys {
			pages = append(pages, at+"/ties?a="+k.String()+"&b="+o.String())
		}
	}
	b := w.browser(t, w.who)
	reasons := 0
	for _, path := range pages {
		res, body := w.get(t, b, path)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
		for _, x := range append(ids, report.Identifier{Raw: "639980077"}, report.Identifier{Raw: "\u202E"}) {
			if at := strings.Index(body, x.Raw); at >= 0 {
				t.Errorf("%s holds %q: …%s…", path, x.Raw, body[max(0, at-80):at+len(x.Raw)+20])
			}
		}
		reasons += strings.Count(body, "<bdi>abc\uFFFDdef</bdi>")
	}
	if reasons < 4 {
		t.Errorf("%d reasons stand apart from the text around them", reasons)
	}

	for _, k := range keys {
		v, err := w.unit.Lead(ctx, who, k, "fr")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range v.Reports {
			for i, x := range r.Identifiers[1:] {
				_, body := w.post(t, b, "/reveal", url.Values{"report": {r.Report.String()}, "item": {x.Item}})
				if x.Item == "" || !strings.Contains(body, strings.ReplaceAll(ids[i].Raw, "+", "&#43;")) {
					t.Errorf("the %s of report %s, asked for as %q, is not shown", x.Kind, r.Report, x.Item)
				}
			}
		}
	}

	_, body := w.get(t, b, "/hubs")
	entry := regexp.MustCompile(`name="entry" value="(\d+)"`).FindStringSubmatch(body)
	if entry == nil {
		t.Fatal("a hub that is masked cannot be taken back")
	}
	for _, bad := range []url.Values{{"entry": entry[1:]}, {"entry": {"0"}, "because": {"x"}}, {"entry": {"x"}, "because": {"x"}}} {
		if res, _ := w.post(t, b, "/hubs/undeclare", bad); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: %s", bad, res.Status)
		}
	}
	if res, _ := w.post(t, b, "/hubs/undeclare", url.Values{"entry": entry[1:], "because": {"erreur"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("taken back: %s", res.Status)
	}
	if _, body := w.get(t, b, "/hubs"); strings.Contains(body, "abc\uFFFDdef") {
		t.Error("it is listed all the same")
	}
}
