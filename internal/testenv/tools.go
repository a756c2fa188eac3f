package testenv

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Chromium returns the path of a Chromium: VIGIE_CHROMIUM, else the first on the
// PATH. As root it must be run with --no-sandbox; see [IsRoot].
func Chromium(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("VIGIE_CHROMIUM"); path != "" {
		return path
	}
	return program(t, "no browser: Chromium is not installed (make deps installs it)",
		"chromium", "chromium-browser", "google-chrome")
}

// IsRoot reports whether the test runs as root, where Chromium's sandbox cannot.
func IsRoot() bool { return os.Geteuid() == 0 }

// Xmllint returns the path of xmllint, the oracle for XML and its schemas.
func Xmllint(t testing.TB) string {
	t.Helper()
	return program(t, "no xmllint: libxml2-utils is not installed (make deps installs it)", "xmllint")
}

// Axe returns the path of axe-core's script, which a page test loads into the
// browser.
func Axe(t testing.TB) string {
	t.Helper()
	path := filepath.Join(Repository(t), "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(path); err != nil {
		t.Skip("no axe-core: the npm packages are not installed (make assets installs them)")
	}
	return path
}

// program returns the first of names that is on the PATH, or skips.
func program(t testing.TB, otherwise string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip(otherwise)
	return ""
}
