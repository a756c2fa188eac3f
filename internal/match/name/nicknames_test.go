package name

import (
	"slices"
	"strings"
	"testing"

	"vigie/rules"
)

func TestSame(t *testing.T) {
	n := Default()
	for _, pair := range []string{
		"robert bob", "elizabeth liz", "jose pepe", "jose jojo", "aleksandr sasha", "aleksandra sasha", "maria ma",
		"muhammad mohamed", "mohammed md", "francisco kiko", "ekaterina katya", "johannes jan", "john jack", "unlisted unlisted",
		"giuseppe beppe", "dmitri dima", "yevgeny zhenya", "willem wim", "heriniaina hery", "jean juan",
	} {
		a, b, _ := strings.Cut(pair, " ")
		if !n.Same(a, b) || !n.Same(b, a) {
			t.Errorf("%s and %s are not the same", a, b)
		}
	}
	for _, pair := range []string{
		"aleksandr aleksandra", "robert roberto2", "heriniaina heritiana", "maria mario", "daniel danielle", "jean jeanne",
		"hasan husayn", "patrick patricia", "christine christian", "francis frances", "unlisted other", "mohammed mahmud",
	} {
		a, b, _ := strings.Cut(pair, " ")
		if n.Same(a, b) || n.Same(b, a) {
			t.Errorf("%s and %s are the same", a, b)
		}
	}
}

// Same is what sharing a group's number means, for all that the table holds.
func TestGroupsAreWhatSameSays(t *testing.T) {
	n := Default()
	var tokens []string
	for token, ids := range n.groups {
		tokens = append(tokens, token)
		if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("%s: groups %v are not in order", token, ids)
		}
	}
	slices.Sort(tokens)
	for i, a := range tokens {
		for _, b := range tokens[i+1:] {
			share := slices.ContainsFunc(n.Groups(a), func(id int32) bool { return slices.Contains(n.Groups(b), id) })
			if n.Same(a, b) != share {
				t.Fatalf("Same(%s, %s) = %v, shared group: %v", a, b, n.Same(a, b), share)
			}
		}
	}
	if n.Groups("unlisted") != nil {
		t.Error("a token that is not there has a group")
	}
}

// Names of the table that no line ties stay two: nothing else makes them likely.
func TestKnownNamesStayApart(t *testing.T) {
	n := Default()
	byLetter := map[byte][]string{}
	for token := range n.groups {
		byLetter[token[0]] = append(byLetter[token[0]], token)
	}
	pairs, spelt := 0, 0
	for _, tokens := range byLetter {
		slices.Sort(tokens)
		for i, a := range tokens {
			for j := i + 1; j < len(tokens); j += 3 {
				b := tokens[j]
				if n.Same(a, b) {
					continue
				}
				pairs++
				switch r := Compare(Parse(a, "Voss"), Parse(b, "Voss")); {
				case r.Verdict == Different:
				case r.Verdict == Same && Spelling(a) == Spelling(b):
					spelt++
				case r.Reasons.Has(Particle) || r.Verdict == Same && r.Reasons.Has(Spelled) && strings.HasPrefix(a, "abd"):
				default:
					t.Errorf("%s and %s: %v", a, b, r)
				}
			}
		}
	}
	if spelt*1000 > pairs {
		t.Errorf("%d of %d pairs are spelt alike: too many for spellings of one name", spelt, pairs)
	}
}

func TestLoadRefuses(t *testing.T) {
	for bad, want := range map[string]string{
		"version: 2\n":                                 "version",
		"version: 1\npets: [a b]\n":                    "pets",
		"version: 1\nnicknames: [robert]\n":            "2 to 64",
		"version: 1\nnicknames: [robert Bob]\n":        "Bob",
		"version: 1\nnicknames: [robert r]\n":          `"r"`,
		"version: 1\nspellings: [josé jose]\n":         "josé",
		"version: 1\ntranslations: [john juan john]\n": "twice",
		"version: 1\ndropped: [María]\n":               "María",
		"":                                             "nicknames",
	} {
		if _, err := Load([]byte(bad)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%q): %v, want an error that says %s", bad, err, want)
		}
	}
	b, _ := rules.Files.ReadFile("nicknames.yaml")
	if _, err := Load(b); err != nil {
		t.Error(err)
	}
}
