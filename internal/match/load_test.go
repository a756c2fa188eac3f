package match

import (
	"bytes"
	"strings"
	"testing"

	"vigie/rules"
)

func shipped(t testing.TB) string {
	b, err := rules.Files.ReadFile("match.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestLoadRefuses(t *testing.T) {
	good := shipped(t)
	if _, err := Load([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"no version", "version: 1\n", "", "version"},
		{"an unknown key", "matches: 1", "matches: 1\nage: 2", "age"},
		{"an unknown comparison", "comparisons:\n", "comparisons:\n  sex:\n    exact: {m: 0.9, u: 0.5}\n", "unknown"},
		{"an unknown level", "  given:\n", "  given:\n    host: {m: 0.9, u: 0.5}\n", "given has a level"},
		{"a missing level", "    nickname: ", "    nickname-not: ", "nickname is missing"},
		{"a missing comparison", "  phone:\n", "  telephone:\n", "phone is missing"},
		{"a frequency of one", "exchanged: {m: 0.04", "exchanged: {m: 1", "below 1"},
		{"a frequency of none", "exchanged: {m: 0.04", "exchanged: {m: 0", "above 0"},
		{"a frequency that is no number", "exchanged: {m: 0.04", "exchanged: {m: .nan", "above 0"},
		{"too much rarity", "rarity: 1}", "rarity: 2}", "rarity"},
		{"an unknown piece", "by: [document]", "by: [age]", `"age" is no piece`},
		{"a rule without pieces", "by: [document]", "by: []", "by must name"},
		{"no floor that is a number", "floor: -10", "floor: .nan", "floor"},
		{"too large", "version: 1\n", "version: 1\n#" + strings.Repeat("x", maxFile), "bytes"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Errorf("%s: the shipped file has no %q", c.name, c.old)
			continue
		}
		if _, err := Load([]byte(text)); err == nil {
			t.Errorf("%s: accepted", c.name)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v does not say %q", c.name, err, c.want)
		}
	}
}

// What is written is read back as the same weights.
func TestFormatIsRead(t *testing.T) {
	w := Default()
	text := w.Format("a comment")
	back, err := Load(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if again := back.Format("a comment"); !bytes.Equal(text, again) {
		t.Errorf("%s\nbecomes\n%s", text, again)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(shipped(f)))
	f.Add([]byte("version: 1\ncomparisons: {given: {exact: {m: 1e400, u: -1}}}\n"))
	f.Add([]byte("a: &a [*a, *a]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Load(b)
		if err != nil {
			return
		}
		if _, err := Load(w.Format()); err != nil {
			t.Errorf("accepted, and not when written again: %v", err)
		}
	})
}
