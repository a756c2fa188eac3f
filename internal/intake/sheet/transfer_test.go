package sheet

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// unsound says what no report of a transfer may be.
func unsound(r *report.Report) string {
	if !r.Statement || len(r.Payments) != 1 || len(r.Facts) > 0 {
		return "not the record of one transfer"
	}
	for _, p := range r.Parties {
		if p.Role != report.RoleAssociate {
			return "a transfer accuses nobody"
		}
	}
	p := r.Payments[0]
	switch {
	case p.Sender < 0 && p.Recipient < 0 || p.Sender == p.Recipient || p.Sender >= len(r.Parties) || p.Recipient >= len(r.Parties):
		return "its ends are not two"
	case strings.ContainsAny(p.Amount+p.Local, "-+, "):
		return "no plain amount"
	}
	return ""
}

// transfers is one word a record: sender, amount, currency and recipient of a
// transfer ("!" for a reversal), or the reason of a problem.
func transfers(t testing.TB, recs []intake.Record) string {
	t.Helper()
	out := make([]string, len(recs))
	for i, rec := range recs {
		if rec.Problem != nil {
			out[i] = string(rec.Problem.Reason)
			continue
		}
		r := rec.Report
		if bad := unsound(r); bad != "" {
			t.Errorf("record %d: %s: %+v", i, bad, r)
			continue
		}
		p := r.Payments[0]
		end := func(i int) string {
			if i < 0 {
				return "?"
			}
			if ids := r.Parties[i].Identifiers; len(ids) > 0 {
				return ids[0].Raw
			}
			return r.Parties[i].Names[0].Full
		}
		out[i] = end(p.Sender) + ">" + p.Amount + p.Currency + ">" + end(p.Recipient)
		if p.Reversal {
			out[i] += "!"
		}
	}
	return strings.Join(out, " ")
}

