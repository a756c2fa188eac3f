package year

import (
	"bytes"
	"context"
	"crypto/sha256"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"
)

// files keeps a year in memory.
type files map[string][]byte

type memory struct {
	bytes.Buffer
	name string
	into files
}

func (m *memory) Close() error { m.into[m.name] = m.Bytes(); return nil }

func made(t testing.TB, o Options) (files, Summary) {
	t.Helper()
	fs := files{}
	sum, err := Make(context.Background(), o, func(name string) (io.WriteCloser, error) {
		if _, twice := fs[name]; twice {
			t.Fatalf("%s is made twice", name)
		}
		fs[name] = nil
		return &memory{name: name, into: fs}, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fs, sum
}

func (fs files) truth(t testing.TB) Truth {
	t.Helper()
	var x Truth
	if err := json.Unmarshal(fs["truth/truth.json"], &x); err != nil {
		t.Fatal(err)
	}
	return x
}

func (fs files) sum() [32]byte {
	names := make([]string, 0, len(fs))
	for n := range fs {
		names = append(names, n)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, n := range names {
		s := sha256.Sum256(fs[n])
		h.Write([]byte(n))
		h.Write(s[:])
	}
	return [32]byte(h.Sum(nil))
}

// small is a year that takes a blink, with every kind of source in it.
func small(seed uint64) Options {
	o := Sized(33)
	o.Seed, o.Commissioners, o.Facilitators, o.Devices, o.Ordinary = seed, 40, 9, 4, 30
	return o
}

func TestSameOptionsSameBytes(t *testing.T) {
	a, _ := made(t, small(7))
	b, _ := made(t, small(7))
	if a.sum() != b.sum() {
		t.Fatal("two runs with the same options differ")
	}
	for _, other := range []uint64{0, 8, 1 << 63} {
		c, _ := made(t, small(other))
		if c.sum() == a.sum() {
			t.Fatalf("seeds 7 and %d give the same year", other)
		}
	}
	o := small(7)
	o.Now = time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	c, _ := made(t, o)
	if c.sum() == a.sum() {
		t.Fatal("another end of the year changes nothing")
	}
}

// The year must not know what it serves to judge.
func TestImportsNothingThatItJudges(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) < 8 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if strings.HasPrefix(i.Path.Value, `"vigie/`) && i.Path.Value != `"vigie/internal/synth"` {
				t.Errorf("%s imports %s", name, i.Path.Value)
			}
		}
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"nobody":           func(o *Options) { o.Commissioners = 0 },
		"too many":         func(o *Options) { o.Commissioners = MaxCommissioners + 1 },
		"devices":          func(o *Options) { o.Devices = o.Facilitators + 1 },
		"fewer than one":   func(o *Options) { o.Payments = o.Commissioners - 1 },
		"negative":         func(o *Options) { o.Unrelated = -1 },
		"no agent":         func(o *Options) { o.Agents = 0 },
		"before the epoch": func(o *Options) { o.Now = time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		o := Sized(33)
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, n := range []int{0, 1, 33, 1000, 50_000} {
		if _, err := New(Sized(n)); err != nil {
			t.Errorf("size %d: %v", n, err)
		}
	}
}

// options draws a small year of any shape.
func options(t *rapid.T) Options {
	o := Options{
		Seed: rapid.Uint64().Draw(t, "seed"), Commissioners: rapid.IntRange(1, 60).Draw(t, "commissioners"),
		Facilitators: rapid.IntRange(1, 20).Draw(t, "facilitators"), Agents: rapid.IntRange(1, 9).Draw(t, "agents"),
		Unrelated: rapid.IntRange(0, 200).Draw(t, "unrelated"),
	}
	o.Devices = rapid.IntRange(0, o.Facilitators).Draw(t, "devices")
	o.Payments = o.Commissioners + rapid.IntRange(0, 3000).Draw(t, "payments")
	return o
}

func TestEveryStoryHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, err := New(options(t))
		if err != nil {
			t.Fatal(err)
		}
		if y.cuts[y.o.Commissioners] != y.o.Payments {
			t.Fatalf("%d payments are shared out, want %d", y.cuts[y.o.Commissioners], y.o.Payments)
		}
		number := 0
		for k := range y.o.Commissioners {
			s := y.story(k)
			if len(s.payments) == 0 {
				t.Fatalf("commissioner %d pays nothing", k)
			}
			for i := range s.payments {
				p := &s.payments[i]
				if p.n != number {
					t.Fatalf("payment %d stands where %d should", p.n, number)
				}
				number++
				if p.at.Before(y.start) || p.at.After(y.o.Now) {
					t.Fatalf("payment at %v, outside the year", p.at)
				}
				if !slices.Contains(s.c.ties, p.f) {
					t.Fatalf("a payment to %d, with whom there is no tie", p.f)
				}
				if v := p.session; v != nil && (v.payment != p || v.start.Before(p.at) || v.start.Sub(p.at) > 4*hour || v.f != p.f || !p.back.IsZero()) {
					t.Fatalf("session %v of payment %v", v.start, p.at)
				}
			}
			for _, v := range s.sessions {
				if v.payment != nil {
					continue
				}
				for i := range s.payments {
					if d := v.start.Sub(s.payments[i].at).Abs(); d < 76*hour {
						t.Fatalf("a session without a payment lies %v from one", d)
					}
				}
			}
		}
	})
}

