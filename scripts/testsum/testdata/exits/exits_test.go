package exits

import (
	"fmt"
	"os"
	"testing"
)

func TestExits(t *testing.T) {
	fmt.Println("leaving in the middle")
	os.Exit(3)
}