func profileOf(t testing.TB, name string) *Reader {
	t.Helper()
	r, err := New(shipped(t)).WithProfile(name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Who paid whom, in every shape that a statement has, and every row that says
// two things or nothing of it.
func TestStatementDirections(t *testing.T) {
	const head = "IBAN;FRA\nTitulaire;Person One\nDevise;EUR\n"
	const cols = "Date comptable;Contrepartie;IBAN contrepartie;"
	for _, c := range []struct{ name, in, want string }{
		{"signed, out", head + cols + "Montant\n05/03/2026;Person Two;GBX;-20,00\n", "FRA>20.00EUR>GBX"},
		{"signed, in", head + cols + "Montant\n05/03/2026;Person Two;GBX;20,00\n", "GBX>20.00EUR>FRA"},
		{"plus sign", head + cols + "Montant\n05/03/2026;Person Two;GBX;+1 020,00\n", "GBX>1020.00EUR>FRA"},
		{"minus of typesetters", head + cols + "Montant\n05/03/2026;Person Two;GBX;−20,00\n", "FRA>20.00EUR>GBX"},
		{"debit", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;20,00;\n", "FRA>20.00EUR>GBX"},
		{"debit with its minus", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;-20,00;\n", "FRA>20.00EUR>GBX"},
		{"credit", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;;20,00\n", "GBX>20.00EUR>FRA"},
		{"the other column zero", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;0,00;20,00\n", "GBX>20.00EUR>FRA"},
		{"both columns", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;1,00;20,00\n", "bad-value"},
		{"neither column", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;;\n", "missing-field"},
		{"both columns zero", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;0,00;0,00\n", "missing-field"},
		{"credit under zero", head + cols + "Débit;Crédit\n05/03/2026;Person Two;GBX;;-20,00\n", "bad-value"},
		{"word, out", head + cols + "Montant;Sens\n05/03/2026;Person Two;GBX;20,00;Débit\n", "FRA>20.00EUR>GBX"},
		{"word, in", head + cols + "Montant;Sens\n05/03/2026;Person Two;GBX;20,00;virement reçu\n", "GBX>20.00EUR>FRA"},
		{"sign as a word", head + cols + "Montant;Sens\n05/03/2026;Person Two;GBX;20,00;-\n", "FRA>20.00EUR>GBX"},
		{"unknown word", head + cols + "Montant;Sens\n05/03/2026;Person Two;GBX;20,00;peut-être\n", "bad-value"},
		{"word and sign agree", head + cols + "Montant;Sens\n05/03/2026;Person Two;GBX;-20,00;D\n", "FRA>20.00EUR>GBX"},
		{"word and sign disagree", head + cols + "Montant;Sens\n05/03/2026;Person Two;GBX;-20,00;C\n", "bad-value"},
		{"amount beside a debit", head + cols + "Montant;Débit\n05/03/2026;Person Two;GBX;20,00;20,00\n", "bad-value"},
		{"zero", head + cols + "Montant\n05/03/2026;Person Two;GBX;0,00\n", "missing-field"},
		{"minus zero", head + cols + "Montant\n05/03/2026;Person Two;GBX;-0,00\n", "missing-field"},
		{"zero with a word", head + cols + "Montant;Sens\n05/03/2026;Person Two;GBX;0,00;D\n", "FRA>0.00EUR>GBX"},
		{"debit taken back", head + cols + "Montant;Extourne\n05/03/2026;Person Two;GBX;20,00;oui\n", "FRA>20.00EUR>GBX!"},
		{"credit taken back", head + cols + "Montant;Extourne\n05/03/2026;Person Two;GBX;-20,00;x\n", "GBX>20.00EUR>FRA!"},
		{"not taken back", head + cols + "Montant;Extourne\n05/03/2026;Person Two;GBX;-20,00;non\n", "FRA>20.00EUR>GBX"},
		{"odd reversal", head + cols + "Montant;Extourne\n05/03/2026;Person Two;GBX;-20,00;bof\n", "bad-value"},
		{"no other end", head + cols + "Montant\n05/03/2026;;;-20,00\n", "FRA>20.00EUR>?"},
		{"no account", cols + "Montant\n05/03/2026;Person Two;GBX;-20,00\n", "missing-field"},
		{"account in a column", "Devise;EUR\n" + cols + "Montant;IBAN du compte\n05/03/2026;Person Two;GBX;-20,00;FRB\n05/03/2026;Person Two;GBX;-20,00;FRC\n", "FRB>20.00EUR>GBX FRC>20.00EUR>GBX"},
		{"the same account twice", head + cols + "Montant;IBAN du compte\n05/03/2026;Person Two;GBX;-20,00;F R A\n", "FRA>20.00EUR>GBX"},
		{"two accounts", head + cols + "Montant;IBAN du compte\n05/03/2026;Person Two;GBX;-20,00;FRB\n", "bad-value"},
		{"dot for a comma", head + cols + "Montant\n05/03/2026;Person Two;GBX;-20.00\n", "bad-value"},
		{"thousands", head + cols + "Montant\n05/03/2026;Person Two;GBX;-1.234.567,89\n", "FRA>1234567.89EUR>GBX"},
		{"broken thousands", head + cols + "Montant\n05/03/2026;Person Two;GBX;-1 23,00\n", "bad-value"},
		{"parentheses", head + cols + "Montant\n05/03/2026;Person Two;GBX;(20,00)\n", "bad-value"},
		{"two signs", head + cols + "Montant\n05/03/2026;Person Two;GBX;--20,00\n", "bad-value"},
		{"plus and minus", head + cols + "Montant\n05/03/2026;Person Two;GBX;+-20,00\n", "FRA>20.00EUR>GBX"},
		{"scientific", head + cols + "Montant\n05/03/2026;Person Two;GBX;2,0E+02\n", "bad-value"},
		{"formula", head + cols + "Montant\n05/03/2026;Person Two;GBX;=1+1\n", "bad-value"},
		{"no such day", head + cols + "Montant\n31/02/2026;Person Two;GBX;-20,00\n05/03/2026;Person Two;GBX;-20,00\n", "bad-value FRA>20.00EUR>GBX"},
		{"currency of four letters", head + cols + "Montant;Devise\n05/03/2026;Person Two;GBX;-20,00;EURO2\n", "bad-value"},
		{"currency of the row", head + cols + "Montant;Devise\n05/03/2026;Person Two;GBX;-20,00;₱\n", "FRA>20.00PHP>GBX"},
		{"balance is no amount", head + cols + "Montant;Solde\n05/03/2026;Person Two;GBX;-20,00;999,00\n", "FRA>20.00EUR>GBX"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := transfers(t, read(t, profileOf(t, "bank-statement"), "x.csv", []byte(c.in), intake.Limits{})); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// Each shipped profile of transfers, in the language that it is likely to come
// in: who paid whom, and what else is kept.
func TestTransferProfiles(t *testing.T) {
	for _, c := range []struct{ profile, in, want string }{
		{
			"remittance",
			"Company: Remit Example\nMTCN,Sent,Amount,Currency,Amount paid,Payout currency,Sender,Sender phone,Recipient,Payout city,Payout country,Refunded\n" +
				"123 456 7890,2026-03-05 10:11:12,50.00,EUR,\"2,900.00\",PHP,Person One,+33199000001,Person Two,Exampleville,PH,\n" +
				"1234567891,2026-03-05 10:11:12,-50.00,EUR,,,Person One,,Person Two,,PH,\n" +
				"1234567892,2026-03-05 10:11:12,50.00,EUR,,,Person One,,,,,yes\n" +
				"1234567893,2026-03-05 10:11:12,50.00,EUR,,,,,,,,\n" +
				",,,EUR,,,Person One,,,,,\n",
			"+33199000001>50.00EUR>Person Two Person One>50.00EUR>Person Two! Person One>50.00EUR>?! missing-field missing-field",
		},
		{
			"remittance",
			"Numéro de contrôle;Date d'envoi;Montant;Devise;Expéditeur;Bénéficiaire;Pays de retrait\n1234567890;05/03/2026 10:11;50.00;€;Person One;Person Two;PH\n",
			"Person One>50.00EUR>Person Two",
		},
		{
			"mobile-wallet",
			"Wallet provider;Example Wallet\nTransaction ID;Date and time;Amount;Currency;Sender MSISDN;Receiver MSISDN;Receiver name;Balance\n" +
				"9012345678901;03-05-2026 09:30 PM;1,500.00;PHP;2025550123;2025550124;Person Two;1.00\n",
			"2025550123>1500.00PHP>2025550124",
		},
		{
			"mobile-wallet",
			"Devise: Ar\nN° de transaction;Date et heure;Montant;Numéro expéditeur;Numéro destinataire\nMV-000001;05/03/2026 10:11;20000;2025550125;2025550126\n",
			"2025550125>20000MGA>2025550126",
		},
		{
			"crypto-transfers",
			"Chain: example chain\nTxid,Block time,From,To,Token,Value,Fee\n0xab12ab12ab12ab12,2026-03-05T10:11:12.123Z,addr-a,addr-b,usdt,0.000000000000000001,1\n0xab12ab12ab12ab13,2026-03-05T10:11:12Z,addr-a,,USDT-X,1,1\n",
			"addr-a>0.000000000000000001USDT>addr-b bad-value",
		},
	} {
		recs := read(t, New(shipped(t)), "x.csv", []byte(c.in), intake.Limits{})
		if got := transfers(t, recs); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.profile, got, c.want)
		}
		r := recs[0].Report
		if r.Source != "sheet:"+c.profile || r.Incident.Category != report.CategoryPayment || r.Incident.Channel != report.ChannelFinance {
			t.Errorf("%s: source %q, incident %+v", c.profile, r.Source, r.Incident)
		}
		if ids := r.Incident.Identifiers; len(ids) != 1 || ids[0].Kind != report.KindReference || ids[0].Raw != r.Payments[0].Reference {
			t.Errorf("%s: the reference is nobody's: %+v", c.profile, ids)
		}
		for _, p := range r.Parties {
			for _, id := range p.Identifiers {
				if id.Kind == report.KindWallet && id.Service != "example chain" || id.Kind == report.KindReference {
					t.Errorf("%s: identifier %+v", c.profile, id)
				}
			}
		}
	}
	// In its own zone: 21:30 in Manila.
	recs := read(t, profileOf(t, "mobile-wallet"), "x.csv", []byte("Transaction id;Date;Amount;Sender number;Receiver number\n1;03-05-2026 09:30 PM;5;a;b\n"), intake.Limits{})
	if at := recs[0].Report.Payments[0].At; !at.Equal(time.Date(2026, 3, 5, 13, 30, 0, 0, time.UTC)) {
		t.Errorf("at %v", at)
	}
	remit := read(t, profileOf(t, "remittance"), "x.csv", []byte("MTCN,Amount,Currency,Amount paid,Payout currency,Sender,Recipient,Payout country\n1,50.00,EUR,2900,PHP,a,b,PH\n"), intake.Limits{})
	if p := remit[0].Report.Payments[0]; p.Local != "2900" || p.LocalIn != "PHP" {
		t.Errorf("%+v", p)
	}
}

// A day without a time of day is that day, and says so, whatever a row is.
func TestDayOfATransfer(t *testing.T) {
	in := "IBAN;FRA\nBooking date;Counterparty;Amount\n05/03/2026;b;-1\n05/03/2026 00:30;b;-1\n"
	recs := read(t, profileOf(t, "bank-statement"), "x.csv", []byte(in), intake.Limits{})
	day, hour := recs[0].Report, recs[1].Report
	if got := day.Payments[0].At; !got.Equal(time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)) || !day.Payments[0].DateOnly || len(day.Attributes) != 1 || day.Attributes[0].Name != "dateOnly" {
		t.Errorf("%v %+v", got, day.Attributes)
	}
	if got := hour.Payments[0].At; !got.Equal(time.Date(2026, 3, 4, 23, 30, 0, 0, time.UTC)) || hour.Payments[0].DateOnly || len(hour.Attributes) != 0 {
		t.Errorf("%v %+v", got, hour.Attributes)
	}
	for profile, in := range map[string]string{
		"payments":        "Sender;Recipient;Date;Amount;Currency\na;b;05/03/2026;1;EUR\n",
		"seized-payments": "Contact account;Application;Payment date;Amount;Currency\na;ExampleChat;05/03/2026;1;EUR\n",
	} {
		r := read(t, profileOf(t, profile), "x.csv", []byte(in), intake.Limits{})[0]
		if r.Problem != nil {
			t.Fatalf("%s: %+v", profile, r.Problem)
		}
		if p := r.Report.Payments[0]; !p.DateOnly || !p.At.Equal(time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)) || r.Report.Attributes[0].Name != "dateOnly" {
			t.Errorf("%s: %+v %+v", profile, p, r.Report.Attributes)
		}
	}
}

// Two rows that say the same are two transfers of a statement, and one where the
// transfer has a number; both are the same in a file that overlaps.
func TestEqualRowsOfAStatement(t *testing.T) {
	r := profileOf(t, "bank-statement")
	const head = "IBAN;FRA\nBooking date;Counterparty;Amount;Reference\n"
	const plain, numbered = "05/03/2026;b;-20,00;\n", "05/03/2026;b;-20,00;T-2026-0001\n"
	ids := func(in string) (out []string) {
		shas := map[[32]byte]bool{}
		for _, rec := range read(t, r, "x.csv", []byte(in), intake.Limits{}) {
			out = append(out, rec.Report.SourceID)
			shas[rec.SHA256] = true
		}
		if n := len(slices.Compact(slices.Sorted(slices.Values(out)))); n != len(shas) {
			t.Errorf("%d identities, %d hashes", n, len(shas))
		}
		return out
	}
	a, b := ids(head+plain+plain+numbered+numbered), ids(head+numbered+plain+plain+plain)
	if a[0] == a[1] || a[2] != a[3] {
		t.Errorf("%v", a)
	}
	if a[0] != b[1] || a[1] != b[2] || a[2] != b[0] || b[3] == b[2] {
		t.Errorf("%v\n%v", a, b)
	}
	if len(a[1]) != 64 {
		t.Errorf("identity %q", a[1])
	}
}

// A payment's words are masked, in a column of references too, whatever the row
// is: what is shown and found again looks like a number that a system gave.
func TestWordsInAReferenceAreMasked(t *testing.T) {
	for profile, form := range map[string]string{
		"bank-statement":   "IBAN;FRA\nBooking date;Counterparty;Amount;Reference;Message\n05/03/2026;b;-20,00;%s;some words\n",
		"payments":         "Date;Amount;Currency;Recipient;Reference;Message\n05/03/2026;20,00;EUR;b;%s;some words\n",
		"remittance":       "MTCN;Amount;Currency;Sender;Recipient;Payout country;Message\n%s;20.00;EUR;a;b;PH;some words\n",
		"mobile-wallet":    "Transaction id;Date;Amount;Sender number;Receiver number;Message\n%s;03-05-2026 09:30 PM;5;2025550125;2025550126;some words\n",
		"crypto-transfers": "Chain: example chain\nTxid;Block time;From;To;Token;Value\n%s;2026-03-05T10:11:12Z;addr-a;addr-b;USDT;1\n",
		"seized-payments":  "Device;356938035643809\nFacilitator account;fac-9\nContact account;Application;Payment date;Amount;Currency;Reference\nc;Example;2026-03-05;20.00;EUR;%s\n",
	} {
		for _, c := range []struct {
			in    string
			shown bool
		}{
			{"MT100200377", true},
			{"RF18539007547034", true},
			{"for the trip", false},
			{"show-zzprenom-8ans", false},
			{"avec Zzprenom 8 ans", false},
			{"trip2cebu", false},
			{"a8", false},
		} {
			recs := read(t, profileOf(t, profile), "x.csv", fmt.Appendf(nil, form, c.in), intake.Limits{})
			if len(recs) != 1 || recs[0].Report == nil {
				t.Fatalf("%s: %+v", profile, recs)
			}
			r := recs[0].Report
			if c.shown {
				if r.Payments[0].Reference != c.in {
					t.Errorf("%s: reference %q", profile, r.Payments[0].Reference)
				}
				continue
			}
			if !slices.ContainsFunc(r.Texts, func(x report.Text) bool { return x.Kind == "paymentMessage" && x.Value == c.in }) {
				t.Errorf("%s: %q is lost: %+v", profile, c.in, r.Texts)
			}
			r.Texts = nil
			if b, _ := json.Marshal(r); strings.Contains(string(b), strconv.Quote(c.in)) || strings.Contains(string(b), "some words") {
				t.Errorf("%s: %s", profile, b)
			}
		}
	}
}

// A handling code is one of three; an unknown word is no code, and of two the
// stricter holds.
func TestHandling(t *testing.T) {
	const cols = "Contact account;Application;Handling\n"
	for _, c := range []struct{ above, cell, want string }{
		{"", "", ""},
		{"", "evidence", "evidence"},
		{"", "Intelligence only", "intelligence"},
		{"", "Renseignement seul", "intelligence"},
		{"", "à titre de renseignement", "intelligence"},
		{"", "ORCON", "originator"},
		{"", "Ask the originator", "originator"},
		{"", "consulter l’émetteur", "originator"},
		{"", "versable en procédure", "evidence"},
		{"", "open", "bad-value"},
		{"", "evidence?!x", "bad-value"},
		{"", "intel", "bad-value"},
		{"originator", "evidence", "originator"},
		{"evidence", "originator", "originator"},
		{"renseignement", "", "intelligence"},
		{"secret", "", "bad-value"},
		{"secret", "evidence", "bad-value"},
	} {
		in := cols + "u-1;chat.example.com;" + c.cell + "\n"
		if c.above != "" {
			in = "Code de traitement;" + c.above + "\n" + in
		}
		recs := read(t, profileOf(t, "seized-contacts"), "x.csv", []byte(in), intake.Limits{})
		got := ""
		if p := recs[0].Problem; p != nil {
			got = string(p.Reason)
			if strings.Contains(p.Detail, "secret") || strings.Contains(p.Detail, "open") || strings.Contains(p.Detail, "?!x") {
				t.Errorf("%+v: the detail holds the cell: %s", c, p.Detail)
			}
		} else {
			got = recs[0].Report.Handling
		}
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	for _, p := range shipped(t) {
		if !slices.ContainsFunc(p.Columns, func(c Column) bool { return c.To == "handling" }) {
			t.Errorf("%s has no column for the source's handling code", p.Name)
		}
	}
}

// What a facilitator's device holds: contacts, payments, sessions.
func TestSeizedDevice(t *testing.T) {
	const above = "Appareil saisi;IMEI-000000000000000\nIntermédiaire: Person Nine\nTéléphone de l'intermédiaire;+1-2025550123\nVille des enfants;Exampleville\nPays des enfants;PH\n"
	in := above + "Compte du contact;Application;Nom;Date du paiement;Montant;Devise;MTCN;Bénéficiaire;Ville de retrait;Motif\n" +
		"u-1;chat.example.com;Person One;05/03/2026 10:11;50.00;€;123456;Person Ten;Exampletown;words\n" +
		"u-2;chat.example.com;;2026-03-06;20.00;EUR;;;;\n" +
		";chat.example.com;;2026-03-06;20.00;EUR;;;;\n"
	recs := read(t, New(shipped(t)), "x.csv", []byte(in), intake.Limits{})
	if len(recs) != 3 || recs[0].Report == nil || recs[1].Report == nil || recs[2].Problem == nil || recs[0].Report.Source != "seized-device/payments" {
		t.Fatalf("%+v", recs)
	}
	a, b := recs[0].Report, recs[1].Report
	pa, pb := a.Payments[0], b.Payments[0]
	if a.Statement || a.Parties[pa.Sender].Role != report.RoleReported || a.Parties[pa.Recipient].Role != report.RoleRecipient || pa.Reference != "123456" {
		t.Errorf("%+v of %+v", pa, a.Parties)
	}
	if b.Parties[pb.Recipient].Role != report.RoleFacilitator || b.Parties[pb.Recipient].Identifiers[0].Raw != "+1-2025550123" {
		t.Errorf("paid to the facilitator: %+v of %+v", pb, b.Parties)
	}
	ps := parties(b)
	if ps[report.RoleVictim].Places[0].City != "Exampleville" || ps[report.RoleDevice].Identifiers[0].Kind != report.KindDevice || b.Incident.Channel != report.ChannelDevice {
		t.Errorf("%+v", b.Parties)
	}

	in = above + "Fuseau horaire;Europe/Paris\nCompte du contact;Application;Début de session;Fin de session;Fuseau\n" +
		"u-1;chat.example.com;05/03/2026 22:00;05/03/2026 22:20;Asia/Manila\n" +
		"u-2;chat.example.com;05/03/2026 22:00;05/03/2026 22:20;UTC+08:00\n" +
		"u-3;chat.example.com;05/03/2026 22:00;;\n" +
		"u-4;chat.example.com;2026-03-05T22:00:00+01:00;;-05:00\n" +
		"u-5;chat.example.com;05/03/2026 22:00;05/03/2026 21:00;UTC\n" +
		"u-6;chat.example.com;05/03/2026 22:00;;Mars/Base\n" +
		"u-7;chat.example.com;05/03/2026 22:00;;Local\n" +
		"u-8;chat.example.com;05/03/2026 22:00;;../../etc/passwd\n" +
		"u-9;chat.example.com;05/03/2026 22:00;;+99:00\n"
	recs = read(t, New(shipped(t)), "x.csv", []byte(in), intake.Limits{})
	for i, want := range []string{"14:00", "14:00", "21:00", "21:00", "bad-value", "bad-value", "bad-value", "bad-value", "bad-value"} {
		got := ""
		if p := recs[i].Problem; p != nil {
			got = string(p.Reason)
		} else {
			r := recs[i].Report
			if got = r.Sessions[0].Start.UTC().Format("15:04"); r.Source != "seized-device/sessions" || i < 2 && r.Sessions[0].End.Sub(r.Sessions[0].Start) != 20*time.Minute {
				t.Errorf("row %d: %+v", i, r.Sessions)
			}
		}
		if got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
}

// Any file that bears a profile's headings, in any language and order, is read by
// that profile and no other.
func TestProfilesAreToldApart(t *testing.T) {
	ps := shipped(t)
	r := New(ps)
	recognised := func(headings []string) string {
		m, _, ok := r.recogniseText([]byte(strings.Join(headings, ";")+"\n"), true, intake.DefaultLimits)
		if !ok {
			return "none"
		}
		if m.problem != nil {
			return m.plan.Name + ": " + m.problem.Detail
		}
		return m.plan.Name
	}
	column := func(p *Profile, heading string) *Column {
		for i := range p.Columns {
			if p.Columns[i].Heading == heading {
				return &p.Columns[i]
			}
		}
		t.Fatalf("%s: no column %s", p.Name, heading)
		return nil
	}
	spell := func(c *Column, i int) string {
		all := append([]string{c.Heading}, c.Aliases...)
		return all[min(i, len(all)-1)]
	}
	for i := range ps {
		p := &ps[i]
		for way := range 12 { // the heading, then each alias; the last is the French one
			var least, all []string
			for _, m := range p.Match {
				least = append(least, spell(column(p, m), way))
			}
			used := map[string]bool{} // a row can state it once
			for j := range p.Columns {
				c := &p.Columns[j]
				if tg := targets[c.To]; tg != nil && tg.Single && used[c.To] && !slices.Contains(p.Match, c.Heading) {
					continue
				}
				used[c.To] = true
				all = append(all, spell(c, way))
			}
			if got := recognised(least); got != p.Name {
				t.Errorf("%s by its least headings %v: %s", p.Name, least, got)
			}
			if got := recognised(all); got != p.Name {
				t.Errorf("%s by all its headings, spelt %d: %s", p.Name, way, got)
			}
		}
	}
	// Between any two, what one asks for does not fit the other as well.
	for i := range ps {
		for j := range ps {
			if i == j {
				continue
			}
			other, err := New(ps).WithProfile(ps[j].Name)
			if err != nil {
				t.Fatal(err)
			}
			m, _, ok := other.recogniseText([]byte(strings.Join(ps[i].Match, ";")+"\n"), true, intake.DefaultLimits)
			if ok && len(m.plan.match) >= len(ps[i].Match) {
				t.Errorf("the headings of %s are those of %s", ps[i].Name, ps[j].Name)
			}
		}
	}
	if t.Failed() {
		return
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(ps).Draw(t, "profile")
		var headings []string
		for _, m := range p.Match {
			i := slices.IndexFunc(p.Columns, func(c Column) bool { return c.Heading == m })
			all := append([]string{m}, p.Columns[i].Aliases...)
			headings = append(headings, rapid.SampledFrom(all).Draw(t, "heading"))
		}
		if got := recognised(rapid.Permutation(headings).Draw(t, "order")); got != p.Name {
			t.Fatalf("%v is %s, not %s", headings, got, p.Name)
		}
	})
}

func TestTransferProfileRefused(t *testing.T) {
	const good = `name: x
version: 1
description: {fr: Essai, en: Trial}
row: transfer
match: [From]
zone: UTC
columns:
  - {heading: From, to: sender.iban}
  - {heading: To, to: recipient.iban}
  - {heading: Amount, to: payment.amount}
`
	if _, err := ParseProfile([]byte(good)); err != nil {
		t.Fatal(err)
	}
	add := func(c string) string { return good + "  - {heading: More, " + c + "}\n" }
	for name, c := range map[string]struct{ in, want string }{
		"somebody reported":         {add("to: reported.iban"), "reports nobody"},
		"a person":                  {add("to: person.iban"), "reports nobody"},
		"a child":                   {add("to: victim.place.city"), "reports nobody"},
		"a facilitator":             {add("to: facilitator.account"), "reports nobody"},
		"a fact":                    {add("to: fact.live_abuse"), "no fact"},
		"a session":                 {add("to: session.start"), "no fact"},
		"both pairs of ends":        {add("to: account.iban"), "not both"},
		"a direction of no account": {add("to: payment.direction"), "not both"},
		"a debit of no account":     {add("to: payment.debit"), "not both"},
		"no end":                    {strings.NewReplacer("sender.iban", "flag", "recipient.iban", "attribute").Replace(good), "who sent"},
		"ends of another row":       {strings.Replace(good, "row: transfer", "row: payment", 1), "rows that are a transfer"},
		"a debit of another row":    {strings.Replace(minimal, "to: reported.account", "to: payment.debit", 1), "rows that are a transfer"},
		"handling off the list":     {add("to: handling, values: {open: public}"), "closed list"},
		"direction off the list":    {strings.NewReplacer("sender.iban", "account.iban", "recipient.iban", "payment.direction, values: {up: upwards}").Replace(good), "closed list"},
		"constant handling":         {strings.Replace(good, "zone: UTC", "zone: UTC\nconstants: [{to: handling, value: public}]", 1), "handling"},
		"constant zone":             {strings.Replace(good, "zone: UTC", "zone: UTC\nconstants: [{to: zone, value: UTC}]", 1), "constant"},
		"role of an end":            {strings.Replace(minimal, "zone: UTC", "zone: UTC\nrole: sender", 1), "role"},
	} {
		if _, err := ParseProfile([]byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want one that names %q", name, err, c.want)
		}
	}
}

// A payment under zero in a table of payments takes one back; its amount is positive.
func TestNegativePaymentIsAReversal(t *testing.T) {
	in := "Amount;Currency;Recipient;Sender\n-12,50;EUR;b;a\n12,50;EUR;b;a\n-0,00;EUR;b;a\n"
	recs := read(t, profileOf(t, "payments"), "x.csv", []byte(in), intake.Limits{})
	got := ""
	for _, rec := range recs {
		p := rec.Report.Payments[0]
		got += fmt.Sprintf("%s %v %v; ", p.Amount, p.Reversal, rec.Report.Statement)
	}
	if got != "12.50 true false; 12.50 false false; 0.00 false false; " {
		t.Error(got)
	}
}
