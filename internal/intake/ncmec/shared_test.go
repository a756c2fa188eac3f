package ncmec

import (
	"os"
	"path/filepath"
	"testing"
)

// shared reads a file of the shared folder beside the module (or VIGIE_SHARED);
// the test is skipped where there is none.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("VIGIE_SHARED")
	if dir == "" {
		wd, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for d := wd; ; d = filepath.Dir(d) {
			if s := filepath.Join(d, "shared"); isDir(s) {
				dir = s
				break
			}
			if filepath.Dir(d) == d {
				t.Skip("no shared folder with the samples: set VIGIE_SHARED")
			}
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "data", "ncmec", name))
	if err != nil {
		t.Skipf("the shared sample is not there: %v", err)
	}
	return b
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}
