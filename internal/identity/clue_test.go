package identity

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

func files(typ string, hashes ...int) []report.Media {
	var ms []report.Media
	for _, h := range hashes {
		ms = append(ms, report.Media{Hashes: []report.Hash{{Type: typ, Value: fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, h)))[:32]}}})
	}
	return ms
}

func values(ids []report.Identifier, k report.Kind) []string {
	var out []string
	for _, id := range ids {
		if id.Kind == k {
			out = append(out, id.Value)
		}
	}
	slices.Sort(out)
	return out
}

// TestMediaSetsMeet: sets that hold four of five files in common nearly always
// share a clue, whatever order their files stand in; sets apart hardly ever do.
func TestMediaSetsMeet(t *testing.T) {
	table := Default()
	clues := func(m []report.Media) []string {
		return values(table.Clues(&report.Report{Media: m}), report.KindMedia)
	}
	meet := func(overlap, each int) (met int) {
		for i := range 200 {
			var a, b []int
			for j := range overlap {
				a, b = append(a, 1000*i+j), append(b, 1000*i+j)
			}
			for j := range each {
				a, b = append(a, 1000*i+100+j), append(b, 1000*i+200+j)
			}
			x, y := clues(files("MD5", a...)), clues(files("MD5", b...))
			if len(x) != mediaBands {
				t.Fatalf("%d clues of a set", len(x))
			}
			if slices.ContainsFunc(x, func(v string) bool { return slices.Contains(y, v) }) {
				met++
			}
		}
		return met
	}
	if n := meet(16, 2); n < 185 { // 16 of 20: 0.8
		t.Errorf("sets alike met %d times of 200", n)
	}
	if n := meet(2, 9); n > 20 { // 2 of 20
		t.Errorf("sets hardly alike met %d times of 200", n)
	}
	if n := meet(0, 10); n > 0 {
		t.Errorf("sets apart met %d times of 200", n)
	}
	a, b := files("SHA1", 1, 2, 3, 4), files("SHA1", 4, 2, 1, 3)
	for i := range a {
		a[i].Hashes[0].Value += "00000000"
		b[i].Hashes[0].Value += "00000000"
	}
	if x, y := clues(a), clues(b); len(x) != mediaBands || !slices.Equal(x, y) {
		t.Errorf("the order of files matters: %v, %v", x, y)
	}
	if x := clues(files("MD5", 1, 2)); len(x) != 0 {
		t.Errorf("two files are no set: %v", x)
	}
}

func TestAlike(t *testing.T) {
	set := func(n ...int) *report.Report { return &report.Report{Media: files("MD5", n...)} }
	for _, c := range []struct {
		a, b *report.Report
		want bool
	}{
		{set(1, 2, 3, 4, 5), set(1, 2, 3, 4, 5), true},
		{set(1, 2, 3, 4, 5), set(1, 2, 3, 4), true},
		{set(1, 2, 3, 4, 5), set(1, 2, 3, 4, 6), false}, // 4 of 6
		{set(1, 2), set(1, 2), false},
		{set(1, 2, 3), &report.Report{Media: files("SHA1", 1, 2, 3)}, false},
	} {
		if got := Default().Alike(c.a, c.b); got != c.want || Default().Alike(c.b, c.a) != got {
			t.Errorf("%v, %v: %v", MediaSet(c.a, "MD5"), MediaSet(c.b, "MD5"), got)
		}
	}
}

func TestWithin(t *testing.T) {
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, c := range []struct {
		kind report.Kind
		a, b []time.Time
		want bool
	}{
		{report.KindIPPort, []time.Time{noon}, []time.Time{noon.Add(day)}, true},
		{report.KindIPPort, []time.Time{noon}, []time.Time{noon.Add(day + 1)}, false},
		{report.KindIPPort, []time.Time{noon, noon.Add(9 * day)}, []time.Time{noon.Add(8 * day)}, true},
		{report.KindIPPort, nil, []time.Time{noon}, false},
		{report.KindIPPort, []time.Time{{}}, []time.Time{{}}, false},
		{report.KindIP, []time.Time{noon}, []time.Time{noon.Add(13 * day)}, true},
		{report.KindIP, []time.Time{noon}, []time.Time{noon.Add(15 * day)}, false},
		{report.KindEmail, nil, nil, true},
		{255, nil, nil, true},
	} {
		if got := Default().Within(c.kind, c.a, c.b); got != c.want || Default().Within(c.kind, c.b, c.a) != got {
			t.Errorf("%v %v %v: %v", c.kind, c.a, c.b, got)
		}
	}
}

// TestWorth: more bearers are worth less, and no evidence is worth nothing.
func TestWorth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := report.Kind(rapid.IntRange(0, 255).Draw(t, "kind"))
		n := rapid.IntRange(0, 1<<30).Draw(t, "reach")
		w := Default().Worth(k, n)
		if w < 1 || w > 10_000 || Default().Worth(k, n+1) > w {
			t.Fatalf("%v borne by %d: %d", k, n, w)
		}
	})
	if a, b := Default().Worth(report.KindEmail, 2), Default().Worth(report.KindEmail, 4); a-b != 100 {
		t.Errorf("twice the bearers: %d and %d; want one bit less", a, b)
	}
}

// Clues propose, are the reported person's alone, and come from no free text.
func TestCluesProposeOnly(t *testing.T) {
	party := func(role report.Role, text bool) report.Party {
		return report.Party{
			Role: role, Names: []report.Name{{First: "Exemplo", Last: "Demo"}}, Born: "1980-02-03",
			Identifiers: []report.Identifier{
				{Kind: report.KindScreenName, Service: "ExampleChat", Raw: "someone_7", FromText: text},
				{Kind: report.KindIP, Raw: "192.0.2.7", Port: 5000, FromText: text},
			},
		}
	}
	for _, c := range []struct {
		role report.Role
		text bool
		want int
	}{{report.RoleReported, false, 3}, {report.RoleReported, true, 1}, {report.RoleVictim, false, 0}, {report.RoleRecipient, false, 0}, {report.RoleReporter, false, 0}} {
		r := &report.Report{Source: "elsewhere", Parties: []report.Party{party(c.role, c.text)}}
		Default().Normalise(r)
		got := Default().Clues(r)
		if len(got) != c.want {
			t.Errorf("%v, from text %v: %d clues", c.role, c.text, len(got))
		}
		for _, id := range got {
			if id.Strength != report.Proposes || !id.Kind.Clue() || Default().MayJoin(id.Kind) {
				t.Errorf("%+v", id)
			}
		}
	}
}
