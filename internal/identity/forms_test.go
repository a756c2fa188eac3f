package identity

import (
	"testing"

	"vigie/internal/report"
)

// A formCase says what one identifier becomes, verified where its kind asks for it.
type formCase struct {
	kind     report.Kind
	service  string
	typ      string
	raw      string
	value    string
	strength report.Strength
}

const (
	unusable = report.Unusable
	shown    = report.Shown
	proposes = report.Proposes
	joins    = report.Joins
)

func runCases(t *testing.T, cases []formCase) {
	t.Helper()
	table := Default()
	yes := true
	for _, c := range cases {
		id := report.Identifier{Kind: c.kind, Service: c.service, Type: c.typ, Raw: c.raw}
		if c.kind == report.KindEmail || c.kind == report.KindPhone {
			id.Verified = &yes
		}
		table.Identifier(&id)
		if id.Value != c.value || id.Strength != c.strength {
			t.Errorf("%v %q at %q (%s): %q, strength %d; want %q, %d", c.kind, c.raw, c.service, c.typ, id.Value, id.Strength, c.value, c.strength)
		}
	}
}

func TestEmailForms(t *testing.T) {
	k := report.KindEmail
	runCases(t, []formCase{
		{k, "", "", "someone@example.com", "someone@example.com", joins},
		{k, "", "", "  Some.One@EXAMPLE.COM\n", "some.one@example.com", joins},
		{k, "", "", "some.one+tag@example.com", "some.one+tag@example.com", joins},
		{k, "", "", "Some.One+tag@gmail.com", "someone@gmail.com", joins},
		{k, "", "", "s.o.m.e.one@GoogleMail.com", "someone@gmail.com", joins},
		{k, "", "", "+tag@gmail.com", "", unusable},
		{k, "", "", "...@gmail.com", "", unusable},
		{k, "", "", "mailto:Someone@example.com", "someone@example.com", joins},
		{k, "", "", "Some One <someone@example.com>", "someone@example.com", joins},
		{k, "", "", "<someone@example.com>", "someone@example.com", joins},
		{k, "", "", `"someone"@example.com`, "someone@example.com", joins},
		{k, "", "", `"some one"@example.com`, "", unusable},
		{k, "", "", "someone@bücher.example", "someone@xn--bcher-kva.example", joins},
		{k, "", "", "someone@BÜCHER.example", "someone@xn--bcher-kva.example", joins},
		{k, "", "", "someone@xn--bcher-kva.example", "someone@xn--bcher-kva.example", joins},
		{k, "", "", "someone@example。com", "someone@example.com", joins},
		{k, "", "", "someone@example.com.", "someone@example.com", joins},
		{k, "", "", "re\u0301mi@example.com", "r\u00e9mi@example.com", joins},
		{k, "", "", "R\u00c9MI@example.com", "r\u00e9mi@example.com", joins},
		{k, "", "", "some\u200bone@example.com", "someone@example.com", joins},
		{k, "", "", "o'brien@example.com", "o'brien@example.com", joins},
		{k, "", "", "a..b.@example.com", "a..b.@example.com", joins}, // not RFC 5321, but handed out
		{k, "", "", "a@b@example.com", "", unusable},
		{k, "", "", "admin@example.com", "admin@example.com", shown},
		{k, "", "", "No-Reply+42@example.com", "no-reply+42@example.com", shown},
		{k, "", "", "abuse@example.org", "abuse@example.org", shown},
		{k, "", "", "unknown@example.com", "", unusable},
		{k, "", "", "000@example.com", "", unusable},
		{k, "", "", "someone", "", unusable},
		{k, "", "", "@example.com", "", unusable},
		{k, "", "", "someone@", "", unusable},
		{k, "", "", "someone@localhost", "", unusable},
		{k, "", "", "someone@exa mple.com", "", unusable},
		{k, "", "", "someone@-example.com", "", unusable},
		{k, "", "", "someone@192.0.2.1", "", unusable},
		{k, "", "", "some one@example.com", "", unusable},
		{k, "", "", "", "", unusable},
		{k, "", "", "n/a", "", unusable},
	})
}

