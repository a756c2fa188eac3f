package identity

import (
	"fmt"
	"testing"

	"vigie/internal/report"
)

// mixed is what reports bear, in about the shares of CyberTipline reports.
func mixed(n int) []report.Identifier {
	var ids []report.Identifier
	for i := range n {
		ids = append(ids,
			report.Identifier{Kind: report.KindAccount, Service: "Example Chat, Inc.", Raw: fmt.Sprint(100000000 + i)},
			report.Identifier{Kind: report.KindScreenName, Service: "Facebook", Raw: fmt.Sprintf("Some.One%d", i)},
			report.Identifier{Kind: report.KindEmail, Raw: fmt.Sprintf("Some.One%d@Example.com", i)},
			report.Identifier{Kind: report.KindPhone, Raw: fmt.Sprintf("+1 202 55%d 01%02d", i%10, i%100)},
			report.Identifier{Kind: report.KindIP, Raw: fmt.Sprintf("192.0.2.%d", i%256), Port: 443},
			report.Identifier{Kind: report.KindIP, Raw: fmt.Sprintf("2001:db8::%x", i)},
			report.Identifier{Kind: report.KindDevice, Type: "IMEI", Raw: fmt.Sprint(49015420000000 + i)},
			report.Identifier{Kind: report.KindURL, Raw: fmt.Sprintf("https://www.example.com/p/%d?x=1", i)},
		)
	}
	return ids
}

func BenchmarkMixed(b *testing.B) {
	table := Default()
	ids := mixed(2000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		table.Identifier(&ids[i%len(ids)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "identifiers/s")
}

func BenchmarkKinds(b *testing.B) {
	for _, id := range []report.Identifier{
		{Kind: report.KindAccount, Service: "Example Chat, Inc.", Raw: "100001234"},
		{Kind: report.KindScreenName, Service: "Example", Raw: "Straße"},
		{Kind: report.KindEmail, Raw: "Some.One@Example.com"},
		{Kind: report.KindEmail, Raw: "someone@bücher.example"},
		{Kind: report.KindPhone, Raw: "+33 1 99 00 12 34"},
		{Kind: report.KindDevice, Type: "MAC", Raw: "00:00:5E:00:53:01"},
		{Kind: report.KindIP, Raw: "2001:db8::1"},
		{Kind: report.KindIBAN, Raw: "GB29 NWBK 6016 1331 9268 19"},
		{Kind: report.KindWallet, Raw: "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y"},
		{Kind: report.KindWallet, Raw: "1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i"},
		{Kind: report.KindWallet, Raw: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
		{Kind: report.KindDocument, Service: "FRA", Raw: "12 AB 34567"},
		{Kind: report.KindURL, Raw: "https://www.example.com/p/1?x=1"},
		{Kind: report.KindDomain, Raw: "www.example.co.uk"},
		{Kind: report.KindHash, Type: "MD5", Raw: "900150983CD24FB0D6963F7D28E17F72"},
	} {
		b.Run(id.Kind.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Default().Identifier(&id)
			}
		})
	}
}

// BenchmarkPhoneNew is a number that is not remembered.
func BenchmarkPhoneNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		parsePhone("+33 1 99 00 12 34", "")
	}
}

func BenchmarkKey(b *testing.B) {
	var secret [32]byte
	table := Default()
	b.ReportAllocs()
	for b.Loop() {
		table.Key(secret, report.KindAccount, "Example Chat, Inc.", "100001234")
	}
}
