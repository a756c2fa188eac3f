package web

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/report"
	"vigie/internal/synth"
	"vigie/internal/unit"
)

// pays takes in what three accounts are reported to have paid to two others.
func (w *world) pays(t *testing.T) {
	t.Helper()
	holds := func(role report.Role, iban string) report.Party {
		return report.Party{Role: role, Field: "party", Names: []report.Name{{Full: "Nom Exemple"}}, Identifiers: []report.Identifier{{Kind: report.KindIBAN, Raw: iban, Field: "iban"}}}
	}
	_, err := w.unit.TakeIn(context.Background(), w.who.For("test"), unit.Intake{
		Received: synth.DefaultNow,
		Records: func(_ context.Context, emit func(intake.Record) error) error {
			for i, from := range []string{"FR7630006000011234567890189", "DE89370400440532013000", "BE68539007547034", "FR7630006000011234567890189"} {
				to := []string{"GB29NWBK60161331926819", "NL91ABNA0417164300"}[i/3]
				r := report.Report{
					Source: "fiu.example.org", SourceID: fmt.Sprint(i), Format: "test",
					Facts:    []report.Fact{{Kind: report.LiveAbuse, Field: "indicator"}},
					Parties:  []report.Party{holds(report.RoleReported, from), holds(report.RoleRecipient, to)},
					Payments: []report.Payment{{Sender: 0, Recipient: 1, Amount: "30", Currency: "EUR", At: synth.DefaultNow.AddDate(0, 0, -i), Field: "payment"}},
				}
				if err := emit(intake.Record{Place: intake.Place{File: "fiu", Row: i}, SHA256: sha256.Sum256([]byte(from + to)), Report: &r, Redacted: []byte(from)}); err != nil {
					return err
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRecipientsAtTheDesk: the accounts that several pay, what a person says of
// one and takes back; who may not judge sees no form and is refused.
func TestRecipientsAtTheDesk(t *testing.T) {
	w := newWorld(t, 5)
	w.pays(t)
	l, err := w.unit.Recipients(context.Background(), w.who.For("test"), unit.RecipientFilter{Senders: 1})
	if err != nil || len(l.Recipients) == 0 {
		t.Fatalf("%d recipients, %v", len(l.Recipients), err)
	}
	b := w.browser(t, w.who)
	first := "/recipients/" + l.Recipients[0].ID
	if res, body := w.get(t, b, "/recipients?senders=1"); res.StatusCode != http.StatusOK || !strings.Contains(body, `href="`+first+`"`) {
		t.Errorf("the list: %s", res.Status)
	}
	for _, bad := range []string{"/recipients?from=-1", "/recipients?senders=x"} {
		if res, _ := w.get(t, b, bad); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", bad, res.Status)
		}
	}
	for _, none := range []string{"/recipients/x", first + "9999", "/recipients/" + strings.Repeat("0", 99)} {
		if res, _ := w.get(t, b, none); res.StatusCode != http.StatusNotFound && res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", none, res.Status)
		}
	}
	if res, body := w.get(t, b, first[:len(first)-2]); res.StatusCode != http.StatusNotFound || !strings.Contains(body, "version antérieure de Vigie") {
		t.Errorf("a link of an earlier Vigie: %s", res.Status)
	}
	words := func(key string) string {
		ls, err := loadLocales()
		if err != nil {
			t.Fatal(err)
		}
		return ls["fr"].words[key]
	}
	if _, body := w.get(t, b, first); !strings.Contains(body, words("recipient.unsaid")) || strings.Contains(body, words("recipient.unsay")) {
		t.Error("the page does not say that nobody has said what the account is, or offers to take back what nobody said")
	}
	if _, body := w.get(t, b, "/recipients?senders=1"); !strings.Contains(body, words("account.other")) {
		t.Error("the list does not say that nobody has said what the account is")
	}
	form := url.Values{"kind": {unit.AgentAccount}, "because": {"point de retrait <b>"}}
	if res, _ := w.post(t, b, first, form); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != first {
		t.Errorf("said: %s", res.Status)
	}
	if _, body := w.get(t, b, first); !strings.Contains(body, "point de retrait &lt;b&gt;") || strings.Contains(body, `value="agent"`) {
		t.Error("what was said is not shown, or offered again")
	} else if strings.Contains(body, words("recipient.unsaid")) || !strings.Contains(body, words("recipient.unsay")) {
		t.Error("what was said is denied, or cannot be taken back")
	}
	for _, f := range []url.Values{{"kind": {"bank"}, "because": {"x"}}, {"kind": {unit.OtherAccount}}, {}} {
		if res, _ := w.post(t, b, first, f); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: %s", f, res.Status)
		}
	}
	a := w.browser(t, w.enrol(t, "aude", access.Auditor, "en"))
	if res, body := w.get(t, a, first); res.StatusCode != http.StatusOK || strings.Contains(body, "<textarea") {
		t.Errorf("an auditor: %s", res.Status)
	}
	lead := "/lead/" + report.KeyOf("fiu.example.org", "0").String() + "/payments"
	if res, body := w.get(t, a, lead); res.StatusCode != http.StatusOK || !strings.Contains(body, first) || !strings.Contains(body, "EUR") {
		t.Errorf("the payments of a lead: %s", res.Status)
	}
	if res, _ := w.post(t, a, first, form); res.StatusCode != http.StatusForbidden {
		t.Errorf("an auditor says what an account is: %s", res.Status)
	}
}
