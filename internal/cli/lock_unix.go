//go:build unix

package cli

import (
	"os"
	"syscall"
)

// lock takes a file for this process until it ends, and says whether it could.
func lock(f *os.File) bool { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil }
