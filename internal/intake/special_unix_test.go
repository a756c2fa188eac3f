//go:build unix

package intake

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func makePipe(path string) error { return syscall.Mkfifo(path, 0o600) }

// TestNothingSpecialIsOpened: a pipe without a writer would hold an open for ever.
func TestNothingSpecialIsOpened(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := makePipe(filepath.Join(dir, "pipe")); err != nil {
		t.Skip("no pipes here:", err)
	}
	s, err := net.Listen("unix", filepath.Join(dir, "sock"))
	if err != nil {
		t.Skip("no sockets here:", err)
	}
	defer s.Close()
	put(t, filepath.Join(dir, "z"), "R 1")
	done := make(chan []string)
	go func() { done <- walked(t, testWalker(), dir, dir, filepath.Join(dir, "pipe"), os.DevNull) }()
	select {
	case got := <-done:
		equal(t, got, "pipe: not-regular (named pipe)", "sock: not-regular (socket)", "z: 1",
			"pipe: not-regular (named pipe)", "/dev/null: not-regular (device)")
	case <-time.After(10 * time.Second):
		t.Fatal("waits on a pipe")
	}
}
