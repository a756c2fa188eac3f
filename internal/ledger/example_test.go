package ledger

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/tlog"
)

// workedExample is the ledger of docs/ledger.md: seed and salts are fixed.
func workedExample(t *testing.T) (m *Memory, first []byte, vkey string) {
	l, _ := testLog(t)
	_, _, vkey = testKey(t, 7)
	at := func(s int) time.Time { return time.Date(2026, 3, 2, 8, 30, s, 125e6, time.UTC) }
	m = &Memory{}
	mustAppend(t, l, m, Entry{Kind: Init, At: at(0), Who: "p001", Purpose: "mise en service"})
	first = m.State.Checkpoint
	mustAppend(t, l, m,
		Entry{Kind: Read, At: at(1), Who: "p002", Purpose: "triage", Subjects: []string{"1f3k-9x2m-q7t0h"}, Detail: jsontext.Value(`{"page":"queue","rows":1}`)},
		Entry{Kind: Read, At: at(2), Who: "p002", Purpose: "triage", Subjects: []string{"1f3k-9x2m-q7t0h"}, Detail: jsontext.Value(`{"page":"lead"}`)},
	)
	mustAppend(t, l, m, Entry{Kind: Erase, At: at(3), Who: "p001", Purpose: "closure", Detail: jsontext.Value(`{"authority":"procedure closed","entries":[[1,1]]}`)})
	m.Erase(1)
	return m, first, vkey
}

// Every block of docs/ledger.md that is marked as part of the worked example is
// what the program writes.
func TestDocsWorkedExample(t *testing.T) {
	m, first, vkey := workedExample(t)
	ctx := context.Background()
	proof, err := Prove(ctx, m, 2)
	if err != nil {
		t.Fatal(err)
	}
	consistency, err := ProveConsistency(ctx, m, 1)
	if err != nil {
		t.Fatal(err)
	}
	tile, _ := m.Tile(ctx, 0, 0)
	var hashes strings.Builder
	for i := 0; i < len(tile); i += tlog.HashSize {
		fmt.Fprintln(&hashes, hex.EncodeToString(tile[i:i+tlog.HashSize]))
	}
	node := func(a, b int) string {
		return tlog.NodeHash(tlog.Hash(tile[32*a:]), tlog.Hash(tile[32*b:])).String()
	}
	commitment := Commit(m.Entries[2].Salt, m.Entries[2].Opening)
	want := []struct{ name, text string }{
		{"verifier key", vkey + "\n"},
		{"opening of entry 2", string(m.Entries[2].Opening) + "\n"},
		{"salt of entry 2", hex.EncodeToString(m.Entries[2].Salt) + "\n"},
		{"commitment of entry 2", base64.StdEncoding.EncodeToString(commitment[:]) + "\n"},
		{"leaf of entry 2", string(m.Entries[2].Leaf)},
		{"leaf of entry 1", string(m.Entries[1].Leaf)},
		{"opening of entry 3", string(m.Entries[3].Opening) + "\n"},
		{"tile 0 of level 0", hashes.String()},
		{"nodes", node(0, 1) + "\n" + node(2, 3) + "\n"},
		{"checkpoint", string(m.State.Checkpoint)},
		{"first checkpoint", string(first)},
		{"proof", string(proof)},
		{"consistency", string(consistency)},
	}
	doc, err := os.ReadFile("../../docs/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(string(doc), "```\n"+w.text+"```") {
			t.Errorf("docs/ledger.md lacks the %s:\n%s", w.name, w.text)
		}
	}
	for _, k := range Kinds() {
		if !strings.Contains(string(doc), "`"+string(k)+"`") {
			t.Errorf("docs/ledger.md does not name the kind %s", k)
		}
	}
	_, v, _ := testKey(t, 7)
	wantClean(t, m, v, VerifyOptions{Against: first})
}
