package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"vigie": func() {
			// Scripts call it by name: where the test put it is nothing to show.
			line := append([]string{"vigie"}, os.Args[1:]...)
			os.Exit(Code(Run(context.Background(), line, os.Stdin, os.Stdout, os.Stderr)))
		},
	})
}

var keyPattern = regexp.MustCompile(`[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{5}`)

var numberPattern = regexp.MustCompile(`[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{5}\.[0-9]+-[0-9a-f]{6}`)

// TestScripts runs testdata/*.txt: one a feature, and the manual of the command
// line. In them, the data folder is $VIGIE_DATA, the person is claire, and the
// language French unless a line says otherwise.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("VIGIE_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("VIGIE_AS", "claire")
			e.Setenv("VIGIE_LANG", "fr")
			e.Setenv("NO_COLOR", "1")
			e.Setenv("SHARED", shared())
			return nil
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "shared":
				return shared() != "", nil
			case "xmllint":
				_, err := exec.LookPath("xmllint")
				return err == nil, nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			// exits CODE COMMAND…: the command ends with just this exit code.
			"exits": func(ts *testscript.TestScript, _ bool, args []string) {
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				got := 0
				if err := ts.Exec(args[1], args[2:]...); err != nil {
					var x *exec.ExitError
					if !errors.As(err, &x) {
						ts.Fatalf("%v", err)
					}
					got = x.ExitCode()
				}
				if got != want {
					ts.Fatalf("exit code %d, want %d", got, want)
				}
			},
			// lead NAME [N]: NAME becomes the Nth lead of the last output, from 1.
			"lead": func(ts *testscript.TestScript, _ bool, args []string) {
				n := 1
				if len(args) > 1 {
					var err error
					n, err = strconv.Atoi(args[1])
					ts.Check(err)
				}
				found := keyPattern.FindAllString(ts.ReadFile("stdout"), -1)
				if len(found) < n {
					ts.Fatalf("%d leads in the output", len(found))
				}
				ts.Setenv(args[0], found[n-1])
			},
			// number NAME: NAME becomes the first number of an account or a counterparty in the last output.
			"number": func(ts *testscript.TestScript, _ bool, args []string) {
				found := numberPattern.FindString(ts.ReadFile("stdout"))
				if found == "" {
					ts.Fatalf("no number in the output")
				}
				ts.Setenv(args[0], found)
			},
		},
	})
}

// shared is the folder of samples beside the repository, or "".
func shared() string {
	if d := os.Getenv("VIGIE_SHARED"); d != "" {
		return filepath.Join(d, "data")
	}
	d, err := os.Getwd()
	if err != nil {
		return ""
	}
	d = filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(d))), "shared", "data")
	if _, err := os.Stat(d); err != nil {
		return ""
	}
	return d
}
