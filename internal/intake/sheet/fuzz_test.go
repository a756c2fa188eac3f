package sheet

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vigie/internal/intake"
)

// FuzzRead holds, for any bytes: no panic and no error; every record is a
// report or a problem; the redacted form is JSON; payments point to parties;
// reading again gives the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(reportsCSV))
	f.Add([]byte("Seized device;X\nApp;Account;Content\nchat.example.com;u;\"x\ny\"\n"))
	f.Add([]byte("Account,Note\na,\"1\nb,2\n"))
	f.Add(wideText("Account;Note\r\na;1\r\n", binary.LittleEndian, true))
	f.Add(pack3(f))
	f.Add(excel(f, func(x *excelize.File) { set(f, x, "Sheet1", headRow2, []any{"a", 45720, 1.5}) }))
	f.Add([]byte("IBAN;FRA\nFuseau;+08:00\nDate comptable;Contrepartie;Montant;Sens;Extourne;Handling\n05/03/2026;b;-1 000,00;D;oui;ORCON\n"))
	f.Add([]byte("Booking date;Counterparty;Debit;Credit;IBAN;Reference\n2026-03-05;b;1,5;;FRA;\n2026-03-05;b;1,5;;FRA;\n"))
	f.Add([]byte("MTCN,Amount,Sender,Recipient,Payout country,Amount paid,Payout currency\n1,-5,a,b,PH,290,PHP\n"))
	f.Add([]byte("Txid,From,To,Token,Value,Chain\nab,x,y,USDT,0.1,z\n"))
	f.Add([]byte("Contact account,App,Start,End,Time zone,Children's city\nu,x,2026-03-05 10:00,2026-03-05 11:00,Asia/Manila,t\n"))
	f.Add([]byte("Contact account,App,Paid,Amount,Currency,Recipient\nu,x,2026-03-05,1,EUR,\n"))
	r := New(append(shipped(f), trial(f).Profiles()...))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := intake.Limits{Record: 1 << 16, Fields: 64, Records: 1000, Archive: 1 << 22}
		first := read(t, r, "x", data, limits)
		for _, rec := range first {
			if rec.Report == nil {
				if rec.Problem.Reason == "" {
					t.Fatal("a problem without a reason")
				}
				continue
			}
			if !json.Valid(rec.Redacted) {
				t.Fatalf("redacted is no JSON: %q", rec.Redacted)
			}
			if rec.Report.SourceID == "" || rec.Report.Source == "" {
				t.Fatal("a report without identity")
			}
			if rec.Report.Statement {
				if bad := unsound(rec.Report); bad != "" {
					t.Fatalf("%s: %+v", bad, rec.Report)
				}
			}
			if h := rec.Report.Handling; h != "" && !slices.Contains(handlings, h) {
				t.Fatalf("handling %q", h)
			}
			for _, p := range rec.Report.Payments {
				if strings.HasPrefix(p.Amount, "-") {
					t.Fatal("an amount under zero")
				}
				if p.Sender >= len(rec.Report.Parties) || p.Recipient >= len(rec.Report.Parties) {
					t.Fatal("a payment points to no party")
				}
			}
		}
		again := read(t, r, "x", data, limits)
		a, _ := json.Marshal(first)
		b, _ := json.Marshal(again)
		if !bytes.Equal(a, b) {
			t.Fatal("two readings differ")
		}
	})
}

// FuzzParseProfile holds that no profile, however wrong, panics.
func FuzzParseProfile(f *testing.F) {
	f.Add([]byte(minimal))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseProfile(data)
		if err != nil {
			return
		}
		err = New([]Profile{p}).Read(context.Background(), intake.Input{R: bytes.NewReader([]byte("Account\na\n"))}, func(intake.Record) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	})
}
