package unit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/store"
	"vigie/internal/synth"
	"vigie/internal/testenv"
)

// killPoints are the named points of an intake, in the order in which it passes them.
var killPoints = []string{"opened", "prepared", "sorted", "settled", "stored", "indexed", "linked", "recorded", "committed", "finished"}

// TestMain lets the test binary be the process that dies.
func TestMain(m *testing.M) {
	if os.Getenv("VIGIE_TEST_DIR") != "" {
		if err := dying(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// dying takes a folder in and dies where it is told, "point:n" meaning the nth time.
func dying() error {
	point, nth, _ := strings.Cut(os.Getenv("VIGIE_TEST_KILL"), ":")
	var n, passed int64
	if _, err := fmt.Sscan(nth, &n); err != nil && point != "" {
		return err
	}
	kill = func(p string) {
		if p == point && atomic.AddInt64(&passed, 1) == n {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	ctx := context.Background()
	u, err := Open(ctx, Options{Dir: os.Getenv("VIGIE_TEST_DIR"), DB: os.Getenv("VIGIE_TEST_DB"), Now: func() time.Time { return asOf }})
	if err != nil {
		return err
	}
	defer u.Close()
	who, err := u.Actor(ctx, "cheffe")
	if err != nil {
		return err
	}
	w, err := u.Walker("", "")
	if err != nil {
		return err
	}
	c, err := u.TakeIn(ctx, who.For("essai"), Intake{Received: received, Batch: 300, Records: func(ctx context.Context, emit func(intake.Record) error) error {
		return w.Walk(ctx, []string{os.Getenv("VIGIE_TEST_REPORTS")}, emit)
	}})
	fmt.Printf("%+v\n", c)
	return err
}

// run starts a process that takes reports in, and says whether it was killed.
func (u *Unit) child(t *testing.T, db, reports, point string, after time.Duration) (killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "VIGIE_TEST_DIR="+u.dir, "VIGIE_TEST_DB="+db, "VIGIE_TEST_REPORTS="+reports, "VIGIE_TEST_KILL="+point)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after > 0 {
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		return true
	}
	t.Fatalf("%v: %s", err, out.String())
	return false
}

// leaves counts the ledger's entries of each kind.
func (u *Unit) leaves(t *testing.T) map[ledger.Kind]int {
	t.Helper()
	out := map[ledger.Kind]int{}
	err := u.store.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Rows(context.Background(), 0, 1<<40, func(r ledger.Row) error {
			e, err := r.Open()
			out[e.Kind]++
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestKilled: an intake dies at ten named points; run again, it ends as one that
// never died: the same reports, leads and queue, one intake leaf a report, and a
// sound ledger.
func TestKilled(t *testing.T) {
	reports, want, leaves := undisturbed(t, 2000)
	engines(t, func(t *testing.T, db string) {
		for i, point := range killPoints {
			if db != "" && i > 0 {
				db = testenv.Postgres(t)
			}
			nth := 1
			if point != "opened" && point != "finished" {
				nth = 2 // in the second batch
			}
			u, who := newUnit(t, db)
			if !u.child(t, db, reports, fmt.Sprint(point, ":", nth), 0) {
				t.Errorf("%s: the process did not die", point)
			}
			if u.child(t, db, reports, "", 0) {
				t.Fatalf("%s: the second run died", point)
			}
			u.survived(t, who, point, want, leaves)
		}
	})
}

// undisturbed takes synthetic reports in without a death.
func undisturbed(t *testing.T, n int) (reports, digestOf string, leaves map[ledger.Kind]int) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "synth")
	if _, err := synth.Write(context.Background(), synth.Options{Reports: n, Seed: 11, Broken: true}, dir, nil); err != nil {
		t.Fatal(err)
	}
	reports = filepath.Join(dir, "reports")
	u, who := newUnit(t, "")
	if u.child(t, "", reports, "", 0) {
		t.Fatal("killed by nobody")
	}
	sound(t, u, who)
	return reports, digest(t, u), u.leaves(t)
}

func (u *Unit) survived(t *testing.T, who Actor, when, want string, leaves map[ledger.Kind]int) {
	t.Helper()
	if digest(t, u) != want {
		t.Errorf("%s: reports, leads or queue differ from those of an undisturbed run", when)
	}
	got := u.leaves(t)
	for _, k := range []ledger.Kind{ledger.Intake, ledger.Version, ledger.Attach, ledger.Quarantine} {
		if got[k] != leaves[k] {
			t.Errorf("%s: %d leaves of kind %s, %d in an undisturbed run", when, got[k], k, leaves[k])
		}
	}
	sound(t, u, who)
}
