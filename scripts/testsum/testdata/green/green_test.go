package green

import "testing"

func TestOne(t *testing.T) {
	t.Run("a", func(t *testing.T) {})
	t.Run("b", func(t *testing.T) {})
}

func TestTwo(t *testing.T) {}
