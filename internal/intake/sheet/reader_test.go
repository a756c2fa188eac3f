package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// read gives every record of data.
func read(t testing.TB, r *Reader, name string, data []byte, limits intake.Limits) []intake.Record {
	t.Helper()
	return readFrom(t, r, name, bytes.NewReader(data), int64(len(data)), limits)
}

func readFrom(t testing.TB, r *Reader, name string, src io.Reader, size int64, limits intake.Limits) []intake.Record {
	t.Helper()
	var out []intake.Record
	err := r.Read(context.Background(), intake.Input{Name: name, R: src, Size: size, Limits: limits}, func(rec intake.Record) error {
		if n := (rec.Report != nil); n == (rec.Problem != nil) || rec.Attachment != nil {
			t.Fatalf("row %d: a record is a report or a problem", rec.Place.Row)
		}
		if rec.Report != nil && rec.Redacted == nil || rec.Problem != nil && rec.Redacted != nil {
			t.Fatalf("row %d: redacted goes with a report", rec.Place.Row)
		}
		out = append(out, rec)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func parties(r *report.Report) map[report.Role]report.Party {
	m := map[report.Role]report.Party{}
	for _, p := range r.Parties {
		m[p.Role] = p
	}
	return m
}

const reportsCSV = "N° de signalement;Date du signalement;Nature des faits;Pseudonyme;Courriel;Adresse IP;Date IP;Port;Sexe;Couleur;Contenu du message;Remarques;Danger imminent\r\n" +
	"S-1;03/02/2025 14:05;Abus en direct;exemple_1;a@example.org;192.0.2.7;02/02/2025 23:30;443;F;bleu;hello neutral;a note;oui\r\n" +
	"S-2;31/02/2025;Autre;exemple_2;b@example.org;;;;;;;;\r\n" +
	"S-3;2025-02-04;Autre;exemple_3;c@example.org;;;;;;;;non\r\n"

func TestReportRow(t *testing.T) {
	recs := read(t, New(shipped(t)), "liste.csv", []byte(reportsCSV), intake.Limits{})
	if len(recs) != 3 {
		t.Fatalf("%d records, want 3", len(recs))
	}
	r := recs[0].Report
	if r == nil {
		t.Fatalf("row 2: %+v", recs[0].Problem)
	}
	if r.Source != "sheet:reports" || r.SourceID != "S-1" || r.Format != "sheet" {
		t.Errorf("source %q id %q format %q", r.Source, r.SourceID, r.Format)
	}
	if got := r.Dated.UTC().Format("2006-01-02 15:04"); got != "2025-02-03 13:05" {
		t.Errorf("dated %s, want Paris wall time in UTC", got)
	}
	if r.Incident.Type != "Abus en direct" || r.Incident.Category != report.CategoryLive {
		t.Errorf("incident %+v", r.Incident)
	}
	p := parties(r)[report.RoleReported]
	if len(p.Identifiers) != 3 || p.Identifiers[2].Kind != report.KindIP || p.Identifiers[2].Port != 443 || p.Identifiers[2].At.IsZero() {
		t.Errorf("identifiers %+v", p.Identifiers)
	}
	if len(r.Withheld) != 1 || r.Withheld[0].Length != 13 || len(r.Withheld[0].SHA256) != 64 {
		t.Errorf("withheld %+v", r.Withheld)
	}
	if len(r.Dropped) != 2 || r.Dropped[0] != (report.Dropped{Field: "Sexe", Reason: "trait"}) || r.Dropped[1] != (report.Dropped{Field: "Couleur", Reason: "unmapped"}) {
		t.Errorf("dropped %+v", r.Dropped)
	}
	if len(r.Facts) != 1 || r.Facts[0].Kind != report.ImminentDanger {
		t.Errorf("facts %+v", r.Facts)
	}
	for _, cut := range []string{"hello", "bleu"} {
		if bytes.Contains(recs[0].Redacted, []byte(cut)) {
			t.Errorf("the redacted form holds %q: %s", cut, recs[0].Redacted)
		}
	}
	if !bytes.Contains(recs[0].Redacted, []byte(`"Contenu du message":{"length":13,"sha256":"`)) {
		t.Errorf("redacted %s", recs[0].Redacted)
	}
	bad := recs[1]
	if bad.Problem == nil || bad.Problem.Reason != intake.BadValue || bad.Place.Row != 3 || bad.Place.Field != "Date du signalement" || strings.Contains(bad.Problem.Detail, "31/02") {
		t.Errorf("row 3: %+v %+v", bad.Place, bad.Problem)
	}
	if recs[2].Report == nil || len(recs[2].Report.Facts) != 0 {
		t.Errorf("row 4: %+v", recs[2])
	}
}

func TestContactWithLinesAbove(t *testing.T) {
	in := "Seized device;IMEI-000000000000000\n" +
		"Facilitator: Person One\n" +
		"Exported by a tool\n\n" +
		"App;Account;Phone;Sessions;Payments\n" +
		"chat.example.com;u-1;+33199000001|+33199000002;3;12\n" +
		"chat.example.com;u-2;;;\n" +
		"chat.example.com;;;;\n"
	recs := read(t, New(shipped(t)), "x.csv", []byte(in), intake.Limits{})
	if len(recs) != 3 || recs[0].Report == nil || recs[1].Report == nil {
		t.Fatalf("records %+v", recs)
	}
	r := recs[0].Report
	ps := parties(r)
	if ps[report.RoleDevice].Identifiers[0].Kind != report.KindDevice || ps[report.RoleFacilitator].Names[0].Full != "Person One" {
		t.Errorf("parties %+v", r.Parties)
	}
	ids := ps[report.RoleReported].Identifiers
	if len(ids) != 3 || ids[0].Service != "chat.example.com" || ids[2].Raw != "+33199000002" {
		t.Errorf("identifiers %+v", ids)
	}
	if r.Incident.Channel != report.ChannelDevice || len(r.Facts) != 2 || r.Facts[0].Count != 3 || r.Facts[1].Count != 12 {
		t.Errorf("facts %+v channel %q", r.Facts, r.Incident.Channel)
	}
	if recs[0].Place.Row != 6 || recs[2].Problem == nil || recs[2].Problem.Reason != intake.MissingField {
		t.Errorf("row %d, then %+v", recs[0].Place.Row, recs[2].Problem)
	}
	// The same contact on another device is another report.
	other := read(t, New(shipped(t)), "y.csv", []byte(strings.Replace(in, "IMEI-0", "IMEI-1", 1)), intake.Limits{})
	if other[0].Report.SourceID == r.SourceID || other[0].SHA256 == recs[0].SHA256 {
		t.Error("the line above the heading is not in the identity of the row")
	}
}

func TestPaymentRow(t *testing.T) {
	in := "Date;Montant;Devise;Prestataire;Référence;Expéditeur;IBAN expéditeur;Bénéficiaire;Ville du bénéficiaire;Motif\n" +
		"05/03/2025;1 234,50;€;Remit Example;MT100200377;Person Two;FR7630006000011234567890189;Person Three;Exampletown;gift\n" +
		"06/03/2025;12.50;EUR;;;Person Two;;;;\n" +
		"06/03/2025;12,50;EUR;;;;;;;\n"
	recs := read(t, New(shipped(t)), "x.csv", []byte(in), intake.Limits{})
	if len(recs) != 3 || recs[0].Report == nil {
		t.Fatalf("%+v", recs)
	}
	r := recs[0].Report
	p := r.Payments[0]
	if p.Amount != "1234.50" || p.Currency != "EUR" || p.Reference != "MT100200377" || r.Parties[p.Sender].Role != report.RoleReported || r.Parties[p.Recipient].Role != report.RoleRecipient {
		t.Errorf("payment %+v", p)
	}
	var kinds []string
	for _, f := range r.Facts {
		kinds = append(kinds, string(f.Kind))
	}
	if got := strings.Join(kinds, " "); got != "payments last_payment recipient_named" {
		t.Errorf("facts %s", got)
	}
	if r.Incident.Category != report.CategoryPayment || len(r.Texts) != 1 || r.Texts[0].Kind != "paymentMessage" {
		t.Errorf("incident %+v texts %+v", r.Incident, r.Texts)
	}
	ids := r.Parties[p.Sender].Identifiers
	if last := ids[len(ids)-1]; last.Kind != report.KindReference || last.Service != "Remit Example" {
		t.Errorf("identifiers %+v", ids)
	}
	if recs[1].Problem == nil || recs[1].Problem.Reason != intake.BadValue || recs[2].Problem == nil || recs[2].Problem.Reason != intake.MissingField {
		t.Errorf("%+v %+v", recs[1].Problem, recs[2].Problem)
	}
}

// The same row in another file, with the columns in another order and language, is the same report.
func TestIdentityIgnoresOrderAndLanguage(t *testing.T) {
	r := New(shipped(t))
	a := read(t, r, "a.csv", []byte("Application;Contact account;Phone\nchat.example.com;u-1;+33199000001\n"), intake.Limits{})
	b := read(t, r, "b.csv", []byte("Téléphone,Compte,Plateforme,Extra\n+33199000001,u-1,chat.example.com,9\n"), intake.Limits{})
	if a[0].Report == nil || b[0].Report == nil || a[0].Report.SourceID != b[0].Report.SourceID {
		t.Errorf("%+v\n%+v", a[0], b[0])
	}
}

func TestDetect(t *testing.T) {
	r := New(shipped(t))
	for _, c := range []struct {
		name, head string
		want       bool
	}{
		{"a.csv", "anything", true},
		{"A.TSV", "anything", true},
		{"a.csv", "PK\x03\x04", false},
		{"drop/x.zip/a.xlsx", "PK\x03\x04", true},
		{"a.xlsx", "text", false},
		{"a.zip", "PK\x03\x04", false},
		{"a.txt", "App;Account\n", true},
		{"a.txt", "\xef\xbb\xbfApp;Account\n", true},
		{"a.txt", "\xff\xfeA\x00p\x00p\x00;\x00A\x00c\x00c\x00o\x00u\x00n\x00t\x00\n\x00", true},
		{"a.txt", "a letter\nwith lines\n", false},
		{"a.txt", "", false},
		{"a.xml", "<report/>", false},
	} {
		if got := r.Detect(c.name, []byte(c.head)); got != c.want {
			t.Errorf("Detect(%q, %q) = %v", c.name, c.head, got)
		}
	}
}

func TestForcedWithoutProfileNamesHeadingsOnly(t *testing.T) {
	recs := read(t, New(shipped(t)), "x.csv", []byte("secret-heading;other\nsecret;1\n"), intake.Limits{})
	if len(recs) != 1 || recs[0].Problem.Reason != intake.NotRecognised {
		t.Fatalf("%+v", recs)
	}
	d := recs[0].Problem.Detail
	if strings.Contains(d, "secret") || !strings.Contains(d, "seized-contacts (Contact account, Application)") {
		t.Errorf("detail %q", d)
	}
	if one, err := New(shipped(t)).WithProfile("payments"); err != nil {
		t.Error(err)
	} else if recs := read(t, one, "x.csv", []byte("App;Account\na;b\n"), intake.Limits{}); recs[0].Problem == nil {
		t.Error("a profile that was not asked for was used")
	}
}

func TestErrorsAreTheCallers(t *testing.T) {
	r := New(shipped(t))
	stop := errors.New("stop")
	err := r.Read(context.Background(), intake.Input{Name: "x.csv", R: strings.NewReader(reportsCSV)}, func(intake.Record) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("emit's error: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err = r.Read(ctx, intake.Input{Name: "x.csv", R: strings.NewReader(reportsCSV)}, func(intake.Record) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("context: %v", err)
	}
	disk := errors.New("disk")
	err = r.Read(context.Background(), intake.Input{Name: "x.csv", R: io.MultiReader(strings.NewReader(reportsCSV), failing{disk})}, func(intake.Record) error { return nil })
	if !errors.Is(err, disk) {
		t.Errorf("reader's error: %v", err)
	}
	recs := readFrom(t, r, "x.csv", io.MultiReader(strings.NewReader(reportsCSV), failing{io.ErrUnexpectedEOF}), -1, intake.Limits{})
	if last := recs[len(recs)-1]; last.Problem == nil || last.Problem.Reason != intake.Truncated {
		t.Errorf("a member cut short: %+v", last)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
