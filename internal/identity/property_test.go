package identity

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

// lawful checks what holds of any identifier: a value and a strength come
// together, both are bounded, doing it twice changes nothing, and the normal
// form is its own normal form.
func lawful(t interface {
	Helper()
	Errorf(string, ...any)
}, id report.Identifier,
) {
	t.Helper()
	table := Default()
	given := id
	table.Identifier(&id)
	if (id.Value == "") != (id.Strength == report.Unusable) {
		t.Errorf("%v: value %q with strength %d", id.Kind, id.Value, id.Strength)
	}
	if len(id.Value) > longest(id.Kind) || !utf8.ValidString(id.Value) || strings.ContainsAny(id.Value, "\x00\n") {
		t.Errorf("%v: %q is no value", id.Kind, id.Value)
	}
	if id.FromText && id.Strength > report.Proposes {
		t.Errorf("%v: text joins", id.Kind)
	}
	if id.Raw != given.Raw || id.Service != given.Service || id.Type != given.Type {
		t.Errorf("%v: what was given has changed", id.Kind)
	}
	twice := id
	table.Identifier(&twice)
	if twice.Value != id.Value || twice.Strength != id.Strength || twice.Kind != id.Kind || twice.Port != id.Port {
		t.Errorf("%v %q: once %q %d, twice %q %d", id.Kind, id.Raw, id.Value, id.Strength, twice.Value, twice.Strength)
	}
	if id.Value == "" {
		return
	}
	again := id
	again.Raw = id.Value
	table.Identifier(&again)
	if again.Value != id.Value || again.Kind != id.Kind {
		t.Errorf("%v %q at %q (%s): normal form %q has the normal form %q", id.Kind, id.Raw, id.Service, id.Type, id.Value, again.Value)
	}
	scope := table.Scope(id.Kind, id.Service, id.Value)
	if s := table.Scope(id.Kind, scope, id.Value); s != scope {
		t.Errorf("%v: the scope of scope %q is %q", id.Kind, scope, s)
	}
	var secret [32]byte
	if k := table.Key(secret, id.Kind, id.Service, id.Value); k <= 0 || k != table.Key(secret, id.Kind, scope, id.Value) {
		t.Errorf("%v: key %d", id.Kind, k)
	}
}

var (
	services = []string{"", "Example Chat, Inc.", "Facebook", "Meta Platforms", "Snapchat", "WhatsApp", "PayPal", "GCash", "BTC", "ETH", "FR", "FRA", "EXMPFRPPXXX", "unknown", "Ｅ x."}
	types    = []string{"", "IMEI", "MAC", "BSSID", "SSID", "IDFA", "ICCID", "IMSI", "Serial: number", "Mobile", "MD5", "SHA1", "PhotoDNA", "PDQ", "İ"}
)

func TestNormalFormsAreTheirOwn(t *testing.T) {
	// Pieces that the parsers look for, so that random text reaches their depths.
	pieces := rapid.OneOf(
		rapid.StringN(0, 12, 40),
		rapid.SampledFrom([]string{
			"@", ".", "+", "-", ":", "/", "//", "://", "%", "%2e", "%41", "#", "?", "..", " ", "\u200b", "0", "00", "0x", "x", "ext",
			"gmail.com", "example.com", "bücher.example", "xn--", "http", "mailto:", "tel:", "imei:", "mac:", "bitcoin:", "iban",
			"33", "1", "199001234", "490154203237518", "GB29NWBK60161331926819", "192.0.2.1", "[2001:db8::1]", "00:00:5e:00:53:01",
			"İ", "ß", "ﷺ", "e\u0301", "Å", "ǆ", "١", "。", "＋", "´", "ﬃ", "ς", "\u00a0", "ͅ", "A", "F",
		}),
		rapid.StringOfN(rapid.RuneFrom([]rune("0123456789 -+")), 3, 16, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		id := report.Identifier{
			Kind:     report.Kind(rapid.IntRange(1, kindCount-1).Draw(t, "kind")),
			Service:  rapid.SampledFrom(services).Draw(t, "service"),
			Type:     rapid.SampledFrom(types).Draw(t, "type"),
			Raw:      strings.Join(rapid.SliceOfN(pieces, 0, 6).Draw(t, "raw"), ""),
			FromText: rapid.Bool().Draw(t, "text"),
		}
		lawful(t, id)
	})
}

