//go:build unix

package intake

import "syscall"

// openFlags keep an open from following a link or waiting for a pipe's writer.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// errLink is what an open with these flags answers for a symbolic link.
const errLink = syscall.ELOOP