// The numbers are those that regulators keep for fiction: Arcep 01 99 00 and
// 06 39 98, Ofcom 020 7946 0 and 07700 900, NANPA 555-01, ACMA 0491 570.
func TestPhoneForms(t *testing.T) {
	k := report.KindPhone
	runCases(t, []formCase{
		{k, "", "", "+33 1 99 00 12 34", "+33199001234", proposes},
		{k, "", "", "+33 (0)1 99 00 12 34", "+33199001234", proposes},
		{k, "", "", "0033 1 99 00 12 34", "+33199001234", proposes},
		{k, "", "", "+33-6-39-98-12-34", "+33639981234", proposes},
		{k, "", "", "tel:+33-6-39-98-12-34", "+33639981234", proposes},
		{k, "", "", "+44 20 7946 0123", "+442079460123", proposes},
		{k, "", "", "+44 07700 900123", "+447700900123", proposes},
		{k, "", "", "+1 (202) 555-0123", "+12025550123", proposes},
		{k, "", "", "+1 1234567890", "+11234567890", proposes}, // as NCMEC's attributes assemble it
		{k, "", "", "+1 2025550123 ext. 123", "+12025550123", proposes},
		{k, "", "", "+1 2025550123 x456", "+12025550123", proposes},
		{k, "", "", "+1 2025550123;ext=789", "+12025550123", proposes},
		{k, "", "", "+1 +33 1 99 00 12 34", "+33199001234", proposes},
		{k, "", "", "+61 491 570 006", "+61491570006", proposes},
		{k, "", "", "＋33 1 99 00 12 34", "+33199001234", proposes},
		{k, "", "", "+٣٣ ١ ٩٩ ٠٠ ١٢ ٣٤", "+33199001234", proposes},
		{k, "", "", "Mobile: +33 6 39 98 12 34 (WhatsApp)", "+33639981234", proposes},
		{k, "", "", "+33 6 39 98 12 34 / +44 20 7946 0123", "+33639981234", proposes},
		{k, "", "", "+0033 6 39 98 12 34", "+33639981234", proposes},
		{k, "", "", "01 99 00 12 34", "0199001234", shown},
		{k, "", "", "(202) 555-0123", "2025550123", shown},
		{k, "", "", "555-0123", "5550123", shown},
		{k, "", "", "+999 12345678", "+99912345678", shown},
		{k, "", "", "+33 1 99", "", unusable},
		{k, "", "", "+1 0000000000", "", unusable},
		{k, "", "", "0000000000", "", unusable},
		{k, "", "", "1111111", "", unusable},
		{k, "", "", "1234", "", unusable},
		{k, "", "", "none", "", unusable},
		{k, "", "", "call me at 5", "", unusable},
		{k, "", "", "", "", unusable},
	})
}

func TestAccountForms(t *testing.T) {
	k := report.KindAccount
	runCases(t, []formCase{
		{k, "Example Chat", "", " 100001234 ", "100001234", joins},
		{k, "Example Chat", "", "AbC", "AbC", joins},
		{k, "", "", "100001234", "100001234", proposes},
		{k, "unknown", "", "100001234", "100001234", proposes},
		{k, "Facebook", "", "100001234", "100001234", joins},
		{k, "Meta Platforms, Inc.", "", "100001234", "100001234", proposes},
		{k, "Snapchat", "", "SomeOne_1", "someone_1", joins},
		{k, "WhatsApp", "", "+33 6 39 98 12 34", "+33639981234", joins},
		{k, "WhatsApp", "", "33639981234", "+33639981234", joins},
		{k, "WhatsApp", "", "abc", "abc", joins},
		{k, "PayPal", "", "Someone@Example.com", "someone@example.com", joins},
		{k, "Example Chat", "", "re\u0301mi", "r\u00e9mi", joins},
		{k, "Example Chat", "", "0", "", unusable},
		{k, "Example Chat", "", "0000-0000", "", unusable},
		{k, "Example Chat", "", "null", "", unusable},
		{k, "Example Chat", "", "N/A", "", unusable},
		{k, "Example Chat", "", "[Deleted]", "", unusable},
		{k, "Example Chat", "", "<unknown>", "", unusable},
		{k, "Example Chat", "", "Anonymous", "", unusable},
		{k, "Example Chat", "", "guest", "", unusable},
		{k, "Example Chat", "", "---", "", unusable},
		{k, "Example Chat", "", "\u200b", "", unusable},
	})
	k = report.KindScreenName
	runCases(t, []formCase{
		{k, "Example Chat", "", "SomeOne", "someone", proposes},
		{k, "Example Chat", "", "@SomeOne", "someone", proposes},
		{k, "Example Chat", "", "ＳｏｍｅＯｎｅ", "someone", proposes},
		{k, "Example Chat", "", "Straße", "strasse", proposes},
		{k, "Example Chat", "", "ΣΊΣΥΦΟΣ", "σίσυφοσ", proposes},
		{k, "", "", "SomeOne", "someone", shown},
		{k, "Example Chat", "", "ab", "ab", shown},
		{k, "Example Chat", "", "Deleted User", "", unusable},
	})
	k = report.KindBank
	runCases(t, []formCase{
		{k, "Example Bank", "", "00012-345 678", "00012345678", joins},
		{k, "EXMPFRPPXXX", "", "12345678", "12345678", joins},
		{k, "", "", "12345678", "12345678", proposes},
		{k, "Example Bank", "", "1234", "1234", shown},
		{k, "Example Bank", "", "SAVINGS", "SAVINGS", shown},
		{k, "GCash", "", "+1 202 555 0123", "+12025550123", joins},
		{k, "Example Bank", "", "00000000", "", unusable},
	})
	k = report.KindDocument
	runCases(t, []formCase{
		{k, "FR", "", "12 ab-34567", "12AB34567", joins},
		{k, "", "", "12AB34567", "12AB34567", proposes},
		{k, "FRA", "", "1234", "1234", shown},
		{k, "FR", "", "unknown", "", unusable},
	})
	k = report.KindReference
	runCases(t, []formCase{
		{k, "Western Union", "", "123-456-7890", "1234567890", proposes},
		{k, "Western Union", "", " ab 123456 ", "AB123456", proposes},
		{k, "", "", "1234567890", "1234567890", shown},
		{k, "Western Union", "", "12345", "12345", shown},
		{k, "Western Union", "", "FAMILY", "FAMILY", shown},
		{k, "Western Union", "", "N/A", "", unusable},
	})
}

