package synth

import (
	"encoding/xml"
	"math/big"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

func TestShuffleIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		s := newShuffle(rapid.Uint64().Draw(t, "seed"), 1, n)
		seen := make([]bool, n)
		for i := range n {
			x := s.at(i)
			if x < 0 || x >= n || seen[x] {
				t.Fatalf("at(%d) = %d", i, x)
			}
			seen[x] = true
			if s.back(x) != i {
				t.Fatalf("back(at(%d)) = %d", i, s.back(x))
			}
		}
	})
}

// The first reports of a world that keeps them apart are of hands of their own, but
// for the one whose reports the border cuts.
func TestHandsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5000).Draw(t, "reports")
		o := Options{Reports: n, Seed: rapid.Uint64().Draw(t, "seed"), Apart: rapid.IntRange(0, n-1).Draw(t, "apart")}
		g, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		first, both := map[int]bool{}, map[int]bool{}
		of := map[int]int{}
		for i := range n {
			k := g.Hand(i)
			of[k]++
			if i < o.Apart {
				first[k] = true
			} else if first[k] {
				both[k] = true
			}
		}
		if len(both) > 1 {
			t.Fatalf("%d hands come on both sides of %d", len(both), o.Apart)
		}
		for k, have := range of {
			if _, want := g.crowd.slots(k); have != want {
				t.Fatalf("hand %d has %d reports, want %d", k, have, want)
			}
			for j := range have {
				if at := g.position(k, j); g.Hand(at) != k {
					t.Fatalf("report %d of hand %d is not at %d", j, k, at)
				}
			}
		}
	})
}

func TestEverySlotHasOneHand(t *testing.T) {
	for _, n := range []int{1, 10, 1871, 1872, 5000} {
		c := newCrowd(9, n)
		slot := 0
		for k := range c.hands {
			first, m := c.slots(k)
			if first != slot || m < 1 {
				t.Fatalf("%d reports: hand %d has %d from slot %d, want from %d", n, k, m, first, slot)
			}
			for j := range m {
				if hk, hj := c.hand(slot + j); hk != k || hj != j {
					t.Fatalf("slot %d is report %d of hand %d, want %d of %d", slot+j, hj, hk, j, k)
				}
			}
			slot += m
		}
		if slot != n {
			t.Fatalf("%d reports: hands hold %d", n, slot)
		}
	}
}

func TestIBANCheckDigits(t *testing.T) {
	for n := range uint64(200) {
		for _, french := range []bool{false, true} {
			s := iban(n*7919, french)
			var b strings.Builder
			for _, r := range s[4:] + s[:4] {
				if r >= 'A' {
					b.WriteString(big.NewInt(int64(r - 'A' + 10)).String())
				} else {
					b.WriteRune(r)
				}
			}
			v, _ := new(big.Int).SetString(b.String(), 10)
			if new(big.Int).Mod(v, big.NewInt(97)).Int64() != 1 {
				t.Fatalf("%s: wrong check digits", s)
			}
			if want := map[bool]int{false: 22, true: 27}[french]; len(s) != want {
				t.Fatalf("%s: %d characters", s, len(s))
			}
		}
	}
}

// BIP 173's checksum holds for every string that it calls valid.
func TestBech32(t *testing.T) {
	valid := func(s string) bool {
		s = strings.ToLower(s)
		i := strings.LastIndexByte(s, '1')
		sum := uint32(1)
		for _, c := range []byte(s[:i]) {
			sum = bech32Step(sum, c>>5)
		}
		sum = bech32Step(sum, 0)
		for _, c := range []byte(s[:i]) {
			sum = bech32Step(sum, c&31)
		}
		for _, c := range []byte(s[i+1:]) {
			sum = bech32Step(sum, byte(strings.IndexByte("qpzry9x8gf2tvdw0s3jn54khce6mua7l", c)))
		}
		return sum == 1
	}
	for _, s := range []string{
		"A12UEL5L", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "?1ezyfcl",
		"tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
	} {
		if !valid(s) {
			t.Errorf("vector %s fails", s)
		}
	}
	for n := range uint64(50) {
		w := wallet(n, n*3)
		if len(w) != 42 || !strings.HasPrefix(w, "tb1q") || !valid(w) {
			t.Fatalf("wallet %s", w)
		}
	}
}

func TestIMEILuhn(t *testing.T) {
	for n := range uint64(500) {
		s := imei(n * 104729).value
		sum := 0
		for i := range len(s) {
			v := int(s[len(s)-1-i] - '0')
			if i%2 == 1 {
				v *= 2
			}
			sum += v/10 + v%10
		}
		if len(s) != 15 || s[:2] != "00" || sum%10 != 0 {
			t.Fatalf("IMEI %s", s)
		}
	}
}

func TestPhonesAreDistinctAndPossible(t *testing.T) {
	seen := map[string]bool{}
	add := func(s string) {
		if seen[s] {
			t.Fatalf("%s twice", s)
		}
		seen[s] = true
		if len(seen)%97 == 0 {
			n, err := phonenumbers.Parse(s, "")
			if err != nil || !phonenumbers.IsPossibleNumber(n) {
				t.Fatalf("%s: %v", s, err)
			}
		}
	}
	for r := range handPhones {
		add(handPhone(r))
	}
	for r := range trapPhones {
		add(trapPhone(r))
	}
	for f := range agentPhones {
		add(facilitatorPhone(f))
	}
}

func TestSpokenFormsAreOneNumber(t *testing.T) {
	d := newDraw(1, ofHand, 1)
	for r := 0; r < handPhones; r += 101 {
		want := handPhone(r)
		n, err := phonenumbers.Parse(spoken(want, &d), "FR")
		if err != nil || phonenumbers.Format(n, phonenumbers.E164) != want {
			t.Fatalf("%s: %v", want, err)
		}
	}
}

func FuzzAppendXML(f *testing.F) {
	f.Add("a < b & c > d \" '\n\t")
	f.Add("\x00\x1f\ufffe\xff")
	f.Fuzz(func(t *testing.T, s string) {
		doc := "<a b=\"" + string(appendXML(nil, s)) + "\">" + string(appendXML(nil, s)) + "</a>"
		var v struct {
			B string `xml:"b,attr"`
			T string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte(doc), &v); err != nil {
			t.Fatal(err)
		}
		want := strings.Map(func(r rune) rune {
			if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
				return 0xfffd
			}
			return r
		}, strings.ToValidUTF8(s, "\uFFFD"))
		// A run of bad bytes is one character for ToValidUTF8 and one each for range.
		if strings.ContainsRune(want, 0xfffd) {
			return
		}
		if v.B != want || v.T != want {
			t.Fatalf("%q came back as %q and %q", want, v.B, v.T)
		}
	})
}
