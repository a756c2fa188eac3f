package cli

import (
	"testing"

	"vigie/internal/report"
	"vigie/internal/web"
)

// TestWordsAreTheDesks: what the desk has a word for is said by it here, in either
// language, in the middle of a sentence.
func TestWordsAreTheDesks(t *testing.T) {
	fr, en := &env{lang: "fr"}, &env{lang: "en"}
	for _, c := range []struct{ got, want string }{
		{fr.word("iban"), "IBAN"},
		{fr.word("ip"), "adresse IP"},
		{en.word("ip"), "IP address"},
		{fr.roleWord("reported"), "personne signalée"},
		{fr.record("connection"), "données de connexion"},
		{en.record("connection"), "connection records"},
		{fr.deskWord("verdict", "same"), "mêmes mains"},
		{fr.word("of the future"), "of the future"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	for _, e := range []*env{fr, en} {
		for _, k := range report.Stated {
			if _, ok := web.Word(e.lang, "fact."+string(k.Kind)); !ok {
				t.Errorf("%s: no word for fact %s", e.lang, k.Kind)
			}
		}
	}
}
