package store

import "testing"

// TestDigestIsKept: digests are stored. With any other, no row of before is found.
func TestDigestIsKept(t *testing.T) {
	for _, c := range []struct {
		hash  int64
		value string
		want  int64
	}{{1, "", -853122539}, {7, "a", 1252550379}, {1<<62 + 5, "name@example.org", -127793604}, {1<<62 + 6, "name@example.org", -1016410922}} {
		if got := Digest(c.hash, c.value); got != c.want {
			t.Errorf("%d, %q: %d, not %d", c.hash, c.value, got, c.want)
		}
	}
}