// Nearest to a session that is told and was paid for is its own payment, among
// all payments of the commissioner: whatever window is taken, the pairs are those
// of the truth.
func TestASessionsOwnPaymentIsTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, err := New(options(t))
		if err != nil {
			t.Fatal(err)
		}
		for k := range y.o.Commissioners {
			s := y.story(k)
			for _, v := range s.sessions {
				if v.payment == nil {
					continue
				}
				own := v.start.Sub(v.payment.at).Abs()
				for i := range s.payments {
					if d := v.start.Sub(s.payments[i].at).Abs(); d < own {
						t.Fatalf("a payment %v away is nearer than its own, %v", d, own)
					}
				}
			}
		}
	})
}

func TestEveryPaymentIsToldAndCountedInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, err := New(options(t))
		if err != nil {
			t.Fatal(err)
		}
		for k := range y.o.Commissioners {
			s := y.story(k)
			ts := y.tellings(s)
			told := map[*payment]int{}
			for i := range ts {
				told[ts[i].p]++
				if v := ts[i].p.session; v != nil && v.told && !slices.ContainsFunc(ts, func(x telling) bool { return x.p == ts[i].p && x.by == byDevice }) {
					t.Fatal("a device tells a session and not its payment")
				}
			}
			for i := range s.payments {
				if n := told[&s.payments[i]]; n < 1 || n > 3 {
					t.Fatalf("payment %d is told %d times", s.payments[i].n, n)
				}
			}
			x := scope(y, ts, func(*telling) bool { return true }, &naming{})
			if x.Distinct > x.Probable || x.Probable > x.Certain || x.Certain > x.Stated || x.Distinct+x.TakenBack != len(s.payments) {
				t.Fatalf("counts out of order: %+v for %d payments", x, len(s.payments))
			}
			n := x.TwoAmounts
			for _, c := range x.Sums {
				n += c.Count
			}
			if n != x.Distinct {
				t.Fatalf("%d in sums, %d distinct", n, x.Distinct)
			}
		}
	})
}

// No two bearers share a value, over commissioners, facilitators, agents, houses
// and other holders alike.
func TestEveryValueHasOneBearer(t *testing.T) {
	o := Sized(1000)
	o.Commissioners, o.Facilitators, o.Agents, o.Payments = 5000, 1500, 400, 5000
	y, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	bearer := map[string]string{}
	bear := func(who string, values ...string) {
		for _, v := range values {
			if other, is := bearer[v]; is && other != who {
				t.Fatalf("%s is borne by %s and %s", v, other, who)
			}
			bearer[v] = who
		}
	}
	for k := range o.Commissioners {
		c := y.commissioner(k)
		bear(c.id, c.email, c.phone, c.iban, c.wallet, c.document, c.home)
		for _, a := range c.accounts {
			bear(c.id, a.at.name+":"+a.id)
		}
	}
	for f := range o.Facilitators {
		x := y.facilitator(f)
		bear(x.id, x.phone, x.account, x.wallet, x.chat, x.first+" "+x.last)
	}
	for a := range o.Agents {
		bear(agentID(a), y.agent(a).iban)
	}
	bear("house", houses[0].iban, houses[1].iban)
	bear("operator", operatorIBAN)
}

