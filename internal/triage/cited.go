package triage

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// cited is what a rule rests on. A text alone is the same in both languages, as are
// titles and articles of law; {fr, en} is for words that are not.
type cited struct {
	both  string
	words map[string]string // "fr", "en"; nil: both
}

// UnmarshalYAML reads either form.
func (c *cited) UnmarshalYAML(b []byte) error {
	*c = cited{}
	if yaml.Unmarshal(b, &c.both) == nil {
		return nil
	}
	return yaml.Unmarshal(b, &c.words)
}

// MarshalJSON is for the rules' hash: a text alone counts as it always has.
func (c cited) MarshalJSON() ([]byte, error) {
	if c.words != nil {
		return json.Marshal(c.words)
	}
	return json.Marshal(c.both)
}

func (c cited) in(lang string) string {
	lang = language(lang)
	switch {
	case c.words != nil:
		return c.words[lang]
	case lang == "fr":
		return strings.ReplaceAll(c.both, "; ", " ; ") // between sources, as French sets it
	}
	return c.both
}

// faults says what is wrong with it.
func (c cited) faults() (out []string) {
	for lang := range c.words {
		if lang != "fr" && lang != "en" {
			out = append(out, "source: a language other than fr and en")
		}
	}
	for _, lang := range []string{"fr", "en"} {
		switch {
		case strings.TrimSpace(c.in(lang)) != "":
		case c.words == nil:
			return append(out, "source is missing: name the text, study or decision that the rule rests on")
		default:
			out = append(out, fmt.Sprintf("source is missing in %s: give one text for both languages, or one in each", inFull[lang]))
		}
	}
	return out
}
