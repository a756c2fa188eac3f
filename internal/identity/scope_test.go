package identity

import (
	"testing"

	"vigie/internal/report"
)

func TestServiceNames(t *testing.T) {
	table := Default()
	for _, c := range []struct{ in, want string }{
		{"Facebook", "facebook"},
		{"FACEBOOK", "facebook"},
		{"Meta Platforms, Inc.", "facebook"},
		{"Example Chat, Inc.", "example chat"},
		{"Example  Chat (LLC)", "example chat"},
		{"Example Chat®", "example chat"},
		{"Ｅｘａｍｐｌｅ", "example"},
		{"X Corp.", "x"},
		{"Twitter", "x"},
		{"Inc", "inc"},
		{"unknown", ""},
		{"", ""},
	} {
		if got := table.Scope(report.KindAccount, c.in, "1"); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestScopeByKind(t *testing.T) {
	table := Default()
	for _, c := range []struct {
		kind                 report.Kind
		service, value, want string
	}{
		{report.KindEmail, "Facebook", "someone@example.com", ""},
		{report.KindPhone, "Facebook", "+33199001234", ""},
		{report.KindDevice, "Facebook", "imei:490154203237518", ""},
		{report.KindIP, "Facebook", "192.0.2.1", ""},
		{report.KindIBAN, "Example Bank", "GB29NWBK60161331926819", ""},
		{report.KindHash, "Example", "900150983cd24fb0d6963f7d28e17f72", ""},
		{report.KindScreenName, "Twitter", "someone", "x"},
		{report.KindReference, "WU", "1234567890", "western union"},
		{report.KindBank, "EXMPFRPPXXX", "12345", "exmpfrpp"},
		{report.KindBank, "EXMPFRPP", "12345", "exmpfrpp"},
		{report.KindBank, "Example Bank S.A.", "12345", "example bank"},
		{report.KindDocument, "FRA", "12AB34567", "fr"},
		{report.KindDocument, "fr", "12AB34567", "fr"},
		{report.KindDocument, "France", "12AB34567", "france"},
		{report.KindWallet, "BTC", "1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i", ""},
		{report.KindWallet, "", "1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i", ""},
		{report.KindWallet, "XMR", "4Ab1", "monero"},
		{report.Kind(200), "Example", "x", ""},
	} {
		got := table.Scope(c.kind, c.service, c.value)
		if got != c.want {
			t.Errorf("%v at %q: %q, want %q", c.kind, c.service, got, c.want)
		}
		if again := table.Scope(c.kind, got, c.value); again != got {
			t.Errorf("%v: the scope of scope %q is %q", c.kind, got, again)
		}
	}
}

func TestKey(t *testing.T) {
	table := Default()
	var a, b [32]byte
	b[0] = 1
	key := func(secret [32]byte, k report.Kind, service, value string) int64 {
		return table.Key(secret, k, service, value)
	}
	base := key(a, report.KindAccount, "facebook", "12")
	if base <= 0 {
		t.Errorf("%d is not positive", base)
	}
	for name, same := range map[string]int64{
		"alias":    key(a, report.KindAccount, "FB", "12"),
		"legal":    key(a, report.KindAccount, "Facebook, Inc.", "12"),
		"repeated": key(a, report.KindAccount, "facebook", "12"),
	} {
		if same != base {
			t.Errorf("%s: keys differ", name)
		}
	}
	for name, other := range map[string]int64{
		"secret":  key(b, report.KindAccount, "facebook", "12"),
		"kind":    key(a, report.KindScreenName, "facebook", "12"),
		"service": key(a, report.KindAccount, "instagram", "12"),
		"value":   key(a, report.KindAccount, "facebook", "13"),
		"border":  key(a, report.KindAccount, "facebook1", "2"),
	} {
		if other == base {
			t.Errorf("%s: keys are equal", name)
		}
	}
	if key(a, report.KindEmail, "facebook", "someone@example.com") != key(a, report.KindEmail, "", "someone@example.com") {
		t.Error("the service of an e-mail address changes its key")
	}
}

// The key is in every unit's database: a change of its making is a migration.
func TestKeyStaysTheSame(t *testing.T) {
	const want = 7451459078127255847 // computed with Python's hashlib, as those below
	var secret [32]byte
	for i := range secret {
		secret[i] = byte(i)
	}
	for _, c := range []struct {
		kind           report.Kind
		service, value string
		want           int64
	}{
		{report.KindEmail, "", "someone@example.com", want},
		{report.KindScreenName, "facebook", "nemo-77", 2776104136475251583},
		{report.KindIPPort, "", "192.0.2.1:4711", 6922288264348577653},
		{report.KindReport, "", "ncmec:900000001", -4282114011958121359},
	} {
		if k := Default().Key(secret, c.kind, c.service, c.value); k != c.want {
			t.Errorf("%v: %d, want %d", c.kind, k, c.want)
		}
	}
}

// What one report bears together lies side by side, and is told apart all the same.
func TestNeighboursShareTheirFirstBits(t *testing.T) {
	table := Default()
	secret := [32]byte{1}
	key := func(k report.Kind, service, value string) int64 { return table.Key(secret, k, service, value) }
	for name, pair := range map[string][2]int64{
		"a screen name and the same at another service": {key(report.KindScreenName, "facebook", "nemo-77"), key(report.KindScreenName, "instagram", "nemo-77")},
		"a screen name and the same at any":             {key(report.KindScreenName, "facebook", "nemo-77"), key(report.KindHandle, "", "nemo-77")},
		"an address and with its port":                  {key(report.KindIP, "", "192.0.2.1"), key(report.KindIPPort, "", "192.0.2.1:4711")},
		"an address with two ports":                     {key(report.KindIPPort, "", "192.0.2.1:4712"), key(report.KindIPPort, "", "192.0.2.1:4711")},
	} {
		if pair[0]>>31 != pair[1]>>31 || pair[0] == pair[1] {
			t.Errorf("%s: %x and %x", name, pair[0], pair[1])
		}
	}
	for name, pair := range map[string][2]int64{
		"two names":          {key(report.KindScreenName, "facebook", "nemo-77"), key(report.KindScreenName, "facebook", "nemo-78")},
		"two addresses":      {key(report.KindIP, "", "192.0.2.1"), key(report.KindIPPort, "", "192.0.2.11:4711")},
		"an account's name":  {key(report.KindAccount, "facebook", "nemo-77"), key(report.KindScreenName, "facebook", "nemo-77")},
		"an address of IPv6": {key(report.KindIP, "", "2001:db8::1"), key(report.KindIP, "", "2001:db8::2")},
	} {
		if pair[0]>>31 == pair[1]>>31 {
			t.Errorf("%s: %x and %x", name, pair[0], pair[1])
		}
	}
	// The names of most kinds, an address's own among them, stayed what they were.
	for _, k := range []report.Kind{report.KindAccount, report.KindEmail, report.KindIP, report.KindHandle, report.KindPerson} {
		if key(k, "", "192.0.2.1") != table.KeyBefore(secret, k, "", "192.0.2.1") {
			t.Errorf("the key of %v changed", k)
		}
	}
}

// A report's number is indexed by the key of the report, below all keyed hashes.
func TestNumbersAreKeysOfReports(t *testing.T) {
	table := Default()
	want := report.KeyOf("ncmec", "900000001")
	for _, secret := range [][32]byte{{1}, {2}} {
		k, ok := report.Numbered(table.Key(secret, report.KindReport, "", "ncmec:900000001"))
		if !ok || k != want {
			t.Errorf("%v %v, want %v", k, ok, want)
		}
	}
	for _, k := range []report.Kind{report.KindHandle, report.KindReport} {
		if _, ok := report.Numbered(table.Key([32]byte{1}, k, "", "other:900000001")); ok {
			t.Errorf("a value of %v is taken for the number of a report", k)
		}
	}
	if k, ok := report.Numbered(report.Key(0).Number()); !ok || k != 0 {
		t.Errorf("the key 0 has the number %v %v", k, ok)
	}
}

func TestCaps(t *testing.T) {
	table := Default()
	for k := report.KindAccount; k <= report.KindHash; k++ {
		if table.Cap(k) < 1 {
			t.Errorf("%v: cap %d", k, table.Cap(k))
		}
	}
	if table.Cap(0) != 0 || table.Cap(200) != 0 {
		t.Error("an unknown kind has a cap")
	}
}