// Reserved values, and no other. Whatever looks like a telephone, an address of
// the internet or an e-mail address is checked, in every file.
func TestOnlyReservedValues(t *testing.T) {
	fs, _ := made(t, small(3))
	phone := regexp.MustCompile(`\+\d{9,15}\b`)
	fiction := regexp.MustCompile(`^\+(1\d{3}55501\d\d|442079460\d{3}|441[1-9]\d4960\d{3}|441914980\d{3}|442896496\d{3}|442920180\d{3}|441632960\d{3}|447700900\d{3}|33(19900|26191|35301|46571|53649|63998)\d{4})$`)
	mail := regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+`)
	host := regexp.MustCompile(`https?://([A-Za-z0-9.-]+)`)
	ip4 := regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	example := regexp.MustCompile(`(^|[.@])example\.(com|net|org)$`)
	seen := 0
	for name, b := range fs {
		if !strings.HasPrefix(name, "reports/") || strings.HasSuffix(name, ".xlsx") || strings.HasSuffix(name, ".zip") || strings.HasPrefix(name, "reports/ordinary/") {
			continue
		}
		for _, v := range phone.FindAllString(string(b), -1) {
			if seen++; !fiction.MatchString(v) {
				t.Fatalf("%s: %s is kept for nobody", name, v)
			}
		}
		for _, v := range mail.FindAllString(string(b), -1) {
			if seen++; !example.MatchString(v) {
				t.Fatalf("%s: %s", name, v)
			}
		}
		for _, v := range host.FindAllStringSubmatch(string(b), -1) {
			if !example.MatchString(v[1]) && v[1] != "www.w3.org" {
				t.Fatalf("%s: %s", name, v[1])
			}
		}
		for _, v := range ip4.FindAllString(string(b), -1) {
			if !strings.HasPrefix(v, "192.0.2.") && !strings.HasPrefix(v, "198.51.100.") && !strings.HasPrefix(v, "203.0.113.") {
				t.Fatalf("%s: %s", name, v)
			}
		}
	}
	if seen < 1000 {
		t.Fatalf("only %d values seen", seen)
	}
}

func TestStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Write(ctx, small(1), t.TempDir(), nil); err == nil {
		t.Fatal("it went on")
	}
	dir := t.TempDir()
	if _, err := Write(context.Background(), small(1), dir, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), small(1), dir, nil); err == nil {
		t.Fatal("it wrote over another year")
	}
}

func TestSumsAndMedians(t *testing.T) {
	for _, x := range []struct {
		vs     []int64
		total  string
		median string
	}{
		{[]int64{5}, "0.05", "0.05"},
		{[]int64{100, 300}, "4.00", "2.00"},
		{[]int64{101, 300}, "4.01", "2.005"},
		{[]int64{300, 100, 250}, "6.50", "2.50"},
	} {
		if s := sum("EUR", x.vs); s.Total != x.total || s.Median != x.median || s.Count != len(x.vs) {
			t.Errorf("%v: %+v", x.vs, s)
		}
	}
}

// TestNoFileIsEmpty: a device on which nobody of the story stands has no tables, and
// one whose contacts never paid there no table of payments.
func TestNoFileIsEmpty(t *testing.T) {
	o := Sized(40)
	o.Facilitators, o.Devices = 60, 60
	fs, sum := made(t, o)
	devices := 0
	for name := range fs {
		if strings.HasPrefix(name, "reports/devices/") && strings.Contains(name, "/contacts.") {
			devices++
		}
	}
	if devices == 0 || devices == o.Devices {
		t.Fatalf("%d of %d devices have contacts: the test tests nothing", devices, o.Devices)
	}
	lines := strings.Split(strings.TrimSpace(string(fs["truth/expected.csv"])), "\n")[1:]
	if len(lines) != sum.Files {
		t.Errorf("%d files are expected of %d", len(lines), sum.Files)
	}
	for _, l := range lines {
		if strings.HasSuffix(l, ",0") {
			t.Errorf("a file without a record: %s", l)
		}
	}
}
