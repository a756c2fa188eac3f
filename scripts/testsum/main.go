// Command testsum runs the steps of `make test` one after the other, shows where
// they are, prints failures in full, and ends on one count of everything:
//
//	testsum [-check COMMAND]... [-tests COMMAND]...
//
// A check is a command that passes or fails as a whole; a tests command is a
// `go test -json`, whose tests are counted one by one. Every step runs, whatever
// became of those before it. The last line is "N passed, N failed, N skipped";
// the exit status is 0 only when something passed and nothing failed.
package main

import (
	"context"
	"flag"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// step is one command, as the shell understands it.
type step struct {
	command string
	tests   bool // its output is that of go test -json
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var steps []step
	flag.Func("check", "a command that passes or fails as a whole", func(s string) error {
		steps = append(steps, step{command: s})
		return nil
	})
	flag.Func("tests", "a go test -json command", func(s string) error {
		steps = append(steps, step{command: s, tests: true})
		return nil
	})
	flag.Parse()
	if len(steps) == 0 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if !run(ctx, steps, os.Stdout) {
		os.Exit(1)
	}
}

// run does the steps and reports whether all is well.
func run(ctx context.Context, steps []step, out io.Writer) bool {
	began := time.Now()
	sum := newTally(out, time.Now)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	go func() {
		for range beat.C {
			sum.heartbeat()
		}
	}()
	for _, s := range steps {
		if ctx.Err() != nil {
			break
		}
		if s.tests {
			runTests(ctx, s.command, sum)
		} else {
			runCheck(ctx, s.command, sum)
		}
	}
	if ctx.Err() != nil {
		sum.fail("interrupted", nil)
	}
	return sum.close(time.Since(began))
}

// runCheck counts one command as one test, and shows its output if it fails.
func runCheck(ctx context.Context, command string, sum *tally) {
	began := time.Now()
	out, err := shell(ctx, command).CombinedOutput()
	if err != nil {
		sum.fail(command, append(lines(out), err.Error()+"\n"))
		return
	}
	sum.pass(command, time.Since(began))
}

// runTests feeds the events of a go test -json to the tally. What go test says
// on stderr (it could not load a package, a module is missing) is shown as it is.
func runTests(ctx context.Context, command string, sum *tally) {
	sum.printf("\n%s\n", command)
	cmd := shell(ctx, command)
	cmd.Stderr = sum
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		sum.fail(command, []string{err.Error() + "\n"})
		return
	}
	before := sum.failures()
	err = sum.read(stdout)
	if waited := cmd.Wait(); err == nil {
		err = waited
	}
	// A failure without a failed test: nothing of it was counted yet.
	if err != nil && sum.failures() == before {
		sum.fail(command, []string{err.Error() + "\n"})
	}
}

// shell makes a command that is asked to end, and later made to, when ctx ends.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	return cmd
}
