package mixed

import "testing"

func TestPasses(t *testing.T) { t.Log("silent when it passes") }

func TestSkips(t *testing.T) { t.Skip("no browser: not installed") }

func TestSubtests(t *testing.T) {
	t.Log("said by the parent")
	t.Run("good", func(t *testing.T) {})
	t.Run("bad", func(t *testing.T) { t.Error("this is wrong") })
	t.Run("skipped", func(t *testing.T) { t.Skipf("no %s", "samples") })
}

func TestParentAlone(t *testing.T) {
	t.Run("good", func(t *testing.T) {})
	t.Error("the parent itself is wrong")
}
