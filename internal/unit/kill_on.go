//go:build killpoints

package unit

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// The tests of sudden death build the program with the tag killpoints and name,
// in VIGIE_KILL, a point of the code and how often it is passed before: "sealed:3".
var (
	killPoint, killAfter, _ = strings.Cut(os.Getenv("VIGIE_KILL"), ":")
	killPassed              atomic.Int64
)

// kill ends the process at once, as a power cut would, when the point is the named one.
func kill(point string) {
	if point != killPoint {
		return
	}
	n, _ := strconv.ParseInt(killAfter, 10, 64)
	if killPassed.Add(1) > n {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}
