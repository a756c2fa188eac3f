package identity

import (
	"testing"

	"vigie/internal/report"
)

func TestStrengthByVerification(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		kind                         report.Kind
		service, raw                 string
		verified, unstated, unproven report.Strength
	}{
		{report.KindEmail, "", "someone@example.com", joins, proposes, proposes},
		{report.KindPhone, "", "+33199001234", proposes, proposes, proposes},
		{report.KindAccount, "Example", "12", joins, joins, proposes},
		{report.KindIBAN, "", "GB29NWBK60161331926819", joins, joins, proposes},
		{report.KindWallet, "", "1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i", joins, joins, proposes},
		{report.KindScreenName, "Example", "someone", proposes, proposes, proposes},
		{report.KindURL, "", "http://example.com/", shown, shown, shown},
	} {
		for _, v := range []struct {
			verified *bool
			want     report.Strength
		}{{&yes, c.verified}, {nil, c.unstated}, {&no, c.unproven}} {
			id := report.Identifier{Kind: c.kind, Service: c.service, Raw: c.raw, Verified: v.verified}
			Default().Identifier(&id)
			if id.Strength != v.want {
				t.Errorf("%v, verified %v: %d, want %d", c.kind, v.verified, id.Strength, v.want)
			}
		}
	}
}

func TestFreeTextNeverJoins(t *testing.T) {
	yes := true
	for _, id := range []report.Identifier{
		{Kind: report.KindAccount, Service: "Example", Raw: "12"},
		{Kind: report.KindEmail, Raw: "someone@example.com", Verified: &yes},
		{Kind: report.KindDevice, Type: "IMEI", Raw: "490154203237518"},
		{Kind: report.KindIBAN, Raw: "GB29NWBK60161331926819"},
		{Kind: report.KindBank, Service: "Example", Raw: "12345678"},
		{Kind: report.KindWallet, Raw: "1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i"},
		{Kind: report.KindDocument, Service: "FR", Raw: "12AB34567"},
	} {
		Default().Identifier(&id)
		if id.Strength != joins {
			t.Errorf("%v: strength %d before", id.Kind, id.Strength)
		}
		id.FromText = true
		Default().Identifier(&id)
		if id.Strength != proposes {
			t.Errorf("%v from text: strength %d", id.Kind, id.Strength)
		}
	}
}

func TestProxyIsOnlyShown(t *testing.T) {
	yes, no := true, false
	id := report.Identifier{Kind: report.KindIP, Raw: "192.0.2.1", Port: 443, Proxy: &no}
	Default().Identifier(&id)
	if id.Strength != proposes {
		t.Errorf("no proxy: %d", id.Strength)
	}
	id.Proxy = &yes
	Default().Identifier(&id)
	if id.Strength != shown {
		t.Errorf("proxy: %d", id.Strength)
	}
}

func TestPortInAnAddressIsKept(t *testing.T) {
	id := report.Identifier{Kind: report.KindIP, Raw: "[2001:db8::1]:443"}
	Default().Identifier(&id)
	if id.Port != 443 || id.Value != "2001:db8::1" {
		t.Errorf("%+v", id)
	}
	id = report.Identifier{Kind: report.KindIP, Raw: "192.0.2.1:443", Port: 80}
	Default().Identifier(&id)
	if id.Port != 80 {
		t.Errorf("the source's own port became %d", id.Port)
	}
}

// Every identifier of a report is reached, whoever bears it; the role changes nothing here.
func TestNormaliseReachesAll(t *testing.T) {
	id := func() []report.Identifier {
		return []report.Identifier{{Kind: report.KindAccount, Service: "Example", Raw: " 12 "}}
	}
	r := report.Report{
		Incident: report.Incident{Identifiers: id()},
		Parties:  []report.Party{{Role: report.RoleReported, Identifiers: id()}, {Role: report.RoleRecipient, Identifiers: id()}},
		Media:    []report.Media{{Identifiers: id()}},
	}
	Default().Normalise(&r)
	n := 0
	r.EachIdentifier(func(role report.Role, _ int, id *report.Identifier) {
		n++
		if id.Value != "12" || id.Strength != joins {
			t.Errorf("%v: %q, %d", role, id.Value, id.Strength)
		}
	})
	if n != 4 {
		t.Errorf("%d identifiers", n)
	}
}

func TestUnknownKindIsUnusable(t *testing.T) {
	for _, k := range []report.Kind{0, report.LastKind + 1, 255} {
		id := report.Identifier{Kind: k, Raw: "12", Value: "stale", Strength: joins}
		Default().Identifier(&id)
		if id.Value != "" || id.Strength != unusable {
			t.Errorf("kind %d: %+v", k, id)
		}
	}
}
