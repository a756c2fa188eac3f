package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/internal/ledger"
	"vigie/internal/unit"
)

// shows gives what stands for an entry.
func shows(lang string, x unit.EntryView) string {
	var b bytes.Buffer
	newEnv("vigie", lang, nil, &b, &b).entry(x)
	return b.String()
}

// TestEveryKindOfEntryHasWords: a kind is said in the person's language, with and
// without a detail, and never as it is stored.
func TestEveryKindOfEntryHasWords(t *testing.T) {
	for _, k := range ledger.Kinds() {
		fr, en := shows("fr", unit.EntryView{Kind: k, Who: "claire", At: time.Unix(0, 0)}), shows("en", unit.EntryView{Kind: k, Who: "claire", At: time.Unix(0, 0)})
		if fr == en && k != ledger.Export && k != ledger.Transmit {
			t.Errorf("%s: the same words in both languages: %s", k, fr)
		}
		for _, s := range []string{fr, en} {
			if did, _, _ := strings.Cut(strings.TrimSpace(s)[1:], "claire"); strings.TrimSpace(did) == "" || strings.TrimSpace(did) == string(k) {
				t.Errorf("%s: no words in %q", k, s)
			}
		}
	}
}

// TestEveryReadingHasWords: whatever the use cases call what they showed is said in
// both languages.
func TestEveryReadingHasWords(t *testing.T) {
	files, err := filepath.Glob("../unit/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"what": *"([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
			found++
			if r := readings[m[1]]; r.fr == "" || r.en == "" || r.count == [4]string{} {
				t.Errorf("%s: %q has no words", f, m[1])
			}
		}
	}
	if found < 20 {
		t.Errorf("%d readings found in the use cases", found)
	}
}

// TestEntriesAreReadable: what an entry says is told in words, or as it is stored;
// hashes alone are left to --json.
func TestEntriesAreReadable(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 4)
	for _, c := range []struct {
		kind     ledger.Kind
		names    []string
		reports  int
		detail   string
		fr, en   string
		unspoken string
	}{
		{
			ledger.Read, nil, 20, `{"what":"queue","class":"immediate","dueBy":"","new":false,"after":"0000-0000-00000","shown":1200}`,
			"Consultation : la file|montré : 1\u202f200 pistes · classe : immédiat · l'entrée nomme 20 signalements", "Reading: the queue|shown: 1,200 leads · class: immediate · the entry names 20 reports", "0000",
		},
		{
			ledger.Export,
			[]string{"2026-R0001"},
			1, `{"what":"letter","lang":"fr","sha256":"` + long + `"}`,
			"Export : la lettre de la demande 2026-R0001|langue : fr · empreinte 01234567…", "Export: the letter of request 2026-R0001|language: fr · hash 01234567…", long,
		},
		{
			ledger.Intake, nil, 1, `{"run":1,"version":3,"row":"` + long + `","source":"sheet:payments","sourceId":"` + long + `","bytes":"` + long + `","size":220,"redacted":"` + long + `","seal":"` + long + `","body":"` + long + `"}`,
			"Signalement reçu|source sheet:payments · n° " + long + " · 220 o · réception n° 1 · élément n° 3 · empreinte des octets reçus 01234567…", "Report taken in|source sheet:payments · no. " + long + " · 220 B · intake no. 1 · record no. 3 · hash of the bytes received 01234567…", "redacted",
		},
		{
			ledger.Open,
			[]string{"2026-0001"},
			3, `{"act":4,"do":"open","case":"2026-0001","attached":"report:a report:b report:c","because":"x\u001by"}`,
			"Dossier 2026-0001 ouvert, 3 signalements|acte n° 4 · raison : x\ufffdy", "Case 2026-0001 opened, 3 reports|act no. 4 · reason: x\ufffdy", "attached",
		},
		{
			ledger.Judge, nil, 2, `{"a":"004n-q42p-a27d9","b":"01p9-ezs6-jr02a","verdict":"same","because":"w"}`,
			"Jugement sur deux signalements : 004n-q42p-a27d9 et 01p9-ezs6-jr02a, mêmes mains|raison : w", "Judgement on two reports: 004n-q42p-a27d9 and 01p9-ezs6-jr02a, same hands|reason: w", "verdict",
		},
		{
			ledger.Fact, nil, 1, `{"decision":"refute","reports":["004n-q42p-a27d9"],"fact":"live_abuse","because":"w"}`,
			"Fait réfuté : abus diffusés en direct|raison : w", "Fact refuted: live abuse|reason: w", "live_abuse",
		},
		{
			ledger.Request,
			[]string{"2026-R0001"},
			1, `{"act":2,"do":"sent","request":"2026-R0001","day":20423,"means":"courriel","ref":"A-1"}`,
			"Demande 2026-R0001 : envoyée le 2025-12-01, courriel A-1|acte n° 2", "Request 2026-R0001: sent on 2025-12-01, courriel A-1|act no. 2", "20423",
		},
		{
			ledger.Refuse, nil, 1, `{"right":"read a lead","answered":"with an error"}`,
			"Répondu par un refus ou une erreur|ce qui était demandé : lire une piste", "Answered with a refusal or an error|what was asked for: read a lead", "right",
		},
		{
			ledger.Refuse, nil, 1, `{"asked":{"what":"network","of":"keyed:` + long[:32] + `","from":"","after":""},"right":"read a lead"}`,
			"ce qui était demandé : lire une piste · à savoir : le réseau · autre chose, que le registre ne garde pas en clair (empreinte à clé 01234567…)",
			"what was asked for: read a lead · namely: the network · something else, which the ledger keeps in no clear form (keyed hash 01234567…)", "asked:",
		},
		{
			ledger.Refuse, nil, 1, `{"asked":{"what":"account","id":"004n-q42p-a27d9.0-0a1b2c","isA":"agent"},"right":"judge two reports"}`,
			"à savoir : dire ce qu'est un compte bénéficiaire · dit : un agent de paiement · n° 004n-q42p-a27d9.0-0a1b2c",
			"namely: saying what a recipient's account is · said to be: a payment agent · no. 004n-q42p-a27d9.0-0a1b2c", "isA",
		},
		{
			ledger.Match, nil, 1, `{"run":7,"row":3,"report":"004n-q42p-a27d9","party":0,"verdict":"different","because":"w"}`,
			"Réponse à un rapprochement : autre personne|rapprochement n° 7 · ligne 3 · signalement 004n-q42p-a27d9 · personne 1 · raison : w", "Answer to a comparison: another person|comparison no. 7 · row 3 · report 004n-q42p-a27d9 · person 1 · reason: w", "réception",
		},
		// What nobody found words for is shown all the same.
		{"later", nil, 0, `{"unheard":{"of":3},"also":["a","b"]}`, "later|also : a, b · unheard : of 3", "later|also: a, b · unheard: of 3", "{"},
		{ledger.Read, nil, 0, `not an object`, "Consultation|not an object", "Reading|not an object", "{"},
	} {
		x := unit.EntryView{Kind: c.kind, Who: "claire", Names: c.names, Reports: c.reports, Detail: c.detail}
		for lang, want := range map[string]string{"fr": c.fr, "en": c.en} {
			got := shows(lang, x)
			for _, w := range strings.Split(want, "|") {
				if !strings.Contains(got, w) {
					t.Errorf("%s in %s: %s\nwant %s", c.kind, lang, got, w)
				}
			}
			if strings.Contains(got, c.unspoken) {
				t.Errorf("%s in %s: %s\nholds %s", c.kind, lang, got, c.unspoken)
			}
		}
	}
	if got := shows("fr", unit.EntryView{Index: 12, Erased: true}); !strings.Contains(got, "12  entrée effacée") {
		t.Error(got)
	}
}
