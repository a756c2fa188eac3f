package xmlstrict

import (
	"fmt"

	"vigie/internal/intake"
)

// Error says what is wrong with a document, and where. It never holds a value:
// element names at most, cut to [maxPath] bytes.
type Error struct {
	Reason intake.Reason
	Path   string // of the innermost open element: "report/victim", "" outside the root
	Offset int64  // bytes from the start of the file (see Options.Base)
	Detail string
}

// Error gives the reason, the detail and the place in one line.
func (e *Error) Error() string {
	where := e.Path
	if where == "" {
		where = "outside the root element"
	}
	return fmt.Sprintf("%s: %s (%s, byte %d)", e.Reason, e.Detail, where, e.Offset)
}

// Problem is the error in the form that goes to quarantine.
func (e *Error) Problem() *intake.Problem {
	where := ""
	if e.Path != "" {
		where = " in " + e.Path
	}
	return &intake.Problem{Reason: e.Reason, Detail: fmt.Sprintf("%s%s, at byte %d", e.Detail, where, e.Offset)}
}

// maxPath bounds the element path of an error; the innermost names are kept.
const maxPath = 240

func shorten(path []byte) string {
	if len(path) <= maxPath {
		return string(path)
	}
	cut := len(path) - maxPath
	for cut < len(path) && path[cut]&0xC0 == 0x80 { // not inside a character
		cut++
	}
	return "…" + string(path[cut:])
}