// Whoever writes an address differently in these ways means the same one.
func TestSpellingsOfOneValue(t *testing.T) {
	table := Default()
	same := func(t *rapid.T, k report.Kind, service, a, b string) {
		x := report.Identifier{Kind: k, Service: service, Raw: a}
		y := report.Identifier{Kind: k, Service: service, Raw: b}
		table.Identifier(&x)
		table.Identifier(&y)
		if x.Value != y.Value {
			t.Fatalf("%v: %q is %q, %q is %q", k, a, x.Value, b, y.Value)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-z][a-z0-9.]{0,20}`).Draw(t, "local")
		same(t, report.KindEmail, "", local+"@example.com", " "+strings.ToUpper(local)+"@EXAMPLE.com. ")
		same(t, report.KindEmail, "", local+"@gmail.com", strings.ReplaceAll(local, ".", "")+"+x@googlemail.com")
		n := rapid.StringMatching(`[0-9]{2} [0-9]{2}`).Draw(t, "number")
		same(t, report.KindPhone, "", "+33 1 99 00 "+n, "0033.1.99.00."+strings.ReplaceAll(n, " ", "."))
		same(t, report.KindScreenName, "Example", local, "@"+strings.ToUpper(local))
		body := rapid.StringMatching(`[1-9][0-9]{13}`).Draw(t, "imei")
		same(t, report.KindDevice, "", "imei:"+body, "IMEI:"+body+string(luhnDigit(body)))
		h := rapid.StringMatching(`[0-9a-f]{40}`).Draw(t, "address")
		same(t, report.KindWallet, "", "0x"+h, "0x"+strings.ToUpper(h))
	})
}

// Many goroutines share one table: they agree with each other and with a
// table of their own, even when there are more numbers than it remembers.
func TestManyGoroutines(t *testing.T) {
	table, err := Load([]byte(shipped(t)))
	if err != nil {
		t.Fatal(err)
	}
	number := func(i int) string {
		return "+1 202 555 01" + string([]byte{byte('0' + i/10%10), byte('0' + i%10)}) + strings.Repeat(" ", i/100%4)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 800 {
				n := number(i*7 + g)
				id := report.Identifier{Kind: report.KindPhone, Raw: n}
				table.Identifier(&id)
				if want := "+1" + strings.ReplaceAll(strings.TrimPrefix(n, "+1"), " ", ""); id.Value != want {
					t.Errorf("%q: %q", n, id.Value)
				}
				lawful(t, report.Identifier{Kind: report.KindScreenName, Service: "Example", Raw: "Straße"})
			}
		})
	}
	wg.Wait()
}

func TestPhoneMemoryIsBounded(t *testing.T) {
	var c phoneCache
	calls := 0
	parse := func(raw, _ string) form { calls++; return form{value: raw} }
	const n = 4 * phoneShards * phoneGeneration
	buf := []byte("+00000000")
	for i := range n {
		for j, v := len(buf)-1, i; j > 0; j, v = j-1, v/10 {
			buf[j] = byte('0' + v%10)
		}
		if f := c.get(phoneKey{string(buf), ""}, parse); f.value != string(buf) {
			t.Fatalf("%s: %q", buf, f.value)
		}
	}
	if calls != n {
		t.Errorf("%d numbers parsed %d times", n, calls)
	}
	if c.get(phoneKey{string(buf), ""}, parse); calls != n {
		t.Error("the last number was forgotten")
	}
	if c.get(phoneKey{string(buf), "FR"}, parse); calls != n+1 {
		t.Error("one number in two countries is one entry")
	}
	held := 0
	for i := range c.shards {
		held += len(c.shards[i].young) + len(c.shards[i].old)
	}
	if held > 2*phoneShards*phoneGeneration {
		t.Errorf("%d numbers are held", held)
	}
}
