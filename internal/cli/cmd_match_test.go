package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// aList writes a list of n persons, the first of them alike in all that they give.
func aList(t *testing.T, file string, n, alike int) string {
	t.Helper()
	return listOf(t, file, n, func(i int) string {
		if i < alike {
			return "Exemple,Claude,Ville\n"
		}
		return fmt.Sprintf("Nom%d,Prenom%d,Ville%d\n", i, i%97, i%31)
	})
}

// namesakes writes a list of n persons, three hundred alike of each name: a list that
// takes long to compare.
func namesakes(t *testing.T, file string, n int) string {
	t.Helper()
	return listOf(t, file, n, func(i int) string {
		return fmt.Sprintf("Nom%d,Prenom%d,Ville%d\n", i/300, i/300, i/300)
	})
}

// listOf writes a list of n rows.
func listOf(t *testing.T, file string, n int, row func(int) string) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("nom,prenom,ville\n")
	for i := range n {
		b.WriteString(row(i))
	}
	file = filepath.Join(t.TempDir(), file)
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// vigie runs a command line on a data folder, and gives what it printed.
func vigie(ctx context.Context, data, lang string, args ...string) (out, errOut string, err error) {
	var o, e bytes.Buffer
	err = Run(ctx, append([]string{"vigie", "--data", data, "--as", "claire", "--lang", lang}, args...), nil, &o, &e)
	return o.String(), e.String(), err
}

func initUnit(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if _, errOut, err := vigie(t.Context(), data, "fr", "init", "--unit", "U", "--procedure", "P", "--basis", "B", "--evidence-key", data+".key"); err != nil {
		t.Fatal(errOut)
	}
	return data
}

// TestMatchSaysWhatWasNotCompared: a comparison that held records to their
// neighbours says so, when it is made and when it is shown again, and what to do.
func TestMatchSaysWhatWasNotCompared(t *testing.T) {
	data := initUnit(t)
	a, b := aList(t, "a.csv", 5600, 1100), aList(t, "b.csv", 5600, 1100)
	for lang, want := range map[string][2]string{
		"fr": {"Tout n'a pas été comparé : ", "une liste plus courte"}, "en": {"Not all was compared: ", "a shorter list"},
	} {
		out, errOut, err := vigie(t.Context(), data, lang, "match", a, b, "--procedure", "P", "--least", "90")
		if err != nil || !strings.Contains(out, want[0]) || !strings.Contains(errOut, want[1]) {
			t.Error(out, errOut, err)
		}
		out, errOut, err = vigie(t.Context(), data, lang, "match", "show", "1")
		if err != nil || !strings.Contains(out, want[0]) || !strings.Contains(errOut, want[1]) {
			t.Error(out, errOut, err)
		}
	}
	if out, _, err := vigie(t.Context(), data, "en", "match", "show", "1", "--json"); err != nil || !strings.Contains(out, `"cut": `) || !strings.Contains(out, `"room": 1000`) {
		t.Error(out, err)
	}
	if out, _, err := vigie(t.Context(), data, "en", "ledger", "verify"); err != nil {
		t.Error(out, err)
	}
	// Where all was compared, nothing is said.
	short := aList(t, "short.csv", 30, 3)
	if out, errOut, err := vigie(t.Context(), data, "en", "match", short, short, "--procedure", "P"); err != nil || strings.Contains(out, "Not all") {
		t.Error(out, errOut, err)
	}
}

// TestMatchStopsWhenInterrupted: interrupted while it compares, it ends at once, keeps
// nothing, records nothing, and says so as any command does.
func TestMatchStopsWhenInterrupted(t *testing.T) {
	data := initUnit(t)
	a, b := namesakes(t, "a.csv", 150_000), namesakes(t, "b.csv", 150_000)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var ended atomic.Pointer[time.Time]
	go func() {
		stacks := make([]byte, 1<<20)
		for ctx.Err() == nil {
			time.Sleep(5 * time.Millisecond)
			if bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("vigie/internal/match.(*run).pairs")) { // it compares
				now := time.Now()
				ended.Store(&now)
				cancel()
			}
		}
	}()
	_, errOut, err := vigie(ctx, data, "fr", "match", a, b, "--procedure", "P")
	if Code(err) != codeInterrupted || !strings.Contains(errOut, "interrompu") {
		t.Fatalf("%v, %s", err, errOut)
	}
	if took := time.Since(*ended.Load()); took > time.Second/4 {
		t.Errorf("it ended %s after the interruption", took)
	}
	if out, errOut, err := vigie(t.Context(), data, "fr", "match", "list"); err != nil || !strings.Contains(out, "Aucune liste n'a été comparée") {
		t.Error(out, errOut, err)
	}
	if out, _, err := vigie(t.Context(), data, "fr", "ledger", "verify"); err != nil {
		t.Error(out, err)
	}
}
