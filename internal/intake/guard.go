package intake

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// guard calls f and turns a panic in it into a fault: the kind of the panic
// and the line of code, without its message, which may quote the input. One
// hostile file must not end the intake of the others. A panic while one of
// notMine is true is passed on.
func guard(f func() error, notMine ...*bool) (fault string, err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		for _, b := range notMine {
			if *b {
				panic(v)
			}
		}
		fault = fmt.Sprintf("%T at %s", v, panicked())
	}()
	return "", f()
}

// panicked returns "folder/file.go:line" of the code that panicked.
func panicked() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		fr, more := frames.Next()
		if fr.Function != "" && !strings.HasPrefix(fr.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", path.Join(path.Base(path.Dir(fr.File)), path.Base(fr.File)), fr.Line)
		}
		if !more {
			return "unknown"
		}
	}
}
