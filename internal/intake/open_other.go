//go:build !unix

package intake

import "errors"

// openFlags: elsewhere, what was opened is compared with what was listed.
const openFlags = 0

var errLink = errors.New("symbolic link")