func TestDeviceForms(t *testing.T) {
	k := report.KindDevice
	runCases(t, []formCase{
		{k, "", "IMEI", "490154203237518", "imei:490154203237518", joins}, // 3GPP's example
		{k, "", "imei", "49-015420-323751-8", "imei:490154203237518", joins},
		{k, "", "IMEI", "49015420323751", "imei:490154203237518", joins},     // without check digit
		{k, "", "IMEI", "490154203237510", "imei:490154203237518", joins},    // as networks send it
		{k, "", "IMEISV", "4901542032375101", "imei:490154203237518", joins}, // with software version
		{k, "", "IMEI", "123456789012345", "imei:123456789012345", shown},
		{k, "", "IMEI", "000000000000000", "", unusable},
		{k, "", "IMEI", "004999010640000", "", unusable},
		{k, "", "IMEI", "1234", "", unusable},
		{k, "", "MAC address", "00-00-5E-00-53-01", "mac:00:00:5e:00:53:01", joins}, // RFC 7042
		{k, "", "MAC", "00005e005301", "mac:00:00:5e:00:53:01", joins},
		{k, "", "", "00:00:5E:00:53:01", "mac:00:00:5e:00:53:01", joins},
		{k, "", "", "0000.5e00.5301", "mac:00:00:5e:00:53:01", joins},
		{k, "", "MAC", "ff:ff:ff:ff:ff:ff", "mac:ff:ff:ff:ff:ff:ff", shown},
		{k, "", "MAC", "02:00:5e:00:53:01", "mac:02:00:5e:00:53:01", shown},
		{k, "", "MAC", "01:00:5e:00:53:01", "mac:01:00:5e:00:53:01", shown},
		{k, "", "MAC", "00:00:00:00:00:00", "", unusable},
		{k, "", "MAC", "02:00:00:00:00:00", "", unusable},
		{k, "", "MAC", "00:00:5e:00:53", "", unusable},
		{k, "", "BSSID", "00:00:5e:00:53:01", "bssid:00:00:5e:00:53:01", shown},
		{k, "", "IDFA", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", joins}, // RFC 4122
		{k, "", "", "{f81d4fae7dec11d0a76500a0c91e6bf6}", "uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", joins},
		{k, "", "GAID", "00000000-0000-0000-0000-000000000000", "", unusable},
		{k, "", "", "00000000-0000-0000-0000-000000000000", "", unusable},
		{k, "", "SSID", "Home Network", "ssid:Home Network", shown},
		{k, "", "ICCID", "8933 0123 4567 8901 234F", "iccid:8933012345678901234", joins},
		{k, "", "ICCID", "1234", "", unusable},
		{k, "", "IMSI", "001010123456789", "imsi:001010123456789", joins}, // the test network 001 01
		{k, "", "Serial number", "AbC-123", "serialnumber:abc-123", proposes},
		{k, "", "", "AbC-123", "abc-123", proposes},
		{k, "", "Android ID", "9774d56d682e549c", "", unusable},
		{k, "", "Android ID", "unknown", "", unusable},
	})
}

func TestAddressForms(t *testing.T) {
	k := report.KindIP
	runCases(t, []formCase{
		{k, "", "", "192.0.2.1", "192.0.2.1", shown},
		{k, "", "", "192.0.2.1:443", "192.0.2.1", proposes},
		{k, "", "", "203.0.113.7:50000", "203.0.113.7", proposes},
		{k, "", "", "::ffff:192.0.2.1", "192.0.2.1", shown},
		{k, "", "", "[::ffff:192.0.2.1]:80", "192.0.2.1", proposes},
		{k, "", "", "2001:DB8:0:0::1", "2001:db8::1", proposes},
		{k, "", "", "[2001:db8::1]", "2001:db8::1", proposes},
		{k, "", "", "[2001:db8::1]:443", "2001:db8::1", proposes},
		{k, "", "", "2001:db8::1/128", "2001:db8::1", proposes},
		{k, "", "", "192.0.2.7/24", "192.0.2.0/24", shown},
		{k, "", "", "10.1.2.3:80", "10.1.2.3", shown},
		{k, "", "", "192.168.1.1:80", "192.168.1.1", shown},
		{k, "", "", "100.64.0.1:80", "100.64.0.1", shown},
		{k, "", "", "127.0.0.1:80", "127.0.0.1", shown},
		{k, "", "", "fe80::1%eth0", "fe80::1", shown},
		{k, "", "", "fd00::1", "fd00::1", shown},
		{k, "", "", "::1", "::1", shown},
		{k, "", "", "0.0.0.0", "", unusable},
		{k, "", "", "::", "", unusable},
		{k, "", "", "0.0.0.0/0", "", unusable},
		{k, "", "", "192.0.2.256", "", unusable},
		{k, "", "", "192.0.2.01", "", unusable},
		{k, "", "", "localhost", "", unusable},
	})
}

func TestWebForms(t *testing.T) {
	k := report.KindURL
	runCases(t, []formCase{
		{k, "", "", "HTTPS://User:Pw@Example.COM:443/Path/?q=A#top", "https://example.com/Path/?q=A", shown},
		{k, "", "", "http://example.com", "http://example.com/", shown},
		{k, "", "", "bad1.example.com", "http://bad1.example.com/", shown},
		{k, "", "", "//example.com/x", "http://example.com/x", shown},
		{k, "", "", "example.com:8080/x", "http://example.com:8080/x", shown},
		{k, "", "", "http://example.com:080/", "http://example.com/", shown},
		{k, "", "", "http://example.com/%7euser/%2F%c3%a9", "http://example.com/~user/%2F%C3%A9", shown},
		{k, "", "", "http://example.com/é", "http://example.com/%C3%A9", shown},
		{k, "", "", "http://example.com/a/b/c/./../../g", "http://example.com/a/g", shown}, // RFC 3986 5.2.4
		{k, "", "", "http://example.com/..", "http://example.com/", shown},
		{k, "", "", "http://bücher.example/", "http://xn--bcher-kva.example/", shown},
		{k, "", "", "http://[2001:DB8::1]:80/", "http://[2001:db8::1]/", shown},
		{k, "", "", "http://192.0.2.1/x?", "http://192.0.2.1/x", shown},
		{k, "", "", "magnet:?xt=urn:x", "magnet:?xt=urn:x", shown},
		{k, "", "", "data:text/plain,x", "", unusable},
		{k, "", "", "http:///x", "", unusable},
		{k, "", "", "http://exa mple.com/", "", unusable},
		{k, "", "", "http://example.com:99999/", "", unusable},
	})
	k = report.KindDomain
	runCases(t, []formCase{
		{k, "", "", "WWW.Example.com.", "example.com", shown},
		{k, "", "", "https://a.b.example.co.uk/x", "example.co.uk", shown},
		{k, "", "", "*.example.org", "example.org", shown},
		{k, "", "", "sub.bücher.example", "xn--bcher-kva.example", shown},
		{k, "", "", "co.uk", "co.uk", shown},
		{k, "", "", "192.0.2.1", "192.0.2.1", shown},
		{k, "", "", "localhost", "", unusable},
		{k, "", "", "not a domain", "", unusable},
	})
	k = report.KindHash
	runCases(t, []formCase{
		{k, "", "MD5", "900150983CD24FB0D6963F7D28E17F72", "900150983cd24fb0d6963f7d28e17f72", shown}, // RFC 1321, "abc"
		{k, "", "md5", "kAFQmDzST7DWlj99KOF/cg==", "900150983cd24fb0d6963f7d28e17f72", shown},
		{k, "", "SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d", "a9993e364706816aba3e25717850c26c9cd0d89d", shown}, // RFC 3174
		{k, "", "SHA1", "VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", "a9993e364706816aba3e25717850c26c9cd0d89d", shown},
		{k, "", "", "A9993E364706816ABA3E25717850C26C9CD0D89D", "a9993e364706816aba3e25717850c26c9cd0d89d", shown},
		{k, "", "SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", shown},
		{k, "", "MD5", "d41d8cd98f00b204e9800998ecf8427e", "", unusable}, // of no bytes
		{k, "", "MD5", "a9993e364706816aba3e25717850c26c9cd0d89d", "", unusable},
		{k, "", "MD5", "00000000000000000000000000000000", "", unusable},
		{k, "", "", "short", "", unusable},
	})
}
