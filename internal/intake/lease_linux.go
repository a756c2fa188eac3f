package intake

import (
	"os"
	"syscall"
)

// openForWriting says whether any process has the file open for writing: then
// Linux grants no read lease on it (fcntl(2), F_SETLEASE). Where leases are not
// to be had, on a network disk or a file of another owner, it says no. A lease
// that is granted is given back at once.
func openForWriting(f *os.File) bool {
	c, err := f.SyscallConn()
	if err != nil {
		return false
	}
	var no syscall.Errno
	err = c.Control(func(fd uintptr) {
		if _, _, no = syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_SETLEASE, syscall.F_RDLCK); no == 0 {
			syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_SETLEASE, syscall.F_UNLCK)
		}
	})
	return err == nil && no == syscall.EAGAIN
}
