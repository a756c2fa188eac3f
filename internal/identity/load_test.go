package identity

import "testing"

func TestShippedTableLoads(t *testing.T) {
	_ = Default()
}
