package identity

import (
	"testing"

	"vigie/internal/report"
)

// fuzzKind feeds one parser with anything as value, service and type.
func fuzzKind(f *testing.F, k report.Kind, seeds ...string) {
	for _, s := range seeds {
		f.Add(s, "", "")
	}
	for i, s := range services {
		f.Add(seeds[0], s, types[i%len(types)])
	}
	f.Fuzz(func(t *testing.T, raw, service, typ string) {
		lawful(t, report.Identifier{Kind: k, Raw: raw, Service: service, Type: typ})
	})
}

func FuzzAccount(f *testing.F) {
	fuzzKind(f, report.KindAccount, "100001234", "someone@example.com", "n/a")
}

func FuzzEmail(f *testing.F) {
	fuzzKind(f, report.KindEmail, "So.me+tag@gmail.com", "x <é@bücher.example>")
}

func FuzzPhone(f *testing.F) {
	fuzzKind(f, report.KindPhone, "+33 1 99 00 12 34", "0044 7700 900123 ext 1")
}

func FuzzScreenName(f *testing.F) { fuzzKind(f, report.KindScreenName, "@SomeOne", "Straße", "ﷺ") }

func FuzzDevice(f *testing.F) {
	fuzzKind(f, report.KindDevice, "490154203237518", "00:00:5e:00:53:01", "a:b")
}

func FuzzIP(f *testing.F) { fuzzKind(f, report.KindIP, "192.0.2.1:443", "fe80::1%x", "2001:db8::/32") }

func FuzzIBAN(f *testing.F) { fuzzKind(f, report.KindIBAN, "IBAN GB29 NWBK 6016 1331 9268 19") }

func FuzzBank(f *testing.F)      { fuzzKind(f, report.KindBank, "00012-345", "GB29NWBK60161331926819") }
func FuzzDocument(f *testing.F)  { fuzzKind(f, report.KindDocument, "12 ab-34567") }
func FuzzReference(f *testing.F) { fuzzKind(f, report.KindReference, "123-456-7890") }
func FuzzHash(f *testing.F) {
	fuzzKind(f, report.KindHash, "900150983cd24fb0d6963f7d28e17f72", "kAFQmDzST7DWlj99KOF/cg==")
}

func FuzzDomain(f *testing.F) {
	fuzzKind(f, report.KindDomain, "www.example.co.uk", "*.bücher.example")
}

func FuzzWallet(f *testing.F) {
	fuzzKind(f, report.KindWallet, "bitcoin:1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i?x", "BC1SW50QGDZ25J", "0x52908400098527886E0F7030069857D2E4169EE7")
}

func FuzzURL(f *testing.F) {
	fuzzKind(f, report.KindURL, "http://u:p@example.com:80/a/../%7e?q#f", "example.com", "magnet:?x", "http://[2001:db8::1]:80")
}
