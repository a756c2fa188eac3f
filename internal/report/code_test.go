package report_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

func TestCodeLike(t *testing.T) {
	const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	for _, s := range []string{
		"1234567890", "123-456-7890", "123 456 7890", "20481923", "FT4797082331", "FT26063AB12C", "RF18539007547034", "OR0000000012",
		"eb6305c9-1f7f-49de-aed0-16487c27b42d", "EB6305C9-1F7F-49DE-AED0-16487C27B42D", "facefeed-0123-4bad-9abc-deadbeef0042",
		hash, strings.ToUpper(hash), "0x" + hash, "E2E-2026-000123", "e2e-2026-000123", "INV/2026/0042", "8LS45621HJ893654K",
		"2026030412345678-0001", "ref_000123", "MT100200301",
	} {
		if !report.CodeLike(s) {
			t.Errorf("%q is no code", s)
		}
	}
	for _, s := range []string{
		"", "8", "a8", "8ans", "8yo", "8-10", "10-12ans", "2016", "trip2cebu", "holiday", "T-77",
		"show-zzprenom-8ans", "SHOW-ZZPRENOM-8ANS", "avec Zzprenom 8 ans", "avec\u00a0Zzprenom\u00a08\u00a0ans", "Zzprenom20180304",
		"ZZPRENOM20180304123456", "z-z-p-r-e-n-o-m-20180304", "Zz.Pre.20180304123", "pour 20180304", "FT 4797082331", "123456\n789",
		"show8ans2026", "SHOW8ANS2026", "prénom123456", "show'8'123456", "１２３４５６７８", "\u202e123456789",
		"Anna20180304", "anna-20180304", "facade", "deadbeefcafebabe", "show" + hash, hash + hash, strings.Repeat("1", 71),
	} {
		if report.CodeLike(s) {
			t.Errorf("%q is a code", s)
		}
	}
}

// No word of four letters passes, however it is cased, parted or padded with
// digits, unless it is hexadecimal; and what passes still does in its normal form,
// so that no view of a value shows what another masks.
func TestCodeLikeHoldsNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom([]string{"", "-", "/", ".", "_"})
		word := ""
		for range rapid.IntRange(4, 9).Draw(t, "letters") {
			word += rapid.StringMatching(`[g-zG-Z]`).Draw(t, "letter") + part.Draw(t, "part")
		}
		pad := rapid.StringMatching(`[0-9-]{0,28}`)
		if s := pad.Draw(t, "before") + word + pad.Draw(t, "after"); report.CodeLike(s) {
			t.Fatalf("%q is a code", s)
		}
		s := rapid.StringMatching(`[0-9A-Za-z/._-]{6,30}`).Draw(t, "any")
		if compact := strings.ToUpper(strings.NewReplacer("-", "", "/", "", ".", "", "_", "").Replace(s)); report.CodeLike(s) && len(compact) >= 6 && !report.CodeLike(compact) {
			t.Fatalf("%q is a code and %q is none", s, compact)
		}
	})
}

// TestMaskedWithoutItsForm: an identifier that has no normal form of its kind is masked,
// whatever the kind; where the form has lost the blanks of a number, as given counts too.
func TestMaskedWithoutItsForm(t *testing.T) {
	for k := report.KindAccount; k <= report.LastKind; k++ {
		if id := (report.Identifier{Kind: k, Raw: "a few words"}); !id.Masked() {
			t.Errorf("%s without a form is shown", k)
		}
	}
	for _, c := range []struct {
		id   report.Identifier
		want bool
	}{
		{report.Identifier{Kind: report.KindPhone, Raw: "mobile: +33 1 99 00 12 34", Value: "+33199001234"}, false},
		{report.Identifier{Kind: report.KindPhone, Raw: "+33199001234", Value: "+33199001234", FromText: true}, true},
		{report.Identifier{Kind: report.KindBank, Raw: "1234 5678", Value: "12345678"}, false},
		{report.Identifier{Kind: report.KindBank, Raw: "so many words 1", Value: "1"}, true},
	} {
		if c.id.Masked() != c.want {
			t.Errorf("%+v: %v", c.id, !c.want)
		}
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		kind  report.Kind
		value string
		want  bool
	}{
		{report.KindReference, "1234567890", false},
		{report.KindReference, "trip2cebu", true},
		{report.KindScreenName, "1234567890", true},
		{report.KindAccount, "user-1", false},
		{report.KindAccount, "a few words", true},
		{report.KindAccount, "123 456 7890", false},
		{report.KindAccount, strings.Repeat("x", 41), true},
		{report.KindEmail, "first.last@example.com", false},
		{report.KindEmail, "first\u2003last@example.com", true},
		{report.KindBank, "NWBK60161331926819", false},
		{report.KindBank, "user@example.com", false},
		{report.KindBank, "A FEW WORDS", true},
		{report.KindBank, "AFEWWORDS", true},
		{report.KindBank, "a few words @ example . com", true},
		{report.KindDocument, "X4RTBPFW4", false},
		{report.KindDocument, "QUELQUESMOTS8", true},
		{report.KindWallet, "bc1qexample000", false},
		{report.KindWallet, "a few words", true},
		{report.KindDevice, "uuid:00000000-0000-4000-8000-000000000001", false},
		{report.KindDevice, "serialnumber:AB12", false},
		{report.KindDevice, "ssid:box", true},
		{report.KindDevice, "aformofverymanywords:12", true},
		{report.KindDevice, "a few words", true},
		{report.KindHash, "d41d8cd98f00b204e9800998ecf8427f", false},
		{report.KindHash, "a few words", true},
		{report.KindIP, "192.0.2.4", false},
		{report.KindPhone, "+33199001234", false},
	} {
		if c.kind.Masks(c.value) != c.want {
			t.Errorf("%v %q: %v", c.kind, c.value, !c.want)
		}
	}
}
