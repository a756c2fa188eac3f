package intake

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// A folder opens what lies in it by name. [*os.Root] does so whatever happens
// to the path that led to it; bare does so for what the person named.
type folder interface {
	Lstat(name string) (fs.FileInfo, error)
	OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error)
	OpenRoot(name string) (*os.Root, error)
}

// bare takes names as paths.
type bare struct{}

func (bare) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(name) }
func (bare) OpenRoot(name string) (*os.Root, error) { return os.OpenRoot(name) }
func (bare) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	return os.OpenFile(name, flag, perm)
}

// openRegular opens the regular file that info describes. It neither follows a
// link nor waits on a pipe, and what it returns is that very file: one that
// was put in its place since is refused as Changed.
func openRegular(in folder, name string, info fs.FileInfo) (*os.File, fs.FileInfo, *Problem) {
	f, err := in.OpenFile(name, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, nil, systemProblem(err)
	}
	now, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, nil, systemProblem(err)
	}
	if !os.SameFile(info, now) || !now.Mode().IsRegular() {
		f.Close()
		return nil, nil, &Problem{Changed, "replaced while it was being opened"}
	}
	return f, now, nil
}

// openFolder opens the folder that info describes, likewise.
func openFolder(in folder, name string, info fs.FileInfo) (*os.Root, *Problem) {
	root, err := in.OpenRoot(name)
	if err != nil {
		return nil, systemProblem(err)
	}
	now, err := root.Stat(".")
	if err != nil {
		root.Close()
		return nil, systemProblem(err)
	}
	if !os.SameFile(info, now) {
		root.Close()
		return nil, &Problem{Changed, "replaced while it was being opened"}
	}
	return root, nil
}

// gone is the problem with what is not there, or no longer.
var gone = Problem{Unreadable, "not there, or no longer"}

// systemProblem turns an error of the operating system into a Problem. The
// detail is the system's word for it, without the path.
func systemProblem(err error) *Problem {
	var errno syscall.Errno
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Problem{gone.Reason, gone.Detail}
	case errors.Is(err, fs.ErrPermission):
		return &Problem{Unreadable, "permission denied"}
	case errors.Is(err, errLink):
		return &Problem{SymbolicLink, ""}
	case errors.As(err, &errno):
		return &Problem{Unreadable, errno.Error()}
	}
	return &Problem{Unreadable, ""}
}

// special says why a file that is not regular is refused, from its mode alone.
func special(mode fs.FileMode) *Problem {
	switch {
	case mode&fs.ModeSymlink != 0:
		return &Problem{SymbolicLink, ""}
	case mode&fs.ModeNamedPipe != 0:
		return &Problem{NotRegular, "named pipe"}
	case mode&fs.ModeSocket != 0:
		return &Problem{NotRegular, "socket"}
	case mode&fs.ModeDevice != 0:
		return &Problem{NotRegular, "device"}
	case !mode.IsRegular():
		return &Problem{NotRegular, ""}
	}
	return nil
}
